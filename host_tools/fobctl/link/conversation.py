"""Requests and answers over an open serial port."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import serial

from fobctl.link.errors import NoDevice, TokenError, Vanished
from otpfob.core.errors import BadField
from otpfob.link.channel import Channel, LinkLost
from otpfob.link.messages import decode, encode

BAUD = 115_200
# Opening the port resets many boards; the ESP32 is back in under a second, and then
# imports and checks its vault.
_OPEN_S = 8.0
# What the token does between a request and its answer: at most a rewrite of its vault.
_ANSWER_S = 10.0
# On top of the time the person has: for the last frame, and the change itself.
_GRACE_S = 10.0


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Conversation:
    """One program's conversation with what is at a port. Use as a context manager.

    Raises NoDevice when the port cannot be opened or nothing at it speaks the protocol.
    `log` is called with one line for each message: its command and size, never its content.
    """

    def __init__(
        self, port: str, open_s: float = _OPEN_S, log: Callable[[str], None] | None = None
    ) -> None:
        self.port = port
        self._log = log or (lambda line: None)
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
            raise NoDevice(_why_not_open(port, error)) from None
        try:
            self._synchronise(open_s)
        except BaseException:
            self._serial.close()
            raise

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *exception: object) -> None:
        self._serial.close()

    def request(self, command: str, asked: Callable[[int], None], **fields: object) -> dict:
        """Return the answer to a command.

        `asked(seconds)` is called when the token asks its user. Raises TokenError for an
        error that the token answers, and Vanished when it does not answer.
        """
        message = encode({"cmd": command, **fields})
        self._log(f"> {command}, {len(message)} bytes")
        self._channel.send(message, _now_ms())
        deadline_ms = _now_ms() + int(_ANSWER_S * 1000)
        while True:
            answer = self._receive(deadline_ms)
            if "asks" in answer and isinstance(answer["asks"], int):
                deadline_ms = _now_ms() + int((answer["asks"] + _GRACE_S) * 1000)
                asked(answer["asks"])
                continue
            if "error" in answer:
                code, says = str(answer["error"]), str(answer.get("says", ""))
                raise TokenError(code, says, str(answer.get("field", "")))
            return answer

    def _synchronise(self, open_s: float) -> None:
        deadline_ms = _now_ms() + int(open_s * 1000)
        while _now_ms() < deadline_ms:
            session = os.urandom(1)[0]
            self._channel.open(session, os.urandom(8), _now_ms())
            try:
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
            "Is it another device, or is its firmware missing?"
        )

    def _receive(self, deadline_ms: int) -> dict:
        while True:
            message = self._channel.take()
            if message is not None:
                break
            if _now_ms() > deadline_ms:
                raise Vanished(f"The token at {self.port} does not answer any more.")
            try:
                self._turn()
            except LinkLost:
                raise Vanished(f"The token at {self.port} does not answer any more.") from None
        self._log(f"< {len(message)} bytes")
        try:
            return decode(message)
        except BadField:
            raise Vanished(f"The token at {self.port} sent an answer that is not JSON.") from None

    def _turn(self) -> None:
        try:
            data = self._serial.read(max(1, self._serial.in_waiting))
        except (OSError, TypeError):  # pyserial raises TypeError when the port went away
            raise Vanished(f"The token at {self.port} was unplugged.") from None
        now_ms = _now_ms()
        for byte in data:
            self._channel.feed(byte, now_ms)
        self._channel.poll(now_ms)

    def _write(self, data: bytes) -> None:
        try:
            self._serial.write(data)
        except OSError:
            raise Vanished(f"The token at {self.port} was unplugged.") from None


def _why_not_open(port: str, error: Exception) -> str:
    text = str(error).lower()
    if "permission" in text:
        return (
            f"No permission to open {port}. On Linux: `sudo usermod -aG dialout $USER`, "
            "then log in again."
        )
    if "no such file" in text or "filenotfound" in text or "cannot find" in text:
        return f"There is no port {port}. Is the token plugged in?"
    if "exclusive" in text or "busy" in text or "resource temporarily" in text:
        return f"{port} is in use by another program. Close it first."
    return f"{port} cannot be opened as a serial port."
