"""HOTP presses, cut one after the other on the same flash: no counter is shown twice.

The power is really cut here: the exception goes through the firmware. What a press shows
before the cut counts; what it would have shown later does not. The start of the token after
a cut is cut too. The filesystem is mounted as the firmware does it, with time stamps: a
repeated seed does not give the same bytes.

A press is what the app does for one: on the glass, or for the PC.
"""

from random import choice, randrange

from changes import SIZES, Tokens
from flash_model import WAYS, Device, PowerCut
from token_flash import Lost, StampedFlash, opened

from otpfob.app.answers.accounts import AccountAnswers
from otpfob.app.journeys import accounts
from otpfob.core.errors import FobError

_ID = 1  # new_token() makes this account by counter
_WALK = 200  # presses on one flash, cut or not


class _Screen:
    def __init__(self, draw) -> None:
        self._draw = draw

    def show(self, counter, code):
        self._draw(counter)


class _Kit:
    clock = None

    def __init__(self, safe) -> None:
        self.safe = safe


def on_the_glass(safe, draw) -> None:
    accounts._next_code(safe.vault, _ID, _Screen(draw))


def on_the_pc(safe, draw) -> None:
    draw(AccountAnswers(_Kit(safe), None)._code_of(_ID)["counter"])


def press(safe, draw) -> None:
    choice((on_the_glass, on_the_pc))(safe, draw)


def press_wrongly(safe, draw) -> None:
    """The control: drawn, and then saved."""
    draw(safe.vault.counter(_ID))
    safe.vault.use_counter(_ID)


class Walk:
    """Presses on the flash of a token. `twice` has the counters shown again."""

    def __init__(self, token, press) -> None:
        self._press = press
        self._token = token
        self._count = token.opened().vault.count
        self._shown = set()
        self.cuts = 0
        self.twice = []

    def step(self) -> str:
        """One press that is probably cut. Returns what is wrong with the vault, or nothing."""
        device = Device(self._token.image)
        n = randrange(1, choice((4, 6, 6, 40)))

        def draw(counter):
            if not device.alive:
                return
            if counter in self._shown:
                self.twice.append((counter, n))
            self._shown.add(counter)

        # A quarter of the cuts may hit the start, which mends what the last one left.
        early = not randrange(4)
        if early:
            device.cut(n, choice(WAYS))
        try:
            safe = opened(device, self._token.state.pin, StampedFlash)
            if not safe.vault.is_hotp(_ID) or safe.vault.count != self._count:
                return "an account is lost"
            if not early:
                device.cut(n, choice(WAYS))
            self._press(safe, draw)
        except (PowerCut, FobError, Lost, OSError) as error:  # a dead device fails in its ways
            if device.alive:
                return repr(error)
        if not device.alive:
            self.cuts += 1
        return ""


def cuts(report) -> None:
    tokens = Tokens()
    _control(report, tokens)
    while report.more:
        size = choice(SIZES[:2] * 3 + SIZES)
        walk = Walk(tokens.next(size, not randrange(6)), press)
        for _ in range(_WALK):
            before = walk.cuts
            wrong = walk.step()
            report.runs += walk.cuts - before
            if wrong:
                report.fail(wrong, "after", walk.cuts, "cuts on", size, "accounts")
                break
            if walk.twice:
                report.fail("shown twice:", walk.twice, "on", size, "accounts")
                break
            if not report.more:
                break


def _control(report, tokens):
    walk = Walk(tokens.next(SIZES[0], False), press_wrongly)
    while walk.cuts < 40:
        walk.step()
    report.control("drawn before it is saved", len(walk.twice) > 0)
