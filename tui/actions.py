"""Everything a key can do, in one table: bindings, footer, help and palette are made from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding

MOVE: Final = "Move"
LOOK: Final = "Look"
ACT: Final = "Act"
APP: Final = "App"
GROUPS: Final = (MOVE, LOOK, ACT, "Play", "Faults", APP)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    ``keys`` are Textual's names, the first one is shown as ``shown`` or as it is. ``label`` is for
    the footer, ``help`` a sentence for help and palette. ``handler`` names the screen's method
    ``action_<handler>`` (with its argument, if any). ``acts`` marks what changes the tenant, the
    engine or the clock and therefore needs a live run.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    handler: str
    shown: str = ""
    acts: bool = False
    priority: bool = False

    @property
    def display(self) -> str:
        """The key as people know it."""
        return self.shown or self.keys[0]


ACTIONS: Final = (
    Action("row-down", ("j", "down"), "down", "Move down", MOVE, "move(1)", "j ↓"),
    Action("row-up", ("k", "up"), "up", "Move up", MOVE, "move(-1)", "k ↑"),
    Action("row-first", ("g", "home"), "first", "Go to the first row", MOVE, "first", "g home"),
    Action(
        "row-last", ("G", "end"), "last", "Go to the last row and follow", MOVE, "last", "G end"
    ),
    Action("half-down", ("ctrl+d",), "half down", "Move half a page down", MOVE, "page(0.5)", "^d"),
    Action("half-up", ("ctrl+u",), "half up", "Move half a page up", MOVE, "page(-0.5)", "^u"),
    Action("page-down", ("pagedown",), "page down", "Move a page down", MOVE, "page(1)", "pgdn"),
    Action("page-up", ("pageup",), "page up", "Move a page up", MOVE, "page(-1)", "pgup"),
    Action(
        "effect",
        ("l", "right"),
        "effect",
        "Go to what came of it, one pane right",
        MOVE,
        "effect",
        "l →",
    ),
    Action(
        "cause", ("h", "left"), "cause", "Go to what led to it, one pane left", MOVE, "cause", "h ←"
    ),
    Action("next", ("n",), "next", "Go to the next related row, or match", MOVE, "related(1)"),
    Action(
        "prev", ("N",), "previous", "Go to the previous related row, or match", MOVE, "related(-1)"
    ),
    Action(
        "scroll-right",
        ("L", "shift+right"),
        "right",
        "Scroll text to the right",
        MOVE,
        "sideways(8)",
    ),
    Action(
        "scroll-left", ("H", "shift+left"), "left", "Scroll text to the left", MOVE, "sideways(-8)"
    ),
    Action("pane-1", ("1",), "assignments", "Go to the assignments of Okta", MOVE, "pane(1)"),
    Action("pane-2", ("2",), "requests", "Go to the requests on the wire", MOVE, "pane(2)"),
    Action("pane-3", ("3",), "user state", "Go to the users of ZITADEL", MOVE, "pane(3)"),
    Action("pane-4", ("4",), "attributes", "Go to the attributes of the user", MOVE, "pane(4)"),
    Action("pane-next", ("tab",), "next pane", "Go to the next pane", MOVE, "cycle(1)"),
    Action(
        "pane-prev", ("shift+tab",), "previous pane", "Go to the previous pane", MOVE, "cycle(-1)"
    ),
    Action("open", ("enter",), "open", "Open the drawer; again: full screen", LOOK, "open"),
    Action("drawer", ("d",), "drawer", "Show or hide the drawer", LOOK, "drawer"),
    Action(
        "tab-prev",
        ("left_square_bracket",),
        "tab",
        "Previous tab of drawer or pane",
        LOOK,
        "tab(-1)",
        "[",
    ),
    Action(
        "tab-next",
        ("right_square_bracket",),
        "tab",
        "Next tab of drawer or pane",
        LOOK,
        "tab(1)",
        "]",
    ),
    Action("zoom-in", ("plus",), "enlarge", "Enlarge the pane or drawer", LOOK, "zoom(1)", "+"),
    Action("zoom-out", ("underscore",), "back", "Make it smaller again", LOOK, "zoom(-1)", "_"),
    Action(
        "filter", ("slash",), "filter", "Filter the pane, or search the drawer", LOOK, "filter", "/"
    ),
    Action("errors", ("e",), "errors", "Show errors only, or all again", LOOK, "errors"),
    Action("isolate", ("x",), "isolate", "Show only what is related", LOOK, "isolate"),
    Action(
        "time", ("t",), "look back", "Look back: a playhead on the timeline, and back", LOOK, "time"
    ),
    Action("mark", ("m",), "mark", "Mark a request, or take the mark away", LOOK, "mark"),
    Action("marked", ("M",), "marked", "Show marked requests only, or all again", LOOK, "marked"),
    Action(
        "compare",
        ("D",),
        "compare",
        "Compare two marked requests, or one and this",
        LOOK,
        "compare",
    ),
    Action("follow", ("f",), "follow", "Follow the newest request", LOOK, "follow"),
    Action("order", ("o",), "order", "Order by name, state or last change", LOOK, "order"),
    Action(
        "unchanged", ("u",), "unchanged", "In Diff: show what did not change", LOOK, "unchanged"
    ),
    Action("copy", ("y",), "copy", "Copy as curl, a body, an id or the row", LOOK, "copy"),
    Action("write", ("w",), "write", "Write the shown requests: HAR or JSON lines", LOOK, "write"),
    Action("back", ("escape",), "back", "Go one step back", LOOK, "back", "esc", priority=True),
    Action("hold", ("space",), "hold", "Hold or release the engine", ACT, "hold", acts=True),
    Action(
        "step", ("full_stop",), "step", "Let exactly one job through", ACT, "step", ".", acts=True
    ),
    Action(
        "act",
        ("a",),
        "act",
        "Act in Okta; from the users, at ZITADEL's side",
        ACT,
        "act",
        acts=True,
    ),
    Action(
        "again",
        ("R",),
        "again",
        "Retry the failed task of this person, or send the request again",
        ACT,
        "again",
        acts=True,
    ),
    Action(
        "undo", ("U",), "undo", "Take back my last change, on either side", ACT, "undo", acts=True
    ),
    Action(
        "slower",
        ("less_than_sign",),
        "slower",
        "Slow the simulated clock down",
        ACT,
        "speed(0.5)",
        "<",
        acts=True,
    ),
    Action(
        "faster",
        ("greater_than_sign",),
        "faster",
        "Speed the simulated clock up",
        ACT,
        "speed(2)",
        ">",
        acts=True,
    ),
    Action("scenarios", ("s",), "scenarios", "Play scenarios, step through them", APP, "scenarios"),
    Action(
        "faults", ("F",), "faults", "Fault rules, latency, lag, clock", APP, "faults", acts=True
    ),
    Action("help", ("question_mark",), "help", "Show all keys", APP, "help", "?"),
    Action(
        "palette",
        ("ctrl+p", "colon"),
        "palette",
        "Find an action, user or push by name",
        APP,
        "palette",
        "^p",
    ),
    Action("quit", ("q",), "quit", "Quit; asks while something is under way", APP, "leave"),
    Action("quit-now", ("ctrl+q",), "quit at once", "Quit at once", APP, "leave_now", "^q"),
)

PLAY: Final = "Play"

PLAYER_ACTIONS: Final = (
    Action("play", ("enter",), "play", "Play the scenario, in a world of its own", PLAY, "play"),
    Action("play-pause", ("space",), "pause", "Wait before the next step, or go on", PLAY, "pause"),
    Action("play-step", ("full_stop",), "step", "Play exactly one step", PLAY, "one", "."),
    Action(
        "play-restart", ("r",), "restart", "Begin again, clean, as the file is now", PLAY, "restart"
    ),
    Action("play-all", ("a",), "all", "Play all scenarios in a moment", PLAY, "all"),
    Action("play-failed", ("e",), "failed", "Play the failed ones again", PLAY, "failed"),
    Action("play-edit", ("o",), "open", "Open the file in your editor", PLAY, "edit"),
    Action(
        "play-live",
        ("l", "s"),
        "live",
        "See the step in the live screen, with what it caused alone",
        PLAY,
        "live",
    ),
    Action(
        "play-slower", ("less_than_sign",), "slower", "Slow the clock down", PLAY, "speed(0.5)", "<"
    ),
    Action(
        "play-faster", ("greater_than_sign",), "faster", "Speed the clock up", PLAY, "speed(2)", ">"
    ),
    Action("play-down", ("j", "down"), "down", "Move down", MOVE, "move(1)", "j ↓"),
    Action("play-up", ("k", "up"), "up", "Move up", MOVE, "move(-1)", "k ↑"),
    Action("play-first", ("g", "home"), "first", "Go to the first row", MOVE, "first", "g home"),
    Action("play-last", ("G", "end"), "last", "Go to the last row", MOVE, "last", "G end"),
    Action(
        "play-page-down",
        ("pagedown", "ctrl+d"),
        "page",
        "Move a page down",
        MOVE,
        "page(1)",
        "pgdn",
    ),
    Action(
        "play-page-up", ("pageup", "ctrl+u"), "page up", "Move a page up", MOVE, "page(-1)", "pgup"
    ),
    Action("play-next", ("tab",), "next", "Go to steps, text, list", MOVE, "cycle(1)"),
    Action("play-prev", ("shift+tab",), "previous", "Go to text, steps, list", MOVE, "cycle(-1)"),
    Action("play-faults", ("F",), "faults", "Fault rules, latency, lag, clock", APP, "faults"),
    Action("play-back", ("escape", "q"), "back", "Back to the live screen", APP, "back", "esc"),
    Action("play-help", ("question_mark",), "help", "Show all keys", APP, "help", "?"),
    Action(
        "play-palette",
        ("ctrl+p", "colon"),
        "palette",
        "Find an action by name",
        APP,
        "palette",
        "^p",
    ),
)
"""What the keys do in the scenario player."""

FAULTS: Final = "Faults"

FAULT_ACTIONS: Final = (
    Action("fault-switch", ("space",), "on/off", "Switch the rule on or off", FAULTS, "switch"),
    Action("fault-add", ("a",), "add", "Add a prepared rule, or one of your own", FAULTS, "add"),
    Action("fault-edit", ("enter",), "edit", "Edit the rule, or set the figure", FAULTS, "edit"),
    Action("fault-delete", ("x", "delete"), "delete", "Delete the rule", FAULTS, "delete"),
    Action("faults-off", ("Z",), "all off", "Switch all rules off", FAULTS, "all_off"),
    Action("fault-down", ("j", "down"), "down", "Move down", MOVE, "move(1)", "j ↓"),
    Action("fault-up", ("k", "up"), "up", "Move up", MOVE, "move(-1)", "k ↑"),
    Action("fault-next", ("tab",), "next", "Go to latency, lag, clock", MOVE, "cycle(1)"),
    Action("fault-prev", ("shift+tab",), "previous", "Go back", MOVE, "cycle(-1)"),
    Action("fault-back", ("escape", "q", "F"), "close", "Close", APP, "back", "esc"),
    Action("fault-help", ("question_mark",), "help", "Show all keys", APP, "help", "?"),
)
"""What the keys do in the modal of fault rules."""

TABLES: Final = (ACTIONS, PLAYER_ACTIONS, FAULT_ACTIONS)
"""All tables, one a screen."""
BY_ID: Final = {action.id: action for table in TABLES for action in table}

FOOTERS: Final = {
    "assignments": ("pane-1", "effect", "act", "again", "open", "filter", "hold"),
    "requests": ("effect", "open", "filter", "errors", "isolate", "follow", "hold", "copy"),
    "state": ("cause", "open", "tab-next", "filter", "order", "isolate", "hold"),
    "time": ("cause", "effect", "open", "pane-2"),
    "player": ("play", "play-pause", "play-step", "play-restart", "play-all", "play-live"),
    "drawer": ("tab-prev", "zoom-in", "drawer", "unchanged", "copy", "back"),
}
"""At most eight keys for each focused part, most useful first."""
ALWAYS_SHOWN: Final = ("help", "palette")
PLAYER_ALWAYS: Final = ("play-help", "play-palette", "play-back")


def bindings(actions: Iterable[Action] = ACTIONS) -> list[Binding]:
    """Return the key bindings of a screen that has all the handlers."""
    return [
        Binding(
            ",".join(action.keys),
            f"screen.{action.handler}",
            action.label,
            id=action.id,
            show=False,
            key_display=action.display,
            priority=action.priority,
            tooltip=action.help,
        )
        for action in actions
    ]


__all__ = ["ACTIONS", "ALWAYS_SHOWN", "BY_ID", "FOOTERS", "GROUPS", "Action", "bindings"]
