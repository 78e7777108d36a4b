"""What is cut: a change, recorded from the start of the token on, and how its cuts are judged.

Each function does one to a copy of a token and returns a Recording. Its starting includes what a
start after an earlier cut has to mend.
"""

from random import choice, randrange

from changes import Change, press
from flash_model import BLOCK_BYTES
from made_up import account, some_bytes
from recorder import Recorder
from token_flash import (
    ATTEMPT_BLOCKS,
    IS_DAMAGED,
    IS_NEW,
    KEY_BLOCKS,
    PINS,
    Lost,
    contents,
    followed,
    found,
    is_erased,
    opened,
    run,
    set_up,
    started,
    state_of,
    suffix_of,
)

from otpfob.core.account import HOTP
from otpfob.core.errors import FobError
from otpfob.vault.backup import NAME, BackupWriter, new_code
from otpfob.vault.key_slots import SLOT_BYTES
from otpfob.vault.records import MAX_ACCOUNTS
from otpfob.vault.restore import Restore
from otpfob.vault.states import NEW

_PART_BYTES = 600
_WRONG_PIN = b"999999"


class Recording:
    """`journal` of what was done to `start`. `wrong(image, finished)` says what a cut broke."""

    def __init__(self, name, start, journal, judge) -> None:
        self.name = name
        self.start = start
        self.journal = journal
        self.find = judge.find
        self._judge = judge

    def wrong(self, image, finished: bool) -> str:
        """Return what is wrong with what a cut left, or nothing. Writes on.

        `finished`: the cut came after the last operation.
        """
        try:
            self._judge.look(image, finished)
        except (Lost, FobError, OSError) as error:
            return repr(error)
        return ""


class Judge:
    """The token holds one of the `allowed` states, byte for byte, the last one when all was done.

    And the next change gives byte for byte what it gives on a filesystem that never was cut.
    """

    def __init__(self, allowed, follow=None, erased=False) -> None:
        self._allowed = allowed
        self._follow = follow
        self._erased = erased  # a token that is new is blank
        self._expected = {}

    def find(self, image):
        """Return the safe, started, and its state. Raises Lost."""
        return found(Recorder(image), self._allowed)

    def look(self, image, finished) -> None:
        """Raise Lost, or what goes wrong."""
        safe, state = self.find(image)
        if finished and state.files != self._allowed[-1].files:
            raise Lost("is undone, now " + state.name)
        if state is IS_NEW and self._erased and not is_erased(image):
            raise Lost("is new and not blank")
        if state.files is None:
            _use_anew(safe, image)
            return
        if self._follow is None:
            self._follow = Change(safe)
        place = self._allowed.index(state)
        if place not in self._expected:
            self._expected[place] = followed(state, self._follow)
        self._follow(safe)
        found(Recorder(image), (state.with_files(self._expected[place]),))


class RestoreJudge:
    """Every account is there, no counter went down, and the restore can be done again."""

    def __init__(self, before, after, counters, raised, redo) -> None:
        self._before = before
        self._after = after
        self._counters = counters  # by id, before
        self._raised = raised  # by id, after
        self._redo = redo

    def find(self, image):
        pin, key = self._before.pin, self._before.data_key
        safe = opened(Recorder(image), pin)
        self._check(safe)
        return safe, state_of(safe, pin, key)

    def look(self, image, finished) -> None:
        safe, _ = self.find(image)
        if not finished:
            self._redo(safe)
            safe = opened(Recorder(image), self._before.pin)
        if contents(safe)[0] != self._after.files[0] or counters_of(safe) != self._raised:
            raise Lost("is not restored")
        number = safe.vault.add(account(HOTP, 20), 7) if safe.vault.free else 1
        press(safe.vault, number)

    def _check(self, safe):
        vault_file = contents(safe)[0]
        counters = counters_of(safe)
        if vault_file == self._before.files[0]:
            if counters != self._counters:
                raise Lost("has other counters")
        elif vault_file != self._after.files[0]:
            raise Lost("holds other accounts")
        for number in counters:
            raised = self._raised[number]
            if counters[number] not in (raised, self._counters.get(number, raised)):
                raise Lost("has another counter")


def counters_of(safe) -> dict:
    vault = safe.vault
    numbers = [vault.id_at(i) for i in range(vault.count)]
    return {number: vault.counter(number) for number in numbers if vault.is_hotp(number)}


def _use_anew(safe, image):
    """Set the token up, with erasing what is damaged; it takes an account and keeps it."""
    if safe.state != NEW:
        safe.wipe()
    set_up(safe, None)
    one = account(HOTP, 20)
    number = safe.vault.add(one, 7)
    vault = opened(Recorder(image), None).vault
    if vault.count != 1 or vault.counter(number) != 7:
        raise Lost("is set up, and not with one account")
    if vault.account_at(0).secret != one.secret:
        raise Lost("has another secret")


def change(token, what=None) -> Recording:
    """Add, delete, rename, move, use, set."""
    start = bytes(token.image)
    journal = []
    safe = token.opened(journal)
    before = token.state
    if contents(safe) != before.files:
        raise Lost("is not as it was found")
    it = Change(safe, what)
    it(safe)
    after = before.with_files(contents(safe))
    # The counters of a new account are written before the vault, never after it.
    between = before.with_files((before.files[0],) + after.files[1:])
    return Recording(it.name, start, journal, Judge((before, between, after)))


