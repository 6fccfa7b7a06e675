"""Creating people and service accounts through version 2."""

import pytest

from simulator.events import JSON
from tests.unit.zitadel.platform.lab import Lab

pytestmark = pytest.mark.anyio

HUMAN = "invalid CreateUserRequest.Human: embedded message failed validation | caused by: "
MACHINE = "invalid CreateUserRequest.Machine: embedded message failed validation | caused by: "
EMAIL = HUMAN + (
    "invalid CreateUserRequest_Human.Email: embedded message failed validation | caused by: "
    "invalid SetHumanEmail.Email: "
)
PROFILE = HUMAN + (
    "invalid CreateUserRequest_Human.Profile: embedded message failed validation | caused by: "
    "invalid SetHumanProfile."
)
LENGTH = "value length must be between 1 and 200 runes, inclusive"
ADDRESS = "value must be a valid email address | caused by: "


def human(**changes: JSON) -> dict[str, JSON]:
    """A person that may be created, with changes to it."""
    base: dict[str, JSON] = {
        "profile": {"givenName": "Noor", "familyName": "Haddad"},
        "email": {"email": "noor@acme.example", "isVerified": True},
    }
    return {key: value for key, value in {**base, **changes}.items() if value is not None}


def email(text: str) -> dict[str, JSON]:
    """A person with an address."""
    return human(email={"email": text, "isVerified": True})


def profile(**names: str) -> dict[str, JSON]:
    """A person with names."""
    return human(profile={"givenName": "Noor", "familyName": "Haddad", **names})


@pytest.mark.source("zitadel-platform.md 5.4")
@pytest.mark.parametrize(
    ("person", "message"),
    [
        pytest.param(email(""), EMAIL + LENGTH, id="no address"),
        pytest.param(email("a" * 201), EMAIL + LENGTH, id="long address"),
        pytest.param(email("x"), EMAIL + ADDRESS + "mail: missing '@' or angle-addr", id="x"),
        pytest.param(email("a@"), EMAIL + ADDRESS + "mail: missing '@' or angle-addr", id="a@"),
        pytest.param(
            email("a@b..c"), EMAIL + ADDRESS + "mail: missing '@' or angle-addr", id="a@b..c"
        ),
        pytest.param(email("a b@c.d"), EMAIL + ADDRESS + "mail: no angle-addr", id="a b@c.d"),
        pytest.param(
            email("@b.c"),
            EMAIL + ADDRESS + "mail: missing word in phrase: mail: invalid string",
            id="@b.c",
        ),
        pytest.param(
            email("a@[1.2.3.4]"),
            EMAIL
            + ADDRESS
            + 'hostname parts can only contain alphanumeric characters or hyphens, got "["',
            id="a@[1.2.3.4]",
        ),
        pytest.param(
            email(f"a@{'b' * 64}"),
            EMAIL + ADDRESS + "hostname part must be non-empty and cannot exceed 63 characters",
            id="long label",
        ),
        pytest.param(email("Noor <a@b.c>"), "Email is invalid (EMAIL-599GV)", id="display name"),
        pytest.param(
            human(profile=None),
            HUMAN + "invalid CreateUserRequest_Human.Profile: value is required",
            id="no profile",
        ),
        pytest.param(
            human(email=None),
            HUMAN + "invalid CreateUserRequest_Human.Email: value is required",
            id="no email",
        ),
        pytest.param(profile(givenName=""), PROFILE + "GivenName: " + LENGTH, id="no given name"),
        pytest.param(
            profile(familyName="x" * 201), PROFILE + "FamilyName: " + LENGTH, id="long family name"
        ),
        pytest.param(
            profile(givenName="  "),
            "First name in profile is empty (USER-UCej2)",
            id="blank given name",
        ),
        pytest.param(
            profile(familyName=" "),
            "Last name in profile is empty (USER-4hB7d)",
            id="blank family name",
        ),
        pytest.param(
            human(password={"password": ""}),
            HUMAN
            + "invalid CreateUserRequest_Human.Password: embedded message failed validation"
            + " | caused by: invalid Password.Password: "
            + LENGTH,
            id="empty password",
        ),
        pytest.param(
            human(hashedPassword={"hash": "nope"}),
            "Password is invalid (CRYPT-r8Qm2)",
            id="unknown hash",
        ),
        pytest.param(
            human(hashedPassword={"hash": "$2a$04$" + "x" * 53}),
            "Password is invalid (CRYPT-5uV9n)",
            id="cheap hash",
        ),
        pytest.param(
            human(phone={"phone": "abc"}), "Phone is invalid (PHONE-so0wa)", id="bad phone"
        ),
        pytest.param(
            human(idpLinks=[{"idpId": "1", "userId": "2", "userName": "3"}]),
            "Identity Provider Configuration doesn't exist (COMMAND-39nf2)",
            id="unknown provider",
        ),
        pytest.param(
            human(password={"password": "Ab1!"}),
            "Password is too short (COMMA-HuJf6)",
            id="short password",
        ),
        pytest.param(
            human(password={"password": "ABCDEF1!"}),
            "Password must contain lower case (COMMA-co3Xw)",
            id="no lower case",
        ),
        pytest.param(
            human(password={"password": "abcdef1!"}),
            "Password must contain upper case (COMMA-VoaRj)",
            id="no upper case",
        ),
        pytest.param(
            human(password={"password": "Abcdefg!"}),
            "Password must contain number (COMMA-ZBv4H)",
            id="no number",
        ),
        pytest.param(
            human(password={"password": "Abcdefg1"}),
            "Password must contain symbol (COMMA-ZDLwA)",
            id="no symbol",
        ),
    ],
)
async def test_a_person_that_does_not_fit_is_refused(
    lab: Lab, person: dict[str, JSON], message: str
) -> None:
    """The first thing that is wrong is named, and nothing is written."""
    body = {"organizationId": lab.org, "username": "noor", "human": person}

    answer = await lab.call("POST", "/v2/users/new", body)

    assert answer.error == (400, message)


