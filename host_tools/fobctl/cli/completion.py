"""fobctl completion: what a shell needs to complete fobctl's commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_FOBCTL_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion of commands and options for a shell.

    \b
    eval "$(fobctl completion bash)"      in ~/.bashrc
    eval "$(fobctl completion zsh)"       in ~/.zshrc
    fobctl completion fish | source       in ~/.config/fish/config.fish
    """
    found = get_completion_class(shell)
    assert found is not None  # of _SHELLS, all of which click has
    click.echo(found(ctx.find_root().command, {}, "fobctl", _VARIABLE).source())
