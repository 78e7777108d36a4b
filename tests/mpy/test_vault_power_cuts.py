"""Whatever is cut when, on littlefs: the old vault or the new one, and no used counter again.

Each change is cut at every program and every erase in four ways, on vaults of 1 and 20
accounts, once on a young filesystem and once where littlefs compacts its first blocks.
COUNTS collects what came of it.
"""

from flash_model import WAYS, Device, PowerCut, blank
from vfs import VfsLfs2

from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import FobError
from otpfob.vault.vault import Vault

BLOCKS = 24
HOTP_ID = 1

COUNTS = {"cuts": 0, "lost": 0, "reused": 0, "controls": 0}


def account(i, kind):
    digits = 5 if kind == STEAM else 6 + i % 5
    return Account(kind, "Issuer %d" % i, "name" * (i % 16), b"k" * (10 + i), i % 3, digits, 30)


def full_vault(device, accounts):
    """A vault whose first account is HOTP, and which has seen a deletion."""
    VfsLfs2.mkfs(device)
    vault = Vault(VfsLfs2(device))
    vault.create()
    vault.add(account(0, HOTP), 7)
    gone = vault.add(account(1, HOTP), 1)
    vault.delete(gone)  # its counter stays behind for now
    for i in range(2, accounts + 1):
        vault.add(account(i, (TOTP, HOTP, STEAM)[i % 3]), i if i % 3 == 1 else 0)
    return vault


def opened(device):
    vault = Vault(VfsLfs2(device))
    vault.open()
    return vault


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


def aged(image, drawn, change):
    """Write until `change` makes littlefs erase a block more than before: it compacts a log."""
    drawn = set(drawn)
    least = 9
    for age in range(200):
        trial = Device(bytearray(image))
        change(opened(trial))
        if trial.erases > least:
            return image, drawn
        least = min(least, trial.erases)
        vault = opened(Device(image))
        if age % 3:
            vault.move(HOTP_ID, 0)
        else:
            drawn.add(vault.use_counter(HOTP_ID))
    raise AssertionError("littlefs never compacted")


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
        vault.rename(number, "next", "write")
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
        image, drawn = aged(image, drawn, change)
        sweep(image, drawn, change, COUNTS)
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
    check(lambda vault, draw=None: vault.rename(HOTP_ID, "new issuer", "new name"))


def test_moving_an_account():
    # With one account the move changes nothing, but is written all the same.
    check(lambda vault, draw=None: vault.move(HOTP_ID, vault.count - 1))


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


def test_the_counts():
    print("cuts: {cuts} lost: {lost} reused: {reused} control reused: {controls}".format(**COUNTS))
    assert COUNTS["cuts"] > 1000 and COUNTS["lost"] == COUNTS["reused"] == 0
