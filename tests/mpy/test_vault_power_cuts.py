"""Whatever is cut when, on littlefs: the old vault or the new one, and no used counter again.

Each change is cut at every program and every erase in four ways, on vaults of 1 and 20
accounts: on a young filesystem, where littlefs compacts its first blocks, and where the log of
generations, on raw blocks of the same flash, begins its other block.
COUNTS collects what came of it.
"""

from flash_model import BLOCK_BYTES, WAYS, Device, PowerCut, Window, blank
from vfs import VfsLfs2

from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import FobError
from otpfob.vault.backup import NAME as BACKUP
from otpfob.vault.backup import BackupWriter
from otpfob.vault.changes import edit
from otpfob.vault.data_files import DataFiles
from otpfob.vault.generations import log_in
from otpfob.vault.restore import Restore

FILE_BLOCKS = 24
KEY_BLOCKS = 10
LOG_BLOCK = FILE_BLOCKS + 4
BLOCKS = FILE_BLOCKS + KEY_BLOCKS
ENTRY_BYTES = 32  # of the log of generations
ERASE = 6
DATA_KEY = bytes(range(32))
KEY_NUMBER = 1
HOTP_ID = 1
CODE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RENAMED = {"issuer": "new issuer", "name": "new name"}

COUNTS = {"cuts": 0, "lost": 0, "reused": 0, "controls": 0}


class Store:
    """As otpfob.drivers.raw_partition has it."""

    blocks = KEY_BLOCKS
    block_bytes = BLOCK_BYTES

    def __init__(self, device):
        self._window = Window(device, FILE_BLOCKS, KEY_BLOCKS)

    def read(self, block, offset, buffer):
        self._window.readblocks(block, buffer, offset)

    def program(self, block, offset, data):
        self._window.writeblocks(block, data, offset)

    def erase(self, block):
        self._window.ioctl(ERASE, block)


class Files(Window):
    """The partition of the files; counts its erases apart from those of the log."""

    def __init__(self, device):
        super().__init__(device, 0, FILE_BLOCKS)
        self.erases = 0

    def ioctl(self, request, argument):
        if request == ERASE:
            self.erases += 1
        return super().ioctl(request, argument)


def data_files(device, window=None):
    """Return (filesystem, files) of a flash that was formatted."""
    fs = VfsLfs2(window or Files(device))
    return fs, DataFiles(fs, log_in(Store(device)), DATA_KEY, KEY_NUMBER)


KINDS = (TOTP, HOTP, STEAM)


def account(i, kind):
    digits = 5 if kind == STEAM else 6 + i % 5
    return Account(kind, "Issuer %d" % i, "name" * (i % 16), b"k" * (10 + i), i % 3, digits, 30)


def full_vault(device, accounts):
    """A vault whose first account is HOTP, and which has seen a deletion."""
    VfsLfs2.mkfs(Files(device))
    _, files = data_files(device)
    files.create()
    vault = files.vault
    vault.add(account(0, HOTP), 7)
    gone = vault.add(account(1, HOTP), 1)
    vault.delete(gone)  # its counter stays behind for now
    vault.add_all([(account(i, KINDS[i % 3]), i if i % 3 == 1 else 0) for i in rest(accounts)])
    return vault


def rest(accounts):
    return range(2, accounts + 1)


def opened(device, window=None):
    _, files = data_files(device, window)
    files.open()
    return files.vault


def state(vault):
    """Everything the vault holds, in its order."""
    result = []
    for i in range(vault.count):
        one, number = vault.account_at(i), vault.id_at(i)
        counter = vault.counter(number) if one.kind == HOTP else None
        fields = (one.kind, one.issuer, one.name, one.secret, one.hash_id, one.digits)
        result.append((number, fields, one.period_s, counter))
    return result


def young(accounts):
    """Return the image of a vault, and the counters that were used on it."""
    image = blank(BLOCKS)
    vault = full_vault(Device(image), accounts)
    return image, {vault.use_counter(HOTP_ID)}