@pytest.mark.source("zitadel-platform.md 5.4")
@pytest.mark.parametrize(
    "address", ["a@b", "a@localhost", "ü@x.de", '"q q"@b.c', " a@b.c ", "<a@b.c>"]
)
async def test_odd_addresses_are_accepted_as_they_are(lab: Lab, address: str) -> None:
    """Whatever the mail parser takes without a name is an address; blanks stay."""
    user = await lab.make_human("noor", email={"email": address, "isVerified": True})

    shown = await lab.call("GET", f"/v2/users/{user}")

    assert shown.json["user"]["human"]["email"] == {"email": address, "isVerified": True}


@pytest.mark.source("zitadel-platform.md 2.1, 5.4")
@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        pytest.param(
            {"machine": {"name": "x"}},
            400,
            f"invalid CreateUserRequest.OrganizationId: {LENGTH}",
            id="no organization",
        ),
        pytest.param(
            {"organizationId": "1", "machine": {"name": ""}},
            400,
            MACHINE + "invalid CreateUserRequest_Machine.Name: " + LENGTH,
            id="machine without a name",
        ),
        pytest.param(
            {"organizationId": "1", "machine": {"name": "x", "description": ""}},
            400,
            MACHINE
            + "invalid CreateUserRequest_Machine.Description: value length must be between 1 and"
            " 500 runes, inclusive",
            id="empty description",
        ),
        pytest.param(
            {"organizationId": "1"},
            400,
            "invalid CreateUserRequest.UserType: value is required",
            id="neither",
        ),
        pytest.param(
            {"organizationId": "1", "machine": {"name": "x"}},
            400,
            "Organisation not found (COMMAND-QXPGs)",
            id="unknown organization",
        ),
        pytest.param(
            {"organizationId": "1", "username": "", "machine": {"name": "x"}},
            400,
            f"invalid CreateUserRequest.Username: {LENGTH}",
            id="empty user name",
        ),
        pytest.param(
            {"organizationId": "1", "username": "  ", "machine": {"name": "x"}},
            400,
            "Errors.Invalid.Argument (V2-zzad3)",
            id="blank user name",
        ),
    ],
)
async def test_a_request_for_an_account_is_checked(
    lab: Lab, body: JSON, status: int, message: str
) -> None:
    """Form first, then names, then the organization."""
    answer = await lab.call("POST", "/v2/users/new", body)

    assert answer.error == (status, message)


@pytest.mark.source("zitadel-platform.md 1.5")
async def test_user_names_are_unique_without_case_and_trimmed(lab: Lab) -> None:
    """Service accounts and people share the names of the whole instance."""
    await lab.make_machine("Bot")
    other = await lab.make_org()

    body = {"organizationId": other, "username": " bOT ", "human": human()}
    answer = await lab.call("POST", "/v2/users/new", body)

    assert answer.error == (409, "User already exists (V3-DKcYh)")


