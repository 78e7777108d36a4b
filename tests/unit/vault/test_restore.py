"""A restore changes nothing before all is checked, loses no account and lowers no counter."""

from raises import raises
from ram_fs import RamFs
from vault_in_ram import VAULT, made, opened

import otpfob.vault.restore as restore_module
from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import BadField, Damaged, StorageFailed, VaultFull, WrongCode
from otpfob.vault import records, recovery
from otpfob.vault.backup import MAGIC, NAME, TRAILER_BYTES, VERSION, BackupWriter, keys_of
from otpfob.vault.changes import edit
from otpfob.vault.container import Writer
from otpfob.vault.keys import derive
from otpfob.vault.restore import MAX_FILE_BYTES, Restore
from otpfob.vault.vault import MAX_ACCOUNTS

CODE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHER = b"BBCDEFGHIJKLMNOPQRSTUVWXYZ"
LAST = (1 << 64) - 1


def account(name="ann", kind=TOTP, secret=None, **fields):
    secret = name.encode() * 4 if secret is None else secret
    return Account(kind, "Acme", name, secret, digits=5 if kind == STEAM else 6, **fields)


def vault_of(*pairs):
    fs, vault = made()
    vault.add_all(pairs)
    return fs, vault


def finish(job):
    steps = 0
    while not job.step():
        steps += 1
        assert job.done <= job.total and steps < 3000
    assert job.done == job.total
    return job


def backup_of(*pairs):
    """Return the bytes of a backup of these (Account, counter)s."""
    fs, vault = vault_of(*pairs)
    finish(BackupWriter(fs, vault).writing(CODE))
    return fs.files[NAME]


def written(plaintext, number):
    """Return a whole backup of any plaintext."""
    fs = RamFs()
    writer = Writer(keys_of(CODE), MAGIC, VERSION, number, len(plaintext))
    with fs.open(NAME, "wb") as file:
        writer.write(plaintext)
        writer.begin(file)
        writer.write(plaintext)
        writer.end()
    return fs.files[NAME]


def record(number, one):
    buffer = bytearray(records.MAX_BYTES)
    return bytes(buffer[: records.encode(number, one, buffer)])


def received(fs, vault, content, part=100):
    restore = Restore(fs, vault)
    restore.begin(len(content))
    for at in range(0, len(content), part):
        assert not restore.complete
        restore.write(at, content[at : at + part])
    assert restore.complete
    return restore


def ready(fs, vault, content):
    restore = received(fs, vault, content)
    finish(restore.opening(CODE))
    return restore


def restored(fs, vault, content):
    restore = ready(fs, vault, content)
    finish(restore.applying())
    restore.discard()
    return restore


def listed(vault):
    """Everything but ids, in the order of the vault."""
    result = []
    for i in range(vault.count):
        one, number = vault.account_at(i), vault.id_at(i)
        fields = (one.kind, one.issuer, one.name, bytes(one.secret), one.hash_id, one.digits)
        result.append((fields, one.period_s, vault.counter(number) if one.kind == HOTP else 0))
    return result


MIXED = (
    (account("a"), 0),
    (Account(HOTP, "i" * 64, "n" * 64, bytes(range(256)), 2, 10, 60), LAST),
    (account("c", STEAM), 0),
    (account("d", HOTP), 7),
    (Account(TOTP, "", "Ταυτότητα 🔑", b"k", 1, 8, 86_400), 0),
)


def test_an_empty_token_gets_all_accounts_back():
    _, source = vault_of(*MIXED)
    fs, vault = made()
    restore = ready(fs, vault, backup_of(*MIXED))
    assert restore.plan == (5, 0, 0, MAX_ACCOUNTS) and vault.count == 0
    finish(restore.applying())
    assert listed(vault) == listed(opened(fs)) == listed(source)
    restore.discard()
    assert sorted(fs.files) == ["counters.1", "vault.1"]


def test_two_hundred_accounts_come_back():
    pairs = [(account("n%d" % i, HOTP if i % 2 else TOTP), i % 2 * i) for i in range(MAX_ACCOUNTS)]
    content = backup_of(*pairs)
    fs, vault = made()
    restored(fs, vault, content)
    assert listed(opened(fs)) == listed(vault_of(*pairs)[1])


