"""The product as a test holds it: its glass, its buttons, and the host at its port."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from fobctl.link.conversation import Conversation
from fobctl.link.errors import Vanished
from fobctl.simulator.sim_time import SteppedTime
from fobctl.simulator.simulator import Simulator
from fobctl.token import Token
from otpfob.core.account import HOTP, TOTP, Account

Result = TypeVar("Result")

ROOT = Path(__file__).resolve().parents[2]

# Seed of RFC 4226 appendix D and RFC 6238 appendix B.
RFC_SECRET = b"12345678901234567890"
NOW_UNIX_S = 1_795_305_600

# Where the rows of a menu begin, by the height of the glass, and how high they are.
_MENU_TOP = {64: 12, 32: 9}  # below the row that keeps an entry apart from the title
_ROW_PX = 12
# The title of what a new token asks first.
NEW = "Language"
# What the confirm screen ignores after it came, and a bit.
_GUARD_MS = 600
# A click of whoever turns the wheel: much of the time of these tests is turning wheels.
_QUICK_MS = 40
_HOST_BOUND_MS = 10
# The clock chip is set at the next second, and looked at until the second after.
_CHIP_MS = 3000
# No work of the token takes longer, in tenths of a second.
_WORK_TURNS = 100


def totp(name: str = "ann", issuer: str = "Acme", **fields) -> Account:
    return Account(TOTP, issuer, name, fields.pop("secret", RFC_SECRET), **fields)


def hotp(name: str = "bob", issuer: str = "Bank", **fields) -> Account:
    return Account(HOTP, issuer, name, fields.pop("secret", RFC_SECRET), **fields)


class _Line(Conversation):
    """A conversation that another thread can end.

    It must not close the port meanwhile: the number of the file would be used again, and
    the thread that reads would take somebody else's bytes.
    """

    ended = False

    def _turn(self) -> None:
        if self.ended:
            raise Vanished("The test pulled the plug.")
        super()._turn()


class Product:
    """A stepped simulator and a host that talks to it from another thread."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._pool = ThreadPoolExecutor(1)
        self._line: _Line | None = None
        self._future: Future | None = None

    def close(self) -> None:
        self.disconnect()
        self._pool.shutdown()

    def connect(self) -> Token:
        """Open a conversation of its own, as each run of fobctl does."""
        self.disconnect()
        self._line = _Line(self.simulator.port)
        return Token(self._line, lambda seconds: None)

    def disconnect(self) -> None:
        """Pull the cable: what the host still waits for fails."""
        if self._line is None:
            return
        self._line.ended = True
        if self._future is not None:
            wait([self._future])
        self._line.__exit__()
        self._line = None

    def submit(self, ask: Callable[[], Result]) -> Future[Result]:
        """Let the host ask for something in its own thread."""
        future = self._pool.submit(ask)
        self._future = future
        return future

    def set_up(self, pin: str | None = None) -> None:
        """Answer the questions of a new token in English, and choose its PIN or none."""
        simulator = self.simulator
        simulator.wait_for(NEW)
        simulator.press("do")
        simulator.wait_for("Welcome to OTPfob")
        simulator.press("do")
        simulator.wait_for("Protect it with")
        if pin is None:
            simulator.press("next")
            simulator.press("do")
            simulator.wait_for("No PIN?")
            simulator.press("do", hold=True)
        else:
            simulator.press("do")
            self.enter(pin, "New PIN")
            self.enter(pin, "PIN again")
        self.work("No accounts yet")

    def enter(self, text: str, *title: str) -> None:
        """Enter digits with the wheel, and OK."""
        self.simulator.wait_for(*title)
        for digit in text:
            self.turn_to(f"[{digit}]")
            self.simulator.press("do")
        self.simulator.press("do", hold=True)

    def turn_to(self, place: str) -> None:
        """Turn the wheel until `place` is in its middle."""
        for _ in range(40):
            if place in self.words():
                return
            self.simulator.press("next", down_ms=_QUICK_MS)
        raise AssertionError(f"no {place} on the wheel: {self.words()}")

    def unlock(self, pin: str, *shown: str) -> None:
        """Enter the PIN of a locked token, once its wait is over, and see what comes."""
        self.enter(pin, "PIN")
        self.work(*shown)

    def work(self, *shown: str) -> None:
        """Let the token do a long work until these texts are on the glass."""
        for _ in range(_WORK_TURNS):
            if all(any(text in word for word in self.words()) for text in shown):
                return
            self.simulator.advance(100)
        self.simulator.wait_for(*shown)

    def leap(self, seconds: int) -> None:
        """Let time jump, as if a turn of the firmware had taken so long: waiting costs seconds."""
        simulator = self.simulator
        clock = simulator.time
        assert isinstance(clock, SteppedTime)
        simulator.settle()
        with simulator._changed:
            clock.move_to(clock.now_ms() + seconds * 1000)
        simulator.advance(100)

    def light(self) -> None:
        """Look at the glass. The press that ends the dark means nothing else."""
        if not self.words():
            self.simulator.press("next")

    def restart(self) -> None:
        """Pull the plug, and put it back."""
        self.disconnect()
        self.simulator.cut_power()
        self.simulator.power_on()

    def menu(self, *entries: str) -> None:
        """Open the menu from the list of accounts, and take these entries of it."""
        self.simulator.press("do", hold=True)
        self.simulator.wait_for("Menu")
        self.choose(*entries)

    def is_locked(self) -> bool:
        return self.connect().hello().locked

    def choose(self, *entries: str) -> None:
        """Take an entry of a menu, and of the menu behind it, and so on."""
        for entry in entries:
            seen = []
            while self.selected() != entry:
                seen.append(self.selected())
                assert len(seen) < 20, (entry, seen)
                self.simulator.press("next")
            self.simulator.press("do")

    def selected(self) -> str:
        """Return the entry of the menu in front whose row is lit."""
        # The charge of a battery stands beside the title.
        entries = [word for word in self.words()[1:] if not word.endswith("%")]
        left_edge = [row[0] for row in self.simulator.glass()]
        rows = range(_MENU_TOP[len(left_edge)], len(left_edge), _ROW_PX)
        lit = [i for i, y in enumerate(rows) if left_edge[y]]
        assert len(lit) == 1, self.words()
        return entries[lit[0]]

    def start(self, ask: Callable[[Token], Result], *question: str) -> Future[Result]:
        """Let the host ask for something, and wait for the question on the glass."""
        token = self.connect()
        future = self.submit(lambda: ask(token))
        self.simulator.wait_for(*question)
        self.simulator.advance(_GUARD_MS)
        return future

    def accept(self, ask: Callable[[Token], Result], *question: str) -> Result:
        """Let the host ask for something, and press DO."""
        future = self.start(ask, *question)
        self.simulator.press("do")
        return future.result(timeout=30)

    def add(self, account: Account, counter: int = 0) -> int:
        return self.accept(lambda token: token.add(account, counter), "Add account?")

    def set_clock(self, unix_s: int) -> None:
        """Let a host that is right to the millisecond tell the time, and the chip take it."""
        token = self.connect()
        future = self.submit(
            lambda: token._request("time", set=unix_s * 1000, bound_ms=_HOST_BOUND_MS)
        )
        self.simulator.wait_for("Set the clock?")
        hold = "hold DO yes" in self.words()
        self.simulator.advance(_GUARD_MS)
        self.simulator.press("do", hold=hold)
        future.result(timeout=30)
        self.disconnect()
        self.simulator.advance(_CHIP_MS)

    def words(self) -> list[str]:
        return self.simulator.words()

    def code(self) -> str:
        """Return the only code on the glass."""
        codes = [word for word in self.words() if word.isdecimal()]
        assert len(codes) == 1, self.words()
        return codes[0]


