"""Below the assignments, on tall terminals: jobs under way and tasks that wait for a person."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from simulator.formats import kind_text
from tui.widgets.bars import DIM, assemble

_SHOWN = 5


class WorkList(Static):
    """A few lines, only there when there is something."""

    DEFAULT_CSS = """
    WorkList { height: auto; padding: 0 1; border-top: solid $foreground 20%; }
    WorkList.-empty { display: none; }
    """

    _shown: object = None
    _height = 0

    def show(
        self,
        jobs: Sequence[tuple[int, str, str, str, int]],
        tasks: Sequence[tuple[str, str, str]],
    ) -> None:
        """Show jobs (number, person, kind, state, attempt) and tasks (id, person, text)."""
        if (jobs, tasks) == self._shown or not self.screen.has_class("-tall"):
            return  # where it is not seen, laying it out costs as much
        self._shown = (jobs, tasks)
        self.set_class(not jobs and not tasks, "-empty")
        lines: list[Content] = []
        if jobs:
            lines.append(Content.styled(f"jobs  {len(jobs)}", DIM))
        for number, name, kind, state, attempt in jobs[:_SHOWN]:
            again = f"  attempt {attempt}" if attempt > 1 else ""
            lines.append(
                assemble([(f"  j{number:<4} {name:<12} {kind_text(kind):<7} {state}{again}", "")])
            )
        if tasks:
            lines.append(Content.styled("tasks  wait for a person: R retries", DIM))
        for _, name, text in tasks[:_SHOWN]:
            said = text.rpartition(": ")[2] or text
            lines.append(assemble([(f"  {name:<12} ", "$text-warning"), (said, "")]))
        self.update(Content("\n").join(lines), layout=len(lines) != self._height)
        self._height = len(lines)


__all__ = ["WorkList"]
