"""fobctl device install: MicroPython and the firmware onto a board."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from fobctl.cli.session import PROBING, Session, pass_session
from fobctl.cli.starting import started
from fobctl.link import opening
from fobctl.link.conversation import Conversation
from fobctl.link.errors import LinkError
from fobctl.token import Token

_GENERIC = {"esp32": "ESP32_GENERIC", "esp32s3": "ESP32_GENERIC_S3", "esp32c3": "ESP32_GENERIC_C3"}


@click.command("install")
@click.option("--board", "name", required=True, help="The board: a folder of boards/.")
@click.option(
    "--image",
    "micropython",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="MicroPython for it: a .bin from micropython.org.",
)
@click.option("--yes", is_flag=True, help="Do not ask when the token holds accounts.")
@pass_session
def command(session: Session, name: str, micropython: Path | None, yes: bool) -> None:
    """Install a board: MicroPython and the firmware, in one image. Runs esptool.

    Accounts that are on it stay: the image ends before them. When it was cut off, run it again.

    \b
    fobctl device install --board esp32_devkit --image ESP32_GENERIC-20251209-v1.27.0.bin
    """
    from fobctl.installer import boards, flashing, image, micropython_image
    from fobctl.installer.errors import InstallError

    try:
        board = boards.load(name)
    except InstallError as error:
        raise click.BadParameter(str(error), param_hint="--board") from None
    if micropython is None:
        generic = _GENERIC[board.chip.name]
        raise click.UsageError(
            f"Which MicroPython? Get the .bin file from https://micropython.org/download/{generic}/"
            f" (or with `mpflash download --board {generic}`), and give it with --image."
        )
    token = image.build(board, micropython_image.parse(micropython.read_bytes()))
    for warning in token.warnings:
        session.warn(warning)
    port = session.port_of_a_board()
    # esptool takes lines of other computers too: "rfc2217://host:port".
    here = "://" not in port
    if here:
        opening.check(port)
        if not yes:
            _ask_about_accounts(session, port)
    flashing.check(port, board)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"otpfob-{board.name}.bin"
        path.write_bytes(token.data)
        with session.progress("Writing", 100) as advance:
            flashing.write(port, token, path, advance)
    session.say("Everything is written, and was compared.")
    if not here:
        session.say("Plug the token into this PC, and set its clock with `fobctl time set`.")
        return
    try:
        _set_clock(session, port)
    except LinkError:
        session.say("The token is installed. Its clock is not set: do that with `fobctl time set`.")
        raise


def _ask_about_accounts(session: Session, port: str) -> None:
    try:
        with Conversation(port, PROBING, session.log) as conversation:
            info = Token(conversation, session.asked).hello()
    except LinkError as error:
        session.log(str(error))  # no token yet
        return
    if not info.accounts and not info.locked:
        return
    holds = "is locked" if info.locked else f"holds {info.accounts} accounts"
    click.confirm(
        f"The token {info.serial} {holds}. They stay, and so they do with `fobctl device update`."
        " Install all the same?",
        abort=True,
        err=True,
    )


def _set_clock(session: Session, port: str) -> None:
    with started(session, port) as token:
        info = token.hello()
        session.put(
            {"serial": info.serial, "board": info.board, "firmware": info.firmware, "port": port},
            [(info.serial, info.board, info.firmware)],
        )
        if info.locked:
            session.say("The token is locked: enter its PIN, then `fobctl time set`.")
            return
        token.set_clock()
    session.say("The token's clock is set.")
