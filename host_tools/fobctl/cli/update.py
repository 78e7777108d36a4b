"""fobctl device update: another firmware for a token in maintenance."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from fobctl.cli import waiting
from fobctl.cli.session import Session, pass_session
from fobctl.cli.starting import started
from fobctl.link import opening
from fobctl.link.errors import NoDevice, TokenError

if TYPE_CHECKING:
    from fobctl.installer.prompt import Prompt

_LOOKS = 120
_HOW = (
    "Pull the token's plug, hold one of its buttons down, and plug it in again, until its glass"
    " says MAINTENANCE. (A board with a button at GPIO 0: plug it in, then hold that button.)"
)


@click.command("update")
@pass_session
def command(session: Session) -> None:
    """Replace a token's firmware; its accounts, PIN and settings stay.

    The token must be in maintenance: hold a button while you plug it in. The new firmware lies
    beside the old one until it has started; if it does not, the token goes back by itself.

    \b
    fobctl device update
    fobctl --port /dev/ttyUSB0 device update
    """
    from fobctl.installer import firmware_files, image, update

    port = session.port_of_a_board()
    with ExitStack() as stack:
        prompt = _in_maintenance(session, port, stack)
        state = update.state(prompt)
        files = firmware_files.compiled(_folder(state.board), state.mpy.architecture)
        image.check_modules(files, state.mpy, f"the token's MicroPython {state.micropython}")
        bar = ExitStack()

        def begin(total: int):
            return bar.enter_context(session.progress("Sending", total))

        with bar:
            update.write(prompt, state, files, begin)
        update.switch(prompt, state)
    session.say("The token starts its new firmware.")
    with started(session, port) as token:
        info = token.hello()
    if info.slot != state.free_slot:
        raise click.ClickException(
            "The new firmware did not start, and the token went back to the old one,"
            f" {info.firmware}. Its accounts are as they were."
        )
    session.say(f"The token runs firmware {info.firmware}.")
    session.put(
        {"firmware": info.firmware, "slot": info.slot, "serial": info.serial, "port": port},
        [(info.serial, info.board, info.firmware)],
    )


def _folder(board: str):
    from fobctl.installer import boards
    from fobctl.installer.errors import InstallError

    folder = boards.FOLDER / board
    if board not in (*boards.names(), "sim"):
        raise InstallError(
            f"This token is a {board!r}, which this fobctl has no firmware for. There are:"
            f" {', '.join(boards.names())}."
        )
    return folder


def _in_maintenance(session: Session, port: str, stack: ExitStack) -> Prompt:
    """Return the prompt at `port`, once it is there. Raises NoDevice, and TokenError for never."""
    from fobctl.installer import prompt

    opening.check(port)
    for look in range(_LOOKS):
        try:
            opening.check(port)
            return stack.enter_context(prompt.at(port))
        except (prompt.NoPrompt, NoDevice) as error:
            session.log(str(error))
        if not look:
            session.say(_HOW)
        waiting.pause(1)
    raise TokenError("timed_out", f"The token at {port} did not come into maintenance.")
