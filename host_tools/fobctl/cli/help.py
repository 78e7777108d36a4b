"""fobctl help: what --help says, without having to remember where it goes."""

from __future__ import annotations

import click


@click.command("help")
@click.argument("words", nargs=-1, metavar="[COMMAND]...")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command.

    \b
    fobctl help
    fobctl help accounts import
    """
    found = ctx.find_root()
    for word in words:
        group = found.command
        inner = group.get_command(found, word) if isinstance(group, click.Group) else None
        if inner is None:
            raise click.UsageError(f"There is no command `{found.command_path} {word}`.")
        found = click.Context(inner, info_name=word, parent=found)
    click.echo(found.get_help())
