"""Write users: the parts that versions 1 and 2 of the API share.

Checked input becomes event drafts. Source: zitadel-platform.md 1.5, 1.6, 5.4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.events import JSON
from simulator.zitadel.hashing import PASSWORD_COST, hash_secret, token_hash
from simulator.zitadel.platform import user_rules
from simulator.zitadel.platform.calls import Call
from simulator.zitadel.platform.errors import ApiError, already_exists, invalid
from simulator.zitadel.platform.events import Aggregate, Draft
from simulator.zitadel.platform.protojson import base64_text, drop_empty

_CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
HOUR = 3_600_000_000_000
LONGEST_PASSWORD = 72
URL_TEMPLATE = "/ui/v2/login/verify?code={{.Code}}&organization={{.OrgID}}&userId={{.UserID}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An address or number to store: verified, or with a code sent or returned."""

    value: str
    verified: bool = False
    return_code: bool = False
    url_template: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHuman:
    """A person to be added."""

    user_name: str
    first_name: str
    last_name: str
    email: Contact
    nick_name: str = ""
    display_name: str = ""
    language: str = ""
    gender: int = 0
    phone: Contact | None = None
    password: str = ""
    encoded_hash: str = ""
    change_required: bool = False
    metadata: Sequence[tuple[str, bytes]] = ()
    links: Sequence[Mapping[str, JSON]] = ()


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes that an answer gives back."""

    email: str = ""
    phone: str = ""

    def shown(self) -> dict[str, JSON]:
        """Return the codes as answers show them."""
        return drop_empty({"emailCode": self.email, "phoneCode": self.phone})


def normalised(new: NewHuman) -> NewHuman:
    """Check and tidy the parts of a new person, in the product's order (5.4)."""
    user_rules.email(new.email.value)
    name = user_rules.user_name(new.user_name)
    first, last = user_rules.first_name(new.first_name), user_rules.last_name(new.last_name)
    phone = new.phone
    if phone is not None:
        phone = replace(phone, value=user_rules.phone(phone.value)) if phone.value else None
    if new.encoded_hash:
        user_rules.hashed_password(new.encoded_hash)
    return replace(
        new,
        user_name=name,
        first_name=first,
        last_name=last,
        phone=phone,
        display_name=new.display_name or f"{first} {last}",
    )


def check_domain(call: Call, org_id: str, name: str, *, error_id: str = "COMMAND-SFd21") -> None:
    """Refuse a user name whose domain belongs to another organization (1.5)."""
    domain = user_rules.domain_of(name)
    if not domain or call.state.login_must_be_domain(org_id):
        return
    owner = call.state.org_by_domain(domain)
    if owner is not None and owner.id != org_id:
        raise invalid("Domain is already reserved and cannot be used", error_id)


def claim_name(call: Call, org_id: str, name: str) -> None:
    """Refuse a user name that somebody else has."""
    if call.state.name_taken(org_id, name):
        raise already_exists("User already exists", "V3-DKcYh")


def claim_names(call: Call, org_id: str) -> None:
    """Refuse to let an organization's own user names loose where one is taken already."""
    if call.state.names_collide(org_id):
        raise already_exists("User already exists", "V3-DKcYh")


def human_drafts(
    call: Call, aggregate: Aggregate, new: NewHuman, *, policy_org: str, area: str
) -> tuple[list[Draft], Codes]:
    """Return the events of a new, normalised person, in the product's order (1.6)."""
    check_domain(call, aggregate.owner, new.user_name)
    encoded = new.encoded_hash
    if new.password:
        encoded = encode_password(call, new.password, policy_org=policy_org, area=area)
    claim_name(call, aggregate.owner, new.user_name)
    drafts = [Draft(aggregate, "user.human.added", _added(new, encoded))]
    email_draft, email_code = email_verification(call, aggregate, new.email)
    drafts.append(email_draft)
    phone_code = ""
    if new.phone is not None:
        phone_draft, phone_code = phone_verification(call, aggregate, new.phone)
        drafts.append(phone_draft)
    drafts += [metadata_set(aggregate, key, value) for key, value in new.metadata]
    return drafts, Codes(email_code, phone_code)


