"""The power of the board: how fast the chip runs, whether USB gives it, and deep sleep.

What ends deep sleep differs between the chips (ESP-IDF Programming Guide, Sleep Modes, "Wakeup
Sources"). A button is between its pin and ground, so it has to be a low level:

    chip       source  pins, and how many
    ESP32      ext0    one of the RTC's
               ext1    one of the RTC's: of several, *all* would have to be low
    ESP32-S3   ext0    one of the RTC's, GPIO 0 to 21
               ext1    any number of the RTC's: one that is low is enough
    ESP32-C3   gpio    any number of GPIO 0 to 5

The chip holds the pull-ups of these pins meanwhile (same guide, "External Wakeup").
"""

import esp32
import machine
from machine import Pin

from otpfob.drivers import chip

EXT0 = "ext0"
EXT1 = "ext1"
GPIO = "gpio"


class Power:
    """`wake` has the source of each button, of those above, or None for one that cannot wake.

    `usb_pin` is one that is high while USB gives power, or None: then nobody can tell.
    """

    def __init__(self, buttons, wake, usb_pin: "int | None" = None) -> None:
        self._wake = wake
        self._pins = tuple(Pin(number, Pin.IN, Pin.PULL_UP) for number in buttons)
        self._usb = None if usb_pin is None else Pin(usb_pin, Pin.IN)

    def full_speed(self, whether: bool) -> None:
        """Run as fast as the chip can, or as slow as nobody notices who does not look."""
        if whether:
            chip.full_speed()
        else:
            chip.low_speed()

    def on_usb(self) -> bool:
        """Return whether USB gives power, as far as the board can tell. Allocates nothing."""
        return self._usb is not None and self._usb.value() == 1

    def sleep(self, levels: int) -> None:
        """Sleep until a button goes down; starting again is the end of it. The radio is off.

        A button that is down, by its bit in `levels`, would end the sleep as it begins: one that
        is stuck wakes nobody. Returns only when no button is left.
        """
        up = [i for i in range(len(self._pins)) if not levels >> i & 1 and self._wake[i]]
        if not up:
            return
        for source, arm in ((EXT0, _arm_ext0), (EXT1, _arm_ext1), (GPIO, _arm_gpio)):
            pins = [self._pins[i] for i in up if self._wake[i] == source]
            if pins:
                arm(pins)
        machine.deepsleep()


def _arm_ext0(pins):
    (pin,) = pins
    esp32.wake_on_ext0(pin, esp32.WAKEUP_ALL_LOW)


def _arm_ext1(pins):
    esp32.wake_on_ext1(pins, esp32.WAKEUP_ALL_LOW)


def _arm_gpio(pins):
    esp32.wake_on_gpio(pins, esp32.WAKEUP_ALL_LOW)
