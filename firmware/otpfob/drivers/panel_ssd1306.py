"""An SSD1306 OLED on I2C, driven by Adafruit's driver."""

from adafruit_ssd1306 import SSD1306_I2C

from otpfob.drivers.bus_i2c import SharedI2c


class Ssd1306Panel(SSD1306_I2C):
    """`pixels` is the display memory to draw into: width * height // 8 bytes, MONO_VLSB.

    Raises OSError or ValueError when no display answers at `address`.
    """

    def __init__(self, i2c, width: int, height: int, address: int = 0x3C) -> None:
        super().__init__(width, height, SharedI2c(i2c), addr=address)
        # The first byte of the driver's buffer is the control byte of the transfer.
        self.pixels = memoryview(self.buffer)[1:]
