"""Requests of a recorded run as steps, and names for the ids and tokens of that run. Pure."""

import re
from collections.abc import Iterator, Mapping

import orjson

from simulator.commands import STARS, read_fingerprint
from simulator.events import JSON, Record
from simulator.scenario.clients import client_of, mask_of, may_not, writers
from simulator.scenario.recorded import Recorded
from simulator.scenario.standins import password_like
from simulator.wire.exchange import Exchange, is_cut

_FRAMING = frozenset(("host", "content-length", "transfer-encoding", "connection"))
_ID = re.compile(r"(?<![\w])\d{17,20}(?![\w])")
_LENGTH = re.compile(r"\*\*\* \((\d+)\)\Z")
_STARRED = re.compile(r"\*{3,}")
_SCIM = re.compile(r"/scim/v2/([^/?]+)(/.*)")
_MAKES = {
    "okta.user.create": "person",
    "okta.group.create": "group",
    "zitadel.service_account.create": "account",
    "zitadel.user.create": "account",
    "zitadel.pat.create": "pat",
}
_REFUSED = 401
_ADDED = ("zitadel.user.human.added", "zitadel.user.machine.added")


class Naming:
    """What ids, tokens and addresses of a run are called in the scenario.

    ``people`` holds the ids of accounts made after the start.
    """

    def __init__(self, run: Recorded, given: Mapping[str, JSON]) -> None:
        self._run = run
        self._ids: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._holders: dict[str, str] = {}
        self._user_names: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self.people: set[str] = set()
        self._first: str | None = None
        self._accepted = {
            mask_of(each) for each in run.exchanges if each.status and each.status < 400
        }
        self._wrote = writers(run)
        self._learn_start(given)

    def _learn_start(self, given: Mapping[str, JSON]) -> None:
        captures = {
            str(each["user_name"]): str(each["capture"])
            for each in (given.get("zitadel") or {}).get("service_accounts", ())
            if each.get("capture")
        }
        for record in self._run.records:
            data = record.data
            if record.kind == "zitadel.org.added" and "${zitadel.organization_id}" not in (
                self._ids.values()
            ):
                self._ids[str(data["id"])] = "${zitadel.organization_id}"
            elif record.kind == "zitadel.instance.added":
                self._ids.setdefault(str(data["id"]), "${zitadel.instance_id}")
            elif record.kind in _ADDED:
                self._user(record, captures)
            elif record.kind == "zitadel.user.username.changed" and data["payload"]["userName"]:
                self._user_names[str(data["id"])] = str(data["payload"]["userName"])
            elif record.kind == "zitadel.user.pat.added" and "hash" in data:
                self._token(str(data["id"]), str(data["hash"]))

    def _user(self, record: Record, captures: Mapping[str, str]) -> None:
        data = record.data
        user, name = str(data["id"]), str(data["payload"]["userName"])
        self._user_names[user] = name
        if record.seq > self._run.start:
            if record.kind == _ADDED[0]:
                self.people.add(user)
        elif name in captures:
            self._ids[user] = f"${{{captures[name]}.id}}"
        elif record.kind == _ADDED[1] and data.get("creator") == "SYSTEM":
            self._ids[user] = "${zitadel.owner_id}"

    def _token(self, user: str, hashed: str) -> None:
        reference = self._ids.get(user, "")
        if reference == "${zitadel.owner_id}":
            reference = "${zitadel.token}"
        elif reference.endswith(".id}"):
            reference = reference.removesuffix(".id}") + ".token}"
            self._first = self._first or reference
        if reference and hashed not in self._tokens and user not in self._holders:
            self._tokens[hashed] = reference
            self._holders[user] = reference

    # -- names ---------------------------------------------------------------------------

    def made(self, record: Record) -> str:
        """Return the name under which a step keeps what it made; empty if nothing needs it."""
        verb = str(record.data["verb"])
        kind = _MAKES.get(verb)
        if kind is None:
            return ""
        caused = [each for each in self._caused(record) if each.kind.startswith("zitadel.user.")]
        if kind == "pat":
            hashed = next((str(each.data["hash"]) for each in caused if "hash" in each.data), "")
            if not hashed:
                return ""
            name = self._new(kind)
            self._tokens[hashed] = f"${{{name}.token}}"
            self._holders[str(caused[0].data["id"])] = self._tokens[hashed]
            return name
        users = [str(each.data["id"]) for each in caused if each.kind in _ADDED]
        if kind != "account" or not users:
            return ""
        name = self._new(kind)
        self._ids[users[0]] = f"${{{name}.id}}"
        return name

    def _new(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}{self._counts[kind]}"

    def _caused(self, command: Record) -> Iterator[Record]:
        """Yield what was written between a command and the next one, jobs left out."""
        for record in self._run.records:
            if record.seq > command.seq:
                if record.kind == command.kind:
                    return
                if record.links.job is None:
                    yield record

    def went_well(self, command: Record) -> bool:
        """Return whether a command left no failure in the System Log."""
        logged = (each.data for each in self._caused(command) if each.kind == "okta.log")
        return all(each["outcome"] != "FAILURE" for each in logged)

    def unknown_users(self, exchange: Exchange) -> Iterator[tuple[str, str]]:
        """Yield accounts a request speaks of whose ids no step made, with a name for each."""
        body = (exchange.request_body or b"").decode("utf-8", "replace")
        for found in dict.fromkeys(_ID.findall(f"{exchange.target} {body}")):
            if found in self._user_names and found not in self._ids and found in self.people:
                name, capture = self._user_names[found], self._new("seen")
                self._ids[found] = f"${{{capture}.users.{name.partition('@')[0]}.id}}"
                yield name, capture

    def answered(self, exchange: Exchange) -> str:
        """Return the name under which a request keeps the account it made; empty if none."""
        if exchange.method != "POST" or exchange.status != 201:
            return ""
        try:
            body = orjson.loads(exchange.response_body or b"")
        except orjson.JSONDecodeError:
            return ""
        made = body.get("id") if isinstance(body, dict) else None
        if not isinstance(made, str) or made in self._ids:
            return ""
        name = self._new("made")
        self._ids[made] = f"${{{name}.body.id}}"
        return name

    def token_of(self, exchange: Exchange) -> str | None:
        """Return the token a client sent: its owner shows in what was written because of it.

        What leaves no such trace goes by the nearest request of that client that did. Where there
        is none, or the sender may not do it, it was the first service account; what was not let
        in is a wrong token of the same length.
        """
        mask = mask_of(exchange)
        if mask is None:
            return ""
        if exchange.status == _REFUSED or mask not in self._accepted:
            size = _LENGTH.search(mask)
            return ("wrong" * int(size[1]))[: int(size[1])] if size else "wrong"
        if may_not(exchange):
            return self._first
        known = [
            (abs(seq - exchange.seq), self._holders[holder])
            for seq, holder in self._wrote.get(client_of(exchange), ())
            if holder in self._holders
        ]
        return min(known)[1] if known else self._first

    # -- values --------------------------------------------------------------------------

    def args(self, value: JSON) -> JSON:
        """Return a value with references in the place of what is only of that run."""
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.args(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.args(each) for each in value]
        if not isinstance(value, str):
            return value
        if (print_ := read_fingerprint(value)) is not None:
            return self._known_token(*print_)
        return value if value == STARS else self.text(value)

    def _known_token(self, scheme: str, hashed: str, length: int) -> str:
        """Return a token's reference; for one that nobody has, another one of its length."""
        unknown = ("unknown" * length)[:length]
        return scheme + self._tokens.get(hashed, unknown)

    def text(self, text: str) -> str:
        """Return text with references in the place of addresses and ids."""
        text = text.replace("${", "$${")
        for name, side in sorted(self._run.addresses.items(), key=lambda each: -len(each[0])):
            port = name[len(name.rstrip("0123456789")) :]
            alone = f"{name.removesuffix(port)}{{{side}_port}}"
            text = text.replace(f"http://{name}", f"{{{side}}}").replace(name, alone)
        text = _ID.sub(lambda found: self._ids.get(found[0], found[0]), text)
        base = "{zitadel}/scim/v2/${zitadel.organization_id}"
        text = text.replace(base, "${zitadel.scim_base_url}")
        for side in ("zitadel", "okta"):
            text = text.replace(f"{{{side}}}", f"${{{side}.url}}")
            text = text.replace(f"{{{side}_port}}", f"${{{side}.port}}")
        return text


