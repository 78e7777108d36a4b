"""A turn of the event loop in which nothing happens allocates nothing.

The parts are fakes that allocate nothing themselves. What a turn allocates in which a new
second begins is printed, on a 64-bit interpreter.
"""

import gc

import micropython
from ram_fs import RamFs
from ram_store import RamStore
from unit_paths import FONTS, TEXTS

from otpfob.app.font_files import open_fonts
from otpfob.app.parts import Parts
from otpfob.app.text_files import text_files
from otpfob.app.token import Token
from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.vault.entropy import Pool
from otpfob.vault.safe import Safe

NEXT_DOWN = 1
DO_DOWN = 2
START_UNIX_S = 1_800_000_000
PIN = b"135790"


class Panel:
    width = 128
    present = True

    def __init__(self, height):
        self.height = height
        self.pixels = bytearray(128 * height // 8)
        self.shown = 0
        self.light = 255

    def show(self):
        self.shown += 1

    def contrast(self, value):
        self.light = value

    def poweroff(self):
        self.light = 0

    def poweron(self):
        pass


class Power:
    slow = False
    usb = True

    def full_speed(self, whether):
        self.slow = not whether

    def on_usb(self):
        return self.usb

    def sleep(self, levels):
        raise AssertionError("it sleeps")


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

    kind = "ds3231"
    last_unix_s = 1 << 40

    def __init__(self, ticks, unix_s):
        self._ticks = ticks
        self._offset_ms = None if unix_s is None else unix_s * 1000

    def read(self):
        if self._offset_ms is None:
            return None
        return (self._offset_ms + self._ticks.ms) // 1000

    def write(self, unix_s):
        self._offset_ms = unix_s * 1000 - self._ticks.ms
        return True


class Flash:
    def __init__(self, fs):
        self._fs = fs

    def is_blank(self):
        return not self._fs.files

    def mount(self):
        return self._fs

    def format(self):
        pass


class Random:
    insecure = True

    def seed(self):
        return b"seed"

    def begin(self):
        pass

    def end(self):
        pass

    def read(self, n):
        return bytes(range(n))


class SlowTicks(Ticks):
    """Every look takes a second, so the fewest iterations are used for a PIN."""

    def now_ms(self):
        self.ms += 1000
        return self.ms


class Bench:
    """A token in the hand. `words` are those on its glass. `accounts` None: it is new."""

    def __init__(self, accounts, unix_s=START_UNIX_S, height=64, pin=None):
        flash, store, random = Flash(RamFs()), RamStore(), Random()
        if accounts is not None:
            safe = Safe(flash, store, Pool(random), SlowTicks())
            safe.start()
            job = safe.creating(None if pin is None else bytearray(pin))
            while not job.step():
                pass
            for account in accounts:
                safe.vault.add(account)
        self.words = []
        self.ticks = Ticks()
        self.panel = Panel(height)
        self.buttons = Buttons()
        self.power = Power()
        parts = Parts(
            panel=self.panel,
            buttons=self.buttons,
            console=Console(),
            ticks=self.ticks,
            chip=Chip(self.ticks, unix_s),
            flash=flash,
            store=store,
            random=random,
            wifi=None,
            net=None,
            time_servers=("a.example", "b.example", "c.example"),
            power=self.power,
            fonts=open_fonts(FONTS),
            texts=text_files(TEXTS),
            scrub=None,
            reset=None,
            serial="0",
            board="fake",
            earliest_unix_s=START_UNIX_S,
            test_board=True,
            trace=self._trace,
        )
        self.token = Token(parts)
        if unix_s is not None:
            # A chip alone is not believed.
            self.token._clock.set(unix_s * 1000, self.ticks.ms, "host")

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

    def hold(self, button):
        self.buttons.down = button
        self.turns(800)
        self.buttons.down = 0
        self.turns(100)

    def enter(self, pin):
        """Turn the wheel to each digit, and OK."""
        for digit in pin:
            while "[%c]" % digit not in self.words:
                self.click(NEXT_DOWN)
            self.click(DO_DOWN)
        self.hold(DO_DOWN)
        self.turns(1000)

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
    assert bench.words[-3:] == ["755224", "Counter 0", "DO next"], bench.words


def test_a_new_token_is_quiet():
    bench = Bench(None)
    quiet(bench)
    assert bench.words[0] == "Language", bench.words


def test_the_wheel_and_the_wait_after_a_wrong_pin_are_quiet():
    for height in (64, 32):
        bench = Bench([], height=height, pin=PIN)
        quiet(bench)
        assert bench.words[0] == "PIN", bench.words
        for _ in range(4):
            bench.enter(b"000000")
            bench.turns(16_000)
        bench.enter(b"000000")
        quiet(bench)
        assert "Wait 2" in " ".join(bench.words), bench.words


def test_an_open_token_with_a_pin_and_its_menu_are_quiet():
    bench = Bench([account(TOTP)], pin=PIN)
    bench.settle()
    bench.enter(PIN)
    quiet(bench)
    assert bench.words == ["Acme: ann"], bench.words
    bench.hold(DO_DOWN)
    quiet(bench)
    assert bench.words[0] == "Menu" and "Lock now" in bench.words, bench.words


def test_the_list_is_quiet_while_it_is_dim_and_in_the_dark():
    bench = Bench([account(TOTP)])
    bench.turns(31_000)
    assert bench.panel.light == 1 and bench.power.slow
    quiet(bench)
    bench.turns(30_000)
    assert bench.panel.light == 0 and bench.power.slow
    quiet(bench)
    bench.turns(120_000)
    bench.click(DO_DOWN)
    assert bench.panel.light == 255 and not bench.power.slow
    assert bench.words == ["Acme: ann"], bench.words


def test_a_new_second_is_reported():
    bench = Bench([account(TOTP)])
    listed, _ = bytes_of_seconds(bench, 20)
    bench.click(DO_DOWN)
    period, drawn = bytes_of_seconds(bench, 30)
    assert drawn == 30
    print("20 seconds of the list allocate", listed, "bytes, a period of TOTP", period)
