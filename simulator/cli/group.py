"""The group of all commands; each lives in a module of its own, imported when it runs."""

from importlib import import_module

import click

from simulator.cli import COMMANDS, EXAMPLES, SUMMARY, VERSION_HELP


class LazyGroup(click.Group):
    """Knows its commands by name and one line each; loads one only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
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
            formatter.write_dl([(name, text) for name, (text, _) in COMMANDS.items()])


def _closest(word: str) -> str | None:
    from difflib import get_close_matches

    found = get_close_matches(word, COMMANDS, n=1)
    return found[0] if found else None


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from simulator import __version__

        click.echo(f"scimulator {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=SUMMARY,
    epilog=f"\b\n{EXAMPLES}",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help=VERSION_HELP,
)
def cli() -> None:
    """Hold the commands."""


__all__ = ["cli"]
