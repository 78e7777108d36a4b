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

import struct
from binascii import crc32
from random import choice, getrandbits, randrange

from changes import Change, new_token, press
from flash_model import BLOCK_BYTES
from made_up import some_bytes
from ram_fs import RamFs
from ram_store import RamStore
from recorder import Recorder
from token_flash import (
    ATTEMPT_BLOCKS,
    GENERATION_BLOCKS,
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
_SLOT_BYTES = 100
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


def flipped(new, old, history):
    data = bytearray(new)
    for _ in range(choice((1, 1, 1, 2, 3, 8))):
        data[randrange(len(data))] ^= 1 << randrange(8)
    return bytes(data)


def stuck(new, old, history):
    """A stretch of erased or of programmed flash."""
    start = randrange(len(new))
    size = min(1 + randrange(64), len(new) - start)
    return new[:start] + bytes((choice((0, 255)),)) * size + new[start + size :]


def cut_off(new, old, history):
    return new[: randrange(len(new))]


def cut_in_front(new, old, history):
    return new[1 + randrange(len(new)) :]


def longer(new, old, history):
    return new + some_bytes(1 + randrange(40))


def old_with_new_end(new, old, history):
    at = randrange(1 + min(len(old), len(new)))
    return old[:at] + new[at:]


def new_with_old_end(new, old, history):
    at = randrange(1 + min(len(old), len(new)))
    return new[:at] + old[at:]


def old_inside(new, old, history):
    start = randrange(len(new))
    size = 1 + randrange(64)
    return new[:start] + old[start : start + size] + new[start + size :]


def old_mac(new, old, history):
    return new[:-32] + old[-32:]


def new_generation(new, old, history):
    """An older file that says it is the newest."""
    return old[:8] + new[8:12] + old[12:]


def another_file(new, old, history):
    return history.good[randrange(len(NAMES))]


def random_bytes(new, old, history):
    return some_bytes(randrange(100))


_WAYS = (
    (flipped,) * 3
    + (cut_off,) * 2
    + (stuck, cut_in_front, longer, old_with_new_end, new_with_old_end, old_inside, old_mac)
    + (new_generation, another_file, random_bytes)
)


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
            how, place, files[place] = history.tampered_file(_WAYS)
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
        how = choice(_IMAGE_WAYS)
        how(image, old, keys_at)
        return how.__name__, self.safe()

    def safe(self):
        return started(Recorder(self._image))

    @property
    def store(self):
        return RamStore(self._image[-KEY_BLOCKS * BLOCK_BYTES :])


def root_flipped(image, old, keys_at):
    """Bits in the first two blocks, where littlefs has its root."""
    _flip(image, 0, 2 * BLOCK_BYTES)


def files_flipped(image, old, keys_at):
    _flip(image, 0, keys_at)


def block_erased(image, old, keys_at):
    at = randrange(keys_at // BLOCK_BYTES) * BLOCK_BYTES
    image[at : at + BLOCK_BYTES] = bytes((choice((0, 255)),)) * BLOCK_BYTES


def block_of_another_day(image, old, keys_at):
    for _ in range(choice((1, 1, 2, 4))):
        at = randrange(keys_at // BLOCK_BYTES) * BLOCK_BYTES
        image[at : at + BLOCK_BYTES] = old[at : at + BLOCK_BYTES]


def filesystem_of_another_day(image, old, keys_at):
    image[:keys_at] = old[:keys_at]


def keys_flipped(image, old, keys_at):
    _flip(image, keys_at, len(image))


def slot_flipped(image, old, keys_at):
    _flip(image, *_slot(image, keys_at))


def slot_with_right_crc(image, old, keys_at):
    """Somebody who changes the header computes the CRC anew: fewer iterations, no PIN, ..."""
    start, end = _slot(image, keys_at)
    if randrange(2):
        value = choice((0, 1, 999, 1000, 1001, 2_000_000, 2_000_001, 0xFFFFFFFF, getrandbits(32)))
        struct.pack_into(">I", image, start + choice((8, 12, 12)), value)
    else:
        _flip(image, start, end - 4)
    struct.pack_into(">I", image, end - 4, crc32(image[start : end - 4]) & 0xFFFFFFFF)


def slots_of_another_day(image, old, keys_at):
    """One of them, or both."""
    for block in choice(((0,), (1,), _SLOTS)):
        _put_back(image, old, keys_at, block)


def log_of_another_day(image, old, keys_at):
    for block in choice(((2,), (3,), ATTEMPT_BLOCKS, (4,), (5,), GENERATION_BLOCKS)):
        _put_back(image, old, keys_at, block)


def log_erased(image, old, keys_at):
    for block in choice(((2,), (3,), ATTEMPT_BLOCKS, (4,), (5,), GENERATION_BLOCKS)):
        at = keys_at + block * BLOCK_BYTES
        image[at : at + BLOCK_BYTES] = bytes((choice((0, 255, 255)),)) * BLOCK_BYTES


def end_of_a_log(image, old, keys_at):
    """The newest entries are gone: never written, or unreadable."""
    at = keys_at + choice(ATTEMPT_BLOCKS + GENERATION_BLOCKS[:1] * 4) * BLOCK_BYTES
    end = at + BLOCK_BYTES
    while end > at and image[end - 1] == 0xFF:
        end -= 1
    size = min(end - at, 1 + randrange(200))
    image[end - size : end] = b"\xff" * size if randrange(2) else some_bytes(size)


_IMAGE_WAYS = (
    root_flipped,
    root_flipped,
    files_flipped,
    files_flipped,
    block_erased,
    block_of_another_day,
    filesystem_of_another_day,
    keys_flipped,
    slot_flipped,
    slot_with_right_crc,
    slots_of_another_day,
    log_of_another_day,
    log_erased,
    end_of_a_log,
)


def _flip(image, start, end):
    for _ in range(choice((1, 1, 1, 2, 3, 8, 40))):
        image[start + randrange(end - start)] ^= 1 << randrange(8)


def _slot(image, keys_at):
    """Return where the slot that is used begins and ends."""
    block = 0 if image[keys_at : keys_at + 4] == b"FOBK" else 1
    start = keys_at + block * BLOCK_BYTES
    return start, start + _SLOT_BYTES


def _put_back(image, old, keys_at, block):
    at = keys_at + block * BLOCK_BYTES
    image[at : at + BLOCK_BYTES] = old[at : at + BLOCK_BYTES]


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
