"""A turn of the event loop in which nothing happens allocates nothing.

The parts are fakes that allocate nothing themselves. What a turn allocates in which a new
second begins is printed, on a 64-bit interpreter.
"""

import gc

import micropython
from ram_fs import RamFs
from unit_paths import FONTS

from otpfob.app.font_files import open_fonts
from otpfob.app.parts import Parts
from otpfob.app.token import Token
from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.vault.vault import Vault

NEXT_DOWN = 1
DO_DOWN = 2
START_UNIX_S = 1_800_000_000


class Panel:
    width = 128

    def __init__(self, height):
        self.height = height
        self.pixels = bytearray(128 * height // 8)
        self.shown = 0

    def show(self):
        self.shown += 1


class Buttons:
    count = 2
    down = 0

    def levels(self):
        return self.down


class Console:
    def read(self):
        return -1

    def write(self, data):
        raise AssertionError("nobody asked")

    def wait(self, limit_ms):
        pass


class Ticks:
    ms = 0

    def now_ms(self):
        return self.ms

    def diff(self, a, b):
        return a - b


class Chip:
    """A clock chip, or one that lost its power when `unix_s` is None."""

    def __init__(self, ticks, unix_s):
        self._ticks = ticks
        self._unix_s = unix_s

    def read(self):
        return None if self._unix_s is None else self._unix_s + self._ticks.ms // 1000

    last_unix_s = 1 << 40

    def write(self, unix_s):
        pass


class Flash:
    def __init__(self, fs):
        self._fs = fs

    def is_blank(self):
        return not self._fs.files

    def mount(self):
        return self._fs

    def format(self):
        pass


class Bench:
    """A token in the hand. `trace` has the words that are on its glass."""

    def __init__(self, accounts, unix_s=START_UNIX_S, height=64):
        fs = RamFs()
        vault = Vault(fs)
        vault.create()
        for account in accounts:
            vault.add(account)
        self.words = []
        self.ticks = Ticks()
        self.panel = Panel(height)
        self.buttons = Buttons()
        parts = Parts(
            panel=self.panel,
            buttons=self.buttons,
            console=Console(),
            ticks=self.ticks,
            chip=Chip(self.ticks, unix_s),
            flash=Flash(fs),
            fonts=open_fonts(FONTS),
            reset=None,
            serial="0",
            board="fake",
            earliest_unix_s=START_UNIX_S,
            trace=self._trace,
        )
        self.token = Token(parts)

    def _trace(self, text):
        if text is None:
            self.words.clear()
        else:
            self.words.append(text)

    def turns(self, for_ms):
        for _ in range(for_ms // 10):
            self.ticks.ms += 10
            self.token.turn()

    def click(self, button):
        self.buttons.down = button
        self.turns(100)
        self.buttons.down = 0
        self.turns(100)

    def settle(self, ms_of_second=500):
        """Turn until the clock agrees with its chip, to the middle of a second."""
        self.turns(4000)
        self.turns((ms_of_second - self.ticks.ms) % 1000)


def quiet(bench):
    """Turn 40 times within a second on a locked heap. Raises MemoryError if it allocates."""
    bench.settle()
    shown = bench.panel.shown
    ticks, token = bench.ticks, bench.token
    micropython.heap_lock()
    try:
        for _ in range(40):
            ticks.ms += 10
            token.turn()
    finally:
        micropython.heap_unlock()
    assert bench.panel.shown == shown


def bytes_of_seconds(bench, seconds):
    """Return what a turn in each of so many new seconds allocates in all, and what is drawn."""
    bench.settle()
    shown = bench.panel.shown
    ticks, token = bench.ticks, bench.token
    gc.collect()
    gc.disable()
    try:
        before = gc.mem_alloc()
        for _ in range(seconds):
            ticks.ms += 1000
            token.turn()
        return gc.mem_alloc() - before, bench.panel.shown - shown
    finally:
        gc.enable()


def account(kind, name="ann"):
    return Account(kind, "Acme", name, b"12345678901234567890", 0, 5 if kind == STEAM else 6)


def test_the_empty_list_is_quiet():
    quiet(Bench([]))


def test_the_list_is_quiet():
    for height in (64, 32):
        bench = Bench([account(TOTP), account(HOTP)], height=height)
        quiet(bench)
        assert bench.words == ["Acme: ann", "Acme: ann"]


def test_the_totp_screen_is_quiet_within_a_second():
    for kind in (TOTP, STEAM):
        for height in (64, 32):
            bench = Bench([account(kind)], height=height)
            bench.settle()
            bench.click(DO_DOWN)
            quiet(bench)
            assert len(bench.words[-1]) == (5 if kind == STEAM else 6), bench.words


def test_the_totp_screen_without_a_time_is_quiet():
    bench = Bench([account(TOTP)], unix_s=None)
    bench.settle()
    bench.click(DO_DOWN)
    quiet(bench)
    assert "Clock not set" in bench.words, bench.words


def test_a_long_name_is_quiet_between_its_steps():
    bench = Bench([account(TOTP, "a very long name that does not fit the glass")])
    quiet(bench)
    bench.click(DO_DOWN)
    quiet(bench)


def test_the_hotp_screen_is_quiet_before_and_after_a_code():
    bench = Bench([account(HOTP)])
    bench.settle()
    bench.click(DO_DOWN)
    quiet(bench)
    assert bench.words[-1] == "Press DO for a code", bench.words
    bench.click(DO_DOWN)
    quiet(bench)
    assert bench.words[-2:] == ["755224", "Counter 0"], bench.words


def test_a_new_second_is_reported():
    bench = Bench([account(TOTP)])
    listed, _ = bytes_of_seconds(bench, 20)
    bench.click(DO_DOWN)
    period, drawn = bytes_of_seconds(bench, 30)
    assert drawn == 30
    print("20 seconds of the list allocate", listed, "bytes, a period of TOTP", period)