def filled_flash(pairs: Iterable[tuple[Account, int]] = (), pin: str | None = None) -> bytes:
    """Return the image of the flash of a token with these accounts, whose clock is set."""
    accounts = [_planned(account, counter) for account, counter in pairs]
    return _filled_flash(json.dumps({"pin": pin, "unix_s": NOW_UNIX_S, "accounts": accounts}))


@functools.cache
def _filled_flash(plan: str) -> bytes:
    """Return the image of a flash that tests/bench/fill_vault.py has filled by a plan in JSON."""
    with tempfile.TemporaryDirectory() as folder:
        image, file = Path(folder) / "flash.bin", Path(folder) / "plan.json"
        file.write_text(plan)
        command = [sys.executable, "-m", "micropython_unix", "-X", "heapsize=8M"]
        command += [str(ROOT / "tests" / "bench" / "fill_vault.py"), str(image), str(file)]
        environment = {"MICROPYPATH": f"{ROOT / 'firmware'}:.frozen"}
        subprocess.run(command, check=True, env=environment)
        return image.read_bytes()


def _planned(account, counter):
    text = bytes(account.secret).hex()
    rest = account.hash_id, account.digits, account.period_s, counter
    return account.kind, account.issuer, account.name, text, *rest


@contextmanager
def filled_product(
    folder: Path, pairs: Iterable[tuple[Account, int]] = (), pin: str | None = None, **options
) -> Iterator[Product]:
    """A token with these accounts and counters; its clock is set. With a PIN: locked.

    Nobody has waited for it: its flash was filled before, and its PIN is stretched little.
    """
    simulator = make_simulator(folder, **options)
    simulator.hardware.flash.restore(filled_flash(pairs, pin))
    simulator.hardware.ds3231.set_unix_s(NOW_UNIX_S)
    with simulator:
        product = Product(simulator)
        yield product
        product.close()


@contextmanager
def ready_product(folder: Path, pin: str | None = None, **options) -> Iterator[Product]:
    """A token whose clock is set and whose vault is ready and empty."""
    with make_simulator(folder, **options) as simulator:
        simulator.hardware.ds3231.set_unix_s(NOW_UNIX_S)
        simulator.reset()
        product = Product(simulator)
        product.set_up(pin)
        product.set_clock(NOW_UNIX_S)
        yield product
        product.close()


def make_simulator(folder: Path, **options) -> Simulator:
    return Simulator(folder, stepped=True, **options)
