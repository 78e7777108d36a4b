"""Start-up, and the end of every way out: an uncaught error shows on the glass and resets."""

import io
import sys

from otpfob.app.parts import Parts
from otpfob.app.token import Token
from otpfob.ui.canvas import Canvas
from otpfob.ui.screens.message import MessageScreen

# Long enough to read and to write down.
_SHOW_MS = 10_000


def run(parts: Parts) -> None:
    """Run the token. Never returns."""
    try:
        Token(parts).run()
    except Exception as error:  # noqa: BLE001 (one of the three places that catch everything)
        _show(parts, error)
    parts.reset()


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
    canvas = Canvas(panel.pixels, panel.width, panel.height, parts.fonts, parts.trace)
    canvas.clear()
    MessageScreen("Error", name + ". The token restarts.").draw(canvas)
    panel.show()
    began_ms = parts.ticks.now_ms()
    while parts.ticks.diff(parts.ticks.now_ms(), began_ms) < _SHOW_MS:
        parts.console.wait(100)
        while parts.console.read() >= 0:
            pass
