"""Vaults on littlefs for the soaks that cut the power: made, changed, and read as raw files."""

from random import choice, randrange

from flash_model import blank
from made_up import account, some_text
from recorder import Recorder
from vfs import VfsLfs2

from otpfob.core.account import HOTP, MAX_COUNTER, TOTP
from otpfob.vault.vault import MAX_ACCOUNTS, Vault

BLOCKS = 24
BLOCKS_OF_A_FULL_ONE = 64  # as the simulator has
SIZES = (1, 20, MAX_ACCOUNTS)


def contents(fs):
    """Return the bytes of the files `vault` and `counters`; None for one that is not there."""
    found = []
    for name in ("vault", "counters"):
        try:
            with fs.open(name, "rb") as file:
                found.append(file.read())
        except OSError:
            found.append(None)
    return tuple(found)


def mounted(image, journal=None):
    """Return the filesystem of an image.

    Without the time stamps of files that the firmware's mount writes: they are the time of
    day, and a seed would not give the same bytes twice. hotp_cuts.py has them.
    """
    return VfsLfs2(Recorder(image, journal), mtime=False)


def opened(image, journal=None):
    """Return (filesystem, vault) of an image, as after a reset."""
    fs = mounted(image, journal)
    vault = Vault(fs)
    vault.open()
    return fs, vault


def new_image(accounts: int) -> bytearray:
    """Return the image of a vault of so many random accounts; the first one is HOTP."""
    image = blank(BLOCKS if accounts < MAX_ACCOUNTS else BLOCKS_OF_A_FULL_ONE)
    VfsLfs2.mkfs(Recorder(image))
    vault = Vault(mounted(image))
    vault.create()
    vault.add(account(HOTP, 20), randrange(100))
    for _ in range(accounts - 1):
        one = account(None, choice((10, 20, 32)) if accounts == MAX_ACCOUNTS else None)
        vault.add(one, choice((0, randrange(1000), MAX_COUNTER - randrange(9))))
    return image


def age(image, writes: int) -> None:
    """Let some time pass: presses, renamings, moves. littlefs logs, compacts, goes round."""
    _, vault = opened(image)
    for _ in range(writes):
        number = vault.id_at(randrange(vault.count))
        what = randrange(8)
        if what == 0:
            vault.rename(number, some_text(12), some_text(20))
        elif what == 1:
            vault.move(number, randrange(vault.count))
        else:
            press(vault, number)


def press(vault, number) -> bool:
    """Use the counter of an account, if it has one that is not at its end."""
    if vault.account_at(vault.index_of(number)).kind != HOTP:
        return False
    if vault.counter(number) == MAX_COUNTER:
        return False
    vault.use_counter(number)
    return True


class Change:
    """A change of the vault, chosen at random, that can be done again the same."""

    def __init__(self, vault, what=None) -> None:
        names = ["delete", "rename", "move", "use"]
        if vault.free:
            names += ["totp", "hotp"]
        self.name = what or choice(names)
        self._place = randrange(max(1, vault.count))
        self._to = randrange(max(1, vault.count))
        self._account = account(HOTP if self.name == "hotp" else TOTP, 20)
        self._number = randrange(10000)

    def __call__(self, vault) -> None:
        name = self.name
        if name in ("totp", "hotp") and vault.free or not vault.count:
            vault.add(self._account, self._number)
            return
        number = vault.id_at(self._place % vault.count)
        if name == "delete":
            vault.delete(number)
        elif name == "move":
            vault.move(number, self._to % vault.count)
        elif name != "use" or not press(vault, number):
            vault.rename(number, self._account.issuer, self._account.name)
