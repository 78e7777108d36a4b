"""fobctl backup: the token's accounts, encrypted, in a file."""

from __future__ import annotations

from pathlib import Path

import click

from fobctl.cli import backup_file, transfer
from fobctl.cli.session import Session, pass_session


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@pass_session
def command(session: Session, file: Path, force: bool) -> None:
    """Save all accounts of the token to FILE, encrypted. Asks on the token.

    The token shows a code. Write it down: it opens the backup, and nothing else does. It
    never comes to this PC. Keep it away from FILE.

    \b
    fobctl backup token.fobb
    """
    with backup_file.written(file, force=force) as write, session.token() as token:
        size = len(transfer.fetch(session, token, write))
    session.say("Saved. Keep the code and the file apart.")
    session.put({"file": str(file), "size": size}, [(file, f"{size} bytes")])
