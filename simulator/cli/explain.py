"""``scimulator explain``: why a person is as they are, and where a value came from."""

from typing import TYPE_CHECKING

import click

from simulator.cli.attach import Target, living, target_of
from simulator.cli.reading import reading
from simulator.cli.shared import as_text, paint, run_async
from simulator.events import JSON

if TYPE_CHECKING:
    from simulator.explaining.report import Explanation


@click.command(
    epilog="""\b
Examples:
  scimulator explain cedar                            of the newest run here
  scimulator explain cedar@example.com title          where a value came from
  scimulator explain cedar --attach run.db --json     of a run file, for a script
  scimulator explain cedar --attach http://127.0.0.1:8081

An attribute is named as in SCIM (name.familyName), in Okta (lastName), or in ZITADEL."""
)
@click.argument("user")
@click.argument("attribute", required=False)
@click.option("--app", metavar="APP", help="The app integration, by label or id. Default: all.")
@click.option(
    "--attach", "where", metavar="FILE-or-URL", help="Explain this run instead of the newest."
)
@click.option("--token", help="The Okta token of the lab (for a URL); else SCIMULATOR_TOKEN.")
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
def command(
    user: str,
    attribute: str | None,
    app: str | None,
    where: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    """Say why nothing was sent to a person's account, or why a value is as it is.

    USER is a login, what stands before its @, or an id. The run may go on or be over.
    """
    from simulator.explaining.report import lines, to_json

    target = target_of(where, token)
    found = run_async(_explained(target, user, attribute, app))
    if as_json:
        told: JSON = [to_json(each) for each in found]
        click.echo(as_text(told[0] if len(told) == 1 else told))
        return
    for number, each in enumerate(found):
        if number:
            click.echo()
        for line in lines(each):
            paint(line)


async def _explained(
    target: Target, user: str, attribute: str | None, app: str | None
) -> "list[Explanation]":
    from simulator.explaining.facts import apps_of, held_at_the_end, person_of
    from simulator.explaining.report import explained
    from simulator.okta.facts import facts_of
    from simulator.okta.store import OktaStore

    alive = living(target)
    async with reading(target) as reader:
        store = OktaStore(reader)
        person = person_of(store, user)
        held = alive.path is None and held_at_the_end(store)
        now = store.last_instant()
        return [
            explained(reader, facts_of(store, each, person, held=held, now=now), attribute)
            for each in apps_of(store, app)
        ]
