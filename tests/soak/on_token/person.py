"""Somebody who holds the token of link_fuzz.py and answers what is on its glass, without buttons.

They say yes and no, know the PIN and the code of a backup, and forget them sometimes.
"""

from random import choice, randrange

from otpfob.ui.screen import DONE
from otpfob.ui.screens import confirm
from otpfob.ui.screens.backup_code import CodePages
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.countdown import CountdownScreen
from otpfob.ui.screens.message import MessageScreen
from otpfob.ui.screens.wheel import WheelScreen

_WRONG_PIN = b"999999"


class Person:
    """`said_yes`: in their last answer. `codes` are those of all backups they have seen."""

    def __init__(self, pin) -> None:
        self._pin = pin
        self._last_code = b""
        self.code = b""  # of the backup that is restored
        self.said_yes = False

    def answer(self, token) -> None:
        """Answer what is in front, if it waits for a person."""
        front = token._flow.front
        self.said_yes = False
        if isinstance(front, ConfirmScreen):
            # Mostly nobody reads what a fuzzer asks.
            result = choice((confirm.YES, confirm.YES, confirm.NO, confirm.NO, confirm.NOBODY))
            self.said_yes = result == confirm.YES
        elif isinstance(front, CodePages):
            self._last_code = bytes(front._code)
            result = randrange(5) > 0
        elif isinstance(front, WheelScreen):
            result = self._entered(token._canvas.string(front._title))
        elif isinstance(front, MessageScreen):
            result = False
        else:
            return
        front.result = result
        token._flow._after(DONE)

    def waits(self, token) -> bool:
        """Return whether the glass shows a wait that passes by itself."""
        return isinstance(token._flow.front, CountdownScreen)

    def _entered(self, title):
        if title.startswith("Character "):
            place = int(title[len("Character ") : -1]) - 1
            return bytearray(self._last_code[place : place + 1] if randrange(12) else b"A")
        if title == "Backup code":
            return choice((bytearray(self.code), bytearray(self.code), bytearray(26), None))
        if title == "PIN":
            # Given up, it comes to the choice to erase everything: a matter for ui.monkey.
            return bytearray(self._pin if randrange(8) else _WRONG_PIN)
        return None
