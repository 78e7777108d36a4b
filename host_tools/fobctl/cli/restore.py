"""fobctl restore: a backup's accounts, onto a token."""

from __future__ import annotations

from pathlib import Path

import click

from fobctl.cli import backup_file, transfer
from fobctl.cli.session import Session, pass_session


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@pass_session
def command(session: Session, file: Path) -> None:
    """Put the accounts of the backup in FILE onto the token. Asks on the token.

    Its code is entered on the token. Accounts that are there stay as they are; a counter is
    never set back. Prints how many accounts are new, the same, and of these raised in counter.

    \b
    fobctl restore token.fobb
    """
    data = backup_file.read(file)
    with session.token() as token:
        changed = transfer.send(session, token, data)
    transfer.put(session, changed)
