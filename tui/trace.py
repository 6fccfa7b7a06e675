"""The chain from cause to effect as elements of one line. Source: tui.md 3 and 5."""

from dataclasses import dataclass

from simulator.formats import count_text, is_error, login, method_text, short_id, status_text
from simulator.glyphs import Glyphs
from simulator.journal.causes import Kind
from simulator.wire.exchange import Exchange
from tui.state import State

Element = tuple[str, str, str]
"""Text, what a click does (may be nothing), style."""
DIM = "$foreground 60%"
_SHOWN = 4
_SENDERS = {"admin": "an admin of ZITADEL", "client": "somebody else's client"}
_SHORT = {"an admin of ZITADEL": "an admin", "somebody else's client": "a client"}


@dataclass(frozen=True, slots=True)
class Trace:
    """The chain of the present selection; ``wide`` names group and job, too."""

    state: State
    glyphs: Glyphs
    wide: bool = False

    def elements(self) -> list[Element]:
        """Return the chain from left to right."""
        if self.state.selection is None:
            return [("Nothing is selected: move with the arrows, → follows effects", "", DIM)]
        chain = [*self._assignment(), *self._push(), *self._exchanges(), *self._user()]
        return chain or [("Nothing is known of what led to this", "", DIM)]

    def short(self) -> str:
        """Return the chain in few words, for narrow terminals."""
        state = self.state
        if state.selection is None:
            return ""
        parts = []
        if (row := state.subject()) is not None:
            parts.append(login(row.login))
        else:
            parts += [_SHORT.get(who, who) for who, _, _ in self._assignment()]
        if state.related.push is not None:
            parts.append(f"p{state.related.push} {self._kind()}".strip())
        all_of_it = sorted(state.related.exchanges | state.related.siblings)
        if state.selection.kind is Kind.EXCHANGE and state.selection.key in all_of_it:
            place = all_of_it.index(int(state.selection.key)) + 1
            parts.append(f"{place} of {len(all_of_it)}")
        elif all_of_it:
            parts.append(count_text(len(all_of_it), "request"))
        return f" {self.glyphs.then} ".join(parts)

    def _assignment(self) -> list[Element]:
        row = self.state.subject()
        if row is None:
            exchange = self.state.latest_exchange()
            who = _SENDERS.get(exchange.side, "") if exchange is not None else ""
            return [(who, "", DIM)] if who else []
        name = login(row.login)
        if self.wide and row.group:
            name += f" {self.glyphs.dot} group {row.group}"
        return [(name, f"screen.pick('assignment','{row.id}')", "bold")]

    def _push(self) -> list[Element]:
        push = self.state.related.push
        if push is None:
            row = self.state.subject()
            return [(f"job {row.job}", "", "$text-secondary")] if row and row.job else []
        return [(f"p{push} {self._kind()}".strip(), "", "")]

    def _kind(self) -> str:
        push = self.state.related.push
        for record in self.state.run.reader.records_of(push=push or 0)[:5]:
            if record.kind == "push.started":
                return str(record.data.get("kind", ""))
        row = self.state.subject()
        return row.kind if row is not None and row.push == push else ""

    def _exchanges(self) -> list[Element]:
        related = self.state.related
        seqs = sorted(related.exchanges | related.siblings)
        if self.state.selection and self.state.selection.kind is not Kind.EXCHANGE:
            seqs = sorted(related.exchanges)
        found = [x for x in map(self._exchange, seqs[-_SHOWN:]) if x is not None]
        return [self._element(exchange) for exchange in found]

    def _status(self, exchange: Exchange) -> str:
        """Return the status; a successful read goes without, to save room."""
        if exchange.method == "GET" and exchange.status == 200 and not self.wide:
            return ""
        fault = f" {self.glyphs.fault}" if exchange.fault else ""
        return f" {status_text(exchange.status, glyphs=self.glyphs)}{fault}"

    def _exchange(self, seq: int) -> Exchange | None:
        running = self.state.run.running.get(seq)
        if running is not None:
            return running
        found = self.state.run.reader.exchanges([seq])
        return found[0] if found else None

    def _element(self, exchange: Exchange) -> Element:
        method = method_text(exchange.method, short=False)
        text = f"#{exchange.seq} {method}{self._status(exchange)}"
        style = "$text-warning" if is_error(exchange) else ""
        selection = self.state.selection
        if selection and selection.kind is Kind.EXCHANGE and selection.key == exchange.seq:
            style += " bold"
        return text, f"screen.pick('exchange',{exchange.seq})", style.strip()

    def _user(self) -> list[Element]:
        user = self.state.related.user
        if user is None:
            return []
        number = user if self.wide else short_id(user, glyphs=self.glyphs)
        found: list[Element] = [(f"user {number}", f"screen.pick('user','{user}')", "")]
        changed, lost = self._changed()
        said = [f"{changed} written"] if changed else []
        said += [f"{lost} dropped"] if lost else []
        if said:
            found.append((", ".join(said), "", "$text-warning" if lost else ""))
        return found

    def _changed(self) -> tuple[int, int]:
        """Return how many attributes the selection wrote, and how many it lost."""
        selection, state = self.state.selection, self.state
        if selection is not None and selection.kind is Kind.EXCHANGE:
            return state.changed_by(int(selection.key))
        lost = [r for r in state.attributes.rows if r.dropped and r.by in state.related.exchanges]
        return len(state.related.attributes), len(lost)


__all__ = ["Element", "Trace"]
