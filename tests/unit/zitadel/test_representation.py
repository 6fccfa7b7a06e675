"""What answers look like, byte for byte."""

import base64
import json
from typing import Any

import pytest

from simulator.errors import Refusal
from simulator.wire.redaction import redact_body
from simulator.zitadel.golang_json import dumps
from simulator.zitadel.listing import list_users, read_query
from simulator.zitadel.model import Caller
from simulator.zitadel.projection import Account
from simulator.zitadel.representation import document, echo, finish, location

from .lab import BASE, CALLER, ORG, Lab, user


@pytest.mark.source("zitadel-scim.md 1.8")
@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("R&D <b>", b'"R\\u0026D \\u003cb\\u003e"', id="HTML signs"),
        pytest.param("\u2028\u2029", b'"\\u2028\\u2029"', id="line separators"),
        pytest.param("ü\x7f", '"ü\x7f"'.encode(), id="others stay raw"),
        pytest.param("\x01\b\f\n\r\t", b'"\\u0001\\b\\f\\n\\r\\t"', id="control characters"),
    ],
)
def test_text_is_escaped_for_html(text: str, printed: bytes) -> None:
    """ZITADEL escapes what HTML might take for its own."""
    assert dumps(text) == printed


@pytest.mark.source("zitadel-scim.md 7.6")
def test_the_example_of_a_create(lab: Lab) -> None:
    """The answer, byte for byte, with keys in order."""
    body = {
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        ],
        "externalId": "emp-0042",
        "userName": "nora.keller@acme.test",
        "name": {
            "givenName": "Nora",
            "familyName": "Keller",
            "formatted": "Dr. Nora Keller",
            "honorificPrefix": "Dr.",
        },
        "displayName": "Nora K.",
        "title": "Data & Ops",
        "preferredLanguage": "fr-CH",
        "active": True,
        "password": "Zurich-2026",
        "emails": [
            {"value": "nora@home.test", "type": "home"},
            {"value": "nora.keller@acme.test", "type": "work", "primary": True},
        ],
        "phoneNumbers": [{"value": "079 555 01 02", "type": "mobile"}],
        "roles": [],
    }
    outcome = lab.create(body)
    where = location(BASE, ORG, outcome.user_id)
    head = (
        '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"meta":{"resourceType":"User",'
        '"created":"2026-07-10T12:00:04Z","lastModified":"2026-07-10T12:00:04Z","version":"%s",'
        f'"location":"{where}"}},"id":"{outcome.user_id}","externalId":"emp-0042",'
        '"userName":"nora.keller@acme.test","name":{"formatted":"Nora K.","familyName":"Keller",'
        '"givenName":"Nora","honorificPrefix":"Dr."},"displayName":"Nora K.",'
        '"title":"Data \\u0026 Ops",'
    )

    answered = echo(
        outcome.user,
        user_id=outcome.user_id,
        org_id=ORG,
        number=outcome.number,
        at=lab.at,
        base=BASE,
    )

    assert answered.decode() == (
        head % "8" + '"preferredLanguage":"fr-CH","active":true,'
        '"emails":[{"value":"nora.keller@acme.test","primary":true}],'
        '"phoneNumbers":[{"value":"+41795550102","primary":true}]}\n'
    )
    assert lab.store.read(ORG, outcome.user_id, base=BASE).decode() == (
        head % "3" + '"preferredLanguage":"und","active":true,'
        '"emails":[{"value":"nora@home.test","primary":false,"type":"home"},'
        '{"value":"nora.keller@acme.test","primary":true,"type":"work"}],'
        '"phoneNumbers":[{"value":"+41795550102","primary":true}]}\n'
    )


@pytest.mark.source("zitadel-scim.md 6.3")
def test_the_answer_shows_the_chosen_email_only(lab: Lab) -> None:
    """POST shows the primary e-mail without its type; reading shows all, with types."""
    emails = [{"value": "a@x"}, {"value": "b@x", "type": "home", "primary": True}]
    outcome = lab.create(user(emails=emails))

    assert lab.answer(outcome)["emails"] == [{"value": "b@x", "primary": True}]
    assert lab.get(outcome.user_id)["emails"] == [
        {"value": "a@x", "primary": False},
        {"value": "b@x", "primary": True, "type": "home"},
    ]


@pytest.mark.source("zitadel-scim.md 6.3")
def test_put_shows_an_empty_phone_where_none_was_sent(lab: Lab) -> None:
    """POST leaves the attribute out, PUT shows one empty element."""
    created = lab.create(user())
    assert "phoneNumbers" not in lab.answer(created)

    replaced = lab.replace(created.user_id, user())

    assert lab.answer(replaced)["phoneNumbers"] == [{"value": "", "primary": True}]


