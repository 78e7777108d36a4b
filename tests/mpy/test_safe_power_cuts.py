"""Set-up, unlocking, PIN change and wipe, cut at every program and erase of both partitions.

On littlefs and the raw blocks of the keys, which share one count of operations. Each is cut in
four ways, on young logs and where they begin their other block. COUNTS collects what came of it.
"""

from flash_model import BLOCK_BYTES, WAYS, Device, PowerCut, Window, blank
from vfs import VfsLfs2

from otpfob.core.account import HOTP, TOTP, Account
from otpfob.core.errors import FobError, StorageFailed
from otpfob.vault.attempts import Attempts
from otpfob.vault.changes import edit
from otpfob.vault.entropy import Pool
from otpfob.vault.safe import LOCKED, NEW, OPEN, Safe

FILE_BLOCKS = 12
KEY_BLOCKS = 10
BLOCKS = FILE_BLOCKS + KEY_BLOCKS
ATTEMPT_BLOCKS = (2, 3)
ERASE = 6
PIN = b"135790"
OTHER = b"246802"
WRONG = b"999999"
HOTP_ID = 1
# Slots left in a log's block when the change begins: plenty, or so few that it begins the other.
ROOMS = (-1, 0, 1)
USED = 8  # counters below it were shown

COUNTS = {"cuts": 0, "old": 0, "new": 0}


class Flash:
    """As otpfob.drivers.flash_partition has it."""

    def __init__(self, window):
        self._window = window

    def is_blank(self):
        buffer = bytearray(BLOCK_BYTES)
        for block in range(FILE_BLOCKS):
            self._window.readblocks(block, buffer)
            if buffer != b"\xff" * BLOCK_BYTES:
                return False
        return True

    def mount(self):
        try:
            return VfsLfs2(self._window)
        except OSError:
            raise StorageFailed  # noqa: B904 (MicroPython has no exception chaining)

    def erase(self):
        for block in range(FILE_BLOCKS):
            self._window.ioctl(ERASE, block)
        if not self.is_blank():
            raise StorageFailed

    def format(self):
        if not self.is_blank():
            self.erase()
        VfsLfs2.mkfs(self._window)


class Store:
    """As otpfob.drivers.raw_partition has it."""

    blocks = KEY_BLOCKS
    block_bytes = BLOCK_BYTES

    def __init__(self, window):
        self._window = window

    def read(self, block, offset, buffer):
        self._window.readblocks(block, buffer, offset)

    def program(self, block, offset, data):
        self._window.writeblocks(block, data, offset)

    def erase(self, block):
        self._window.ioctl(ERASE, block)


class Source:
    given = 0

    def read(self, n):
        Source.given += 1
        return bytes((Source.given * 7 + i * 13) & 0xFF for i in range(n))


class SlowTicks:
    """Every look takes a second, so the fewest iterations are used."""

    now = 0

    def now_ms(self):
        self.now += 1000
        return self.now

    def diff(self, a, b):
        return a - b


def store_on(device):
    return Store(Window(device, FILE_BLOCKS, KEY_BLOCKS))


def started(device):
    flash = Flash(Window(device, 0, FILE_BLOCKS))
    safe = Safe(flash, store_on(device), Pool(Source()), SlowTicks())
    safe.start()
    return safe


def run(job):
    while not job.step():
        pass
    return job.result


def create(safe, pin=PIN):
    run(safe.creating(bytearray(pin)))


def unlock(safe, pin=PIN):
    return run(safe.unlocking(bytearray(pin)))


def young():
    """The image of a token with three accounts, one of whose counters was used."""
    image = blank(BLOCKS)
    safe = started(Device(image))
    create(safe)
    safe.vault.add(Account(HOTP, "Acme", "ann", b"12345678901234567890"), USED - 1)
    for i in range(2):
        safe.vault.add(Account(TOTP, "Bank %d" % i, "bob", b"k" * 20))
    assert safe.vault.use_counter(HOTP_ID) == USED - 1
    return image


def slots_left(image, block, slot_bytes):
    """How many slots of a log's first block are blank."""
    left = 0
    start = (FILE_BLOCKS + block) * BLOCK_BYTES
    for at in range(start, start + BLOCK_BYTES - slot_bytes + 1, slot_bytes):
        left += image[at : at + slot_bytes] == b"\xff" * slot_bytes
    return left


