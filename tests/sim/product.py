"""The product as a test holds it: its glass, its buttons, and the host at its port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from fobctl.link.conversation import Conversation
from fobctl.link.errors import Vanished
from fobctl.simulator.simulator import Simulator
from fobctl.token import Token
from otpfob.core.account import HOTP, TOTP, Account

Result = TypeVar("Result")

ROOT = Path(__file__).resolve().parents[2]

# Seed of RFC 4226 appendix D and RFC 6238 appendix B.
RFC_SECRET = b"12345678901234567890"
NOW_UNIX_S = 1_795_305_600

# What the confirm screen ignores after it came, and a bit.
_GUARD_MS = 600


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

    def set_up(self) -> None:
        """Answer the welcome of a new token."""
        self.simulator.press("do")
        self.simulator.wait_for("No accounts yet")

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

    def words(self) -> list[str]:
        return self.simulator.words()

    def code(self) -> str:
        """Return the only code on the glass."""
        codes = [word for word in self.words() if word.isdecimal()]
        assert len(codes) == 1, self.words()
        return codes[0]


@contextmanager
def ready_product(folder: Path, **options) -> Iterator[Product]:
    """A token whose clock is set and whose vault is ready and empty."""
    with make_simulator(folder, **options) as simulator:
        simulator.hardware.ds3231.set_unix_s(NOW_UNIX_S)
        simulator.reset()
        product = Product(simulator)
        product.set_up()
        yield product
        product.close()


def make_simulator(folder: Path, **options) -> Simulator:
    return Simulator(folder, stepped=True, **options)