def age(vault, turn, drawn):
    if turn % 3:
        vault.move(HOTP_ID, 0)
    else:
        drawn.add(vault.use_counter(HOTP_ID))


def aged(image, drawn, change):
    """Write until `change` makes littlefs erase a block more than before: it compacts a log."""
    image, drawn = bytearray(image), set(drawn)
    least = 9
    for turn in range(400):
        trial = Device(bytearray(image))
        window = Files(trial)
        change(opened(trial, window))
        if window.erases > least:
            return image, drawn
        least = min(least, window.erases)
        if turn:
            # Small steps: compaction must come when it is the turn of `change`.
            fs, _ = data_files(Device(image))
            with fs.open("other", "wb") as file:
                file.write(b"%d" % turn)
        else:
            age(opened(Device(image)), 0, drawn)
    raise AssertionError("littlefs never compacted")


def noted(image, drawn):
    """Write until one block of the log of generations is full."""
    image, drawn = bytearray(image), set(drawn)
    last = (LOG_BLOCK + 1) * BLOCK_BYTES - BLOCK_BYTES % ENTRY_BYTES - ENTRY_BYTES
    for turn in range(200):
        if image[last : last + ENTRY_BYTES] != b"\xff" * ENTRY_BYTES:
            return image, drawn
        age(opened(Device(image)), turn, drawn)
    raise AssertionError("the log was never full")


def sweep(image, drawn, change, counts):
    """Cut `change` at every operation in every way, and see what survived."""
    before = state(opened(Device(bytearray(image))))
    work = bytearray(image)
    change(opened(Device(work)))
    after = state(opened(Device(work)))
    for way in WAYS:
        n = 0
        finished = False
        while not finished:
            n += 1
            work[:] = image
            seen = set(drawn)
            finished = not cut(Device(work), n, way, change, seen)
            if not finished:
                counts["cuts"] += 1
            survived(Device(work), before, after, seen, counts)


def cut(device, n, way, change, seen):
    """Cut `change` at its `n`-th operation. Returns False when it has fewer."""
    vault = opened(device)

    def draw(counter):
        if device.alive:  # no glass shows anything later
            seen.add(counter)

    device.cut(n, way)
    try:
        change(vault, draw)
    except (PowerCut, FobError):  # closing a file of a dead device fails in ways of its own
        if device.alive:
            raise
    return not device.alive


def survived(device, before, after, drawn, counts):
    """Count what is wrong after a power cut, and whether life goes on."""
    try:
        vault = opened(device)
        found = state(vault)
        if found != before and found != after:
            counts["lost"] += 1
            return
        hotp = vault.count and vault.id_at(0) == HOTP_ID
        if hotp and vault.use_counter(HOTP_ID) in drawn:
            counts["reused"] += 1
        number = vault.add(account(99, HOTP), 99)
        edit(vault, number, {"issuer": "next", "name": "write"})
        again = opened(device)
        at = again.index_of(number)
        if again.labels_at(at) != ("next", "write") or again.counter(number) != 99:
            counts["lost"] += 1
        if [row[:3] for row in state(again)[:-1]] != [row[:3] for row in found]:
            counts["lost"] += 1
    except FobError:
        counts["lost"] += 1


def check(change):
    counts = dict(COUNTS)
    for accounts in (1, 20):
        image, drawn = young(accounts)
        sweep(image, drawn, change, COUNTS)
        sweep(*aged(image, drawn, change), change, COUNTS)
        if accounts == 1:
            sweep(*noted(image, drawn), change, COUNTS)
    assert COUNTS["cuts"] >= counts["cuts"] + 60, COUNTS
    assert COUNTS["lost"] == counts["lost"], COUNTS
    assert COUNTS["reused"] == counts["reused"], COUNTS


def test_adding_a_totp_account():
    check(lambda vault, draw=None: vault.add(account(50, TOTP)))


def test_adding_a_hotp_account():
    check(lambda vault, draw=None: vault.add(account(50, HOTP), 5))


