"""The transcript of a run: what both products did, as text that can be compared. Pure.

========  =========================================================================================
holds     requests of Okta and of other clients with their answers; what both products wrote
          (assignments, jobs, tasks, System Log, ZITADEL's events), ways back to a snapshot; how
          both ends look at last
leaves    the lab's own records (steps, commands, explanations), requests of ZITADEL's console and
out       of the lab's own tools (what they change is there as events), header lines about framing
replaces  addresses by ``{okta}`` and ``{zitadel}``, ids and numbers of jobs by their kind and place
          in the order they appear (``{00u1}``, ``{id2}``, ``{job1}``), dates by ``{time}``, keys by
          stars
========  =========================================================================================

What happens inside a job stands together, where the job was queued: several workers write the
same transcript as one. Where only the lab moved the time, each line begins with the seconds since
the start; otherwise nothing is said about time.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff

import orjson

from simulator.events import JSON, Record
from simulator.journal.writer import RESET
from simulator.scenario.recorded import Recorded
from simulator.wire.exchange import Exchange

_Job = tuple[int, int]
HEADING = "scimulator transcript 1"
_TIMES = {True: "times: simulated seconds", False: "times: none"}
_SIDES = frozenset(("okta", "client"))
_KINDS = ("okta.", "zitadel.", "job.", "push.", "task.")
_SKIPPED = frozenset(("okta.org.created", "push.started"))
_FRAMING = frozenset(
    (
        *("host", "content-length", "connection", "transfer-encoding", "keep-alive"),
        *("date", "grpcgateway-date"),
    )
)
_VOLATILE = frozenset(
    (
        *("uuid", "published", "transaction", "request_id", "hash", "encodedHash", "due"),
        *("sequence", "last_push", "expires"),
    )
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_ID = re.compile(
    r"(?<![\w])(?:(0[0-9A-Za-z]{2}|[A-Za-z]{3})(?:[0-9A-Za-z]{14}5d7)|(\d{17,20}))(?![\w])"
)
_READER = re.compile(r"(java\.io\.StringReader@)[0-9a-f]+")
_JOB = re.compile(r"\{(job|push)#(\d+)\}")
_COLUMN = re.compile(r"^ *\d+\.\d\d  ", re.M)


def transcript(run: Recorded) -> str:
    """Write the transcript of a run."""
    names = _Names(run.addresses)
    lines = [HEADING, _TIMES[run.stands_still], ""]
    began = next((each.at for each in run.records if each.seq > run.start), 0)
    for at, text in _happened(run):
        column = f"{max(0, at - began) / 1_000_000:8.2f}  " if run.stands_still else ""
        lines += [column + line for line in names.neutral(text).split("\n")]
    lines += ["", "at last", *(names.neutral(line) for line in _at_last(run.final))]
    return "\n".join(lines) + "\n"


def differences(expected: str, found: str, *, name: str = "expected") -> list[str]:
    """Return a diff of two transcripts; empty if they say the same.

    Times count only where both have them.
    """
    one, other = expected, found
    if _TIMES[False] in (expected.split("\n")[1:2] + found.split("\n")[1:2]):
        one, other = _timeless(expected), _timeless(found)
    return list(
        unified_diff(one.splitlines(), other.splitlines(), name, "this run", lineterm="", n=4)
    )


def is_transcript(text: str) -> bool:
    """Return whether a text begins like one."""
    return text.startswith(HEADING + "\n")


def _timeless(text: str) -> str:
    return _COLUMN.sub("", text).replace(_TIMES[True], _TIMES[False], 1)


# -- what happened -----------------------------------------------------------------------


def _happened(run: Recorded) -> Iterator[tuple[int, str]]:
    """Yield moment and text of everything told, jobs whole where they were queued."""
    entries: list[Record | Exchange] = [
        *(each for each in run.records if each.seq > run.start and _is_told(each)),
        *(each for each in run.exchanges if each.seq > run.start and each.side in _SIDES),
    ]
    entries.sort(key=lambda each: each.seq)
    inside: dict[_Job, list[Record | Exchange]] = {}
    top: list[tuple[_Job | None, Record | Exchange]] = []
    time = 0  # which it is; numbers of jobs come again after a way back
    for each in entries:
        if isinstance(each, Record) and each.kind == RESET:
            time += 1
        job = None if each.links.job is None else (time, each.links.job)
        if job is None:
            top.append((None, each))
        elif job in inside:
            inside[job].append(each)
        else:
            inside[job] = [each]
            top.append((job, each))
    for known, each in top:
        if known is None:
            yield each.at, _text(each)
            continue
        for entry in inside[known]:
            yield entry.at, _indented(_text(entry))


def _is_told(record: Record) -> bool:
    if record.kind == RESET:
        return bool(record.data.get("name"))
    return record.kind.startswith(_KINDS) and record.kind not in _SKIPPED


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


def _text(entry: Record | Exchange) -> str:
    return _record(entry) if isinstance(entry, Record) else _exchange(entry)


def _record(record: Record) -> str:
    data = record.data
    if record.kind == RESET:
        return f"back to {data['name']}"
    if record.kind == "okta.log":
        reason = f" ({data['reason']})" if data.get("reason") else ""
        return f"log {data['event_type']} {data['outcome']}{reason}"
    if record.kind == "zitadel.user.metadata.set":
        return f"{record.kind} {_json(_decoded(_without(data)))}"
    kept = _without(data)
    for kind in ("job", "push"):
        if isinstance(kept.get(kind), int):
            kept[kind] = f"{{{kind}#{kept[kind]}}}"
    return f"{record.kind} {_json(kept)}" if kept else record.kind


def _decoded(data: JSON) -> JSON:
    """Write the value of a metadata entry as the text it is."""
    payload = data["payload"]
    value = base64.b64decode(payload["value"]).decode("utf-8", "replace")
    return {**data, "payload": {**payload, "value": value}}


def _without(value: JSON) -> JSON:
    if isinstance(value, Mapping):
        return {key: _without(each) for key, each in value.items() if key not in _VOLATILE}
    return [_without(each) for each in value] if isinstance(value, list) else value


def _exchange(each: Exchange) -> str:
    attempt = f", attempt {each.attempt}" if each.attempt > 1 else ""
    fault = f", fault {each.fault}" if each.fault else ""
    lines = [f"{each.side} {each.method} {each.target}{attempt}{fault}"]
    lines += [f"  > {name}: {value}" for name, value in _headers(each.request_headers)]
    lines += _body(each.request_body, "  > ")
    outcome = f"{each.status} {each.reason}".rstrip() if each.status else f"no answer: {each.error}"
    lines.append(f"  = {outcome}")
    lines += [f"  < {name}: {value}" for name, value in _headers(each.response_headers)]
    lines += _body(each.response_body, "  < ")
    return "\n".join(lines)


def _headers(lines: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in lines:
        if name.lower() not in _FRAMING and "request-id" not in name.lower():
            yield name, value


def _body(body: bytes | None, sign: str) -> list[str]:
    """Write a body, JSON with a line for each attribute at the top."""
    if not body:
        return []
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        return [sign + line for line in body.decode("utf-8", "replace").splitlines()]
    if not isinstance(read, dict):
        return [sign + _json(read)]
    return [f"{sign}{key}: {_json(value)}" for key, value in read.items()]


def _json(value: JSON) -> str:
    return orjson.dumps(value).decode()


def _at_last(final: Mapping[str, JSON]) -> Iterator[str]:
    for login, status in final["okta_users"].items():
        yield f"Okta user {login}: {status}"
    for login, facts in final["assignments"].items():
        yield f"assignment {login}: {_json(facts)}"
    for text in final["tasks"]:
        yield f"task {text}"
    for name, document in final["users"].items():
        yield f"account {name}: {_json(document)}"


class _Names:
    """Put names in the place of what hangs on the machine or the hour."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses
        found = "|".join(re.escape(name) for name in sorted(addresses, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![\w.-])(?:{found})(?![0-9])") if found else None
        self._numbers: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def neutral(self, text: str) -> str:
        if self._pattern is not None:
            text = self._pattern.sub(lambda each: f"{{{self._addresses[each[0]]}}}", text)
        text = _READER.sub(r"\1{address}", _TIME.sub("{time}", text))
        text = _JOB.sub(self._named, text)
        return _ID.sub(self._named, text)

    def _named(self, found: re.Match[str]) -> str:
        if found[0] not in self._numbers:
            kind = found[1] or "id"
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._numbers[found[0]] = f"{{{kind}{self._counts[kind]}}}"
        return self._numbers[found[0]]


__all__ = ["HEADING", "differences", "is_transcript", "transcript"]
