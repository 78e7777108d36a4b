"""The clipboard of this PC's desktop.

pyperclip runs in a process of its own: what it starts (xclip, wl-copy) lives on to serve the
clipboard, and would keep our output open; and one that hangs is given up.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from fobctl.cli import waiting
from fobctl.cli.session import Session

HELD_S = 30
_PATIENCE_S = 10
_PROBE = "fobctl tries the clipboard"

# Without the folder it is started in, where anybody's pyperclip.py may lie. A code goes
# through standard input: arguments show in `ps`.
_START = "import sys; sys.path = [path for path in sys.path if path]; import pyperclip; "
_READ = _START + "sys.stdout.buffer.write(pyperclip.paste().encode())"
_WRITE = _START + "pyperclip.copy(sys.stdin.buffer.read().decode())"


class ClipboardFailed(click.ClickException):
    """There is no clipboard, or it does not work."""

    def __init__(self) -> None:
        super().__init__(
            "No clipboard works here; no code was asked for. On Linux install xclip (X11) or "
            "wl-clipboard (Wayland): `sudo apt install xclip wl-clipboard`. Without a desktop, "
            "as over ssh, there is none: leave --copy out."
        )


def _run(program: str, given: bytes) -> bytes:
    try:
        return subprocess.run(
            [sys.executable, "-c", program],
            input=given,
            stdout=subprocess.PIPE if program is _READ else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            check=True,
            # What serves the clipboard outlives Ctrl-C, and the terminal.
            start_new_session=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        pass
    # Raised out here: the caught error knows what was given.
    raise ClipboardFailed


def read() -> str:
    """Return the text on the clipboard. Raises ClipboardFailed."""
    return _run(_READ, b"").decode(errors="replace")


def write(text: str) -> None:
    """Put a text onto the clipboard; an empty one clears it. Raises ClipboardFailed."""
    _run(_WRITE, text.encode())


def check() -> None:
    """Raise ClipboardFailed unless a text put there can be read back. Keeps a text there."""
    try:
        before = read()
    except ClipboardFailed:
        before = ""  # nothing, or no text
    write(_PROBE)
    if read() != _PROBE:
        raise ClipboardFailed
    write(before)


@contextmanager
def _interrupted_by_ends() -> Iterator[None]:
    """Let what else ends a program do as Ctrl-C does: a closed terminal, `kill`."""
    ends = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [signal.signal(number, signal.default_int_handler) for number in ends]
    try:
        yield
    finally:
        for number, handler in zip(ends, before, strict=True):
            signal.signal(number, handler)


def hold(session: Session, code: str) -> None:
    """Put `code` onto the clipboard, and clear it after HELD_S seconds or at Ctrl-C.

    Raises ClipboardFailed when it cannot be put there.
    """
    with _interrupted_by_ends():
        try:
            write(code)
            label = f"On the clipboard for {HELD_S} s (Ctrl-C clears it now)"
            with session.progress(label, HELD_S) as advance:
                for _ in range(HELD_S):
                    waiting.pause(1)
                    advance(1)
        except KeyboardInterrupt:
            pass
        finally:
            said = _clear(code)
    session.say(said)


def _clear(code: str) -> str:
    """Take `code` off the clipboard, and nothing else. Returns what became of it."""
    try:
        if read() not in (code, ""):
            return "The clipboard holds something else by now, which stays."
        write("")
        if read() != code:
            return "The clipboard is cleared."
    except ClipboardFailed:
        pass
    return "The clipboard could not be cleared. Copy something else."
