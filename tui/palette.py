"""What the palette finds: every action, people, pushes and requests by number."""

import re
from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from simulator.formats import login
from tui.actions import ACTIONS, Action
from tui.keymap import NO_KEYMAP
from tui.panes.rules import READY

if TYPE_CHECKING:
    from tui.app import ScimulatorApp
    from tui.screens.live import LiveScreen

_PEOPLE = 200
_NUMBER = re.compile(r"([p#])([0-9]+)")
Command = Callable[[], Coroutine[Any, Any, None] | None]


class ActionProvider(Provider):
    """Every row of the action table."""

    def _all(self) -> Iterator[tuple[str, str, Command]]:
        actions: Sequence[Action] = getattr(self.screen, "actions", ACTIONS)
        for action in actions:
            run = partial(self.screen.run_action, action.handler)
            own = getattr(self.app, "own_keys", NO_KEYMAP)
            yield action.help, f"{action.label}  key {own.shown(action)}", run

    async def discover(self) -> Hits:
        for name, hint, command in self._all():
            yield DiscoveryHit(name, command, help=hint)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, hint, command in self._all():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), command, help=hint)


class ThingProvider(Provider):
    """People by name, pushes as ``p41``, requests as ``#73``."""

    async def search(self, query: str) -> Hits:
        screen = cast("LiveScreen", self.app.screen_stack[0])
        matcher = self.matcher(query)
        for name, what, run in self._plays_and_rules(screen):
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, help=what)
        for kind, key, name in self._people(screen, query):
            score = matcher.match(name)
            if score > 0:
                pick = partial(screen.action_pick, kind, key)
                yield Hit(score, matcher.highlight(name), pick, help=kind)
        number = _NUMBER.fullmatch(query.strip())
        if number is not None:
            kind = "push" if number[1] == "p" else "exchange"
            pick = partial(screen.action_pick, kind, int(number[2]))
            yield Hit(1.0, f"{kind} {query.strip()}", pick, help=f"select the {kind}")

    def _plays_and_rules(self, live: "LiveScreen") -> Iterator[tuple[str, str, Command]]:
        """Yield every scenario file and every prepared fault rule."""
        app = cast("ScimulatorApp", self.app)
        if app.theatre is not None:
            if not app.catalogue.pieces:
                app.look_for_scenarios()
            for piece in app.catalogue.pieces:
                yield (
                    f"Play {piece.name}",
                    f"scenario  {piece.title}",
                    partial(app.play, piece.path),
                )
        if live.controls.can_act:
            for name, what in READY:
                yield f"Add fault {name}", f"fault rule  {what}", partial(live.add_fault, name)

    def _people(self, screen: "LiveScreen", query: str) -> Iterator[tuple[str, str, str]]:
        db = screen.state.run.db
        like = f"%{'%'.join(query.split())}%"
        for table, kind in (("okta_assignment", "assignment"), ("zitadel_user", "user")):
            sql = f"SELECT id, user_name FROM {table} WHERE user_name LIKE ? LIMIT {_PEOPLE}"
            for key, name in db.execute(sql, (like,)).fetchall():
                where = "assignment" if kind == "assignment" else "user in ZITADEL"
                yield kind, key, f"{login(name or key)} {where}"


__all__ = ["ActionProvider", "ThingProvider"]
