"""Where the tests of boards get their token and leave their figures: a board, or the simulator.

Nothing is done to a board before its serial number was compared. Then it is wiped: `prompt`
measures on blank flash, and after that `held` is the same token, set up, without a PIN.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cached_property
from getpass import getpass
from pathlib import Path

from device import prompt
from device.claim import named
from device.held import OnBoard, OnSimulator, PromptOfBoard, PromptOfSimulator
from device.person import Person
from device.report import NAMES, OVER, Report
from sim.installed import filesystem, installed, pins
from sim.product import ready_product

from fobctl.simulator.simulator import Simulator
from fobctl.token import Info

SIMULATED_WIFI = "Home"


class Bench:
    """What both have: a `report`; `short`: few runs; `wifi`: None, or a name and its password."""

    short = False
    wifi: tuple[str, str] | None = None

    def __init__(self, info: Info | None) -> None:
        about = {"board": "sim", "firmware": "-"}
        if info is not None:
            about = {"board": info.board, "firmware": info.firmware}
        self.report = Report(about | {"date": date.today().isoformat()})

    def check(self, name: str, value: float) -> None:
        """Note a figure, and fail when it is over its limit. The simulator's times are no times."""
        self.report.put(name, value)
        if not (self.short and NAMES[name].unit in ("us", "ms")):
            assert self.report.verdict(name) != OVER, (name, value)

    @property
    def prompt(self):
        """The maintenance mode, on flash that was wiped."""
        raise NotImplementedError

    @property
    def held(self):
        """A token that is set up, its clock set."""
        raise NotImplementedError

    def leave_prompt(self, statement: str) -> None:
        """Have the token do what ends its prompt. It is entered again when it is asked for."""
        prompt.leave(self.prompt.port, statement)
        self.__dict__.pop("prompt")

    def sleep_until_a_button(self) -> None:
        """Have the token at its prompt fall asleep as the firmware does it."""
        self.leave_prompt((prompt.SCRIPTS / "asleep.py").read_text())


class BoardBench(Bench):
    def __init__(self, port: str, info: Info, person: Person, wifi: str | None) -> None:
        super().__init__(info)
        self._port = port
        self._person = person
        self._board = OnBoard(port, person)
        self._wiped = False
        if wifi:
            self.wifi = wifi, getpass(f"Password of {wifi}: ")

    @cached_property
    def prompt(self) -> PromptOfBoard:
        self._wipe()
        self._board.close()
        return PromptOfBoard(self._port, self._person)

    @cached_property
    def held(self) -> OnBoard:
        self._wipe()
        self.__dict__.pop("prompt", None)
        self._person.wait("Unplug the token and plug it in again.")
        self._person.tell("Set the token up, without a PIN.")
        self._board.wait_until_ready()
        self._board.agree(lambda token: token.set_clock(), "Set the clock?")
        return self._board

    def _wipe(self) -> None:
        if self._wiped:
            return
        if self._board.token().hello().locked:
            self._person.wait("Unlock the token with its PIN.")
        self._board.agree(lambda token: token.wipe(), "Erase everything?")
        self._wiped = True


class SimulatorBench(Bench):
    short = True
    wifi = SIMULATED_WIFI, "correct horse"

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        super().__init__(None)
        self._folder = folder
        self._stack = stack
        self._installed: Simulator | None = None

    @cached_property
    def prompt(self) -> PromptOfSimulator:
        if self._installed is None:
            token = installed(self._folder / "prompt", filesystem(), paced=False)
            self._installed = self._stack.enter_context(token)
        return PromptOfSimulator(self._installed)

    def sleep_until_a_button(self) -> None:
        buttons, wake = pins()["buttons"], ("ext0", "ext1")
        sleep = f"from otpfob.drivers.power import Power; Power({buttons}, {wake}).sleep(0)"
        self.leave_prompt(sleep)

    @cached_property
    def held(self) -> OnSimulator:
        product = ready_product(self._folder / "held", wifi=self.wifi)
        return OnSimulator(self._stack.enter_context(product))


@contextmanager
def of_board(
    port: str, serial: str | None, wifi: str | None, path: Path | None
) -> Iterator[BoardBench]:
    """A board. Raises NotNamed before anything is done to another one."""
    bench = BoardBench(port, named(port, serial), Person(), wifi)
    try:
        yield bench
    finally:
        if path is not None:
            bench.report.write(path)
        print(bench.report.table(), file=sys.__stdout__)


@contextmanager
def of_simulator(folder: Path) -> Iterator[SimulatorBench]:
    with ExitStack() as stack:
        yield SimulatorBench(folder, stack)


def measure(bench: Bench, *names: str) -> dict[str, list[str]]:
    """Run scripts of on_board/ at the prompt; return what they print, by name."""
    found: dict[str, list[str]] = {}
    at = bench.prompt
    for name, value in prompt.run(at.port, names, bench.short, at.pressed):
        found.setdefault(name, []).append(value)
    return found
