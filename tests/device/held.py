"""A token in somebody's hand: what a test needs of it, on the simulator and on a board alike.

agree, refuse, ignore    the host asks, and the person presses DO, or NEXT, or nothing
token                    a conversation of its own
line                     bytes onto the line, as noise is
rest                     let time go on
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

from device.person import Person
from sim.installed import maintain
from sim.product import Product

from fobctl.link.conversation import Conversation
from fobctl.link.errors import NoDevice
from fobctl.simulator.simulator import Simulator
from fobctl.token import Token

Result = TypeVar("Result")

_STARTING_S = 30
# The token gives its person 15 s, and says so then.
_NOBODY_MS = 16_000


def write(port: str, data: bytes) -> None:
    """Put bytes onto the line without a conversation."""
    descriptor = os.open(port, os.O_WRONLY | os.O_NOCTTY)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def wants_hold(words: list[str], button: str) -> bool:
    """Return whether the question on the glass takes a held button only."""
    return button == "do" and any("hold DO" in word for word in words)


class OnSimulator:
    """A product of the simulator; its buttons are pressed by the debug channel."""

    is_board = False

    def __init__(self, product: Product) -> None:
        self._product = product

    @property
    def port(self) -> str:
        return self._product.simulator.port

    def token(self) -> Token:
        return self._product.connect()

    def line(self, data: bytes) -> None:
        write(self.port, data)

    def agree(self, ask: Callable[[Token], Result], question: str) -> Result:
        return self._press(ask, question, "do")

    def refuse(self, ask: Callable[[Token], Result], question: str) -> Result:
        return self._press(ask, question, "next")

    def ignore(self, ask: Callable[[Token], Result], question: str) -> Result:
        future = self._product.start(ask, question)
        self._product.simulator.advance(_NOBODY_MS)
        return future.result(timeout=30)

    def rest(self, seconds: int) -> None:
        self._product.simulator.advance(1000 * seconds)

    def _press(self, ask, question, button):
        future = self._product.start(ask, question)
        self._product.simulator.press(button, hold=wants_hold(self._product.words(), button))
        return future.result(timeout=30)


class OnBoard:
    """A board at a serial port; a person at the terminal presses its buttons."""

    is_board = True

    def __init__(self, port: str, person: Person) -> None:
        self.port = port
        self.person = person
        self._line: Conversation | None = None
        self._wanted = ""

    def close(self) -> None:
        if self._line is not None:
            self._line.__exit__()
            self._line = None

    def token(self) -> Token:
        self.close()
        self._line = Conversation(self.port)
        return Token(self._line, lambda seconds: self.person.tell(self._wanted))

    def line(self, data: bytes) -> None:
        self.close()
        write(self.port, data)

    def agree(self, ask: Callable[[Token], Result], question: str) -> Result:
        return self._ask(ask, question, "say yes: press DO, or hold it, as the token says")

    def refuse(self, ask: Callable[[Token], Result], question: str) -> Result:
        return self._ask(ask, question, "say no: press NEXT")

    def ignore(self, ask: Callable[[Token], Result], question: str) -> Result:
        return self._ask(ask, question, "press nothing")

    def rest(self, seconds: int) -> None:
        time.sleep(seconds)

    def _ask(self, ask, question, what):
        self._wanted = f"The token shows {question!r}: {what}."
        return ask(self.token())

    def wait_until_ready(self) -> None:
        """Wait until the token is set up: somebody does that meanwhile."""
        end_s = time.monotonic() + 10 * _STARTING_S
        while not self.token().hello().ready:
            if time.monotonic() > end_s:
                raise NoDevice("The token was not set up.")


class PromptOfSimulator:
    """The maintenance mode of a simulated token; presses what a script wants pressed."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        maintain(simulator)

    @property
    def port(self) -> str:
        return self._simulator.port

    def pressed(self, what: str) -> None:
        self._simulator.press(what.split()[-1].lower())

    def sees(self, question: str) -> bool | None:
        """Look at the glass: the only question is whether all of it is lit."""
        return all(map(all, self._simulator.glass()))


class PromptOfBoard:
    """The maintenance mode of a board."""

    def __init__(self, port: str, person: Person) -> None:
        self.port = port
        self._person = person
        person.wait(
            "Unplug the token, hold a button down, plug it in again (if its button is BOOT, press"
            " that right after), and let go when it shows MAINTENANCE."
        )

    def pressed(self, what: str) -> None:
        self._person.tell(f"Now {what}, once.")

    def sees(self, question: str) -> bool | None:
        return self._person.sees(question)
