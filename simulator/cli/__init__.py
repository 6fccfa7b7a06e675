"""The command line. Each command lives in a module of its own and is imported when it runs."""

from importlib import import_module

import click

_COMMANDS = {
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


class LazyGroup(click.Group):
    """Knows its commands by name and one line each; loads one only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = _COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = import_module(entry[1]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            close = _closest(args[0])
            hint = f" Did you mean {close!r}?" if close else ""
            raise click.UsageError(error.message + hint, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (text, _) in _COMMANDS.items()])


def _closest(word: str) -> str | None:
    from difflib import get_close_matches

    found = get_close_matches(word, _COMMANDS, n=1)
    return found[0] if found else None


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from simulator import __version__

        click.echo(f"scimulator {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  scimulator demo                      the guide, in the terminal app
  scimulator serve --json              both fakes for your own tests
  scimulator run scenarios             every scenario, with a verdict""",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and exit.",
)
def cli() -> None:
    """A local lab for SCIM provisioning from Okta to ZITADEL."""


def main() -> None:
    """Run the command line; every foreseen mistake is one line, exit code 2."""
    from simulator.errors import SimulatorError

    try:
        cli(prog_name="scimulator")
    except SimulatorError as error:
        click.secho(f"scimulator: {error}", err=True, fg="red")
        raise SystemExit(2) from None


__all__ = ["cli", "main"]
