"""The simulated token in a terminal: its glass, and keys for its buttons."""

from __future__ import annotations

import os
import select
import shutil
import sys
import termios
import tty

from fobctl.cli.glass import framed
from fobctl.simulator.simulator import Simulator

_REFRESH_S = 0.05
KEYS = "n NEXT  b PREV  d DO  N/B/D hold  t turn over  r reset  p power  u USB  q quit"
_BUTTONS = {"n": "next", "d": "do", "b": "prev"}
_FAINT, _PLAIN = "\x1b[2m", "\x1b[22m"
# From here on the glass is as bright as it gets, or nearly.
_BRIGHT = 128
_HIDE_CURSOR = "\x1b[?25l\x1b[2J"
_SHOW_CURSOR = "\x1b[?25h\n"
_HOME = "\x1b[H"
_END_OF_LINE = "\x1b[K\r\n"


class Terminal:
    """Draws until the user quits. Raises SimulatorError when the simulator fails."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._drawn: list[str] = []
        self._on_usb = True

    def run(self) -> None:
        saved = termios.tcgetattr(sys.stdin)
        try:
            sys.stdout.write(_HIDE_CURSOR)
            tty.setcbreak(sys.stdin)
            while self._turn():
                pass
        except OSError:
            pass  # the terminal is gone
        finally:
            self._restore(saved)

    def _restore(self, saved):
        try:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, saved)
            sys.stdout.write(_SHOW_CURSOR)
            sys.stdout.flush()
        except (OSError, termios.error):
            pass  # nobody is there to see it

    def _turn(self) -> bool:
        """Draw, and do what a key says. Returns whether to go on."""
        self._draw()
        if not select.select([sys.stdin], [], [], _REFRESH_S)[0]:
            return True
        key = os.read(sys.stdin.fileno(), 1).decode(errors="replace")
        if key in ("q", ""):  # "": the terminal is gone
            return False
        self._press(key)
        return True

    def _press(self, key: str) -> None:
        button = _BUTTONS.get(key.lower())
        if button is not None:
            self._simulator.press(button, hold=key.isupper())
        elif key == "t":
            self._simulator.turn_over()
        elif key == "u":
            self._on_usb = not self._on_usb
            self._simulator.plug_usb(self._on_usb)
        elif key == "r":
            self._simulator.reset()
        elif key == "p":
            self._simulator.cut_power()
            self._simulator.power_on()

    def _state(self) -> str:
        """Say why the glass is dark, and what gives the power."""
        if self._simulator.asleep:
            return "asleep: a button wakes it"
        power = "on USB" if self._on_usb else "on a battery"
        return power if self._simulator.contrast() else f"{power}, the glass is off"

    def _draw(self) -> None:
        self._simulator.check()
        size = shutil.get_terminal_size()
        lines = framed(self._simulator.glass(), size.columns, size.lines)
        lines[-1] = _labelled(lines[-1], self._state())
        if 0 < self._simulator.contrast() < _BRIGHT:
            lines = [f"{_FAINT}{line}{_PLAIN}" for line in lines]
        lines += [KEYS, f"port {self._simulator.port}"]
        if lines == self._drawn:
            return
        self._drawn = lines
        sys.stdout.write(_HOME + _END_OF_LINE.join(lines) + "\x1b[J")
        sys.stdout.flush()


def _labelled(edge: str, text: str) -> str:
    """Return the edge of a frame with a text in it."""
    return f"{edge[:2]} {text} {edge[len(text) + 4 :]}"
