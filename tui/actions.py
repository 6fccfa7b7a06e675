"""Everything a key can do, in tables: bindings, footer, help and palette are made from them."""

from typing import Final

from tui.action import ACT, APP, GROUPS, LOOK, MOVE, Action, bindings
from tui.more_actions import FAULT_ACTIONS, PLAYER_ACTIONS

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
    Action(
        "hold",
        ("space",),
        "hold",
        "Hold or release the engine; continue or pause a scenario",
        ACT,
        "hold",
        acts=True,
    ),
    Action(
        "step",
        ("full_stop",),
        "step",
        "Let exactly one job through, or one step of a scenario",
        ACT,
        "step",
        ".",
        acts=True,
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
        "cure",
        ("c",),
        "cure",
        "Apply the cure that Explain names for a refusal",
        ACT,
        "cure",
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

TABLES: Final = (ACTIONS, PLAYER_ACTIONS, FAULT_ACTIONS)
"""All tables, one a screen."""
BY_ID: Final = {action.id: action for table in TABLES for action in table}

FOOTERS: Final = {
    "assignments": ("pane-1", "effect", "act", "again", "open", "filter", "hold"),
    "requests": ("effect", "open", "filter", "errors", "isolate", "follow", "hold", "copy"),
    "state": ("cause", "open", "tab-next", "filter", "order", "isolate", "hold"),
    "time": ("cause", "effect", "open", "pane-2"),
    "player": (
        "play",
        "play-find",
        "play-pause",
        "play-step",
        "play-restart",
        "play-all",
        "play-live",
    ),
    "drawer": ("tab-prev", "zoom-in", "drawer", "unchanged", "copy", "back"),
}
"""At most eight keys for each focused part, most useful first."""
ALWAYS_SHOWN: Final = ("help", "palette")
PLAYER_ALWAYS: Final = ("play-help", "play-palette", "play-back")


__all__ = [
    "ACTIONS",
    "ALWAYS_SHOWN",
    "BY_ID",
    "FAULT_ACTIONS",
    "FOOTERS",
    "GROUPS",
    "PLAYER_ACTIONS",
    "PLAYER_ALWAYS",
    "TABLES",
    "Action",
    "bindings",
]
