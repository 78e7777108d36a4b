"""Requests and answers over an open serial port."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import serial

from fobctl.link.errors import LinkError, NoDevice, TokenError, Vanished
from fobctl.link.frame_log import FrameLog
from fobctl.link.opening import why_not_open
from otpfob.core.errors import BadField
from otpfob.link.channel import Channel, LinkLost
from otpfob.link.messages import decode, encode

BAUD = 115_200
# A token gives its user 15 s; whoever claims much more is none.
_MOST_ASKED_S = 120
# They could move the cursor, or hide what stands in the terminal.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Patience:
    """How long a conversation waits for the token."""

    # Opening the port resets many boards; the ESP32 is back in under a second, and then
    # imports and checks its vault.
    open_s: float = 8.0
    # What the token does between a request and its answer: at most a rewrite of its vault.
    answer_s: float = 10.0
    # On top of the time the person has: for the last frame, and the change itself.
    grace_s: float = 10.0


PATIENT = Patience()


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Conversation:
    """One program's conversation with what is at a port. Use as a context manager.

    Raises NoDevice when the port cannot be opened or nothing at it speaks the protocol.
    `log` is called with a line for each message and each frame: what it is and its size, never
    its content.
    """

    def __init__(
        self,
        port: str,
        patience: Patience = PATIENT,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self.port = port
        self._patience = patience
        self._log = log or (lambda line: None)
        self._frames = FrameLog(log) if log else None
        self._waiting = False  # a request was sent whose answer has not come
        self._channel = Channel(self._write, lambda a, b: a - b)
        self._serial = serial.Serial()
        self._serial.port = port
        self._serial.baudrate = BAUD
        self._serial.timeout = 0.02
        self._serial.write_timeout = 2
        self._serial.exclusive = True  # another fobctl on the same port would mix frames
        # High on both lines holds many boards in reset.
        self._serial.dtr = False
        self._serial.rts = False
        try:
            self._serial.open()
        except (OSError, ValueError) as error:
            raise NoDevice(why_not_open(port, error)) from None
        try:
            self._synchronise()
        except BaseException:
            self._serial.close()
            raise

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._waiting:
            self._withdraw()
        self._serial.close()

    def _withdraw(self) -> None:
        """Leave no question on the token that nobody waits for: a new conversation ends it."""
        try:
            self._channel.open(os.urandom(1)[0], os.urandom(8), _now_ms())
            self._serial.flush()
        except (LinkError, OSError):
            pass  # there is no token any more

    def request(self, command: str, asked: Callable[[int], None], **fields: object) -> dict:
        """Return the answer to a command.

        `asked(seconds)` is called when the token asks its user. Raises TokenError for an
        error that the token answers, and Vanished when it does not answer.
        """
        deadline_ms = self._in_ms(self._patience.answer_s)
        while not self._channel.idle:
            # The answer before this one came, but not the acknowledgement of its request.
            self._turn_or_vanish(deadline_ms)
        message = encode({"cmd": command, **fields})
        self._log(f"> {command}, {len(message)} bytes")
        self._channel.send(message, _now_ms())
        self._waiting = True
        answer = self._answer(asked)
        self._waiting = False
        if "error" in answer:
            code, says = str(answer["error"]), str(answer.get("says", ""))
            raise TokenError(code, says, str(answer.get("field", "")))
        return answer

    def _answer(self, asked: Callable[[int], None]) -> dict:
        """Return the answer, after what the token asks its user."""
        answer = self._receive(self._in_ms(self._patience.answer_s))
        if "asks" in answer:
            seconds = answer["asks"]
            if not isinstance(seconds, int) or not 0 <= seconds <= _MOST_ASKED_S:
                raise self._asks_strangely()
            asked(seconds)
            answer = self._receive(self._in_ms(seconds + self._patience.grace_s))
            if "asks" in answer:
                raise self._asks_strangely()
        return answer

    def _asks_strangely(self) -> LinkError:
        return LinkError(f"What is at {self.port} asks its user in a way no token does.")

    @staticmethod
    def _in_ms(seconds: float) -> int:
        return _now_ms() + int(seconds * 1000)

    def _synchronise(self) -> None:
        deadline_ms = self._in_ms(self._patience.open_s)
        while _now_ms() < deadline_ms:
            session = os.urandom(1)[0]
            try:
                self._channel.open(session, os.urandom(8), _now_ms())
                while not self._channel.idle and _now_ms() < deadline_ms:
                    self._turn()
            except LinkLost:
                continue  # the board may be starting still
            except Vanished as error:
                raise NoDevice(str(error)) from None
            if self._channel.idle:
                return
        raise NoDevice(
            f"What is at {self.port} does not answer as an OTPfob. "
            "If it sleeps, press a button of it. "
            "Is it another device, or is its firmware missing?"
        )

    def _receive(self, deadline_ms: int) -> dict:
        while True:
            message = self._channel.take()
            if message is not None:
                break
            self._turn_or_vanish(deadline_ms)
        self._log(f"< {len(message)} bytes")
        try:
            answer = decode(message)
        except BadField:
            raise Vanished(f"The token at {self.port} sent an answer that is not JSON.") from None
        if _holds_control(answer):
            raise LinkError(f"What is at {self.port} sends text that no token sends.")
        return answer

    def _turn_or_vanish(self, deadline_ms: int) -> None:
        if _now_ms() > deadline_ms:
            raise Vanished(f"The token at {self.port} does not answer any more.")
        try:
            self._turn()
        except LinkLost:
            raise Vanished(f"The token at {self.port} does not answer any more.") from None

    def _turn(self) -> None:
        try:
            data = self._serial.read(max(1, self._serial.in_waiting))
        except (OSError, TypeError):  # pyserial raises TypeError when the port went away
            raise Vanished(f"The token at {self.port} was unplugged.") from None
        now_ms = _now_ms()
        if self._frames:
            self._frames.received(data)
        for byte in data:
            self._channel.feed(byte, now_ms)
        self._channel.poll(now_ms)

    def _write(self, data: bytes) -> None:
        if self._frames:
            self._frames.sent(data)
        try:
            self._serial.write(data)
        except OSError:
            raise Vanished(f"The token at {self.port} was unplugged.") from None


def _holds_control(answer: object) -> bool:
    """Return whether a text anywhere in an answer has a control character."""
    values = [answer]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list):
            values += value
        elif isinstance(value, str) and _CONTROL.search(value):
            return True
    return False