def test_the_longest_accounts_fit():
    long = [("i" * 60 + "%03d" % i, "n" * 64, bytes((i,)) * 256) for i in range(MAX_ACCOUNTS)]
    content = backup_of(*[(Account(HOTP, i, n, s), 1) for i, n, s in long])
    assert len(content) < MAX_FILE_BYTES
    fs, vault = made()
    restored(fs, vault, content)
    assert vault.count == MAX_ACCOUNTS


def test_restoring_what_is_there_changes_nothing():
    fs, vault = vault_of(*MIXED)
    files = dict(fs.files)
    restore = restored(fs, vault, backup_of(*MIXED))
    assert restore.plan == (0, 0, 0, 0)  # forgotten
    assert fs.files == files
    assert ready(fs, vault, backup_of(*MIXED)).plan == (0, 5, 0, MAX_ACCOUNTS - 5)


def test_new_accounts_are_appended_in_one_write_behind_those_that_are_there():
    fs, vault = vault_of((account("b", HOTP), 3), (account("x"), 0))
    content = backup_of((account("a"), 0), (account("b", HOTP), 1), (account("c", HOTP), 9))
    restore = ready(fs, vault, content)
    assert restore.plan == (2, 1, 0, 198)
    fs.log.clear()
    finish(restore.applying())
    assert [entry[0] for entry in fs.log] == 2 * ["open", "close", "rename"]
    want = [(1, "b"), (2, "x"), (3, "a"), (4, "c")]
    for known in (vault, opened(fs)):
        assert [(known.id_at(i), known.labels_at(i)[1]) for i in range(4)] == want
        assert (known.counter(1), known.counter(4)) == (3, 9)


def test_the_higher_counter_counts():
    for there, comes, left in ((5, 9, 9), (9, 5, 9), (5, 5, 5), (0, LAST, LAST), (LAST, 0, LAST)):
        fs, vault = vault_of((account("a", HOTP), there))
        restore = ready(fs, vault, backup_of((account("a", HOTP), comes)))
        assert restore.plan == (0, 1, int(comes > there), 199)
        assert vault.counter(1) == there
        finish(restore.applying())
        assert vault.counter(1) == opened(fs).counter(1) == left


def test_labels_of_the_token_stay():
    fs, vault = vault_of((Account(TOTP, "New", "name", b"secret"), 0))
    restored(fs, vault, backup_of((Account(TOTP, "Old", "label", b"secret"), 0)))
    assert vault.count == 1 and opened(fs).labels_at(0) == ("New", "name")


def test_accounts_that_differ_in_anything_but_labels_are_others():
    one = Account(HOTP, "Acme", "ann", b"secret", 0, 6, 30)
    others = (
        Account(TOTP, "Acme", "ann", b"secret", 0, 6, 30),
        Account(HOTP, "Acme", "ann", b"secres", 0, 6, 30),
        Account(HOTP, "Acme", "ann", b"secret\0", 0, 6, 30),
        Account(HOTP, "Acme", "ann", b"secret", 1, 6, 30),
        Account(HOTP, "Acme", "ann", b"secret", 0, 7, 30),
        Account(HOTP, "Acme", "ann", b"secret", 0, 6, 31),
    )
    fs, vault = vault_of((one, 5))
    restore = ready(fs, vault, backup_of(*[(other, 0) for other in others]))
    assert restore.plan == (len(others), 0, 0, 199)


def test_accounts_that_are_twice_on_a_token_keep_their_counters():
    twice = ((account("a", HOTP), 5), (account("a", HOTP), 9), (account("b"), 0))
    fs, vault = vault_of(*twice)
    restore = ready(fs, vault, backup_of(*twice))
    assert restore.plan == (0, 3, 0, 197)
    fs, vault = made()
    restored(fs, vault, backup_of(*twice))
    assert listed(vault) == listed(vault_of(*twice)[1])
    # On a token that has it once, it is not made twice.
    fs, vault = vault_of((account("a", HOTP), 7))
    restored(fs, vault, backup_of(*twice[:2]))
    assert vault.count == 1 and vault.counter(1) == 9