@pytest.mark.source("zitadel-scim.md 6.1")
def test_empty_values_are_left_out(lab: Lab) -> None:
    """But for ims, photos, e-mails and phones, which always show value and their flag."""
    body = user(
        nickName="",
        ims=[{}],
        photos=[{"value": "https://x.test/p"}],
        addresses=[{"country": "", "locality": "Bern"}],
        roles=[{"value": "", "primary": False}],
        entitlements=[],
    )
    outcome = lab.create(body)

    for shown in (lab.answer(outcome), lab.get(outcome.user_id)):
        assert shown["ims"] == [{"value": "", "type": ""}]
        assert shown["photos"] == [{"value": "https://x.test/p", "type": ""}]
        assert shown["addresses"] == [{"locality": "Bern"}]
        assert shown["roles"] == [{}]
        assert "entitlements" not in shown
        assert "nickName" not in shown


@pytest.mark.source("zitadel-scim.md 6.5")
def test_a_user_created_elsewhere_shows_its_address(lab: Lab) -> None:
    """Without metadata the column is shown, without type."""
    user_id = lab.created_elsewhere()

    assert lab.get(user_id)["emails"] == [{"value": "vera@example.com", "primary": True}]


MAPPING = "zitadel-scim.md 6.2; internal/api/scim/resources/user_mapping.go"


def written_elsewhere(lab: Lab, path: str, value: str) -> dict[str, Any]:
    """Write SCIM's metadata of a user as another API may, and return what reading shows."""
    created = lab.create(user())
    encoded = base64.b64encode(value.encode()).decode()
    lab.elsewhere(
        created.user_id, "user.metadata.set", key=f"urn:zitadel:scim:{path}", value=encoded
    )
    return lab.get(created.user_id)


@pytest.mark.source(MAPPING)
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param('[{"type":"t","value":"v"}]', [{"value": "v", "type": "t"}], id="reordered"),
        pytest.param('[{"VALUE":"v","x":1}]', [{"value": "v"}], id="odd names"),
        pytest.param("[]", None, id="empty"),
        pytest.param("null", None, id="null"),
        pytest.param("nonsense", None, id="no JSON"),
        pytest.param('[{"value":"v"}] x', None, id="more than JSON"),
        pytest.param('{"value":"v"}', None, id="no list"),
        pytest.param('[{"value":5,"type":"t"},7]', [{"type": "t"}, {}], id="wrong types"),
    ],
)
def test_metadata_written_elsewhere_is_read_leniently(lab: Lab, value: str, shown: object) -> None:
    """What fits of a list shows in its usual form; what is no list shows nothing."""
    assert written_elsewhere(lab, "roles", value).get("roles") == shown


@pytest.mark.source(MAPPING)
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("nonsense", [{"value": "cedar@example.com", "primary": True}], id="no JSON"),
        pytest.param("{}", [{"value": "cedar@example.com", "primary": True}], id="no list"),
        pytest.param("null", None, id="null"),
        pytest.param(
            '[{"type":"work"},{}]',
            [
                {"value": "cedar@example.com", "primary": True, "type": "work"},
                {"value": "", "primary": False},
            ],
            id="onto the stored address",
        ),
    ],
)
def test_the_stored_address_lies_below(lab: Lab, value: str, shown: object) -> None:
    """E-mails from metadata are read over the account's own address."""
    assert written_elsewhere(lab, "emails", value).get("emails") == shown


@pytest.mark.source(f"{MAPPING}, schemas/url.go")
def test_a_photo_without_address_ends_the_list(lab: Lab) -> None:
    """It was stored with an empty one, which cannot be read back: not itself, nor what follows."""
    first, bad = {"value": "https://x.test/a", "type": "t"}, {"display": "D", "type": "t"}
    created = lab.create(user(photos=[first, bad, first]))

    assert lab.answer(created)["photos"] == [first, {"value": "", **bad}, first]
    assert lab.get(created.user_id)["photos"] == [first, {"value": "", "type": ""}]


@pytest.mark.source(MAPPING)
@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        pytest.param("locale", "xx-YY", None, id="locale"),
        pytest.param("locale", "de_CH", "de_CH", id="good locale as it is"),
        pytest.param("timezone", "Mars/Base", None, id="zone"),
        pytest.param("timezone", "Europe/Zurich", "Europe/Zurich", id="good zone"),
        pytest.param("profileUrl", "ftp://x.test", None, id="another scheme"),
        pytest.param("profileUrl", "%zz", None, id="no address"),
        pytest.param("profileUrl", "HTTP://X.test/a b", "http://X.test/a%20b", id="address"),
        pytest.param("title", "any \u00fc", "any \u00fc", id="text"),
    ],
)
def test_what_would_be_refused_is_not_shown(
    lab: Lab, path: str, value: str, shown: str | None
) -> None:
    """Locale, time zone and address are checked again when they are read."""
    assert written_elsewhere(lab, path, value).get(path) == shown