def attempted(count, room=-1):
    """A young token with `count` wrong PINs, and `room` slots left in the block of that log."""
    image = bytearray(YOUNG)
    attempts = Attempts(store_on(Device(image)))
    attempts.load()
    while room >= 0 and slots_left(image, 2, 16) > room + count:
        attempts._put(0)
    for _ in range(count):
        attempts.add()
    assert started(Device(bytearray(image))).attempts == count
    return image


def noted(room=-1):
    """A young token, with `room` slots left in the block of the log of generations."""
    image = bytearray(YOUNG)
    safe = started(Device(image))
    assert unlock(safe)
    while room >= 0 and slots_left(image, 4, 32) > room:
        safe.settings.put("lock_after_s", 30)
    return image


YOUNG = young()


def whole(safe):
    """Whether an open safe holds every account, gives out no used counter, and goes on."""
    vault = safe.vault
    if vault.count != 3 or vault.use_counter(HOTP_ID) != USED:
        return False
    if vault.labels_at(2) != ("Bank 1", "bob") or vault.account_at(0).secret[:4] != b"1234":
        return False
    edit(vault, 2, {"issuer": "next", "name": "write"})
    safe.settings.put("lock_after_s", 77)
    return vault.labels_at(1) == ("next", "write")


def opens(image, pin=PIN):
    safe = started(Device(image))
    return safe.state == LOCKED and unlock(safe, pin) and whole(safe)


def blocks_of_keys(image, blocks):
    start = FILE_BLOCKS * BLOCK_BYTES
    return b"".join(
        bytes(image[start + block * BLOCK_BYTES : start + (block + 1) * BLOCK_BYTES])
        for block in blocks
    )


def is_blank_but_attempts(image):
    others = [block for block in range(KEY_BLOCKS) if block not in ATTEMPT_BLOCKS]
    return blocks_of_keys(image, others) == b"\xff" * (len(others) * BLOCK_BYTES) and image[
        : FILE_BLOCKS * BLOCK_BYTES
    ] == b"\xff" * (FILE_BLOCKS * BLOCK_BYTES)


def sweep(image, prepare, change, check):
    """Cut `change` at every operation in every way; check(image, what, cut) looks at the rest.

    `prepare(safe)` comes before, uncut, and gives what `change` is called with. Returns the
    number of cuts.
    """
    cuts = 0
    work = bytearray(image)
    for way in WAYS:
        n = 0
        cut = True
        while cut:
            n += 1
            work[:] = image
            device = Device(work)
            what = prepare(started(device))
            device.cut(n, way)
            try:
                change(what)
            except (PowerCut, FobError):  # closing a file of a dead device fails in its own ways
                if device.alive:
                    raise
            cut = not device.alive
            cuts += cut
            check(work, (way, n), cut)
    COUNTS["cuts"] += cuts
    return cuts


def itself(safe):
    return safe


def test_the_first_start():
    def check(image, where, cut):
        state = started(Device(image)).state
        assert state == LOCKED or (cut and state == NEW), (where, state)
        COUNTS["new" if state == LOCKED else "old"] += 1
        if state == NEW:
            create(started(Device(image)))
        safe = started(Device(image))
        assert safe.state == LOCKED and unlock(safe), where
        assert safe.vault.count == 0 and safe.vault.free > 0, where
        assert safe.vault.add(Account(HOTP, "Acme", "ann", b"12345678901234567890"), 7) == 1

    junk = blank(BLOCKS)
    for block in (0, 1, 5, FILE_BLOCKS + 4):
        for i in range(BLOCK_BYTES):
            junk[block * BLOCK_BYTES + i] = (block + i) & 0xFF
    assert sweep(blank(BLOCKS), itself, create, check) > 60
    assert sweep(junk, itself, create, check) > 100


def test_the_right_pin():
    for room in ROOMS:

        def check(image, where, cut):
            attempts = started(Device(image)).attempts
            # The right one was counted, and an entry that was cut counts as one more.
            assert attempts in ((0, 3, 4, 5) if cut else (0,)), (where, attempts)
            assert opens(image), where
            assert started(Device(image)).attempts == 0, where

        assert sweep(attempted(3, room), itself, unlock, check) >= 8


