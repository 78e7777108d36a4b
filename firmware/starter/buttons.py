"""Whether a button is held down while the power comes: before any firmware is chosen."""

import json
import sys
from time import sleep_ms

import machine
from micropython import const

PINS = "/pins.json"
_LOOKS = const(5)
_LOOK_MS = const(10)
# GPIO 0 down while the power comes starts the chip's boot loader: there a button is pressed
# right after, and so long it is waited for.
_BOOT_PIN = const(0)
_WAIT_LOOKS = const(100)


def pins() -> dict:
    """Return the board's pins: `buttons`, `sda`, `scl`, `reset` (None: not there), `height`."""
    with open(PINS) as file:
        return json.load(file)


def held(numbers: list) -> bool:
    """Return whether a button is down for 50 ms, at power-on and at no other start.

    A reset by the firmware, or a button that wakes the chip, is none: whoever presses a button
    to lock or to wake the token may still have it down.
    """
    if machine.reset_cause() != machine.PWRON_RESET:
        return False
    buttons = [machine.Pin(number, machine.Pin.IN, machine.Pin.PULL_UP) for number in numbers]
    if _BOOT_PIN in numbers:
        for _ in range(_WAIT_LOOKS):
            if _is_down(buttons):
                break
            sleep_ms(_LOOK_MS)
    for _ in range(_LOOKS):
        if not _is_down(buttons):
            return False
        sleep_ms(_LOOK_MS)
    return True


def forget() -> None:
    """Leave the heap to the firmware: nothing of this is needed again before the next start."""
    del sys.modules[__name__]
    delattr(sys.modules["starter"], "buttons")


def _is_down(buttons):
    return not all([button.value() for button in buttons])
