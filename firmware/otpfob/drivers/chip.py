"""The microcontroller itself: speed, serial number, restart."""

from binascii import hexlify
from time import sleep_ms

import machine

# Long enough for whoever watches the console, short enough to come back by itself.
_PAUSE_MS = 5000


def full_speed() -> None:
    """Run at 240 MHz: the chip starts at 160, and what follows is mostly hashing and drawing."""
    try:
        machine.freq(240_000_000)
    except ValueError:
        pass  # an ESP32-C3, whose most is the 160 that it runs at


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
