"""Create, replace, modify and delete a user: pure functions from request to events.

Call one inside the journal's unit, hand :meth:`Outcome.records` to the journal, answer from the
outcome. Checks come in the product's order, so that the first failing one is the one reported.
Source: zitadel-scim.md 7.1, 8.1, 9.1, 10.
"""

from collections.abc import Sequence

from simulator.events import of_parts
from simulator.zitadel import notes
from simulator.zitadel.attributes import PHONE_NUMBER
from simulator.zitadel.changes import (
    Wanted,
    check_domain,
    email_confirmed,
    metadata_set,
    panics_afterwards,
    phone_confirmed,
    update_events,
)
from simulator.zitadel.checks import (
    check_email,
    check_locale_and_zone,
    check_password,
    check_phone,
    check_storable,
)
from simulator.zitadel.context import Cascade, Context, Outcome
from simulator.zitadel.languages import UNDETERMINED
from simulator.zitadel.mapping import (
    KEYS,
    chosen,
    external_id_key,
    printed,
    stored_fields,
    wanted_metadata,
    with_primary,
)
from simulator.zitadel.model import Human, UserEvent
from simulator.zitadel.patch import Operation, apply, check_operations
from simulator.zitadel.reading import Fields
from simulator.zitadel.refusals import recover, refuse, untyped
from simulator.zitadel.representation import Echo
from simulator.zitadel.scimuser import Elements, ScimName, ScimUser
from simulator.zitadel.text import blank, trim

DEFAULT_LANGUAGE = "en"


# -- create ------------------------------------------------------------------------------


def create(ctx: Context, user: ScimUser) -> Outcome:
    """Create a person's account."""
    emails, email = _chosen_email(user)
    phones, phone = _chosen_phone(user)
    check_locale_and_zone(user)
    if not email:
        raise refuse("EMAIL-spblu")
    check_email(email)
    user_name = trim(user.user_name)
    if not user_name:
        raise refuse("V2-zzad3")
    name = user.name or ScimName()
    given, family = trim(name.given_name), trim(name.family_name)
    if not given:
        raise refuse("USER-UCej2")
    if not family:
        raise refuse("USER-4hB7d")
    number = check_phone(phone or "")
    ctx.permit("user.write")
    naming = ctx.lookups.naming(ctx.org_id)
    if not naming.exists:
        raise refuse("COMMAND-QXPGs")
    check_domain(ctx, naming, user_name)
    hashed = _password_on_create(ctx, user.password)
    display = user.display_name or name.formatted
    if blank(display):
        display = f"{given} {family}"
    check_storable(user_name, given, family, user.nick_name, display)
    if ctx.lookups.name_taken(naming.scope, user_name):
        raise refuse("V3-DKcYh")

    added: dict[str, str] = {
        "userName": user_name,
        "firstName": given,
        "lastName": family,
        "displayName": display,
        "preferredLanguage": DEFAULT_LANGUAGE if user.language == UNDETERMINED else UNDETERMINED,
        "email": email,
    }
    optional = (("nickName", user.nick_name), ("phone", number), ("encodedHash", hashed))
    added.update({key: value for key, value in optional if value})
    events = [UserEvent("user.human.added", added), email_confirmed(ctx)]
    if number:
        events.append(phone_confirmed(ctx))
    metadata = wanted_metadata(user, emails)
    scoped = external_id_key(ctx.caller.provisioning_domain)
    for path, value in metadata.items():
        if value is not None:
            events.append(metadata_set(scoped if path == "externalId" else KEYS[path], value))
    if user.active is False:
        events.append(UserEvent("user.deactivated"))
    return Outcome(
        user_id=ctx.new_id(),
        events=tuple(events),
        notes=tuple(notes.on_create(ctx.caller, user)),
        user=_echo(user, email, [_only(number)] if number else printed(phones, PHONE_NUMBER)),
        number=len(events),
    )


def _password_on_create(ctx: Context, password: str | None) -> str:
    if not password or ctx.caller.ignore_password:
        return ""
    check_password(password, ctx.lookups.password_policy(ctx.org_id), ids="COMMA")
    return ctx.hash_password(password)


# -- replace -----------------------------------------------------------------------------


def replace(ctx: Context, user_id: str, user: ScimUser) -> Outcome:
    """Replace a person's account by what was sent."""
    wanted = _wanted(user, mark_primary=True)
    human = _load(ctx, user_id)
    ctx.permit("user.write")
    events = update_events(ctx, human, wanted)
    return Outcome(
        user_id=user_id,
        sequence=human.sequence,
        events=events,
        notes=tuple(notes.on_replace(ctx.caller, human, user, wanted)),
        user=_echo(user, wanted.email, [_only(wanted.phone or "")]),
        number=human.sequence + len(events) if events else human.seen_sequence,
        changed=None if events else human.seen_changed,
        panics=panics_afterwards(human, events),
    )


