"""Changes of a vault, chosen at random, and tokens whose flash grows older by them.

Whatever has `vault` and `settings` can be changed: a Safe, or DataFiles.
"""

from random import choice, randrange

from made_up import account, some_text
from recorder import Recorder
from token_flash import PINS, new_flash, opened, set_up, started, state_of

from otpfob.core.account import HOTP, MAX_COUNTER, TOTP
from otpfob.vault.changes import edit
from otpfob.vault.records import MAX_ACCOUNTS

SIZES = (1, 20, MAX_ACCOUNTS)

_BLOCKS = 24
_BLOCKS_OF_A_FULL_ONE = 64
_SETTING = "lock_after_s"


class Change:
    """One that can be done again the same."""

    def __init__(self, owner, what=None) -> None:
        vault = owner.vault
        names = ["delete", "rename", "move", "use", "use", "settings"]
        if vault.free:
            names += ["totp", "hotp"]
        self.name = what or choice(names)
        self._place = randrange(max(1, vault.count))
        self._to = randrange(max(1, vault.count))
        self._account = account(HOTP if self.name == "hotp" else TOTP, 20)
        self._number = randrange(10000)

    def __call__(self, owner) -> None:
        name, vault = self.name, owner.vault
        if name == "settings":
            owner.settings.put(_SETTING, 30 + self._number % 3000)
            return
        if name in ("totp", "hotp") and vault.free or not vault.count:
            vault.add(self._account, self._number)
            return
        number = vault.id_at(self._place % vault.count)
        if name == "delete":
            vault.delete(number)
        elif name == "move":
            vault.move(number, self._to % vault.count)
        elif name != "use" or not press(vault, number):
            edit(vault, number, {"issuer": self._account.issuer, "name": self._account.name})


def press(vault, number) -> bool:
    """Use the counter of an account, if it has one that is not at its end."""
    if not vault.is_hotp(number) or vault.counter(number) == MAX_COUNTER:
        return False
    vault.use_counter(number)
    return True


def age(owner, writes: int) -> None:
    """Let some time pass: presses, renamings, moves. littlefs logs, compacts, goes round."""
    vault = owner.vault
    for _ in range(writes):
        number = vault.id_at(randrange(vault.count))
        what = randrange(8)
        if what == 0:
            edit(vault, number, {"issuer": some_text(12), "name": some_text(20)})
        elif what == 1:
            vault.move(number, randrange(vault.count))
        elif what == 2:
            owner.settings.put(_SETTING, 30 + randrange(3000))
        else:
            press(vault, number)


class Token:
    """A token in `image` that holds `state`. `size` is how many accounts it began with."""

    def __init__(self, size, image, state) -> None:
        self.size = size
        self.image = image
        self.state = state

    def copy(self) -> "Token":
        return Token(self.size, bytearray(self.image), self.state)

    def opened(self, journal=None):
        return opened(Recorder(self.image, journal), self.state.pin)


def new_token(size: int, pin) -> Token:
    """Return a token of so many random accounts; the first one is HOTP."""
    image = new_flash(_BLOCKS if size < MAX_ACCOUNTS else _BLOCKS_OF_A_FULL_ONE)
    safe = started(Recorder(image))
    set_up(safe, pin)
    pairs = [(account(HOTP, 20), randrange(100))]
    for _ in range(size - 1):
        one = account(None, choice((10, 20, 32)) if size == MAX_ACCOUNTS else None)
        pairs.append((one, choice((0, randrange(1000), MAX_COUNTER - randrange(9)))))
    safe.vault.add_all(pairs)
    return Token(size, image, state_of(safe, pin, safe.pool.data_key))


class Tokens:
    """Tokens that grow older as the soak goes on, one of each size with a PIN and one without."""

    def __init__(self) -> None:
        self._kept = {}

    def next(self, size: int, pin: bool) -> Token:
        """Return a copy of the one of this size at a new age."""
        token = self._kept.get((size, pin))
        if token is None:
            token = self._kept[(size, pin)] = new_token(size, choice(PINS) if pin else None)
        safe = token.opened()
        age(safe, randrange(8 if size == SIZES[-1] else 40))
        token.state = state_of(safe, token.state.pin, token.state.data_key)
        return token.copy()
