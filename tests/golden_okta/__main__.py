"""Compare or rewrite the files: ``python -m tests.golden_okta [--update] [WORD]``.

Without ``--update`` it says which trigger sends something else than its file says, and ends with 1.
With it the files are written anew; what changed is for ``git diff`` to show and for a person to
decide. ``WORD`` picks the sequences whose name holds it.
"""

import asyncio
import sys

from simulator.okta.progress import turn
from tests.golden_okta.lab import capture
from tests.golden_okta.rows import FILES, ROWS, Row


async def _differences(row: Row, *, update: bool) -> list[str]:
    told = []
    for profile, name in (("AIW", row.aiw), ("OIN", row.oin)):
        sent = await capture(row.do, profile)
        path = FILES / name if name else None
        held = path.read_text() if path and path.exists() else ""
        if sent == held:
            continue
        if update and path:
            path.write_text(sent)
            told.append(f"{name}: written ({profile})")
        else:
            told.append(f"{row.name}, {profile}: {name or 'nothing expected'} differs")
    return told


async def _run(words: list[str], *, update: bool) -> list[str]:
    told: list[str] = []
    for row in ROWS:
        if all(word in row.do.__name__.replace("_", "-") for word in words):
            told += await _differences(row, update=update)
    for _ in range(10):  # whoever served the last connection sees it end
        await turn()
    return told


def main(arguments: list[str]) -> int:
    """Run; return the exit code."""
    update = "--update" in arguments
    words = [each for each in arguments if not each.startswith("-")]
    told = asyncio.run(_run(words, update=update))
    known = {name for row in ROWS for name in (row.aiw, row.oin)}
    for path in sorted(FILES.glob("*.http")):
        if path.name not in known:
            told.append(f"{path.name}: no trigger sends it")
            if update:
                path.unlink()
    print("\n".join(told) or f"{len(ROWS)} triggers send what their files say.")
    return 1 if told and not update else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