def test_deleting_an_account():
    check(lambda vault, draw=None: vault.delete(vault.id_at(vault.count // 2)))


def test_renaming_an_account():
    check(lambda vault, draw=None: edit(vault, HOTP_ID, RENAMED))


def test_moving_an_account():
    # With one account the move changes nothing, but is written all the same.
    check(lambda vault, draw=None: vault.move(HOTP_ID, vault.count - 1))


def test_adding_many_accounts():
    many = [(account(i, KINDS[i % 3]), i if i % 3 == 1 else 0) for i in range(50, 55)]
    check(lambda vault, draw=None: vault.add_all(many))


def test_raising_a_counter():
    check(lambda vault, draw=None: vault.set_counter_at_least(HOTP_ID, 1000))


def nothing(counter):
    pass


def use_and_draw(vault, draw=nothing):
    draw(vault.use_counter(HOTP_ID))


def test_using_a_counter():
    check(use_and_draw)


def test_a_counter_drawn_before_it_is_saved_is_caught():
    def draw_and_use(vault, draw=nothing):
        draw(vault.counter(HOTP_ID))
        vault.use_counter(HOTP_ID)

    counts = {"cuts": 0, "lost": 0, "reused": 0}
    for accounts in (1, 20):
        sweep(*young(accounts), draw_and_use, counts)
    COUNTS["controls"] += counts["reused"]
    assert counts["reused"] > counts["cuts"] // 2, counts
    assert counts["lost"] == 0, counts


def run(job):
    while not job.step():
        pass


def with_backup(image, source):
    """Put the backup of the vault in the image `source` on the filesystem in `image`."""
    fs, files = data_files(Device(source))
    files.open()
    run(BackupWriter(fs, files.vault).writing(CODE))
    with fs.open(BACKUP, "rb") as file:
        content = file.read()
    fs, _ = data_files(Device(image))
    with fs.open("received", "wb") as file:
        file.write(content)


def restored(device):
    """Receive and merge what with_backup() put there."""
    fs, files = data_files(device)
    files.open()
    restore = Restore(fs, files.vault)
    with fs.open("received", "rb") as file:
        content = file.read()
    restore.begin(len(content))
    restore.write(0, content)
    run(restore.opening(CODE))
    run(restore.applying())
    restore.discard()
    return files.vault


def without_counters(rows):
    return [row[:3] for row in rows]


def counters(rows):
    return [row[3] for row in rows if row[3] is not None]


def test_restoring_a_backup():
    source = blank(BLOCKS)
    backed_up = full_vault(Device(source), 8)
    for number in (HOTP_ID, 5):
        backed_up.set_counter_at_least(number, 500)
    image, _ = young(4)
    with_backup(image, source)
    before = state(opened(Device(bytearray(image))))
    after = state(restored(Device(bytearray(image))))
    assert len(before) == 4 and len(after) == 8 and counters(after)[0] == 500
    cuts = old = 0
    work = bytearray(image)
    for way in WAYS:
        n = 0
        alive = False
        while not alive:
            n += 1
            work[:] = image
            device = Device(work)
            device.cut(n, way)
            try:
                restored(device)
            except (PowerCut, FobError, OSError):
                if device.alive:
                    raise
            alive = device.alive
            cuts += not alive
            found = state(opened(Device(work)))
            some = before if len(found) == len(before) else after
            assert without_counters(found) == without_counters(some), (way, n)
            low = counters(before)
            assert all([counters(found)[i] >= low[i] for i in range(len(low))]), (way, n)
            old += some is before
            # The same once more ends where it would have ended.
            assert state(restored(Device(work))) == after, (way, n)
    COUNTS["cuts"] += cuts
    assert cuts > 60 and 0 < old < cuts, (cuts, old)


def test_the_counts():
    print("cuts: {cuts} lost: {lost} reused: {reused} control reused: {controls}".format(**COUNTS))
    assert COUNTS["cuts"] > 1000 and COUNTS["lost"] == COUNTS["reused"] == 0
