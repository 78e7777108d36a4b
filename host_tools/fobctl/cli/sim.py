"""fobctl sim: the token on this PC."""

from __future__ import annotations

import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from fobctl.cli.session import Session, pass_session


def _exit_on_signal(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


@click.command("sim")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the token's flash here; without it, the token is new and gone afterwards.",
)
@click.option("--height", type=click.Choice(["64", "32"]), default="64", help="Rows of the glass.")
@click.option("--no-ds3231", is_flag=True, help="A board without the clock chip.")
@click.option("--headless", is_flag=True, help="No picture and no keys: only the serial port.")
@pass_session
def command(
    session: Session, folder: Path | None, height: str, no_ds3231: bool, headless: bool
) -> None:
    """Run the token on this PC, with the real firmware.

    Prints its serial port, which every other command finds by itself. Keys: n and d click
    NEXT and DO, N and D hold them, r resets, p pulls the power and puts it back, q quits.

    \b
    fobctl sim
    fobctl sim --folder ~/my-token
    """
    from fobctl.cli.terminal import Terminal
    from fobctl.link.ports import Registered
    from fobctl.simulator.simulator import Simulator

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _exit_on_signal)
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="otpfob-")))
        simulator = stack.enter_context(Simulator(folder, height=int(height), ds3231=not no_ds3231))
        stack.enter_context(Registered(simulator.port))
        session.put({"port": simulator.port}, [(simulator.port,)])
        sys.stdout.flush()
        if headless or not sys.stdin.isatty():
            simulator.wait_until_stopped()
        else:
            Terminal(simulator).run()
