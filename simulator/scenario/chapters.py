"""The prose of the handbook; tables and lists come from the models (:mod:`.handbook`)."""

from typing import Final

INCLUDED: Final = """\
variables: {domain: example.com}
given:
  seed: 1
  clock: 2026-07-10T08:00:00Z
  zitadel:
    service_accounts:
      - user_name: okta-scim
        name: Okta SCIM
        metadata: {urn:zitadel:scim:ignorePasswordOnCreate: "true"}
        capture: okta_account
  okta:
    app:
      label: ZITADEL
      provisioning:
        authentication: {token: "${okta_account.token}"}
      features: {create: true, update: true, deactivate: true}
"""
"""A file that others include."""

TABLE: Final = """\
scenario: titles
title: A title of ${title} arrives as ${arrives}
include: _ready.yaml
cases:
  plain: {title: Lead, arrives: Lead}
  empty: {title: "", arrives: null}
given:
  okta:
    users:
      - {login: "cedar@${domain}", firstName: Cedar, lastName: Tree}
steps:
  - profile: {user: cedar, set: {title: "${title}"}}
  - assign: cedar
  - expect:
      users:
        cedar: {title: "${arrives}"}
    capture: seen
  - say: The account has the id ${seen.users.cedar.id}.
"""
"""A file with a table of cases."""

PAGE: Final = (
    """\
# Scenarios

<!-- Made by `make docs` from the models in simulator/scenario and the headers of the files. -->

A scenario is a YAML file that tells a story: how both products look (`given`), what people do
(`steps`), and what must be true at either end (`expect` among the steps). It plays headless with a
verdict, or in the terminal app where you watch.

```console
$ scimulator run scenarios                     # every file below a directory, several at a time
$ scimulator run my.yaml -v                    # each step as it ends
$ scimulator run my.yaml --target URL --token-file FILE    # its Okta half against your own server
$ scimulator check my.yaml                     # every mistake with line and column, nothing played
$ scimulator schema -o scimulator.schema.json  # the format for your editor
```

With `--target` time is real, ZITADEL's part of `given` is the server's own (a captured account's
token is the one that was given), and accounts are looked at over SCIM. A file that does to ZITADEL
what only the lab can is refused, or passed over in a directory. People who are there already are
not pushed unless `--existing` is said; `--clean` deletes the accounts a file made once it ends.

An editor with YAML support completes and checks as you type when the first line says
`# yaml-language-server: $schema=scimulator.schema.json`. Begin by copying
[one-person.yaml](../scenarios/first-steps/one-person.yaml).

## The file

{top}

The file is YAML 1.2: `on`, `off` and `yes` are text, and aliases and tags are not read. Durations
are `90` (seconds), `250ms`, `5m` or `1h30m`, in simulated time. People are named by login, or by
what stands before the `@`.

### Variables, captures, included files, cases

`variables` are values for `${{name}}` anywhere in the file. A step with `capture: name` keeps its
result for later steps: `${{name.id}}`, `${{name.users.cedar.id}}` after an `expect`. Known from the
start are `${{zitadel.scim_base_url}}`, `${{zitadel.url}}`, `${{zitadel.organization_id}}`,
`${{zitadel.instance_id}}`, `${{zitadel.owner_id}}`, `${{zitadel.token}}` (the owner's),
`${{zitadel.port}}`, `${{okta.url}}`, `${{okta.port}}` and `${{okta.token}}`. A value that is one
reference keeps its kind; `$${{` stands for the two characters themselves.

`include` takes over `given`, `variables` and `steps` of another file, named from this file's
directory: mappings are joined, lists follow each other, and of two single values this file's wins.
A step `- include: more-steps.yaml` stands for the steps of that file. Files whose names begin with
`_` are not played by themselves when a directory is:

```yaml
# _ready.yaml
"""
    + INCLUDED.replace("{", "{{").replace("}", "}}")
    + """```

`cases` is a table: the scenario plays once for each row, with the row's values for `${{name}}`.
`scimulator run titles.yaml --only titles[empty]` plays one of them.

```yaml
# titles.yaml
"""
    + TABLE.replace("{", "{{").replace("}", "}}")
    + """```

## given

How the world looks before the first step. `scimulator serve --with FILE` uses this part alone.

{given}

## steps

A step is a mapping with one word; some words may stand alone, as in `- settle`. Beside the word
may stand:

{beside}

After a step that fails the rest is skipped; after an expectation that fails it goes on.

{steps}

## expect

Waits until Okta has nothing left to do (unless `now: true`), then compares both ends. What is not
mentioned is not looked at. Requests, log entries, events and latency count from the last
expectation that looked at them, or the last `mark`.

```yaml
{expect_example}
```

{expect}

In the place of a value may stand:

| matcher | means |
| --- | --- |
| `{{matches: ^00u}}` | text in which the regular expression is found |
| `{{contains: symbol}}` | text that holds this |
| `{{present: true}}` | anything; `false`: nothing is there |
| `{{not: value}}` | anything else |
| `{{any_of: [a, b]}}` | one of these |
| `{{exactly: {{a: 1}}}}` | this, without a further attribute |
| `null` | nothing is there |

Attributes are named as in SCIM paths: `name.familyName`, `emails[work].value`,
`metadata.urn:zitadel:scim:title`. A mapping compares the attributes it names; a list compares
element by element.

### Parts

{parts}
## Scenarios that come along

{shipped}"""
)


__all__ = ["INCLUDED", "PAGE", "TABLE"]
