"""HOTP presses, cut one after the other on the same flash: no counter is shown twice.

The power is really cut here: the exception goes through the firmware. What a press shows
before the cut counts; what it would have shown later does not. The filesystem is mounted as
the firmware does it, with time stamps: a repeated seed does not give the same bytes.
"""

from random import choice, randrange

from flash_model import WAYS, Device, PowerCut
from vault_on_flash import SIZES, age, new_image
from vfs import VfsLfs2

from otpfob.core.errors import FobError
from otpfob.vault.vault import Vault

_ID = 1  # new_image() makes this account by counter
_WALK = 200  # presses on one flash, cut or not


def press(vault, draw) -> None:
    """The right order: what comes back is saved already."""
    draw(vault.use_counter(_ID))


def press_wrongly(vault, draw) -> None:
    """The control: drawn, and then saved."""
    draw(vault.counter(_ID))
    vault.use_counter(_ID)


class Walk:
    """Presses on the flash of `size` accounts. `twice` has the counters shown again."""

    def __init__(self, size: int, press) -> None:
        self._press = press
        self._image = new_image(size)
        age(self._image, randrange(60))
        self._shown = set()
        self.cuts = 0
        self.twice = []

    def step(self) -> str:
        """One press that is probably cut. Returns what is wrong with the vault, or nothing."""
        device = Device(self._image)
        n = randrange(1, choice((4, 4, 4, 40)))
        try:
            vault = Vault(VfsLfs2(device))
            vault.open()
            if not vault.is_hotp(_ID):
                return "the account is lost"
        except (FobError, OSError) as error:
            return repr(error)

        def draw(counter):
            if not device.alive:
                return
            if counter in self._shown:
                self.twice.append((counter, n))
            self._shown.add(counter)

        device.cut(n, choice(WAYS))
        try:
            self._press(vault, draw)
        except (PowerCut, FobError) as error:  # a dead device fails in ways of its own
            if device.alive:
                return repr(error)
        if not device.alive:
            self.cuts += 1
        return ""


def cuts(report) -> None:
    _control(report)
    while report.more:
        size = choice(SIZES[:2] + SIZES)
        walk = Walk(size, press)
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


def _control(report):
    walk = Walk(SIZES[0], press_wrongly)
    while walk.cuts < 40:
        walk.step()
    report.control("drawn before it is saved", len(walk.twice) > 0)
