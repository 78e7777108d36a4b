"""A token's flash with bits flipped, files cut off, and older content in place of the newest.

What starts then is not open (damaged, or its PIN is wrong), or holds the same accounts and counters
as before. Nothing else, and no error but those of core.errors.

Left out, because nobody could tell: both partitions as they were on another day. A token
that is new is only taken where both key slots are blank, or the log of attempts was put back to
the tenth: nothing can be read from either.

A part of the damage comes while the vault is open: bits that flip, stretches that are erased
or stuck. Then no account is read that is another than the one written, and no change makes a
valid vault of the damaged one.
"""

from random import choice, randrange

from changes import Change, new_token, press
from flash_model import BLOCK_BYTES
from ram_fs import RamFs
from ram_store import RamStore
from recorder import Recorder
from tampering import FILE_WAYS, IMAGE_WAYS, flipped, stuck
from token_flash import (
    KEY_BLOCKS,
    NAMES,
    PINS,
    Pool,
    SlowTicks,
    contents,
    key_bytes,
    run,
    started,
    suffix_of,
    unlock,
)

from otpfob.core.errors import Damaged, StorageFailed
from otpfob.vault import container
from otpfob.vault.generations import Generations
from otpfob.vault.safe import Safe
from otpfob.vault.states import DAMAGED, LOCKED, NEW, OPEN

_EACH = 400  # runs of one token
_SLOTS = (0, 1)
_ACCOUNT = ("kind", "issuer", "name", "secret", "hash_id", "digits", "period_s")


class Flash:
    """The partition of the files on a filesystem in RAM, for what tampers with files."""

    def __init__(self, fs) -> None:
        self.fs = fs

    def is_blank(self):
        return not self.fs.files

    def mount(self):
        return self.fs

    def erase(self):
        self.fs.files = {}

    def format(self):
        self.fs.files = {}


class History:
    """A token, and what its flash was every time that something was written.

    `images` are of both partitions, `files` those of the filesystem, the last one being the good
    one; `older` the contents that each file ever had.
    """

    def __init__(self, accounts: int, pin) -> None:
        self.token = new_token(accounts, choice(PINS) if pin else None)
        self.images = []
        self.files = []
        safe = self.token.opened()
        self._remember(safe)
        for i in range(14):
            if i == 5:
                safe = self._another_key(safe)
            elif i & 1 and safe.vault.count:
                press(safe.vault, safe.vault.id_at(0))
            else:
                Change(safe)(safe)
            self._remember(safe)
        self.good = self.files[-1]
        self.keys = key_bytes(self.token.image, range(KEY_BLOCKS))
        self.names = [name + suffix_of(self.number) for name in NAMES]

    def _another_key(self, safe):
        pin = self.token.state.pin
        if not randrange(3):
            run(safe.changing_pin(None if pin is None else bytearray(pin)))
        return safe

    def _remember(self, safe):
        self.number = safe.slots.in_use().key_number
        self.images.append(bytes(self.token.image))
        self.files.append(contents(safe))

    def older(self, place):
        """Return a content that a file had before."""
        return choice(self.files)[place]

    def tampered_file(self, ways) -> "tuple[str, int, bytes]":
        """Return how, which file, and a content that this file never had."""
        place = choice((0, 0, 1, 1, 2))
        content = self.good[place]
        ever = [files[place] for files in self.files]
        while content in ever:
            how = choice(ways)
            content = how(self.good[place], choice(ever), self)
        return how.__name__, place, content


class OnFiles:
    """What is done to single files. The keys are as they were."""

    def __init__(self, history) -> None:
        self._history = history

    def make(self) -> "tuple[str, Safe]":
        """Return what was done, and a safe that was not started yet."""
        history = self._history
        files = list(history.good)
        what = randrange(6)
        if what < 4:
            how, place, files[place] = history.tampered_file(FILE_WAYS)
        elif what == 4:
            place = randrange(len(NAMES))
            files[place] = history.older(place)
            how = "older file"
        else:
            files = list(choice(history.files))
            how = "all files of another day"
        fs = RamFs()
        for i in range(len(NAMES)):
            fs.files[history.names[i]] = files[i]
        if not randrange(20):
            del fs.files[choice(history.names)]
            how += ", and one is gone"
        self.store = RamStore(bytearray(history.keys))
        self._flash = Flash(fs)
        return how, self.safe()

    def safe(self):
        return Safe(self._flash, self.store, Pool(), SlowTicks())


class OnImage:
    """What is done to the flash below the filesystem, and to the blocks of the keys."""

    def __init__(self, history) -> None:
        self._history = history

    def make(self):
        history = self._history
        old = choice(history.images)
        image = self._image = bytearray(history.token.image)
        keys_at = len(image) - KEY_BLOCKS * BLOCK_BYTES
        how = choice(IMAGE_WAYS)
        how(image, old, keys_at)
        return how.__name__, self.safe()

    def safe(self):
        return started(Recorder(self._image))

    @property
    def store(self):
        return RamStore(self._image[-KEY_BLOCKS * BLOCK_BYTES :])