@pytest.mark.source("zitadel-platform.md 1.5")
async def test_a_name_with_anothers_domain_is_reserved(lab: Lab) -> None:
    """The automatic domain of an organization counts as verified."""
    await lab.make_org("Acme Corp")

    body = {
        "organizationId": lab.org,
        "username": "noor@acme-corp.localhost",
        "human": human(),
    }
    answer = await lab.call("POST", "/v2/users/new", body)

    assert answer.error == (
        400,
        "Domain is already reserved and cannot be used (COMMAND-SFd21)",
    )


@pytest.mark.source("zitadel-platform.md 2.1, 5.4")
@pytest.mark.parametrize(
    ("part", "error_id"),
    [
        pytest.param({"machine": {"name": "x"}}, "COMMAND-k2una", id="machine"),
        pytest.param({"human": human()}, "COMMAND-7yiox1isql", id="human"),
    ],
)
async def test_a_custom_id_is_taken_once(lab: Lab, part: dict[str, JSON], error_id: str) -> None:
    """An id may be any text; a second user cannot have it."""
    first = {"organizationId": lab.org, "userId": "bob", "username": "a", "machine": {"name": "A"}}
    assert (await lab.call("POST", "/v2/users/new", first)).json["id"] == "bob"

    body = {"organizationId": lab.org, "userId": "bob", "username": "b", **part}
    answer = await lab.call("POST", "/v2/users/new", body)

    assert answer.error == (400, f"Errors.User.AlreadyExisting ({error_id})")


@pytest.mark.source("zitadel-platform.md 1.6, 5.4")
async def test_an_address_without_a_choice_gets_a_code(lab: Lab) -> None:
    """The write has two events, the read counts the first only; the code itself is not kept."""
    user = await lab.make_human(email={"email": "n@acme.example"})

    shown = await lab.call("GET", f"/v2/users/{user}")

    assert lab.events(user) == ["user.human.added", "user.human.email.code.added"]
    assert shown.json["details"]["sequence"] == "1"
    assert shown.json["user"]["human"]["email"] == {"email": "n@acme.example"}


@pytest.mark.source("zitadel-platform.md 5.4")
async def test_returned_codes_are_six_signs(lab: Lab) -> None:
    """Codes come back for address and number if asked for."""
    body = {
        "organizationId": lab.org,
        "human": human(
            email={"email": "n@acme.example", "returnCode": {}},
            phone={"phone": "079 555 01 02", "returnCode": {}},
        ),
    }
    answer = await lab.call("POST", "/v2/users/new", body)

    assert len(answer.json["emailCode"]) == len(answer.json["phoneCode"]) == 6
    assert list(answer.json) == ["id", "creationDate", "emailCode", "phoneCode"]


@pytest.mark.source("zitadel-platform.md 5.4")
async def test_metadata_follows_the_person_in_one_push(lab: Lab) -> None:
    """Entries of the request itself and of the person are both stored."""
    body = {
        "organizationId": lab.org,
        "username": "noor",
        "human": human(metadata=[{"key": "a", "value": "MQ=="}]),
        "metadata": [{"key": "b", "value": "Mg=="}],
    }
    user = (await lab.call("POST", "/v2/users/new", body)).json["id"]

    found = await lab.call("POST", f"/v2/users/{user}/metadata/search", {})

    assert [entry["key"] for entry in found.json["metadata"]] == ["a", "b"]
    assert lab.events(user)[-2:] == ["user.metadata.set", "user.metadata.set"]


@pytest.mark.source("zitadel-platform.md 5.4")
@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        pytest.param({}, 400, "invalid AddHumanUserRequest.Profile: value is required", id="empty"),
        pytest.param(
            {"profile": {"givenName": "a", "familyName": "b"}},
            400,
            "invalid AddHumanUserRequest.Email: value is required",
            id="no email",
        ),
        pytest.param(
            {**human(), "organization": {"orgId": "111"}},
            403,
            "Organisation doesn't exist (AUTH-Bs7Ds)",
            id="unknown organization",
        ),
    ],
)
async def test_the_old_create_names_its_own_message(
    lab: Lab, body: JSON, status: int, message: str
) -> None:
    """The deprecated call has its own request, and looks for the organization first."""
    answer = await lab.call("POST", "/v2/users/human", body)

    assert answer.error == (status, message)


@pytest.mark.source("zitadel-platform.md 5.4")
async def test_the_old_create_defaults_to_the_callers_organization(lab: Lab) -> None:
    """Without an organization the person lands where the caller is."""
    answer = await lab.call("POST", "/v2/users/human", human())

    assert answer.json["details"]["resourceOwner"] == lab.org
    assert answer.json["details"]["sequence"] == "2"
