"""The journeys, the answers and a safe in RAM, driven without a board: no glass, no line."""

import gc

from ram_fs import RamFs
from ram_store import RamStore
from ui.glass import said

from otpfob.app.flow import Flow
from otpfob.app.journeys.home import home
from otpfob.app.kit import Kit
from otpfob.app.loans import Loans
from otpfob.app.requests import Requests
from otpfob.app.transfers import Transfers
from otpfob.core.account import TOTP, Account
from otpfob.core.errors import FobError, StorageFailed
from otpfob.ui import actions
from otpfob.vault.entropy import Pool
from otpfob.vault.safe import Safe

if not hasattr(gc, "threshold"):  # CPython's collector has others
    gc.threshold = lambda size: None

PIN = b"135790"
YES = actions.DO
NEXT = actions.NEXT
HELD = actions.MENU


class Flash:
    """As otpfob.drivers.flash_partition has it."""

    def __init__(self):
        self.fs = None

    def is_blank(self):
        return self.fs is None

    def mount(self):
        if self.fs is None:
            raise StorageFailed
        return self.fs

    def format(self):
        self.fs = RamFs()

    def erase(self):
        self.fs = None


class Radio:
    """A random source; `broken` makes it refuse, as a radio that does not start."""

    insecure = True

    def __init__(self):
        self.broken = False
        self.on = False
        self._given = 0

    def seed(self):
        return bytes(32)

    def begin(self):
        if self.broken:
            raise FobError
        self.on = True

    def end(self):
        self.on = False

    def read(self, n):
        self._given += 1
        return bytes([(self._given * 7 + i * 13) & 0xFF for i in range(n)])


class SlowTicks:
    """Every look takes a second, so the fewest iterations are used."""

    def __init__(self):
        self._now_ms = 0

    def now_ms(self):
        self._now_ms += 1000
        return self._now_ms

    def diff(self, a, b):
        return a - b


class Clock:
    second = 0
    era = 0
    has_time = True
    refused = marked = False
    unix_s = 1_795_305_600
    source = "host"
    age_s = rate_ppb = rate_sigma_ppb = rejected_ppb = trust = 0

    def unix_ms(self, now_ms):
        return self.unix_s * 1000

    def bound_ms(self, now_ms):
        return 1000


class Glass:
    """Speaks English only, and keeps nothing."""

    language = "en"
    whole = True

    def name_of(self, language):
        return language

    def speak(self, language):
        self.language = language

    def save(self):
        pass


class Part:
    """A part that is there and whole."""

    kind = "ds3231"
    here = whole = True

    @property
    def present(self):
        return self.here


class Chip(Part):
    def present(self):
        return self.here


class Parts:
    """As otpfob.app.parts has them, as far as a kit needs them."""

    board = "fake"
    serial = "a0b1c2d3e4f5"
    slot = ""

    def __init__(self):
        self.panel = Part()
        self.fonts = Part()
        self.chip = Chip()
        self.failed = []

    def faults(self):
        return self.failed


class Bench:
    """`answer` is the host's side, `flow` the person's."""

    def __init__(self, digits=None, set_up=True):
        self.flash = Flash()
        self.radio = Radio()
        pool = Pool(self.radio)
        self.safe = Safe(self.flash, RamStore(), pool, SlowTicks())
        self.safe.start()
        if set_up:
            run(self.safe.creating(None if digits is None else bytearray(digits)))
            self.safe.vault.add(account())
        self.kit = Kit(
            self.safe,
            Clock(),
            pool,
            self.radio,
            Transfers(self.safe),
            Glass(),
            None,
            None,
            SlowTicks(),
            Loans(),
            Parts(),
        )
        self.requests = Requests(self.kit, "fake", "0", "")
        self.flow = Flow(self.kit, lambda: home(self.kit), lambda result: None)

    def answer(self, command, **fields):
        return self.requests.answer(command, fields)

    def press(self, *events):
        for event in events:
            self.flow.on_tick()
            self.flow.on_action(event)

    def work(self):
        """Do all the work of the screen in front."""
        front = self.flow.front
        while self.flow.front is front:
            self.flow.on_turn()

    def enter(self, digits):
        """Enter a PIN at the wheel in front."""
        screen = self.flow.front
        for digit in digits:
            while screen._label(screen._place) != chr(digit):
                self.press(NEXT)
            self.press(YES)
        self.press(HELD)

    def choose(self, entry):
        """Take an entry of the menu in front."""
        screen = self.flow.front
        while said(screen._entries[screen._rows.selected]) != entry:
            self.press(NEXT)
        self.press(YES)

    @property
    def title(self):
        return said(self.flow.front._title)


def account():
    return Account(TOTP, "Acme", "ann", bytearray(b"12345678901234567890"))


def run(job):
    while not job.step():
        pass
    return job.result