def tamper(report) -> None:
    _control(report)
    for name in ("refused", "the same as before", "new"):
        report.note(name, 0)
    while report.more:
        accounts = choice((1, 1, 2, 5, 20, 20, 60))
        history = History(accounts, not randrange(4))
        kinds = (OnFiles(history), OnImage(history))
        for _ in range(_EACH):
            if not report.more:
                return
            on = kinds[randrange(2)]
            report.runs += 1
            how, wrong = one(report, history, on)
            if wrong:
                report.fail(wrong, how, "of", accounts, "accounts")
            if not randrange(8) and report.more:
                report.runs += 1
                how, wrong = while_open(history)
                if wrong:
                    report.fail(wrong, "when rotten while open:", how, "of", accounts, "accounts")


def one(report, history, on) -> "tuple[str, str]":
    """Start a token that was tampered with. Returns how, and what is wrong with what it does."""
    how = "made"
    try:
        how, safe = on.make()
        if safe.state == DAMAGED:
            safe.start()
        if safe.state == LOCKED:
            try:
                if not unlock(safe, history.token.state.pin):
                    report.note("refused")
                    return how, ""
            except (Damaged, StorageFailed):
                if safe.state == OPEN:
                    return how, "is open after an error"
        if safe.state == OPEN:
            report.note("the same as before")
            return how, "" if contents(safe) == history.good else "accepted"
        if safe.state == NEW:
            report.note("new")
            return how, "" if _may_be_new(on) else "is new, and has a key"
        report.note("refused")
    except Exception as error:  # noqa: BLE001 (any other is what is looked for)
        return how, repr(error)
    return how, ""


def _may_be_new(on):
    """Nothing can be read: both slots are blank."""
    slots = bytearray(2 * BLOCK_BYTES)
    for block in _SLOTS:
        on.store.read(block, 0, memoryview(slots)[block * BLOCK_BYTES : (block + 1) * BLOCK_BYTES])
    return slots == b"\xff" * len(slots)


def listed(vault) -> list:
    """Return what every account is, or None where it cannot be read."""
    read = []
    for i in range(vault.count):
        try:
            account = vault.account_at(i)
            fields = [(name, bytes(getattr(account, name)) if name == "secret" else
                       getattr(account, name)) for name in _ACCOUNT]  # fmt: skip
            read.append((vault.id_at(i), repr(fields)))
        except (Damaged, StorageFailed):
            read.append((vault.id_at(i), None))
    return read


def while_open(history) -> "tuple[str, str]":
    """Return how the vault was damaged after it was opened, and what is wrong with it then."""
    fs = RamFs()
    for i in range(len(NAMES)):
        fs.files[history.names[i]] = history.good[i]
    flash = Flash(fs)
    store = RamStore(bytearray(history.keys))
    pin = history.token.state.pin

    def start():
        safe = Safe(flash, store, Pool(), SlowTicks())
        safe.start()
        if safe.state == LOCKED:
            unlock(safe, pin)
        return safe

    safe = start()
    before = dict(listed(safe.vault))
    place = -1
    while place:
        how, place, content = history.tampered_file((flipped, stuck))
    fs.files[history.names[0]] = content
    try:
        for number, account in listed(safe.vault):
            if account not in (None, before[number]):
                return how, "another account was read"
        what = choice(("move", "delete", "rename", "another key"))
        if what == "another key":
            run(safe.changing_pin(None if pin is None else bytearray(pin)))
        else:
            Change(safe, what)(safe)
        again = start()
        if again.state != OPEN:
            return how, ""
        for number, account in listed(again.vault):
            # (Where there was no account, the change was to add one; and one gets a new name.)
            if before and account != before.get(number) and what != "rename":
                return how, "damage was sealed"
    except (Damaged, StorageFailed):
        return how, ""
    except Exception as error:  # noqa: BLE001 (any other is what is looked for)
        return how, repr(error)
    return how, ""


class _Quiet:
    def note(self, name, number=1):
        pass


def _control(report):
    """A vault that does not compare MACs takes some of it, and one that knows no generations."""
    history = History(3, False)
    right = container.equal
    container.equal = lambda a, b: True
    taken = _accepted(history, OnFiles(history))
    container.equal = right
    report.control("MACs that nobody compares", taken > 0)
    right = Generations.verify
    Generations.verify = lambda generations, found: None
    taken = _accepted(history, OnFiles(history)) + _accepted(history, OnImage(history))
    Generations.verify = right
    report.control("generations that nobody compares", taken > 0)


def _accepted(history, on) -> int:
    return sum([one(_Quiet(), history, on)[1] == "accepted" for _ in range(60)])
