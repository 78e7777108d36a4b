"""Parts of a board that exist in RAM only. Nothing here waits."""

from made_up import some_bytes
from unit_paths import TEXTS

import otpfob.app.token
from otpfob.app.parts import Parts
from otpfob.app.text_files import text_files
from otpfob.app.token import Token
from otpfob.core.errors import StorageFailed
from otpfob.vault.safe import Safe


class Reset(BaseException):
    """The chip restarts: what called `reset` does not come back."""


def _reset():
    raise Reset


class Panel:
    """A display that nobody sees: the words come from the canvas's trace."""

    width = 128
    present = True

    def __init__(self, height: int) -> None:
        self.height = height
        self.pixels = bytearray(self.width * height // 8)

    def show(self) -> None:
        pass

    def contrast(self, value: int) -> None:
        pass

    def poweroff(self) -> None:
        pass

    def poweron(self) -> None:
        pass

    def turn(self, upside_down: bool) -> None:
        pass


class Power:
    """A battery; a token that falls asleep raises Reset."""

    def full_speed(self, whether: bool) -> None:
        pass

    def on_usb(self) -> bool:
        return False

    def sleep(self, levels: int) -> None:
        raise Reset


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

    kind = "ds3231"
    last_unix_s = 7_258_118_399  # the end of 2199

    def __init__(self, ticks: Ticks, unix_s: "int | None") -> None:
        self._ticks = ticks
        self._offset_ms = None if unix_s is None else unix_s * 1000 - ticks.ms

    def present(self) -> bool:
        return True

    def read(self) -> "int | None":
        if self._offset_ms is None:
            return None
        return (self._offset_ms + self._ticks.ms) // 1000

    def write(self, unix_s: int) -> bool:
        self._offset_ms = unix_s * 1000 - self._ticks.ms
        return True

    def lose(self) -> None:
        self._offset_ms = None


class Random:
    """Random bytes of the soak's own seed."""

    insecure = True

    def seed(self) -> bytes:
        return some_bytes(32)

    def begin(self) -> None:
        pass

    def read(self, size: int) -> bytes:
        return some_bytes(size)

    def end(self) -> None:
        pass


class Wifi:
    """A radio that hears no network."""

    reason = "no_network"

    def begin(self, ssid, password) -> None:
        pass

    def joined(self) -> bool:
        return False

    def end(self) -> None:
        pass


class SlowTicks:
    """Every look takes a second, so the fewest iterations are used for a PIN."""

    def __init__(self) -> None:
        self._ms = 0

    def now_ms(self) -> int:
        self._ms += 1000
        return self._ms

    def diff(self, a: int, b: int) -> int:
        return a - b


class QuickSafe(Safe):
    """Chooses the fewest iterations for a new PIN."""

    def __init__(self, flash, store, pool, ticks, device_key=None) -> None:
        Safe.__init__(self, flash, store, pool, SlowTicks(), device_key)


class RamFlash:
    """A flash whose filesystem is a RamFs. Blank while it has no file and `made` is False."""

    def __init__(self, fs) -> None:
        self.fs = fs
        self.made = False

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


def run(job) -> None:
    """Do all of a job."""
    while not job.step():
        pass


def token(safe, *, flash, store, console, ticks, chip, fonts, earliest_unix_s, **others) -> Token:
    """Return a token of these parts; `safe` is the class of its safe.

    A lock and deep sleep raise Reset. `others` are panel, buttons, scrub and trace.
    """
    otpfob.app.token.Safe = safe
    return Token(
        Parts(
            flash=flash,
            store=store,
            random=Random(),
            wifi=Wifi(),
            net=None,  # nobody gets that far
            power=Power(),
            time_servers=("a.example", "b.example", "c.example"),
            console=console,
            ticks=ticks,
            chip=chip,
            fonts=fonts,
            texts=text_files(TEXTS),
            reset=_reset,
            serial="0",
            board="fake",
            earliest_unix_s=earliest_unix_s,
            test_board=True,
            **others,
        )
    )
