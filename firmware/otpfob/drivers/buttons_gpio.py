"""Buttons between a pin and ground."""

from machine import Pin


class GpioButtons:
    """`pins` in the order NEXT, DO, and so on (otpfob.ui.gestures)."""

    def __init__(self, pins) -> None:
        self._pins = tuple(Pin(number, Pin.IN, Pin.PULL_UP) for number in pins)
        self.count = len(self._pins)

    def levels(self) -> int:
        """Return a bit for each button that is down now. Allocates nothing."""
        levels = 0
        for i in range(self.count):
            if not self._pins[i].value():
                levels |= 1 << i
        return levels
