"""People, apps and jobs that the table tests share."""

from dataclasses import replace

from simulator.events import JSON
from simulator.okta.attributes import default_attributes
from simulator.okta.knobs import turn
from simulator.okta.mapping import map_profile, scope_of
from simulator.okta.model import (
    App,
    Features,
    Integration,
    JobKind,
    OktaUser,
    Snapshot,
    UserStatus,
)
from simulator.okta.planner import Work

PRIYA = OktaUser(
    id="00u8kz41mQw7Rb3Xd5d7",
    login="priya.raman@northwind.example",
    status=UserStatus.ACTIVE,
    profile={
        "login": "priya.raman@northwind.example",
        "email": "priya.raman@northwind.example",
        "firstName": "Priya",
        "lastName": "Raman",
        "title": "Account Manager",
        "displayName": "Priya Raman",
        "department": "Field Sales",
        "employeeNumber": "20417",
    },
)
LINKED = "5b1f0c3e-7a52-4d0e-9a10-2f6d1c88e001"


def app(*, features: Features | None = None, **knobs: JSON) -> App:
    """Make an app with provisioning; all toggles on unless told otherwise."""
    return App(
        id="0oa3k9vT7yLw2Ns8F5d7",
        label="Harborline",
        name="northwind_harborline_1",
        integration=Integration(
            enabled=True, base_url="https://scim.example.test/scim/v2", token="***"
        ),
        features=features or Features(create=True, update=True, deactivate=True),
        attributes=default_attributes(),
        knobs=turn(App(id="", label="").knobs, knobs),
    )


def snapshot(of: App, user: OktaUser = PRIYA, **more: JSON) -> Snapshot:
    """Take the snapshot a job of this person would have."""
    made = Snapshot(
        login=user.login,
        display_name=user.display_name,
        user_name=user.login,
        profile=map_profile(of, scope_of(user)).profile,
    )
    return replace(made, **more)


def work(kind: JobKind = JobKind.CREATE, *, of: App | None = None, **more: JSON) -> Work:
    """Make the work of a job; ``more`` goes into the snapshot."""
    of = of or app()
    if kind in (JobKind.UPDATE, JobKind.DEACTIVATE):
        more.setdefault("linked_id", LINKED)
    return Work(kind=kind, app=of, snapshot=snapshot(of, **more), user_id=PRIYA.id)
