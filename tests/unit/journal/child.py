"""A process that writes a run until it is killed: ``python -m tests.unit.journal.child FILE``.

It prints the number of a record when that record is answered for, and not before.
"""

import asyncio
import sys
from pathlib import Path

from simulator.journal.secrets import Secrets
from simulator.journal.writer import Journal
from tests.unit.journal.samples import Names, added, clock, exchange


async def main(path: Path) -> None:
    """Change, commit, answer; a secret and some traffic go along."""
    secrets = Secrets.beside(path)
    journal = Journal(path, clock=clock(), views=[Names()])
    count = 0
    while True:
        count += 1
        secrets.put("token", f"token-{count}")
        with journal.unit():
            journal.emit([added(f"first-{count}"), added(f"second-{count}")])
        journal.finish(exchange(journal.next_seq()))
        await journal.committed()
        print(count, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
