"""The error of the chip models. They know the I2C bus, but neither sockets nor the firmware."""


class ChipError(Exception):
    """The firmware asked for something the chip's data sheet does not define."""
