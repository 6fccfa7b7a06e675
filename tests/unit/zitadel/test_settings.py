"""Settings of a run and of an organization: what each of them changes, and nothing else."""

from collections.abc import Callable, Iterator

import pytest

from simulator.events import JSON
from simulator.scim import urns
from simulator.zitadel.model import ZitadelSettings
from tests.unit.zitadel.lab import operation, user
from tests.unit.zitadel.whole import PASSWORD, Whole, bulk, header

pytestmark = pytest.mark.anyio

Starting = Callable[..., Whole]
PHONE = [{"value": "079 555 01 02"}]
OTHER_PHONE = [{"value": "079 555 01 03"}]
COMPLEXITY = "/management/v1/policies/password/complexity"
NOBODY = "/Users/100000000000000042"


@pytest.fixture
def starting() -> Iterator[Starting]:
    """Start a ZITADEL with settings."""
    started: list[Whole] = []

    def start(**settings: JSON) -> Whole:
        started.append(Whole(ZitadelSettings(**settings)))
        return started[-1]

    yield start
    for each in started:
        each.journal.close()


# -- verified addresses and numbers ------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 6.5, 6.6")
@pytest.mark.parametrize(
    ("email", "phone", "echoed", "read", "events"),
    [
        pytest.param(True, True, "4", "3", ("email.verified", "phone.verified"), id="both"),
        pytest.param(False, True, "4", "3", ("email.code.added", "phone.verified"), id="no mail"),
        pytest.param(True, False, "4", "2", ("email.verified", "phone.code.added"), id="no phone"),
        pytest.param(
            False, False, "4", "1", ("email.code.added", "phone.code.added"), id="neither"
        ),
    ],
)
async def test_what_is_not_verified_gets_a_code(
    starting: Starting, email: bool, phone: bool, echoed: str, read: str, events: tuple[str, ...]
) -> None:
    """Codes take numbers as confirmations do, but what is read does not count them."""
    lab = starting(email_verified=email, phone_verified=phone)
    answer = await lab.scim("POST", "/Users", user(phoneNumbers=PHONE))
    person = answer.json["id"]
    shown = await lab.read(person)

    assert answer.json["meta"]["version"] == echoed
    assert shown["meta"]["version"] == read
    assert shown["active"] is True
    written = [kind.removeprefix("user.human.") for kind in lab.events(person)]
    assert written == ["added", *events, "user.metadata.set"]


@pytest.mark.source("zitadel-scim.md 6.6")
@pytest.mark.parametrize(
    ("verified", "changed", "same"),
    [
        pytest.param(
            True,
            ["email.changed", "email.verified", "phone.changed", "phone.verified"],
            [],
            id="verified",
        ),
        pytest.param(
            False,
            ["email.changed", "email.code.added", "phone.changed", "phone.code.added"],
            [],
            id="codes",
        ),
    ],
)
async def test_a_replace_confirms_or_asks(
    starting: Starting, verified: bool, changed: list[str], same: list[str]
) -> None:
    """Changed addresses and numbers get a code each; without a change nothing is sent."""
    lab = starting(email_verified=verified, phone_verified=verified)
    person = await lab.person(phoneNumbers=PHONE, displayName="Cedar")
    before = len(lab.events(person))

    moved = {"phoneNumbers": OTHER_PHONE, "displayName": "Cedar"}
    body = user(**moved) | {"emails": [{"value": "grove@example.com", "primary": True}]}
    await lab.scim("PUT", f"/Users/{person}", body)
    first = contact_events(lab, person, before)
    before = len(lab.events(person))
    await lab.scim("PUT", f"/Users/{person}", body)

    assert first == changed
    assert contact_events(lab, person, before) == same


def contact_events(lab: Whole, person: str, since: int) -> list[str]:
    """Return what happened to address and number since then."""
    written = [kind.removeprefix("user.human.") for kind in lab.events(person)[since:]]
    return [kind for kind in written if kind.startswith(("email.", "phone."))]


# -- limits ------------------------------------------------------------------------------


@pytest.mark.source("zitadel-scim.md 2.3, 5.1, 14")
async def test_the_largest_body_is_a_setting(starting: Starting) -> None:
    """The text names the limit, the discovery advertises it, exactly the limit is fine."""
    lab = starting(max_body=400)
    config = (await lab.scim("GET", "/ServiceProviderConfig", token=None)).json
    fits = padded(400)
    too_long = await lab.scim("POST", "/Users", padded(401))

    assert config["bulk"]["maxPayloadSize"] == 400
    assert (await lab.scim("POST", "/Users", fits)).status == 201
    assert too_long.status == 413
    assert too_long.json["detail"] == "Request payload too large, max 400 bytes allowed."
    assert header(too_long, "Connection") == "close"


def padded(length: int) -> bytes:
    """Return a user of exactly that many bytes."""
    start = (
        b'{"schemas":["%s"],"userName":"cedar","name":{"givenName":"C","familyName":"G"},'
        b'"emails":[{"value":"cedar@example.com"}],"title":"' % urns.USER.encode()
    )
    return start + b"x" * (length - len(start) - 2) + b'"}'


