"""What Okta makes of each answer, in plain words. Pure.

Okta's own texts say little; here is what somebody needs who has to mend the server. Source:
okta-provisioning.md 2.21 (branches), 3.1 (what is read), 3.2 (statuses), 11 (known problems);
field-cases.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, unquote, urlsplit

from simulator.events import JSON
from simulator.formats import clean
from simulator.okta.answers import LONGEST_ID, id_of
from simulator.pushing.words import body_of, header, is_page, refusal
from simulator.wire.exchange import Exchange, is_cut

LOOKUP, CREATE, READ, WRITE, OTHER = "lookup", "create", "read", "write", "other"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one answer means.

    ``stops`` says that Okta gives the job up here; ``misleads``, why it goes on and does the
    wrong thing; ``remarks`` are what Okta puts up with, and others may not. ``inactive`` is a
    look-up that found an account switched off.
    """

    text: str
    stops: bool = False
    remarks: tuple[str, ...] = ()
    misleads: tuple[str, ...] = ()
    inactive: bool = False


def step_of(exchange: Exchange) -> str:
    """Say what a request is for."""
    parts = urlsplit(exchange.target)
    if exchange.method == "GET":
        if "filter=" in parts.query:
            return LOOKUP
        return READ if "/Users/" in parts.path else OTHER
    if exchange.method == "POST":
        return OTHER if is_token_request(exchange) else CREATE
    return WRITE if exchange.method in ("PUT", "PATCH") else OTHER


def is_token_request(exchange: Exchange) -> bool:
    """Say whether a request asks for an access token and not for people."""
    lines = exchange.request_headers
    return any(
        name.lower() == "content-type" and value == "application/x-www-form-urlencoded"
        for name, value in lines
    )


def meaning(exchange: Exchange, *, deactivates: bool = False, reactivates: bool = False) -> Meaning:
    """Say what Okta makes of an answer.

    ``deactivates`` if the job switches an account off, ``reactivates`` while it switches one on.
    """
    if is_token_request(exchange):
        return _token(exchange)
    step = step_of(exchange)
    if not exchange.status:
        return Meaning(f"no answer: {clean(exchange.error or 'none came')}; Okta stops", True)
    if exchange.status == 429:
        return _throttled(exchange)
    if step == LOOKUP:
        found = _lookup(exchange)
    elif step == CREATE:
        found = _create(exchange)
    elif step == READ:
        found = _read(exchange, deactivates=deactivates, reactivates=reactivates)
    else:
        found = _write(exchange)
    return replace(found, remarks=(*found.remarks, *_general(exchange)))


def _token(exchange: Exchange) -> Meaning:
    if not exchange.status:
        return Meaning(f"no token: {clean(exchange.error or 'no answer')}; Okta stops", True)
    if exchange.status != 200:
        return Meaning(f"no token: {refusal(exchange)}; Okta stops", True)
    return Meaning("an access token")


def _throttled(exchange: Exchange) -> Meaning:
    after = header(exchange, "retry-after")
    if after.strip().isdigit():
        return Meaning(f"throttled: Okta waits {after.strip()} s and starts the job over")
    why = f"Retry-After {clean(after)!r} is no number of seconds" if after else "no Retry-After"
    return Meaning(f"throttled, {why}: Okta waits 5 minutes, then twice as long each time")


def _stopped(exchange: Exchange, *remarks: str) -> Meaning:
    code = exchange.status or 0
    if 300 <= code < 400:
        where = clean(header(exchange, "location"))
        return Meaning(f"{refusal(exchange)}: Okta does not follow to {where}, and stops", True)
    again = "; only 429 is tried again by itself" if code >= 500 else ""
    return Meaning(f"{refusal(exchange)}: Okta stops{again}", True, remarks)


def _no_json(exchange: Exchange) -> str:
    if is_cut(exchange.response_body):
        return ""
    if is_page(exchange):
        return "a web page (HTML) where Okta reads JSON"
    return "the body is no JSON" if body_of(exchange) is None else ""


# -- look-up -------------------------------------------------------------------------------


def _lookup(exchange: Exchange) -> Meaning:
    if exchange.status == 404:
        return Meaning("404: nobody has this userName")
    if exchange.status != 200:
        return _stopped(exchange)
    if not (exchange.response_body or b"").strip():
        return Meaning("Okta found no Resources: the answer has no body", True)
    if problem := _no_json(exchange):
        return Meaning(f"Okta found no Resources: {problem}", True)
    body = body_of(exchange)
    if not isinstance(body, dict):
        return Meaning("Okta found no Resources: the answer is no JSON object", True)
    return _listed(exchange, {str(key).lower(): value for key, value in body.items()})


def _listed(exchange: Exchange, body: Mapping[str, JSON]) -> Meaning:
    for key in ("totalResults", "startIndex", "itemsPerPage"):
        value = body.get(key.lower())
        if isinstance(value, str | bool):
            return Meaning(
                f"{key} is {value!r}, which is no number: Okta stops, and its log gives no reason",
                True,
            )
    found = body.get("resources")
    if not isinstance(found, list):
        return Meaning("Okta found no Resources in the list", True)
    total = body.get("totalresults")
    if total != 0 and not all(isinstance(each, dict) for each in found):
        told = "Resources holds something that is no account: Okta stops, and gives no reason"
        return Meaning(told, True)
    people = [each for each in found if isinstance(each, dict)]
    if total == 0 or not people:
        odd = [f"totalResults is {total}, but Resources holds {len(people)}"] if people else []
        return Meaning("nobody has this userName", remarks=tuple(odd))
    wanted = _asked(exchange)
    strangers = [each for each in people if not _same(each.get("userName"), wanted)]
    if len(people) > 1:
        hint = ": the filter is not applied" if strangers else ""
        return Meaning(f"{len(people)} accounts{hint}; Okta does not choose, and stops", True)
    return _one(people[0], stranger=bool(strangers))


