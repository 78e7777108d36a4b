"""Parts of a board that exist in RAM only. Nothing here waits."""

from otpfob.core.errors import StorageFailed


class Panel:
    """A display that nobody sees: the words come from the canvas's trace."""

    width = 128

    def __init__(self, height: int) -> None:
        self.height = height
        self.pixels = bytearray(self.width * height // 8)

    def show(self) -> None:
        pass


class Buttons:
    """Bit 0 is NEXT, bit 1 is DO."""

    count = 2

    def __init__(self) -> None:
        self.down = 0

    def levels(self) -> int:
        return self.down


class Ticks:
    """Milliseconds since the start; they never wrap here."""

    def __init__(self) -> None:
        self.ms = 0

    def now_ms(self) -> int:
        return self.ms

    def diff(self, a: int, b: int) -> int:
        return a - b


class Chip:
    """A clock chip that runs with the ticks; `read` gives None after lose()."""

    last_unix_s = 7_258_118_399  # the end of 2199

    def __init__(self, ticks: Ticks, unix_s: "int | None") -> None:
        self._ticks = ticks
        self._offset_ms = None if unix_s is None else unix_s * 1000 - ticks.ms

    def read(self) -> "int | None":
        if self._offset_ms is None:
            return None
        return (self._offset_ms + self._ticks.ms) // 1000

    def write(self, unix_s: int) -> bool:
        self._offset_ms = unix_s * 1000 - self._ticks.ms
        return True

    def lose(self) -> None:
        self._offset_ms = None


class RamFlash:
    """A flash whose filesystem is a RamFs. Blank while it has no file and `made` is False."""

    def __init__(self, fs, made: bool = True) -> None:
        self.fs = fs
        self.made = made

    def is_blank(self) -> bool:
        return not self.made

    def mount(self):
        if not self.made:
            raise StorageFailed
        return self.fs

    def format(self) -> None:
        self.erase()
        self.made = True

    def erase(self) -> None:
        self.fs.log.append(("erase", ""))
        self.fs.files = {}
        self.made = False