def test_more_than_fits_is_refused_before_anything_changes():
    pairs = [(account("n%d" % i), 0) for i in range(MAX_ACCOUNTS - 1)]
    fs, vault = vault_of((account("up", HOTP), 1), *pairs[:-1])
    content = backup_of((account("up", HOTP), 9), (account("new"), 0), (account("other"), 0))
    restore = ready(fs, vault, content)
    assert restore.plan == (2, 1, 1, 1)
    files = dict(fs.files)
    raises(VaultFull, finish, restore.applying())
    assert fs.files == files and vault.counter(1) == 1
    vault.delete(2)
    finish(ready(fs, vault, content).applying())
    assert vault.free == 0 and vault.counter(1) == 9


def test_a_full_flash_changes_nothing():
    fs, vault = vault_of((account("up", HOTP), 1))
    content = backup_of((account("up", HOTP), 9), (account("new"), 0))
    restore = ready(fs, vault, content)
    files = dict(fs.files)
    fs.room_bytes = sum([len(files[name]) for name in files]) + 100
    raises(VaultFull, finish, restore.applying())
    assert fs.files == files and vault.counter(1) == 1
    fs.room_bytes = None
    finish(restore.applying())
    assert opened(fs).count == 2 and vault.counter(1) == 9


def test_another_code_is_refused_and_may_be_tried_again():
    fs, vault = made()
    restore = received(fs, vault, backup_of(*MIXED))
    files = dict(fs.files)
    for code in (OTHER, CODE[:25], b""):
        raises(WrongCode, lambda code=code: finish(restore.opening(code)))
        raises(BadField, restore.applying)
    finish(restore.opening(b"abcdefgh-ijklmnop-qrstuvwxyz"))
    assert restore.plan[0] == 5 and fs.files == files
    # A wrong one afterwards makes the plan void.
    raises(WrongCode, finish, restore.opening(OTHER))
    assert restore.plan == (0, 0, 0, 0)
    raises(BadField, restore.applying)


