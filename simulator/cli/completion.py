"""``scimulator completion SHELL``: completion for bash, zsh and fish."""

import click
from click.shell_completion import get_completion_class

from simulator.cli.group import cli


@click.command(
    epilog="""\b
Examples:
  eval "$(scimulator completion bash)"                                  # in ~/.bashrc
  eval "$(scimulator completion zsh)"                                   # in ~/.zshrc
  scimulator completion fish > ~/.config/fish/completions/scimulator.fish"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for a shell."""
    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(cli, {}, "scimulator", "_SCIMULATOR_COMPLETE").source())
