"""An SSD1306 OLED on I2C, driven by Adafruit's driver."""

from time import sleep_ms

from adafruit_ssd1306 import SSD1306_I2C
from machine import Pin

from otpfob.drivers.bus_i2c import SharedI2c

# The data sheet (SSD1306 Rev 1.5, 8.9) asks for 3 us of each; boards put a capacitor on the line.
_RESET_MS = 10


class Ssd1306Panel(SSD1306_I2C):
    """`pixels` is the display memory to draw into: width * height // 8 bytes, MONO_VLSB.

    `reset`: the number of the pin at the display's RES#, on boards that have one. It is used
    once, here: Adafruit's driver would use it at every power-on, and the display forgets all
    that was set. Raises OSError or ValueError when no display answers at `address`.
    """

    def __init__(
        self, i2c, width: int, height: int, address: int = 0x3C, reset: "int | None" = None
    ) -> None:
        if reset is not None:
            _reset(Pin(reset, Pin.OUT, value=0))
        super().__init__(width, height, SharedI2c(i2c), addr=address)
        # The first byte of the driver's buffer is the control byte of the transfer.
        self.pixels = memoryview(self.buffer)[1:]


def _reset(pin):
    sleep_ms(_RESET_MS)
    pin.value(1)
    sleep_ms(_RESET_MS)