def _added(new: NewHuman, encoded: str) -> dict[str, JSON]:
    return {
        "userName": new.user_name,
        **drop_empty(
            {
                "firstName": new.first_name,
                "lastName": new.last_name,
                "nickName": new.nick_name,
                "displayName": new.display_name,
            }
        ),
        "preferredLanguage": user_rules.language(new.language),
        **drop_empty(
            {
                "gender": new.gender,
                "email": new.email.value,
                "phone": new.phone.value if new.phone else "",
                "encodedHash": encoded,
                "changeRequired": new.change_required and bool(encoded),
            }
        ),
    }


def encode_password(call: Call, password: str, *, policy_org: str, area: str) -> str:
    """Check a password against a policy and hash it; ``area`` begins the refusal's id."""
    policy = call.state.policy(policy_org, "password_complexity")
    refusal = user_rules.password_refusal(policy.doc if policy else {}, password, area)
    if refusal is not None:
        raise refusal
    if len(password.encode()) > LONGEST_PASSWORD:
        if area == "DOMAIN":
            raise ApiError(13, "An internal error occurred", "COMMAND-CahN2")
        raise ApiError(2, "bcrypt: password length exceeds 72 bytes", "")
    return hash_secret(password, cost=PASSWORD_COST, salt=salt(call))


def salt(call: Call) -> bytes:
    """Return random bytes for a hash."""
    return call.platform.ids.rng("zitadel/salt").randbytes(16)


def metadata_set(aggregate: Aggregate, key: str, value: bytes) -> Draft:
    """Make the event of a metadata entry."""
    return Draft(aggregate, "user.metadata.set", {"key": key, "value": base64_text(value)})


def email_verification(call: Call, aggregate: Aggregate, contact: Contact) -> tuple[Draft, str]:
    """Make the event that follows an address: verified, or a code."""
    if contact.verified:
        return Draft(aggregate, "user.human.email.verified"), ""
    template = "" if contact.return_code else contact.url_template or call.origin + URL_TEMPLATE
    return _code(call, aggregate, "email", contact, {"url_template": template})


def phone_verification(call: Call, aggregate: Aggregate, contact: Contact) -> tuple[Draft, str]:
    """Make the event that follows a number: verified, or a code."""
    if contact.verified:
        return Draft(aggregate, "user.human.phone.verified"), ""
    return _code(call, aggregate, "phone", contact, {})


def _code(
    call: Call, aggregate: Aggregate, kind: str, contact: Contact, more: dict[str, JSON]
) -> tuple[Draft, str]:
    code = "".join(call.platform.ids.rng("zitadel/code").choices(_CODE, k=6))
    payload: dict[str, JSON] = {
        "code": encrypted(call),
        "expiry": HOUR,
        **drop_empty({"code_returned": contact.return_code, **more}),
        "triggerOrigin": call.origin,
    }
    extra = {"hash": token_hash(code)}
    draft = Draft(aggregate, f"user.human.{kind}.code.added", payload, extra)
    return draft, code if contact.return_code else ""


def encrypted(call: Call) -> JSON:
    """Return what an event shows of a code: random bytes, for the code itself is not kept."""
    raw = call.platform.ids.rng("zitadel/crypted").randbytes(22)
    return {"Algorithm": "aes", "Crypted": base64_text(raw), "CryptoType": 0, "KeyID": "userKey"}


__all__ = [
    "HOUR",
    "Codes",
    "Contact",
    "NewHuman",
    "check_domain",
    "claim_name",
    "claim_names",
    "email_verification",
    "encode_password",
    "encrypted",
    "human_drafts",
    "metadata_set",
    "normalised",
    "phone_verification",
    "salt",
]
