"""Write docs/fidelity.md from the tests' own marks: ``python -m tests.fidelity``.

Each behaviour of either product that a test pins, how it is known, and where; then what the
products have and the simulator does not. A claim without a test does not appear.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "fidelity.md"

_INTRO = """\
# What is known of the products, and how

Each line is a behaviour of Okta or ZITADEL that a test of this repository pins, with the section
of the notes it is known from. Made from the tests by `make docs`; a claim without a test does not
appear.

- `zitadel-scim.md`, `zitadel-platform.md`: checked against a running ZITADEL. Beyond the lines
  here, every exchange recorded from one is replayed byte for byte (`make golden`).
- `okta-provisioning.md`, `okta-management-api.md`: Okta's documentation, and what people
  observed; what is inferred or unknown is a setting.
- `field-cases.md`: reports from people who run the two together.

What the products have and the simulator does not is answered 501 with a gap id: see the end.
"""
_MARK = "pytest.mark.source"


class Claim(NamedTuple):
    """A behaviour, where it is known from, and the test that pins it."""

    source: str
    text: str
    test: str


def claims() -> list[Claim]:
    """Return what the marked tests say, in order of source."""
    found = [claim for path in sorted(ROOT.glob("tests/**/test_*.py")) for claim in _claims(path)]
    return sorted(
        set(found), key=lambda claim: (_document(claim.source), _place(claim.source), claim)
    )


def _claims(path: Path) -> Iterator[Claim]:
    text = path.read_text("utf-8")
    if _MARK not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        doc = ast.get_docstring(node)
        for decorator in node.decorator_list:
            source = _source(decorator)
            if source and doc:
                text = " ".join(doc.partition("\n\n")[0].split())
                yield Claim(source, text, f"{path.relative_to(ROOT).as_posix()}::{node.name}")


def _source(decorator: ast.expr) -> str:
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) != _MARK:
        return ""
    [text] = decorator.args
    return str(text.value) if isinstance(text, ast.Constant) else ""


def _document(source: str) -> str:
    return re.split(r"[ ,:]", source, maxsplit=1)[0]


def _place(source: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", source)]


def gaps() -> list[tuple[str, str]]:
    """Return the gap ids that the code names, each with the module that answers it."""
    found: dict[str, str] = {}
    for path in sorted(ROOT.glob("simulator/**/*.py")):
        text = path.read_text("utf-8")
        if "gap(" not in text.lower():
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and _called(node).lower() == "gap":
                for name in _names(node):
                    if " " in name:
                        continue
                    found.setdefault(name, path.relative_to(ROOT).as_posix())
    return sorted(found.items())


def _called(call: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _names(call: ast.Call) -> Iterator[str]:
    given = [*call.args[:1], *(each.value for each in call.keywords if each.arg == "gap")]
    for argument in given:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value
        elif isinstance(argument, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…"
                for part in argument.values
            )


def page() -> str:
    """Return the whole page."""
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims():
        by_document[_document(claim.source)].append(claim)
    parts = [_INTRO]
    for document, listed in by_document.items():
        parts.append(f"## {document}\n\n| where | behaviour | test |\n| --- | --- | --- |")
        parts += [
            f"| {_cell(claim.source.removeprefix(document).strip(' ,:') or '—')} "
            f"| {_cell(claim.text)} | `{claim.test.removeprefix('tests/')}` |"
            for claim in listed
        ]
        parts.append("")
    parts.append("## Known gaps\n\n| gap id | answered by |\n| --- | --- |")
    parts += [f"| `{name}` | `{module}` |" for name, module in gaps()]
    return "\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(claims())} behaviours, {len(gaps())} gaps")


if __name__ == "__main__":
    main()
