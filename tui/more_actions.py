"""What keys do in the scenario player and in the modal of fault rules."""

from typing import Final

from tui.action import APP, MOVE, Action

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
    Action("play-find", ("slash",), "find", "Find a scenario by its name", PLAY, "find", "/"),
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
    Action(
        "fault-palette",
        ("ctrl+p", "colon"),
        "palette",
        "Find an action by name",
        APP,
        "palette",
        "^p",
    ),
)
"""What the keys do in the modal of fault rules."""


__all__ = ["FAULT_ACTIONS", "PLAYER_ACTIONS"]