def _wanted(user: ScimUser, *, mark_primary: bool) -> Wanted:
    """Check what needs no stored account; return what the account shall become.

    A replace stores the chosen e-mail as primary, a patch stores the list as it is (6.5).
    """
    _, phone = _chosen_phone(user)
    emails, email = _chosen_email(user)
    check_locale_and_zone(user)
    if user.name is None:
        raise refuse("SCIM-USN2")
    if not user.name.given_name or not user.name.family_name:
        raise refuse("SCIM-USN1")
    if email:
        check_email(email)
    number = None if phone is None else check_phone(phone)
    if user.password == "":
        raise refuse("COMMAND-3klek4sbns")
    return Wanted(
        user_name=user.user_name,
        given_name=user.name.given_name,
        family_name=user.name.family_name,
        nick_name=user.nick_name,
        display_name=user.display_name or user.name.formatted,
        language=DEFAULT_LANGUAGE if user.language == UNDETERMINED else None,
        email=email,
        phone=number,
        password=user.password,
        active=user.active,
        metadata=wanted_metadata(user, emails if mark_primary else user.emails),
    )


def _load(ctx: Context, user_id: str) -> Human:
    """Find the account; one whose first metadata event was a removal breaks ZITADEL (9.8)."""
    if "\0" in user_id:
        raise refuse("SQL-KyeAx")
    human = ctx.lookups.human(ctx.org_id, user_id)
    if human is None:
        raise refuse("COMMAND-ugjs0upun6")
    if human.metadata_history == "removed":
        raise recover()
    return human


# -- modify ------------------------------------------------------------------------------


def modify(ctx: Context, user_id: str, operations: Sequence[Operation | None]) -> Outcome:
    """Apply PATCH operations; without any the user is not even looked at (9.1)."""
    checked = check_operations(operations)
    if not checked:
        return Outcome(user_id=user_id)
    human = _load(ctx, user_id)
    domain = ctx.caller.provisioning_domain
    patched = apply(stored_fields(human, domain), checked)
    user = ScimUser.of(patched.fields)
    wanted = _wanted(user, mark_primary=False)
    ctx.permit("user.write")
    events = update_events(ctx, human, wanted, frozenset(patched.touched))
    found = notes.dropped(tuple(patched.dropped))
    if domain and "externalId" in patched.touched and not user.external_id:
        found.append(notes.external_id_stays(domain))
    return Outcome(
        user_id=user_id,
        sequence=human.sequence,
        events=events,
        notes=tuple(found),
        number=human.sequence + len(events),
        panics=panics_afterwards(human, events),
    )


# -- delete ------------------------------------------------------------------------------


def delete(ctx: Context, user_id: str) -> Outcome:
    """Remove an account of any kind and state, with its roles and group memberships (10)."""
    if "\0" in user_id:
        raise untyped()
    sequence = ctx.lookups.account_sequence(ctx.org_id, user_id)
    if sequence is None:
        raise refuse("COMMAND-bd4ir1mblj")
    ctx.permit("user.delete")
    cascades = tuple(
        Cascade(stream, _left(stream.aggregate, user_id))
        for stream in ctx.lookups.membership_streams(user_id)
    )
    return Outcome(
        user_id=user_id,
        sequence=sequence,
        events=(UserEvent("user.removed"),),
        cascades=cascades,
        number=sequence + 1,
    )


def _left(aggregate: str, user_id: str) -> UserEvent:
    if aggregate == "group":
        return UserEvent("group.users.removed", {"userIds": [user_id]})
    return UserEvent(f"{aggregate}.member.cascade.removed", {"userId": user_id})


# -- shared ------------------------------------------------------------------------------


def _chosen_email(user: ScimUser) -> tuple[Elements, str]:
    """Return the e-mails with the chosen one marked, and its address."""
    if not user.emails:
        raise refuse("SCIM-EM19")
    place = chosen(user.emails)
    emails = with_primary(user.emails, place)
    element = emails[place]
    return emails, element.get("value", "") if element else ""


def _chosen_phone(user: ScimUser) -> tuple[Elements, str | None]:
    """Return the phone numbers with the chosen one marked, and it, ``None`` if there is none."""
    phones = user.phone_numbers or []
    if not phones:
        return phones, None
    place = chosen(phones)
    element = phones[place]
    return with_primary(phones, place), element.get("value", "") if element else ""


def _only(number: str) -> Fields:
    return {"value": number, "primary": True}


def _echo(user: ScimUser, email: str, phones: Elements) -> Echo:
    language = DEFAULT_LANGUAGE if user.language == UNDETERMINED else user.language
    return of_parts(Echo, (user, language, email, phones))


__all__ = ["DEFAULT_LANGUAGE", "create", "delete", "modify", "replace"]
