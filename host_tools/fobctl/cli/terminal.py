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
_HELP = "n NEXT  d DO  N/D hold  r reset  p power  q quit"
_HIDE_CURSOR = "\x1b[?25l\x1b[2J"
_SHOW_CURSOR = "\x1b[?25h\n"
_HOME = "\x1b[H"
_END_OF_LINE = "\x1b[K\r\n"


class Terminal:
    """Draws until the user quits. Raises SimulatorError when the simulator fails."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._drawn: list[str] = []

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
        if key.lower() in "nd":
            self._simulator.press("next" if key in "nN" else "do", hold=key.isupper())
        elif key == "r":
            self._simulator.reset()
        elif key == "p":
            self._simulator.cut_power()
            self._simulator.power_on()

    def _draw(self) -> None:
        self._simulator.check()
        size = shutil.get_terminal_size()
        lines = framed(self._simulator.glass(), size.columns, size.lines)
        lines += [_HELP, f"port {self._simulator.port}"]
        if lines == self._drawn:
            return
        self._drawn = lines
        sys.stdout.write(_HOME + _END_OF_LINE.join(lines) + "\x1b[J")
        sys.stdout.flush()
