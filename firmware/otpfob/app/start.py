"""Start-up, and the end of every way out: an uncaught error shows on the glass and resets."""

import io
import sys

from micropython import const

from otpfob.app.glass import Glass
from otpfob.app.parts import Parts
from otpfob.app.token import Token
from otpfob.core.errors import FobError
from otpfob.ui.screens.message import MessageScreen
from otpfob.ui.texts import error_text

_T_ERROR = const(0x97EC1)
_T_RESTARTS = const(0xE3FC6)

# Long enough to read and to write down.
_SHOW_MS = 10_000


def run(parts: Parts, shown) -> None:
    """Run the token; `shown()` is called when its first screen is on the glass. Never returns."""
    parts.scrub()  # a reset by hand, or by the PC, clears no memory: was the token open?
    error = _until_error(parts, shown)
    # As when it locks; and before anything is shown: the glass may be what failed.
    parts.wifi.end()
    parts.random.end()
    parts.scrub()  # with the radio off
    _show(parts, error)
    parts.reset()


def _until_error(parts, shown):
    """Run the token until it raises. In a call of its own: nothing refers to the token after it."""
    try:
        token = Token(parts)
        token.turn()
        token.check()
        for fault in parts.faults():
            # Nobody may see the glass. What is no frame, the host's end of the line skips.
            print("OTPfob works without its", fault)
        shown()
        token.run()
    except Exception as error:  # noqa: BLE001 (one of the three places that catch everything)
        return error


def _show(parts, error):
    # The class says what it was; the text could hold anything, so it stays out.
    name = type(error).__name__
    trace = io.StringIO()
    sys.print_exception(error, trace)  # type: ignore[reportArgumentType]
    for line in trace.getvalue().split("\n"):  # type: ignore[reportAttributeAccessIssue]
        if line.startswith("  File "):
            print(line)
    print(name)
    panel = parts.panel
    canvas = Glass(parts).canvas
    canvas.clear()
    # An error of ours has a sentence that says what to do.
    text = error_text(error.code) if isinstance(error, FobError) else (_T_RESTARTS, name)
    MessageScreen(_T_ERROR, text, stays=True).draw(canvas)
    panel.show()
    began_ms = parts.ticks.now_ms()
    while parts.ticks.diff(parts.ticks.now_ms(), began_ms) < _SHOW_MS:
        parts.console.wait(100)
        while parts.console.read() >= 0:
            pass
