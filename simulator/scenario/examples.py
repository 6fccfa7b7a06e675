"""A short example of every step word, for the handbook; a test loads each of them.

They are steps of one story: cedar and birch are people of the tenant, Engineering is a group,
``okta_account`` is the service account that Okta uses.
"""

from typing import Final

SETTING: Final = """\
scenario: example
title: An example
given:
  zitadel:
    service_accounts:
      - {user_name: okta-scim, name: Okta SCIM, capture: okta_account}
  okta:
    users:
      - {login: cedar@example.com, firstName: Cedar, lastName: Tree}
      - {login: birch@example.com, firstName: Birch, lastName: Wood}
    groups:
      - {name: Engineering, members: [birch]}
    app: {label: ZITADEL}
"""
"""What the examples stand in."""

WORDS: Final[dict[str, str]] = {
    "say": "- say: Now somebody leaves.",
    "pause": "- pause: Look at the third request before you go on.",
    "mark": "- mark",
    "settle": "- settle",
    "hold": "- hold",
    "release": "- release",
    "step": "- step",
    "wait": "- wait: 5m",
    "speed": "- speed: 10",
    "test_connection": """\
- test_connection: ok
- test_connection: {expect: failed, reason: Unauthorized}""",
    "user": """\
- user: {login: elm@example.com, firstName: Elm, lastName: Grove, department: Sales}""",
    "profile": "- profile: {user: cedar, set: {lastName: Grove, title: null}}",
    "suspend": "- suspend: cedar",
    "unsuspend": "- unsuspend: cedar",
    "lock_out": "- lock_out: cedar",
    "unlock": "- unlock: cedar",
    "deactivate": "- deactivate: cedar",
    "activate": "- activate: cedar",
    "delete_user": "- delete_user: cedar",
    "password": "- password: cedar",
    "group": "- group: {name: Sales, members: [cedar, birch]}",
    "edit_group": "- edit_group: {group: Engineering, name: Engineers}",
    "delete_group": "- delete_group: Engineering",
    "add_member": "- add_member: {group: Engineering, user: cedar}",
    "remove_member": "- remove_member: {group: Engineering, user: birch}",
    "app": "- app: {label: ZITADEL, sign_on: SAML_2_0}",
    "provisioning": """\
- provisioning:
    actions: [push_new_users, push_profile_updates]
    authentication: {mode: header, token: "${okta_account.token}"}""",
    "provisioning_off": "- provisioning_off",
    "features": "- features: {create: true, update: true, deactivate: false}",
    "settings": "- settings: {set: {user_update_method: PATCH}}",
    "update_usernames": "- update_usernames",
    "convert_assignments": "- convert_assignments",
    "rename_app": "- rename_app: ZITADEL Cloud",
    "broker_mode": "- broker_mode: true",
    "push_group": """\
- push_group: Engineering
- push_group: {group: Engineering, target: Engineers}""",
    "push_now": "- push_now: Engineering",
    "activate_push": "- activate_push: Engineering",
    "deactivate_push": "- deactivate_push: Engineering",
    "unlink_group": """\
- unlink_group: Engineering
- unlink_group: {group: Engineering, delete: false}""",
    "push_rule": """\
- push_rule: Eng
- push_rule: {value: "- EMEA", attribute: name, operator: ends_with}""",
    "delete_push_rule": "- delete_push_rule: {rule: gpr1, delete: true}",
    "refresh_app_groups": "- refresh_app_groups",
    "imports": "- imports: {set: {auto_confirm_exact: true, exact_match: [user_name, email]}}",
    "import": "- import",
    "confirm_import": """\
- confirm_import: cedar@example.com
- confirm_import: {account: elm@example.com, user: birch}""",
    "ignore_import": "- ignore_import: elm@example.com",
    "clear_imports": "- clear_imports",
    "mappings": "- mappings: show",
    "mapping": """\
- mapping: {attribute: title, expression: user.title, apply_on: create_and_update}""",
    "force_sync": "- force_sync",
    "provision_users": "- provision_users",
    "activate_app": "- activate_app",
    "deactivate_app": "- deactivate_app",
    "assign": """\
- assign: cedar
- assign: {group: Engineering}""",
    "unassign": "- unassign: {group: Engineering}",
    "assignment": "- assignment: {user: cedar, set: {title: Lead}}",
    "preview": """\
- preview: cedar
  capture: next""",
    "why": "- why: cedar",
    "retry": "- retry: cedar",
    "complete": "- complete: cedar",
    "organization": """\
- organization: ZITADEL
  capture: org""",
    "service_account": """\
- service_account: {user_name: okta-two, name: A second one}
  capture: second""",
    "role": '- role: {user: "${okta_account.id}", roles: [ORG_USER_MANAGER]}',
    "pat": """\
- pat: ${okta_account.id}
  capture: fresh""",
    "metadata": """\
- metadata:
    user: ${okta_account.id}
    key: urn:zitadel:scim:ignorePasswordOnCreate
    value: "true\"""",
    "remove_metadata": "- remove_metadata: {user: cedar, key: team}",
    "password_policy": "- password_policy: {min_length: 8, symbol: false}",
    "lockout_policy": "- lockout_policy: {max_password_attempts: 5}",
    "domain_policy": "- domain_policy: {login_must_be_domain: true}",
    "scoped_user_names": "- scoped_user_names: true",
    "create_account": """\
- create_account: {user_name: cedar@example.com, given_name: Cedar, family_name: Tree}""",
    "lock_account": "- lock_account: cedar",
    "unlock_account": "- unlock_account: cedar",
    "deactivate_account": "- deactivate_account: cedar",
    "reactivate_account": "- reactivate_account: cedar",
    "delete_account": "- delete_account: cedar@example.com",
    "edit_account": "- edit_account: {user: cedar, set: {nickName: Ced}}",
    "request": """\
- request: GET /Users?count=0
  capture: all
- request:
    send: POST /Users
    token: ${okta_account.token}
    body:
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"]
      userName: elm@example.com
    status: 400
    answer: {detail: {contains: name}}
- request: {send: GET /api/v1/users, to: okta, status: 200}""",
    "fault": """\
- fault: throttle
- fault: {ready: slow, when: {push: UPDATE}}
- fault:
    name: first-create-lost
    when: {method: POST, path: /Users, user: cedar, attempt: 1}
    does: lost
- fault:
    name: no-port
    when: {times: 2}
    does: refused
    side: client""",
    "change_fault": """\
- fault: {name: outage, does: {status: 503}}
- change_fault: {name: outage, when: {times: 3}, does: {status: 503, retry_after: 30}}""",
    "switch_fault": """\
- fault: {ready: lost, on: false}
- switch_fault: {name: lost, on: true}
- switch_fault: lost""",
    "remove_fault": """\
- fault: server-error
- remove_fault: server-error""",
    "clear_faults": "- clear_faults",
    "latency": """\
- latency: 800ms
- latency: {delay: 1s, jitter: 200ms}
- latency: 0""",
    "lag": "- lag: 2s",
    "crash": "- crash: zitadel",
    "restart": """\
- crash: engine
- restart: engine""",
    "snapshot": "- snapshot: before",
    "restore": """\
- snapshot
- restore""",
    "during": """\
- during:
    fault: {name: outage, when: {method: POST}, does: {status: 503, retry_after: 60}}
    steps:
      - assign: cedar
      - wait: 5m
- during:
    crash: zitadel
    steps:
      - assign: birch
      - wait: 1m
- expect:
    faults: {outage: 1}""",
    "expect": """\
- expect:
    requests:
      - GET /Users?filter=userName eq "cedar@example.com"&startIndex=1&count=100 200
      - request: POST /Users 201
        body: {userName: cedar@example.com, active: true}
    users:
      cedar: {state: active, name.familyName: Tree}
      birch: absent
    assignments:
      cedar: {status: PROVISIONED, sync: SYNCHRONIZED, linked: true, task: null}
    tasks: []""",
}
"""By word; several steps where one would not show it."""


__all__ = ["SETTING", "WORDS"]