@pytest.mark.source("zitadel-scim.md 6.3, 7.2; internal/api/scim/resources/user_mapping.go")
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param([], None, id="none"),
        pytest.param([{}], [{"value": "", "primary": True}], id="empty"),
        pytest.param(
            [{"value": ""}, {"value": "079 555 01 02"}],
            [{"value": "", "primary": True}, {"value": "079 555 01 02", "primary": False}],
            id="first is empty",
        ),
        pytest.param(
            [{"value": "079 555 01 02"}, {"primary": True}, None],
            [
                {"value": "079 555 01 02", "primary": False},
                {"value": "", "primary": True},
                None,
            ],
            id="chosen is empty",
        ),
        pytest.param(
            [{}, {"value": "079 555 01 02", "primary": True}],
            [{"value": "+41795550102", "primary": True}],
            id="chosen is not",
        ),
    ],
)
def test_post_echoes_numbers_as_sent_where_none_was_stored(
    lab: Lab, sent: list[Any], shown: object
) -> None:
    """The chosen one marked; a number that was stored stands alone, as it is stored."""
    assert lab.answer(lab.create(user(phoneNumbers=sent))).get("phoneNumbers") == shown


@pytest.mark.source("zitadel-scim.md 2.4, 8.1; internal/api/scim/resources/user_mapping.go")
def test_a_null_number_breaks_before_e_mails_are_missed(lab: Lab) -> None:
    """PUT looks at numbers first, POST at e-mails."""
    created = lab.create(user())
    body = user(emails=[], phoneNumbers=[None])
    found = []
    for attempt in (lambda: lab.create(body), lambda: lab.replace(created.user_id, body)):
        with pytest.raises(Refusal) as caught:
            attempt()
        found.append(caught.value.error_id)

    assert found == ["SCIM-EM19", "RECOVER"]


@pytest.mark.source("zitadel-scim.md 1.6, 7.5")
def test_documents_are_finished_for_each_caller(lab: Lab) -> None:
    """Base URL and externalId depend on who asks."""
    created = lab.create(user(externalId="plain"))
    row = lab.store.db.execute("SELECT scim FROM zitadel_user WHERE scim NOT NULL").fetchone()

    many = finish(row[0] + b"," + row[0], base="https://a&b")

    assert many.count(b"https://a\\u0026b/scim/v2/") == 2
    assert json.loads(b"[" + many + b"]")[1]["externalId"] == "plain"
    scoped = json.loads(finish(row[0], base=BASE, external_id="scoped"))
    assert scoped["externalId"] == "scoped"
    lab.caller = Caller(user_id=CALLER, provisioning_domain="okta")
    assert "externalId" not in lab.get(created.user_id)


def test_no_name_in_an_answer_about_users_is_a_secrets(lab: Lab) -> None:
    """The recorder takes these answers as they are; it would not find anything in them.

    Names are SCIM's own whatever was sent, or stored by another API.
    """
    odd = {"value": "x", "type": "password", "display": '"token":"x"', "secret": "x"}
    body = user(
        title='{"password":"x"}',
        externalId="client_secret",
        password="Passw0rd!",
        nickName='x","token":"x',
        **{name: [odd] for name in ("ims", "roles", "entitlements")},
    )
    outcome = lab.create(body)
    odd_text = base64.b64encode(b'[{"value":"x","token":"x"}]').decode()
    key = "urn:zitadel:scim:ims"
    lab.elsewhere(outcome.user_id, "user.metadata.set", key=key, value=odd_text)
    shown = lab.store.read(ORG, outcome.user_id, base=BASE)
    answers = [
        shown,
        echo(outcome.user, user_id="1", org_id=ORG, number=1, at=1, base=BASE),
        list_users(lab.store, read_query(b""), org_id=ORG, caller=lab.caller, base=BASE),
    ]

    assert [redact_body(answer, "application/scim+json") for answer in answers] == answers


@pytest.mark.source("zitadel-scim.md 6.1")
@pytest.mark.parametrize(
    ("names", "shown"),
    [
        pytest.param({"given_name": "Cedar"}, b'"name":{"givenName":"Cedar"}', id="given"),
        pytest.param({"family_name": "Grove"}, b'"name":{"familyName":"Grove"}', id="family"),
    ],
)
def test_an_empty_part_of_the_name_does_not_show(names: dict[str, str], shown: bytes) -> None:
    """Only what there is does."""
    assert shown in document(Account("1", "2", **names))  # type: ignore[arg-type]
