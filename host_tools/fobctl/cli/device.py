"""fobctl device: find tokens and ask what they are."""

from __future__ import annotations

from dataclasses import asdict

import click

from fobctl.cli.session import Session, pass_session


@click.group("device")
def command() -> None:
    """Find tokens and ask what they are."""


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
    state = "locked" if info.locked else "ready" if info.ready else "not set up"
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
