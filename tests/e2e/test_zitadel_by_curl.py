"""The commands of docs/zitadel-by-curl.md, sent one by one, answer what the page shows."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.lab import ROOT, serving

PAGE = ROOT / "docs" / "zitadel-by-curl.md"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TAKEN = re.compile(r"^export (\w+)=\S+ +# ([\w.]+)$")
_VOLATILE = (
    (re.compile(r"\b\d{18}\b"), "ID"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+Z"), "AT"),
    (re.compile(r'"(?:eyJ[^"]*|N7kq…|[A-Za-z0-9]{64})"'), '"SECRET"'),
)


def lines_of(block: str) -> list[str]:
    """Return the commands of a block, each on one line."""
    lines, quotes = [""], 0
    for line in block.replace("\\\n", " ").splitlines():
        lines[-1] += line
        quotes += line.count("'")
        if quotes % 2 == 0:
            lines.append("")
    return [line for line in lines if line]


def request_of(command: str, known: dict[str, str]) -> httpx.Request:
    """Make the request that a curl command sends."""
    for name, text in known.items():
        command = command.replace(f"${name}", text)
    words = iter(shlex.split(command)[1:])
    method, url, auth, headers, data = "", "", "", {}, []
    for word in words:
        match word:
            case "-X":
                method = next(words)
            case "-H":
                name, _, text = next(words).partition(": ")
                headers[name] = text
            case "-u":
                auth = next(words)
            case "-d" | "--json":
                data.append(next(words))
                kind = "json" if word == "--json" else "x-www-form-urlencoded"
                headers.setdefault("Content-Type", f"application/{kind}")
            case _:
                assert not word.startswith("-"), f"curl's {word} is not known here"
                url = word
    made = httpx.Request(
        method or ("POST" if data else "GET"), url, headers=headers, content="&".join(data)
    )
    if auth:
        name, _, secret = auth.partition(":")
        return next(httpx.BasicAuth(name, secret).auth_flow(made))
    return made


def taken(answer: str, path: str) -> str:
    """Return a value of an answer."""
    value = json.loads(answer)
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else value[part]
    return str(value)


def stable(text: str) -> str:
    """Return an answer without what every run makes anew."""
    for pattern, name in _VOLATILE:
        text = pattern.sub(name, text)
    return text.strip()


def steps() -> Iterator[tuple[str, str]]:
    """Yield the page's commands with the answers it shows, ``""`` where it shows none."""
    blocks = [(found[1], found[2]) for found in _BLOCK.finditer(PAGE.read_text())]
    for at, (kind, text) in enumerate(blocks):
        if kind != "sh":
            continue
        shown = blocks[at + 1][1] if at + 1 < len(blocks) and blocks[at + 1][0] != "sh" else ""
        *before, last = lines_of(text)
        yield from ((line, "") for line in before)
        yield last, shown


@pytest.mark.source("zitadel-platform.md 9.4")
def test_the_page_answers_what_it_shows(tmp_path: Path) -> None:
    """Ids, moments and secrets are this run's own; everything else is as printed."""
    file = str(tmp_path / "admin.pat")
    compared = 0
    with serving(tmp_path, ZITADEL_FIRSTINSTANCE_PATPATH=file) as lab:
        known = {"ZITADEL": lab.facts["zitadel"]["url"], "PAT": Path(file).read_text().strip()}
        answer = ""
        for command, shown in steps():
            if source := _TAKEN.match(command):
                known[source[1]] = taken(answer, source[2])
            elif command.startswith("curl "):
                answer = lab.client.send(request_of(command, known)).text
                if shown:
                    assert stable(answer) == stable(shown), command
                    compared += 1

    assert compared == 13
