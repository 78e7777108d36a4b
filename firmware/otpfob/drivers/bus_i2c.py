"""machine.I2C in the shape that Adafruit's drivers expect of a CircuitPython bus."""


class SharedI2c:
    """Adds the lock (there is one user at a time here, so it is always free) and slices."""

    def __init__(self, i2c) -> None:
        self._i2c = i2c

    def try_lock(self) -> bool:
        return True

    def unlock(self) -> None:
        pass

    def writeto(self, address: int, buffer, *, start: int = 0, end=None) -> None:
        if start or (end is not None and end != len(buffer)):
            buffer = memoryview(buffer)[start:end]
        self._i2c.writeto(address, buffer)

    def readfrom_into(self, address: int, buffer, *, start: int = 0, end=None) -> None:
        if start or (end is not None and end != len(buffer)):
            buffer = memoryview(buffer)[start:end]
        self._i2c.readfrom_into(address, buffer)


class FailingI2c(SharedI2c):
    """One that raises nothing, for what the token can do without: `failed` says that it did.

    Whoever set it back to False tries again; until then nothing is sent, since each attempt on a
    line that hangs takes as long as its time limit.
    """

    failed = False

    def writeto(self, address: int, buffer, *, start: int = 0, end=None) -> None:
        if self.failed:
            return
        try:
            super().writeto(address, buffer, start=start, end=end)
        except OSError:
            self.failed = True

    def send(self, address: int, buffer) -> None:
        """Write a whole buffer: the same in a third of the time, for what is sent all day."""
        if self.failed:
            return
        try:
            self._i2c.writeto(address, buffer)
        except OSError:
            self.failed = True