def another_pin(token) -> Recording:
    """Change the PIN, set the first one, or take it away."""
    start = bytes(token.image)
    journal = []
    safe = token.opened(journal)
    before = token.state
    pin = choice([None] + [pin for pin in PINS if pin != before.pin])
    run(safe.changing_pin(None if pin is None else bytearray(pin)))
    after = state_of(safe, pin, safe.pool.data_key)
    return Recording("another PIN", start, journal, Judge((before, after)))


def unlock_after_wrong_pins(token) -> Recording:
    """Unlock a token that has seen some wrong ones. (One without a PIN opens by itself.)"""
    safe = started(Recorder(token.image))
    if token.state.pin is not None:
        for _ in range(1 + randrange(7)):
            run(safe.unlocking(bytearray(_WRONG_PIN)))
    start = bytes(token.image)
    journal = []
    token.opened(journal)
    return Recording("unlock", start, journal, Judge((token.state,)))


def erase(token) -> Recording:
    start = bytes(token.image)
    journal = []
    token.opened(journal).wipe()
    judge = Judge((token.state, IS_NEW), erased=True)
    return Recording("erase", start, journal, judge)


def first_start(token) -> Recording:
    """Set a blank flash up, or one that is full of anything but a key."""
    image = token.image
    junk = randrange(2)
    for at in range(0, len(image), BLOCK_BYTES):
        block = KEY_BLOCKS - (len(image) - at) // BLOCK_BYTES
        # A log of attempts in which nothing can be read is damage.
        if junk and randrange(2) and block not in ATTEMPT_BLOCKS:
            image[at : at + BLOCK_BYTES] = some_bytes(BLOCK_BYTES)
        else:
            image[at : at + BLOCK_BYTES] = b"\xff" * BLOCK_BYTES
    keys_at = len(image) - KEY_BLOCKS * BLOCK_BYTES
    image[keys_at : keys_at + 2 * BLOCK_BYTES] = b"\xff" * (2 * BLOCK_BYTES)
    return _set_up(token, "first start", (IS_NEW,))


def start_over_damage(token) -> Recording:
    """Erase what is damaged, and set it up."""
    if randrange(2) or token.state.pin is not None:
        block = token.state.number & 1
        at = len(token.image) - (KEY_BLOCKS - block) * BLOCK_BYTES + randrange(SLOT_BYTES)
        token.image[at] ^= 1 << randrange(8)
    else:
        name = choice(("vault", "counters", "settings")) + suffix_of(token.state.number)
        with token.opened().fs().open(name, "ab") as file:
            file.write(b"damage")
    return _set_up(token, "start over damage", (IS_DAMAGED, IS_NEW))


def set_up_again(token) -> Recording:
    """Set a token up that a cut left new or damaged."""
    before = (IS_NEW,) if token.state is IS_NEW else (IS_DAMAGED, IS_NEW)
    return _set_up(token, "set up again", before)


def _set_up(token, name, before) -> Recording:
    start = bytes(token.image)
    journal = []
    safe = started(Recorder(token.image, journal))
    if safe.state != NEW:
        safe.wipe()
    pin = choice(PINS + (None,))
    set_up(safe, pin)
    after = state_of(safe, pin, safe.pool.data_key)
    return Recording(name, start, journal, Judge(before + (after,)))


class _Donor:
    """A backup of a token that once was the same, and was used and changed since."""

    def __init__(self, token) -> None:
        there = token.copy()
        safe = there.opened()
        vault = safe.vault
        if vault.count > 1:
            vault.delete(vault.id_at(randrange(vault.count)))
        for i in range(min(vault.free, 1 + randrange(3))):
            vault.add(account(HOTP if i else None, 20), randrange(1000))
        for i in range(min(6, vault.count)):
            press(vault, vault.id_at(i))
        self._code = new_code(safe.pool)
        writer = BackupWriter(safe.fs(), vault)
        run(writer.writing(self._code))
        with safe.fs().open(NAME, "rb") as file:
            self._file = file.read()

    def give(self, safe) -> None:
        """Restore on another token."""
        restore = Restore(safe.fs(), safe.vault)
        restore.begin(len(self._file))
        for at in range(0, len(self._file), _PART_BYTES):
            restore.write(at, self._file[at : at + _PART_BYTES])
        run(restore.opening(self._code))
        run(restore.applying())
        restore.discard()


def restore(token) -> Recording:
    """Take a backup back, in between of which the token was used."""
    safe = token.opened()
    if token.size == MAX_ACCOUNTS:
        for _ in range(6):  # room for what comes
            safe.vault.delete(safe.vault.id_at(randrange(safe.vault.count)))
    donor = _Donor(token)
    if safe.vault.count:
        press(safe.vault, safe.vault.id_at(0))
    before = token.state.with_files(contents(safe))
    counters = counters_of(safe)
    start = bytes(token.image)
    journal = []
    safe = token.opened(journal)
    donor.give(safe)
    after = before.with_files(contents(safe))
    judge = RestoreJudge(before, after, counters, counters_of(safe), donor.give)
    return Recording("restore", start, journal, judge)
