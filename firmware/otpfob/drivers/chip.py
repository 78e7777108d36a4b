"""The microcontroller itself: speed, serial number, restart."""

from binascii import hexlify
from time import sleep_ms

import machine
from micropython import const

# Long enough for whoever watches the console, short enough to come back by itself.
_PAUSE_MS = const(5000)


def full_speed() -> None:
    """Run at 240 MHz: the chip starts at 160, and what follows is mostly hashing and drawing."""
    for hertz in (240_000_000, 160_000_000):
        try:
            machine.freq(hertz)
            return
        except ValueError:
            pass  # an ESP32-C3, whose most is 160


def low_speed() -> None:
    """Run at 80 MHz: the least at which the buses and the line keep their clock."""
    machine.freq(80_000_000)


def serial() -> str:
    """Return the chip's own number, 12 hexadecimal digits."""
    return str(hexlify(machine.unique_id()), "ascii")


def reset() -> None:
    """Restart. Does not return."""
    machine.reset()


def reset_after_pause() -> None:
    """Restart, but not so often that nobody can get a word in. Does not return."""
    sleep_ms(_PAUSE_MS)
    machine.reset()