def test_every_flipped_bit_is_refused():
    content = backup_of((account("a", HOTP), 5))
    for bit in range(8 * len(content)):
        bad = bytearray(content)
        bad[bit // 8] ^= 1 << bit % 8
        fs, vault = made()
        files = dict(fs.files)
        restore = received(fs, vault, bytes(bad))
        raises((WrongCode, Damaged), lambda restore=restore: finish(restore.opening(CODE)))
        raises(BadField, restore.applying)
        restore.discard()
        assert fs.files == files


def test_a_file_cut_short_is_damage():
    content = backup_of((account("a", HOTP), 5))
    for size in range(64, len(content)):
        fs, vault = made()
        raises(Damaged, received(fs, vault, content[:size]).opening, CODE)


def test_nonsense_under_a_right_mac_is_damage():
    zeros = bytes(TRAILER_BYTES)
    good = record(1, account("a")) + zeros
    hotp = record(1, account("b", HOTP)) + bytes(7) + b"\x05" + bytes(8)
    cases = (
        (good, 0),
        (good, 2),
        (good + hotp, 1),
        (b"", 1),
        (good[:-1], 1),
        (good[:-16], 1),
        (good + zeros, 1),
        (good[:16], 1),
        (good[:47], 1),
        (good[:-16] + hotp[-16:], 1),  # a counter, and not by counter
        (hotp[:-1] + b"\x01", 1),
        (good[:-17] + b"\x01" + zeros, 1),
        (b"\xff" * 100, 1),
        (bytes(100), 1),
        (record(1, account("a"))[:40] + b"\x01" + record(1, account("a"))[41:] + zeros, 1),
        (good * 201, 201),
        (good, 0xFFFFFFFF),
    )
    for plaintext, number in cases:
        fs, vault = made()
        files = dict(fs.files)
        restore = received(fs, vault, written(plaintext, number), 600)
        raises(Damaged, lambda restore=restore: finish(restore.opening(CODE)))
        raises(BadField, restore.applying)
        restore.discard()
        assert fs.files == files, (plaintext, number)
    for plaintext, number in ((b"", 0), (good, 1), (good + hotp, 2), (hotp * 3, 3)):
        fs, vault = made()
        restored(fs, vault, written(plaintext, number))
        assert vault.count == number


def test_sizes_out_of_their_limits_are_refused():
    fs, vault = made()
    restore = Restore(fs, vault)
    for size in (-1, 0, 63, MAX_FILE_BYTES + 1, 1 << 40):
        assert raises(BadField, restore.begin, size).field == "size"
    assert sorted(fs.files) == ["counters.1", "vault.1"]
    restore.begin(64)
    restore.begin(MAX_FILE_BYTES)


def test_parts_come_in_order_and_the_last_one_may_come_again():
    content = backup_of(*MIXED)
    fs, vault = made()
    restore = Restore(fs, vault)
    assert raises(BadField, restore.write, 0, content[:10]).field == "at"
    restore.begin(len(content))
    for at in (1, 10, -1):
        assert raises(BadField, restore.write, at, content[:10]).field == "at"
    assert raises(BadField, restore.write, 0, b"").field == "data"
    assert raises(BadField, restore.write, 0, content + b"1").field == "data"
    for at in range(0, len(content), 50):
        for _ in range(3):
            restore.write(at, content[at : at + 50])
        if at:
            assert raises(BadField, restore.write, 0, content[:50]).field == "at"
        # Another part in the place of the last one is not taken for it.
        assert raises(BadField, restore.write, at, b"1" * 50).field == "at"
    assert restore.complete
    raises(BadField, restore.write, len(content), b"more")
    finish(restore.opening(CODE))
    assert restore.plan[0] == 5


def test_nothing_is_opened_before_all_is_there():
    content = backup_of(*MIXED)
    fs, vault = made()
    restore = Restore(fs, vault)
    raises(BadField, restore.opening, CODE)
    restore.begin(len(content))
    raises(BadField, restore.opening, CODE)
    restore.write(0, content[:-1])
    raises(BadField, restore.opening, CODE)


def test_beginning_again_forgets_the_first():
    fs, vault = made()
    restore = ready(fs, vault, backup_of(*MIXED))
    content = backup_of((account("z"), 0))
    restore.begin(len(content))
    assert not restore.complete and restore.plan == (0, 0, 0, 0)
    raises(BadField, restore.applying)
    restore.write(0, content)
    finish(restore.opening(CODE))
    assert restore.plan[0] == 1


def test_what_was_received_is_removed_in_the_end():
    for received_bytes in (0, 100, None):
        fs, vault = made()
        files = dict(fs.files)
        content = backup_of(*MIXED)
        restore = Restore(fs, vault)
        restore.begin(len(content))
        if received_bytes != 0:
            restore.write(0, content[:received_bytes])
        restore.discard()
        assert fs.files == files
        restore.discard()


def test_no_secret_is_left_in_ram():
    fs, vault = made()
    restore = received(fs, vault, backup_of(*MIXED))
    for jobs in range(2):
        job = restore.applying() if jobs else restore.opening(CODE)
        for _ in range(5):
            job.step()
        job.wipe()
        assert not any(restore._buffer) and not any(restore._scratch)
        assert restore._account is None
        if not jobs:
            assert restore._keys is None  # it was given up
            finish(restore.opening(CODE))
    keys = restore._keys
    restore.discard()
    assert not any(keys.encrypt) and not any(keys.mac) and not any(keys.iv)


def test_what_accounts_are_compared_by_is_overwritten():
    fs, vault = vault_of(*MIXED)
    restore = received(fs, vault, backup_of(*MIXED))
    seen = []

    def keep(function):
        def keeping(*args):
            seen.append(function(*args))
            return seen[-1]

        return keeping

    identity = records.identity
    records.identity = keep(identity)
    restore_module.derive = keep(derive)
    try:
        finish(restore.opening(CODE))
    finally:
        records.identity = identity
        restore_module.derive = derive
    assert len(seen) == 1 + 2 * len(MIXED) and not any([any(each) for each in seen])


def test_secrets_that_were_passed_on_are_overwritten():
    fs, vault = made()
    restore = ready(fs, vault, backup_of(*MIXED))
    seen = []
    adding_all = vault.adding_all

    def looking(pairs, parts):
        for one, _ in pairs:
            seen.append(one.secret)
        return adding_all(pairs, parts)

    vault.adding_all = looking
    finish(restore.applying())
    assert len(seen) == 5 and not any([any(secret) for secret in seen])


def test_who_gives_up_in_the_middle_has_the_old_vault_or_all_of_it():
    content = backup_of((account("up", HOTP), 9), *MIXED)
    stop = 0
    counts = []
    while counts[-2:] != [6, 6]:
        fs, vault = vault_of((account("up", HOTP), 1))
        restore = ready(fs, vault, content)
        job = restore.applying()
        for _ in range(stop):
            job.step()
        job.wipe()
        restore.discard()
        assert not any(vault._buffer) and sorted(fs.files) == ["counters.1", "vault.1"]
        counts.append(opened(fs).count)
        assert vault.count == counts[-1] and vault.healthy
        assert opened(fs).counter(1) == vault.counter(1) in (1, 9)
        restored(fs, vault, content)
        assert vault.count == 6 and vault.counter(1) == 9
        stop += 1
    assert set(counts) == {1, 6} and stop > 20


def test_a_flash_in_trouble_changes_nothing():
    content = backup_of(*MIXED)
    for failing in ("open", "write"):
        fs, vault = made()
        restore = Restore(fs, vault)
        restore.begin(len(content))
        fs.failing = (failing,)
        raises(StorageFailed, lambda restore=restore: [restore.begin(99), restore.write(0, b"1")])
        fs.failing = ()
        raises(BadField, restore.write, 0, content)
    fs, vault = made()
    restore = received(fs, vault, content)
    for failing in ("open", "read"):
        files = dict(fs.files)
        fs.failing = (failing,)
        raises(StorageFailed, lambda: finish(restore.opening(CODE)))
        fs.failing = ()
        finish(restore.opening(CODE))
        fs.failing = (failing,)
        raises(StorageFailed, finish, restore.applying())
        fs.failing = ()
        assert fs.files == files and vault.count == 0
    fs.room_bytes = sum([len(fs.files[name]) for name in fs.files])
    raises(VaultFull, received, fs, vault, content + content)


def test_a_backup_that_rots_after_it_was_opened_changes_nothing():
    fs, vault = made()
    restore = ready(fs, vault, backup_of(*MIXED))
    for at in (40, 300, 400):
        bad = bytearray(fs.files["restore"])
        bad[at] ^= 1
        fs.files["restore"] = bytes(bad)
        before = fs.files[VAULT]
        raises(Damaged, finish, restore.applying())
        assert fs.files[VAULT] == before and vault.count == 0
        bad[at] ^= 1
        fs.files["restore"] = bytes(bad)
    finish(restore.applying())
    assert vault.count == 5


def test_what_is_there_keeps_its_picture_its_codes_and_the_favourite():
    fs, vault = vault_of((account("a"), 0), (account("b"), 0))
    edit(vault, 1, {"picture": b"old", "favourite": True})
    recovery.add(vault, 1, "one\ntwo")
    recovery.add(vault, 2, "three")
    finish(BackupWriter(fs, vault).writing(CODE))
    content = fs.files[NAME]
    # Since then a code was used, and another account opens first.
    recovery.cross_off(vault, 1, 1)
    edit(vault, 1, {"picture": b"new"})
    edit(vault, 2, {"favourite": True})
    restored(fs, vault, content)
    kept = opened(fs)
    assert kept.favourite == 2 and bytes(kept.picture_at(0)) == b"new"
    assert kept.details_at(0).extras.used == 1
    # What is deleted comes back with all of it, and does not take the place of the favourite.
    vault.delete(1)
    restored(fs, vault, content)
    kept = opened(fs)
    assert kept.favourite == 2 and bytes(kept.picture_at(1)) == b"old"
    assert recovery.code(kept, 3, 2) == b"two" and kept.details_at(1).extras.left == 2
