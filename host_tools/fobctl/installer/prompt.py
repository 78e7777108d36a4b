"""MicroPython's prompt at a serial port, which a token in maintenance gives: mpremote's end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress

from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport

from fobctl.installer.errors import InstallError

_PROMPT_S = 2
_ANSWER_S = 10
# OSError of MicroPython's filesystem: no space left.
_NO_SPACE = ("OSError: 28", "ENOSPC")


class NoPrompt(InstallError):
    """Nothing at the port is MicroPython's prompt."""


class LineBroke(InstallError):
    """The token does not answer any more: it was unplugged, or the line is bad."""


class Prompt:
    """Raises LineBroke from every method, when the token is gone."""

    def __init__(self, port: str, transport: SerialTransport) -> None:
        self.port = port
        self._transport = transport

    def run(self, program: str) -> str:
        """Return what a program prints. Raises InstallError when it fails."""
        try:
            printed, error = self._transport.exec_raw(program, timeout=_ANSWER_S)
            printed, error = printed.decode(), error.decode()
        except _BREAKS:
            raise LineBroke(
                f"The token at {self.port} does not answer any more. It starts its old firmware, or"
                " the new one if all of that was there: run this again."
            ) from None
        if error:
            raise InstallError(_reason(error))
        return printed

    def restart(self) -> None:
        """Have the chip start again; the prompt is gone then."""
        with suppress(*_BREAKS):  # it may be gone already
            self._transport.exec_raw_no_follow("import machine; machine.reset()")


# What pyserial and mpremote raise when a port goes away, or bytes do.
_BREAKS = (TransportError, OSError, TypeError, IndexError, ValueError)


def _reason(error: str) -> str:
    last = error.strip().splitlines()[-1]
    if any(text in last for text in _NO_SPACE):
        return "There is no room for a second firmware on the token. Install it again instead."
    return f"MicroPython on the token says: {last}"


@contextmanager
def at(port: str) -> Iterator[Prompt]:
    """Yield the prompt at `port`. Raises NoPrompt when there is none."""
    try:
        with redirect_stdout(io.StringIO()):  # where mpremote prints what it did not expect
            transport = SerialTransport(port, timeout=_ANSWER_S)
    except _BREAKS:
        raise NoPrompt(f"{port} cannot be opened.") from None
    try:
        try:
            with redirect_stdout(io.StringIO()):
                transport.enter_raw_repl(soft_reset=False, timeout_overall=_PROMPT_S)
        except _BREAKS:
            raise NoPrompt(f"What is at {port} is not in maintenance.") from None
        yield Prompt(port, transport)
    finally:
        with suppress(*_BREAKS):
            if transport.in_raw_repl:
                transport.exit_raw_repl()
            transport.close()
