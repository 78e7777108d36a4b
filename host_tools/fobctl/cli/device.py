"""fobctl device: find tokens, ask what they are, erase one."""

from __future__ import annotations

from dataclasses import asdict

import click

from fobctl.cli.session import Session, pass_session


@click.group("device")
def command() -> None:
    """Find tokens, ask what they are, erase one."""


@command.command("list")
@pass_session
def list_devices(session: Session) -> None:
    """List the tokens that answer: serial, board, port.

    \b
    fobctl device list
    fobctl --json device list
    """
    infos = session.found()
    if not infos:
        session.say("No token found.")
    session.put(
        [{"serial": info.serial, "board": info.board, "port": info.port} for info in infos],
        [(info.serial, info.board, info.port) for info in infos],
    )


@command.command("info")
@pass_session
def info_of_device(session: Session) -> None:
    """Show a token's versions, state and free space.

    \b
    fobctl device info
    """
    with session.token() as token:
        info = token.hello()
    state = "ready" if info.ready else "damaged" if info.damaged else "not set up"
    if info.locked:
        state = "locked"
    session.put(
        asdict(info),
        [
            ("serial", info.serial),
            ("board", info.board),
            ("port", info.port),
            ("firmware", info.firmware),
            ("state", state),
            ("clock", "set" if info.has_time else "not set"),
            ("accounts", info.accounts),
            ("free", info.free),
        ],
    )


@command.command("wipe")
@click.option("--yes", is_flag=True, help="Do not ask here; the token asks all the same.")
@pass_session
def wipe(session: Session, yes: bool) -> None:
    """Erase everything on a token. Asks here and on the token, where DO must be held.

    \b
    fobctl device wipe
    """
    with session.token() as token:
        info = token.hello()
        if not yes:
            question = f"Erase all {info.accounts} accounts on the token {info.serial}?"
            click.confirm(question, abort=True, err=True)
        session.wants_hold = True
        token.wipe()
    session.say("Everything is erased, and every block was looked at.")
