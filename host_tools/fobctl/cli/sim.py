"""fobctl sim: the token on this PC."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from fobctl.cli.session import Session, pass_session
from fobctl.simulator.errors import SimulatorError

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _let_pass(number: int, frame: object) -> None:
    """Do nothing."""


def _exit_on_signal(number: int, frame: object) -> None:
    # A terminal that closes sends more than one: cleaning up goes on all the same. (Not
    # SIG_IGN: Python writes a traceback when a signal came just before that.)
    for other in _ENDING:
        signal.signal(other, _let_pass)
    raise SystemExit(128 + number)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep `folder` for this simulator: two that write one flash would destroy it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        raise SimulatorError(f"{folder} cannot be made or opened as a folder.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise SimulatorError(f"Another simulator runs with {folder}. Stop it first.") from None
    try:
        yield
    finally:
        os.close(handle)


@click.command("sim")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the token's flash here; without it, the token is new and gone afterwards.",
)
@click.option("--height", type=click.Choice(["64", "32"]), default="64", help="Rows of the glass.")
@click.option(
    "--buttons", type=click.Choice(["2", "1", "3"]), default="2", help="Buttons of the board."
)
@click.option(
    "--chip",
    type=click.Choice(["esp32", "esp32s3", "esp32c3"]),
    default="esp32",
    help="What ends its deep sleep differs.",
)
@click.option(
    "--battery",
    type=click.IntRange(0, 5000),
    metavar="MV",
    help="A board that measures its battery, which has so many millivolts.",
)
@click.option("--no-ds3231", is_flag=True, help="A board without the clock chip.")
@click.option("--headless", is_flag=True, help="No picture and no keys: only the serial port.")
@pass_session
def command(
    session: Session,
    folder: Path | None,
    height: str,
    buttons: str,
    chip: str,
    battery: int | None,
    no_ds3231: bool,
    headless: bool,
) -> None:
    """Run the token on this PC, with the real firmware.

    Prints its serial port, which every other command finds by itself. Keys: n, b and d click
    NEXT, PREV and DO, N, B and D hold them, t turns the token over, r resets, p pulls the power
    and puts it back, u unplugs USB and plugs it in, q quits. Without USB the token sleeps when
    nobody uses it. On a board with fewer buttons they press what means the same there.

    \b
    fobctl sim
    fobctl sim --folder ~/my-token
    """
    from fobctl.cli.terminal import Terminal
    from fobctl.link.ports import Registered
    from fobctl.simulator.simulator import Simulator

    for number in _ENDING:
        signal.signal(number, _exit_on_signal)
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="otpfob-")))
        stack.enter_context(_alone(folder))
        try:
            simulator = Simulator(
                folder,
                height=int(height),
                buttons=int(buttons),
                chip=chip,
                battery_mv=battery,
                ds3231=not no_ds3231,
            )
        except (OSError, ValueError) as error:
            raise SimulatorError(f"The flash in {folder} cannot be used: {error}.") from None
        stack.enter_context(simulator)
        stack.enter_context(Registered(simulator.port))
        session.put({"port": simulator.port}, [(simulator.port,)])
        sys.stdout.flush()
        if headless or not sys.stdin.isatty():
            simulator.wait_until_stopped()
        else:
            Terminal(simulator).run()