def request_to_okta(data: Mapping[str, JSON], naming: Naming) -> JSON:
    """Return the step that repeats a request to Okta's API."""
    made: dict[str, JSON] = {
        "send": f"{data['method']} {naming.text(str(data['target']))}",
        "to": "okta",
    }
    if data.get("body"):
        made["body"] = _body(str(data["body"]).encode(), naming, "Re1.")
    return {"request": made}


def request_of_client(exchange: Exchange, naming: Naming) -> tuple[JSON, str]:
    """Return the step that repeats a stranger's request to ZITADEL, and what it cannot repeat."""
    path = naming.text(exchange.target)
    scim = _SCIM.fullmatch(path)
    own = scim is not None and scim[1] == "${zitadel.organization_id}"
    target = scim[2] if scim is not None and own else path
    made: dict[str, JSON] = {"send": f"{exchange.method} {target}"}
    if not own:
        made["to"] = "zitadel"
    token = naming.token_of(exchange)
    sent = exchange.request_headers
    headers = {name: naming.text(value) for name, value in sent if name.lower() not in _FRAMING}
    for name in headers:
        if name.lower() == "authorization" and token is not None:
            headers[name] = _LENGTH.sub("", headers[name]) + token
    if token == "":
        made["token"] = ""
    if headers:
        made["headers"] = headers
    trouble = ""
    if exchange.request_body:
        if is_cut(exchange.request_body):
            trouble = "its body is longer than the run file keeps"
        made["body"] = _body(exchange.request_body, naming, password_like(exchange))
    if exchange.status:
        made["status"] = exchange.status
    step: dict[str, JSON] = {"request": made}
    if capture := naming.answered(exchange):
        step["capture"] = capture
    return step, trouble


def _body(body: bytes, naming: Naming, password: str) -> JSON:
    """Return a body as values if they are written as it was, else as text."""
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        read = None
    text = body.decode("utf-8", "replace")
    if read is None or isinstance(read, str) or orjson.dumps(read) != body:
        return naming.text(_unmasked_text(text, password))
    return naming.args(_unmasked(read, password))


def _unmasked(value: JSON, password: str) -> JSON:
    if isinstance(value, dict):
        return {key: _unmasked(each, password) for key, each in value.items()}
    if isinstance(value, list):
        return [_unmasked(each, password) for each in value]
    return _unmasked_text(value, password) if isinstance(value, str) else value


def _unmasked_text(text: str, password: str) -> str:
    """Put a password of the same length where stars stand."""
    return _STARRED.sub(lambda found: (password * len(found[0]))[: len(found[0])], text)


__all__ = ["Naming", "request_of_client", "request_to_okta"]
