"""The command line: what it is for in short, everything else where it is needed.

``--help`` is printed from here. The toolkit the commands are made with takes three times as long
to load as Python itself, and is loaded for whoever wants more than this page.
"""

import gc
import os
import sys

COMMANDS = {
    "demo": ("Play ZITADEL's guide in the terminal app.", "simulator.cli.demo"),
    "serve": ("Run both fakes, headless, on loopback.", "simulator.cli.serve"),
    "run": ("Play scenario files and judge them.", "simulator.cli.run"),
    "push": ("Run the fake Okta against any SCIM server.", "simulator.cli.push"),
    "check": ("Check scenario files without playing them.", "simulator.cli.check"),
    "explain": ("Say why a person or a value is as it is.", "simulator.cli.explain"),
    "journal": ("List runs, show a request, export to HAR.", "simulator.cli.journal"),
    "schema": ("Print the scenario format for editors.", "simulator.cli.schema"),
    "scenario": ("Write a scenario from a recorded run.", "simulator.cli.scenario"),
    "watch": ("Print a run as plain lines while it happens.", "simulator.cli.watch"),
    "tui": ("Open the terminal app on a run.", "simulator.cli.tui"),
    "completion": ("Print the completion script for a shell.", "simulator.cli.completion"),
}
"""What each command does, and the module it is in."""
SUMMARY = "A local lab for SCIM provisioning from Okta to ZITADEL."
VERSION_HELP = "Print the version and exit."
EXAMPLES = """\
Examples:
  scimulator demo                      the guide, in the terminal app
  scimulator serve --json              both fakes for your own tests
  scimulator run scenarios             every scenario, with a verdict"""


COLLECT = (20_000, 20, 50)
"""How seldom to look for garbage: what is imported stays, and of a request little is left."""


def main() -> None:
    """Run the command line; every foreseen mistake is one line, exit code 2."""
    if sys.argv[1:] in (["--help"], ["-h"]) and (page := front_page(_columns())):
        print(page)
        raise SystemExit(0)
    gc.set_threshold(*COLLECT)

    import click

    from simulator.cli.group import cli
    from simulator.errors import SimulatorError

    try:
        cli(prog_name="scimulator")
    except SimulatorError as error:
        from simulator.cli.shared import visible

        click.secho(visible(f"scimulator: {error}"), err=True, fg="red")
        raise SystemExit(2) from None


def front_page(columns: int) -> str:
    """Return what ``--help`` prints, or nothing where lines would have to be broken."""
    options = (("--version", VERSION_HELP), ("-h, --help", "Show this message and exit."))
    described = [(name, text) for name, (text, _) in COMMANDS.items()]
    lines = [
        "Usage: scimulator [OPTIONS] COMMAND [ARGS]...",
        f"\n  {SUMMARY}",
        "\nOptions:",
        *(f"  {name:10}  {text}" for name, text in options),
        "\nCommands:",
        *(f"  {name:10}  {text}" for name, text in described),
        "",
        *(f"  {line}" for line in EXAMPLES.splitlines()),
    ]
    return "\n".join(lines) if max(map(len, lines)) <= columns - 2 else ""


def _columns() -> int:
    """Return how wide the terminal is, found as the toolkit finds it."""
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80
    except (OSError, ValueError):
        return 80


__all__ = ["COLLECT", "COMMANDS", "EXAMPLES", "SUMMARY", "VERSION_HELP", "front_page", "main"]