def test_a_wrong_pin_is_counted_before_it_is_tried():
    tried = []

    def wrong(safe):
        job = safe.unlocking(bytearray(WRONG))
        job.step()
        tried.append(1)
        while not job.step():
            pass

    for room in ROOMS:

        def check(image, where, cut):
            attempts = started(Device(image)).attempts
            assert attempts == 4 or (not tried and attempts == 3), (where, attempts)
            tried.clear()
            assert opens(image), where

        assert sweep(attempted(3, room), itself, wrong, check) >= 4


def test_the_tenth_wrong_pin():
    for room in ROOMS:

        def check(image, where, cut, room=room):
            safe = started(Device(image))
            if safe.state == LOCKED:
                # Nobody tried a tenth one.
                assert where[1] == 1 or (room == 0 and where[1] == 2), where
                assert safe.attempts == 9, where
                assert opens(image), where
                COUNTS["old"] += 1
            else:
                assert safe.state == NEW and is_blank_but_attempts(image), where
                COUNTS["new"] += 1

        cuts = sweep(attempted(9, room), itself, lambda safe: unlock(safe, WRONG), check)
        assert cuts >= 80


def test_the_tenth_pin_when_it_is_right():
    lost = 0
    for room in ROOMS:

        def check(image, where, cut):
            safe = started(Device(image))
            if safe.state == NEW:
                # What is not known to be right is wrong, and this is the tenth.
                nonlocal lost
                lost += 1
                assert cut, where
            else:
                assert opens(image), where

        sweep(attempted(9, room), itself, unlock, check)
    # After the count and before the PIN was found right; not once that was being written.
    assert 0 < lost <= 12, lost
    print("cuts of a right tenth PIN that wiped:", lost)


def change_pin(safe):
    run(safe.changing_pin(bytearray(OTHER)))


def opened(safe):
    assert unlock(safe)
    return safe


def check_pin_change(image, where, cut):
    safe = started(Device(image))
    assert safe.state == LOCKED, (where, safe.state)
    old = unlock(safe)
    if not old:
        assert safe.state == LOCKED and unlock(safe, OTHER), where
    assert cut or not old, where
    assert whole(safe), where
    COUNTS["old" if old else "new"] += 1
    # One wrap, one set of files.
    number = safe.slots.in_use().key_number
    other = blocks_of_keys(image, (1 - (number & 1),))
    assert other == b"\xff" * BLOCK_BYTES, where
    names = sorted(entry[0] for entry in safe.fs().ilistdir("/"))
    suffix = ".%d" % (number & 1)
    assert names == ["counters" + suffix, "settings" + suffix, "vault" + suffix], (where, names)


def test_a_changed_pin():
    for room in ROOMS:
        assert sweep(noted(room), opened, change_pin, check_pin_change) >= 80


def test_a_pin_change_after_one_that_was_cut():
    image = bytearray(YOUNG)
    device = Device(image)
    safe = opened(started(device))
    device.cut(15, "half")
    try:
        change_pin(safe)
    except (PowerCut, FobError):
        pass
    assert not device.alive
    # The start and the unlocking, which tidy up, and the second change.
    assert sweep(image, itself, lambda safe: change_pin(opened(safe)), check_pin_change) >= 100


def test_a_pin_that_is_taken_away():
    def take_away(safe):
        run(safe.changing_pin(None))

    def check(image, where, cut):
        safe = started(Device(image))
        if safe.state == LOCKED:
            assert cut and unlock(safe), where
        assert safe.state == OPEN and whole(safe), where

    assert sweep(YOUNG, opened, take_away, check) >= 80


def test_a_wipe():
    for room in ROOMS:
        image = attempted(2, room)
        # The log of the clock goes too.
        store_on(Device(image)).program(6, 0, b"clock")

        def check(image, where, cut):
            safe = started(Device(image))
            if safe.state == LOCKED:
                assert cut and safe.attempts in (2, 3) and opens(image), where
                COUNTS["old"] += 1
                return
            assert safe.state == NEW and is_blank_but_attempts(image), where
            COUNTS["new"] += 1
            create(safe)
            safe = started(Device(image))
            assert unlock(safe) and safe.vault.count == 0, where

        assert sweep(image, itself, lambda safe: safe.wipe(), check) >= 80


def test_the_counts():
    print("cuts: {cuts} old: {old} new: {new}".format(**COUNTS))
    assert COUNTS["cuts"] > 1000 and COUNTS["old"] > 100 and COUNTS["new"] > 100
