"""Replay areas: set each group up once, then run its cases, and compare every answer.

Groups run side by side, and so do the cases of a group: they do not disturb each other. What a
step binds is known to the later steps of its case alone, what a group binds to all its cases.
"""

import asyncio
import random
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass

from .compare import Difference, compare
from .exchange import body_of, head_of, shown_body, text_of
from .placeholders import Missing, Names, captured, masked
from .recordings import Area, Case, Group, Request, Step
from .server import Running
from .wire import Pool, RawAnswer

_TAG = string.ascii_lowercase.replace("a", "") + string.digits
_CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Result:
    """One exchange that was replayed; ``case`` is ``AREA/group:ID`` for the set-up of a group."""

    case: str
    step: int
    request: Request
    differences: tuple[Difference, ...]

    @property
    def key(self) -> tuple[str, int]:
        """How the ledger names an exchange; steps count from 1."""
        return self.case, self.step

    @property
    def area(self) -> str:
        """The area that the exchange belongs to."""
        return self.case.partition("/")[0]

    def __str__(self) -> str:
        lines = [f"{self.case}, step {self.step}: {self.request.method} {self.request.target}"]
        lines += ["  " + str(each).replace("\n", "\n  ") for each in self.differences]
        return "\n".join(lines)


async def replay(server: Running, areas: Iterable[Area], only: str = "") -> list[Result]:
    """Replay areas, or the cases whose id the regular expression ``only`` finds."""
    pool = Pool("127.0.0.1", server.port, size=_CONNECTIONS)
    found: list[asyncio.Task[list[Result]]] = []
    try:
        async with asyncio.TaskGroup() as tasks:
            for area in areas:
                for group in area.groups.values():
                    cases = [case for case in area.cases if case.group == group.id]
                    cases = [case for case in cases if re.search(only, case.id)]
                    if cases:
                        run = _group(_Run(server, pool, area.name), group, cases)
                        found.append(tasks.create_task(run))
    finally:
        await pool.close()
    return [result for task in found for result in task.result()]


@dataclass(frozen=True, slots=True)
class _Run:
    server: Running
    pool: Pool
    area: str


async def _group(run: _Run, group: Group, cases: list[Case]) -> list[Result]:
    name = f"{run.area}/group:{group.id}"
    host = run.server.host
    values = {"host": host, "base": f"http://{host}", "domain": "localhost"}
    names = Names({**values, "owner": run.server.owner, "gtag": _tag(name)})
    results = await _steps(run.pool, name, group.steps, names)
    async with asyncio.TaskGroup() as tasks:
        running = [
            tasks.create_task(_steps(run.pool, case.id, case.steps, names.copy(tag=_tag(case.id))))
            for case in cases
        ]
    return [*results, *(result for task in running for result in task.result())]


def _tag(name: str) -> str:
    return "".join(random.Random(f"golden {name}").choices(_TAG, k=8))


async def _steps(pool: Pool, owner: str, steps: Iterable[Step], names: Names) -> list[Result]:
    results = []
    for number, step in enumerate(steps, 1):
        try:
            differences = await _step(pool, step, names)
        except Missing as missing:
            why = f"not sent: no answer gave {missing}"
            differences = [Difference("request", "sent", why)]
        results.append(Result(owner, number, step.request, tuple(differences)))
    return results


async def _step(pool: Pool, step: Step, names: Names) -> list[Difference]:
    request = step.request
    if isinstance(request.body, str):
        names.notice(request.target, request.body)
    body = body_of(request, names)
    answer = await pool.ask(request.method, head_of(request, names, len(body)), body)
    text = text_of(answer.body)
    names.learn(captured(step.captures, answer.headers, text))
    return _compare(step, answer, text, names)


def _compare(step: Step, answer: RawAnswer, text: str, names: Names) -> list[Difference]:
    target = step.request.target
    scim = target.startswith("/scim")
    shown = masked(names.template(text, scim=scim), step.mask)
    headers = [(name, names.header(name, value, scim=scim)) for name, value in answer.headers]
    recorded = step.answer
    wanted = shown_body(recorded.body)
    return compare(
        target, (recorded.status, recorded.headers, wanted), (answer.status, headers, shown)
    )


__all__ = ["Result", "replay"]
