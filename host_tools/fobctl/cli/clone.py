"""fobctl clone: a backup and its restore in one, and no file."""

from __future__ import annotations

import click

from fobctl.cli import transfer, waiting
from fobctl.cli.session import Session, pass_session
from fobctl.token import Token


@click.command("clone")
@click.option("--from", "source", required=True, metavar="PORT", help="The token to copy.")
@click.option("--to", "target", required=True, metavar="PORT", help="The token to fill.")
@pass_session
def command(session: Session, source: str, target: str) -> None:
    """Copy all accounts of one token to another. Asks on both.

    The first shows a code, which is entered on the second. What is copied passes through
    this PC encrypted, and is not stored. Prints what `fobctl restore` prints.

    \b
    fobctl clone --from /dev/ttyUSB0 --to /dev/ttyUSB1
    """
    if source == target:
        raise click.UsageError("--from and --to are the same port.")
    # The second too is opened first: nobody writes a code down for a port that is not there.
    with session.token_at(source) as first, session.token_at(target) as second:
        data = transfer.fetch(session, first, lambda data: None)
        _wait_for_pin(session, second, target)
        changed = transfer.send(session, second, data)
    transfer.put(session, changed)


def _wait_for_pin(session: Session, token: Token, port: str) -> None:
    """Wait until a token is open that may have locked itself meanwhile."""
    said = False
    for _ in waiting.turns():
        if not token.hello().locked:
            return
        if not said:
            session.say(f"The token at {port} has locked itself. Enter its PIN.")
        said = True