def _one(account: Mapping[str, JSON], *, stranger: bool) -> Meaning:
    if not account.get("id"):
        told = "the account found has no id, so Okta passes over it and creates another"
        return Meaning("one account without an id", misleads=(told,))
    misleads, remarks = [], []
    if stranger:
        misleads.append(
            f"the look-up found {clean(str(account.get('userName')))}, whom nobody asked for: the"
            " filter is not applied, or compares something else than userName. Okta takes the"
            " account all the same"
        )
    active = account.get("active")
    if active is not None and not isinstance(active, bool):
        remarks.append(f"active is {active!r}, not true or false: Okta counts it as active")
    how = "switched off" if active is False else "active"
    text = f"one account, {how}: id {clean(str(account['id']))}"
    return Meaning(text, remarks=tuple(remarks), misleads=tuple(misleads), inactive=active is False)


def _asked(exchange: Exchange) -> str:
    given = parse_qs(urlsplit(exchange.target).query).get("filter", [""])[0]
    return given.partition('"')[2].rpartition('"')[0].replace('\\"', '"').replace("\\\\", "\\")


def _same(name: JSON, wanted: str) -> bool:
    return isinstance(name, str) and name.casefold() == wanted.casefold()


# -- create, read, write -------------------------------------------------------------------


def _create(exchange: Exchange) -> Meaning:
    code = exchange.status or 0
    if code == 204 or (code in (200, 201) and not (exchange.response_body or b"").strip()):
        return Meaning(
            f"{code} without a body: Okta reads no id, so the account is not linked", True
        )
    if code not in (200, 201):
        return _stopped(exchange, *_create_hints(exchange, code))
    if problem := _no_json(exchange):
        return Meaning(f"{code}, but {problem}: Okta reads no id, the account is not linked", True)
    body = body_of(exchange)
    found = body.get("id") if isinstance(body, dict) else None
    if not found and not is_cut(exchange.response_body):
        return Meaning(f"id missing in {code}: the account exists, and Okta cannot link it", True)
    if found and not id_of(body):
        told = f"id is {clean(str(found))}, which is none: the account exists, and Okta cannot"
        return Meaning(f"{told} link it", True)
    if len(id_of(body)) > LONGEST_ID:
        told = f"id has {len(id_of(body))} characters: Okta keeps {LONGEST_ID} at most, and does"
        return Meaning(f"{told} not link the account", True)
    remarks = []
    if code == 200:
        remarks.append("200 for a create: Okta takes it; SCIM wants 201")
    if found and not isinstance(found, str):
        remarks.append(f"id is {found!r}, not a text: SCIM wants a text")
    if isinstance(body, dict) and any(key.lower() == "password" for key in body):
        remarks.append("the answer holds a password: Okta would send it back with every PUT")
    return Meaning(f"created: id {clean(str(found))}, linked", remarks=tuple(remarks))


def _create_hints(exchange: Exchange, code: int) -> Iterator[str]:
    words = (exchange.response_body or b"").decode("utf-8", "replace").lower()
    if code == 409:
        yield (
            "the look-up found nobody, and still there is somebody: does the filter find"
            " switched-off accounts, and compare the userName it shows?"
        )
    if "password" in words:
        yield (
            "Okta's random password has eight letters and digits; --set post_password=policy adds"
            " a symbol, --set post_password=none leaves it out"
        )
    if code == 415:
        yield "Okta sends Content-Type application/scim+json; charset=utf-8"


def _read(exchange: Exchange, *, deactivates: bool, reactivates: bool) -> Meaning:
    if exchange.status == 404:
        if deactivates:
            return Meaning("404: the account is gone, so Okta counts it as switched off")
        return Meaning("404: Okta neither looks it up again nor creates it, and stops", True)
    if exchange.status != 200:
        return _stopped(exchange)
    problem = _no_json(exchange)
    if problem or (body_of(exchange) is None and not is_cut(exchange.response_body)):
        return Meaning(f"{problem or 'the body is no JSON'}: Okta stops", True)
    if is_cut(exchange.response_body):
        return Meaning("read")
    body = body_of(exchange)
    if not isinstance(body, dict):
        return Meaning("the answer is no JSON object: Okta stops", True)
    remarks = []
    if "active" not in body:
        remarks.append("active missing in the answer to a read: then Okta's PUT has none either")
    wanted = unquote(exchange.target.rpartition("/")[2])
    if str(body.get("id")) != wanted:
        remarks.append(f"the account read has the id {body.get('id')!r}, not the one asked for")
    change = "active: true" if reactivates else "its own values laid over"
    change = "active: false" if deactivates else change
    return Meaning(f"read: Okta sends it back with {change}", remarks=tuple(remarks))


def _write(exchange: Exchange) -> Meaning:
    code = exchange.status or 0
    if 200 <= code < 300:
        return Meaning("accepted; Okta does not look at the values in the answer")
    hints = []
    if code in (405, 501):
        other = "PATCH" if exchange.method == "PUT" else "PUT"
        hints.append(f"there is no second try with {other}: this kind of app sends no other")
    return _stopped(exchange, *hints)


def _general(exchange: Exchange) -> Iterator[str]:
    kind = header(exchange, "content-type").partition(";")[0].strip().lower()
    if exchange.response_body and kind not in ("application/scim+json", "application/json"):
        shown = clean(kind) or "missing"
        yield f"Content-Type is {shown}: Okta does not mind, other clients do"


__all__ = ["CREATE", "LOOKUP", "OTHER", "READ", "WRITE", "Meaning", "meaning", "step_of"]
