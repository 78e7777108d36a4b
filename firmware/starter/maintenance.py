"""MicroPython's own prompt, for whoever holds a button down while the power comes.

Nothing of the vault is read here, so no key is in memory: not one that the PIN gives, nor any
other. What an earlier run left there is overwritten first; a press of the reset button does not
clear it.
"""

import framebuf
from machine import I2C, Pin
from micropython import const

from otpfob.drivers.heap import scrub
from otpfob.drivers.panel_ssd1306 import Ssd1306Panel

# Of MicroPython's own font, 16 characters a line; a display of 32 rows shows the first four.
_LINES = ("MAINTENANCE", "fobctl device", "  update", "Unplug to end.")
_LINE_PX = const(8)


def begin(pins: dict) -> None:
    """Overwrite what was in memory, and say on the glass where one is."""
    scrub()
    i2c = I2C(0, scl=Pin(pins["scl"]), sda=Pin(pins["sda"]), freq=400_000)
    panel = Ssd1306Panel(i2c, 128, pins["height"], reset=pins["reset"])
    glass = framebuf.FrameBuffer(panel.pixels, panel.width, panel.height, framebuf.MONO_VLSB)
    glass.fill(0)
    for i in range(len(_LINES)):
        glass.text(_LINES[i], 0, i * _LINE_PX)
    panel.show()