@pytest.mark.source("zitadel-scim.md 5.1, 12.1, 14")
async def test_the_most_operations_are_a_setting(starting: Starting) -> None:
    """The text names the limit, the discovery advertises it, exactly the limit is fine."""
    lab = starting(bulk_max=2)
    one = {"method": "DELETE", "path": NOBODY}
    config = (await lab.scim("GET", "/ServiceProviderConfig", token=None)).json
    fits = await lab.scim("POST", "/Bulk", bulk(one, one))
    too_many = await lab.scim("POST", "/Bulk", bulk(one, one, one))

    assert config["bulk"]["maxOperations"] == 2
    assert (fits.status, len(fits.json["Operations"])) == (200, 2)
    assert too_many.status == 413
    assert too_many.json["detail"] == "Too many bulk operations in one request, max 2 allowed."


@pytest.mark.source("zitadel-scim.md 5.1, 14")
async def test_the_documentation_url_is_a_setting(starting: Starting) -> None:
    """It stands in the ServiceProviderConfig."""
    lab = starting(documentation_url="https://docs.example/scim")
    config = (await lab.scim("GET", "/ServiceProviderConfig", token=None)).json

    assert config["documentationUri"] == "https://docs.example/scim"


@pytest.mark.source("zitadel-scim.md 1.6, 14")
async def test_an_instance_that_is_secure_outside_says_https(starting: Starting) -> None:
    """Locations are https then, whatever a proxy says."""
    lab = starting(external_secure=True)
    answer = await lab.scim("POST", "/Users", user(), headers={"x-forwarded-proto": "http"})

    assert answer.json["meta"]["location"].startswith("https://localhost:8080/scim/v2/")
    assert header(answer, "Location") == answer.json["meta"]["location"]


# -- policies ----------------------------------------------------------------------------


async def policy(lab: Whole, org: str, **rules: JSON) -> None:
    """Give an organization its own password policy; rules that are not named are off."""
    answer = await lab.call("POST", COMPLEXITY, rules, org=org)
    assert answer.status == 200, answer.body


@pytest.mark.source("zitadel-scim.md 7.3, 14")
async def test_an_organization_relaxes_the_password_policy(starting: Starting) -> None:
    """Its own people are checked by its rules, everybody else by the instance's."""
    lab = starting()
    acme = await lab.make_org("Acme")
    await policy(lab, acme, minLength=4)

    async def create(login: str, org: str, password: str) -> str:
        answer = await lab.scim("POST", "/Users", user(login, password=password), org=org)
        return str(answer.json.get(urns.ZITADEL_ERROR_DETAIL, {}).get("id", answer.status))

    assert await create("ash", acme, "oooo") == "201"
    assert await create("elm", acme, "ooo") == "COMMA-HuJf6"
    assert await create("elm", lab.org, "oooo") == "COMMA-HuJf6"
    assert await create("elm", lab.org, "oooooooo") == "COMMA-VoaRj"


@pytest.mark.source("zitadel-scim.md 7.3, 8.1")
async def test_an_organization_asks_for_a_longer_password(starting: Starting) -> None:
    """A change is refused with the ids of changes; the policy holds from then on."""
    lab = starting()
    person = await lab.person(password=PASSWORD)
    await policy(lab, lab.org, minLength=20, hasSymbol=True)

    short = await lab.patch(person, operation("replace", "password", value=PASSWORD))
    plain = await lab.patch(person, operation("replace", "password", value="x" * 20))
    good = await lab.patch(person, operation("replace", "password", value="x" * 19 + "!"))

    assert [short.json["detail"], plain.json["detail"]] == [
        "Password is too short",
        "Password must contain symbol",
    ]
    assert good.status == 204


@pytest.mark.source("zitadel-scim.md 7.3")
async def test_the_instances_policy_holds_where_there_is_no_other(starting: Starting) -> None:
    """A change of the default reaches every organization without a policy of its own."""
    lab = starting()
    acme = await lab.make_org("Acme")
    await policy(lab, acme, minLength=8, hasSymbol=True)
    relaxed = {"minLength": "1"}
    changed = await lab.call("PUT", "/admin/v1/policies/password/complexity", relaxed)

    here = await lab.scim("POST", "/Users", user("ash", password="o"))
    there = await lab.scim("POST", "/Users", user("elm", password="o"), org=acme)

    assert changed.status == 200
    assert (here.status, there.json["detail"]) == (201, "Password is too short")


@pytest.mark.source("zitadel-scim.md 6.6, 7.4")
async def test_the_domain_policy_renames_the_people_of_the_organization(
    starting: Starting,
) -> None:
    """Turning it on or off is an event of every user, which reads show."""
    lab = starting()
    person = await lab.person()
    before = await lab.read(person)
    path = f"/admin/v1/orgs/{lab.org}/policies/domain"
    answer = await lab.call("POST", path, {"userLoginMustBeDomain": True})
    after = await lab.read(person)

    assert answer.status == 200
    assert lab.events(person)[-1] == "user.username.changed"
    assert int(after["meta"]["version"]) > int(before["meta"]["version"])
    assert after["userName"] == "cedar"


@pytest.mark.source("zitadel-scim.md 7.1 step 9")
async def test_a_foreign_domain_in_a_user_name_is_a_matter_of_the_policy(
    starting: Starting,
) -> None:
    """It is refused only where login names do not carry the organization's domain."""
    lab = starting()
    await lab.make_org("Acme")
    refused = await lab.scim("POST", "/Users", user("ash@acme.localhost"))
    path = f"/admin/v1/orgs/{lab.org}/policies/domain"
    await lab.call("POST", path, {"userLoginMustBeDomain": True})
    allowed = await lab.scim("POST", "/Users", user("ash@acme.localhost"))

    assert refused.json["detail"] == "Domain is already reserved and cannot be used"
    assert allowed.status == 201
