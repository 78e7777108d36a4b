"""A program made from the README of the vault opens what the token wrote, and the reverse."""

import golden_token
import pytest
from golden_token import ACCOUNTS, CODE, DATA_KEY, LOCK_AFTER_S, PIN
from peers import vault_reader
from peers.vault_reader import Contents, Entry, Unreadable
from raises import raises
from ram_fs import RamFs
from ram_store import RamStore
from safe_bench import Flash, SlowTicks, Source, run

from otpfob.core.account import HOTP
from otpfob.core.errors import WrongCode
from otpfob.vault import recovery
from otpfob.vault.entropy import Pool
from otpfob.vault.restore import Restore
from otpfob.vault.safe import LOCKED, OPEN, Safe

OTHER_PIN = b"246802468024"
SALT = bytes(range(16))


def started(fs, store):
    safe = Safe(Flash(fs), store, Pool(Source()), SlowTicks())
    safe.start()
    return safe


def entries(first=1):
    """The golden accounts, as the independent program knows them."""
    return [
        Entry(issuer, name, secret, kind, hash_id, digits, period_s, counter, first + i)
        for i, (issuer, name, kind, secret, hash_id, digits, period_s, counter) in enumerate(
            ACCOUNTS
        )
    ]


def token(pin):
    """A token that was set up, filled and changed by the firmware. Returns (files, store, safe)."""
    flash, store = Flash(), RamStore()
    safe = Safe(flash, store, Pool(Source()), SlowTicks())
    safe.start()
    run(safe.creating(None if pin is None else bytearray(pin)))
    safe.vault.add_all(golden_token.accounts())
    safe.settings.put("lock_after_s", LOCK_AFTER_S)
    return flash, store, safe


def held(vault):
    result = []
    for i in range(vault.count):
        one, number, extras = vault.account_at(i), vault.id_at(i), vault.details_at(i).extras
        result.append(
            Entry(
                one.issuer,
                one.name,
                bytes(one.secret),
                one.kind,
                one.hash_id,
                one.digits,
                one.period_s,
                vault.counter(number) if one.kind == HOTP else 0,
                number,
                bytes(vault.picture_at(i)),
                [recovery.code(vault, number, n + 1).decode() for n in range(extras.count)],
                {n + 1 for n in range(extras.count) if extras.used >> n & 1},
                number == vault.favourite,
            )
        )
    return result


def with_parts(found):
    """Give golden accounts what golden_token.add_parts() does."""
    found[0].picture, found[3].picture = golden_token.PICTURE, golden_token.PICTURE[:1]
    found[0].codes = golden_token.RECOVERY.split("\n")
    found[1].codes = list(found[0].codes)
    found[0].used = {golden_token.USED_CODE}
    found[2].favourite = True
    return found


@pytest.mark.parametrize("pin", [PIN, None])
def test_it_opens_what_the_token_wrote(pin):
    flash, store, _ = token(pin)
    found = vault_reader.read_token(bytes(store.image), flash.fs.files, pin)
    assert found.entries == entries()
    assert found.settings == {"lock_after_s": LOCK_AFTER_S}
    assert (found.key_number, found.next_id) == (1, len(ACCOUNTS) + 1)


def test_it_opens_a_token_whose_accounts_have_pictures_and_recovery_codes():
    flash, store, safe = token(PIN)
    golden_token.add_parts(safe.vault)
    found = vault_reader.read_token(bytes(store.image), flash.fs.files, PIN)
    assert found.entries == held(safe.vault) == with_parts(entries())
    # Under another key, too, and when the accounts are others.
    run(safe.changing_pin(bytearray(OTHER_PIN)))
    safe.vault.move(1, 4)
    safe.vault.delete(2)
    found = vault_reader.read_token(bytes(store.image), flash.fs.files, OTHER_PIN)
    assert found.entries == held(safe.vault) and found.entries[3].codes


def test_the_token_opens_pictures_and_recovery_codes_that_it_wrote():
    contents = Contents(with_parts(entries(10)), {}, 50, 4, (9, 7, 3))
    fs, store = on_token(*vault_reader.write_token(contents, None, DATA_KEY, SALT, 1))
    assert held(started(fs, store).vault) == contents.entries


def test_it_opens_and_writes_backups_with_pictures_and_recovery_codes():
    content = golden_token.golden()["backup_with_parts.bin"]
    found = vault_reader.read_backup(content, CODE.decode())
    want = with_parts(entries())
    want[1].counter += 1
    assert found == want
    assert vault_reader.write_backup(found, CODE.decode()) == content


def test_it_opens_a_token_whose_pin_was_changed():
    flash, store, safe = token(PIN)
    safe.vault.delete(1)
    safe.vault.move(5, 0)
    assert safe.vault.use_counter(2) == (1 << 63) + 5
    run(safe.changing_pin(bytearray(OTHER_PIN)))
    safe.vault.set_counter_at_least(5, 77)
    found = vault_reader.read_token(bytes(store.image), flash.fs.files, OTHER_PIN)
    assert found.entries == held(safe.vault)
    assert [entry.number for entry in found.entries] == [5, 2, 3, 4]
    assert [entry.counter for entry in found.entries] == [77, (1 << 63) + 6, 0, 0]
    assert found.key_number == 2
    with pytest.raises(Unreadable, match="wrong PIN"):
        vault_reader.read_token(bytes(store.image), flash.fs.files, PIN)


def test_it_opens_and_writes_the_slot_of_a_chip_that_has_a_key_of_its_own():
    raw = golden_token.golden()["key_slot_bound.bin"]
    keys = bytes(raw).rjust(vault_reader.BLOCK + len(raw), b"\xff")
    keys = keys.ljust(vault_reader.BLOCK * vault_reader.BLOCKS, b"\xff")
    device_key = golden_token.DEVICE_KEY
    assert vault_reader.open_slot(keys, PIN, device_key) == (7, DATA_KEY)
    with pytest.raises(Unreadable, match="wrong PIN"):
        vault_reader.open_slot(keys, PIN, bytes(32))
    with pytest.raises(Unreadable, match="version"):
        vault_reader.open_slot(keys, PIN)
    made = vault_reader.make_slot(
        7, DATA_KEY, PIN, golden_token.SALT, golden_token.ITERATIONS, device_key
    )
    assert made == raw


def test_it_counts_failed_attempts_as_the_token_does():
    flash, store, safe = token(PIN)
    safe.lock()
    for count in range(1, 4):
        assert run(safe.unlocking(bytearray(OTHER_PIN))) is False
        assert vault_reader.failed_attempts(bytes(store.image)) == safe.attempts == count
    assert run(safe.unlocking(bytearray(PIN)))
    assert vault_reader.failed_attempts(bytes(store.image)) == safe.attempts == 0


def written(pin, key_number=4):
    contents = Contents(entries(10), {"lock_after_s": 60, "new": "kept"}, 50, key_number, (9, 7, 3))
    iterations = 1 if pin is None else 1234
    return vault_reader.write_token(contents, pin, DATA_KEY, SALT, iterations)


def on_token(keys, files):
    fs = RamFs()
    fs.files.update(files)
    return fs, RamStore(bytearray(keys))


@pytest.mark.parametrize("key_number", [4, 5])
def test_the_token_opens_what_it_wrote(key_number):
    fs, store = on_token(*written(PIN, key_number))
    safe = started(fs, store)
    assert safe.state == LOCKED
    assert run(safe.unlocking(bytearray(OTHER_PIN))) is False
    assert run(safe.unlocking(bytearray(PIN))) is True
    assert held(safe.vault) == entries(10)
    assert safe.settings.get("lock_after_s") == 60
    # And goes on with it.
    assert safe.vault.add(golden_token.accounts()[0][0]) == 50
    assert safe.vault.use_counter(11) == (1 << 63) + 5
    found = vault_reader.read_token(bytes(store.image), fs.files, PIN)
    assert found.entries == held(safe.vault) and found.generations == (10, 8, 3)


def test_the_token_opens_what_it_wrote_without_a_pin():
    fs, store = on_token(*written(None))
    safe = started(fs, store)
    assert safe.state == OPEN and held(safe.vault) == entries(10)


def test_it_writes_the_same_bytes_as_the_token():
    fs, store, _ = golden_token.made()
    block = store.block_bytes
    found = vault_reader.read_token(bytes(store.image), fs.files, PIN)
    keys, files = vault_reader.write_token(
        found, PIN, DATA_KEY, golden_token.SALT, golden_token.ITERATIONS
    )
    assert keys[block : 2 * block] == bytes(store.image[block : 2 * block])
    # The token has no second entry either; the order of entries is free, and here the same.
    assert files == fs.files


def backup_of_the_token():
    return golden_token.golden()["backup.bin"]


def test_it_opens_and_writes_backups_of_the_token():
    content = backup_of_the_token()
    found = vault_reader.read_backup(content, "abcde-fgh1j klmnopqrstuvwxyz")
    want = entries()
    want[1].counter += 1
    assert found == want
    assert vault_reader.write_backup(found, CODE.decode()) == content
    with pytest.raises(Unreadable, match="MAC"):
        vault_reader.read_backup(content, "B" * 26)


def test_the_token_restores_its_backups():
    _, _, safe = token(None)
    safe.vault.delete(1)
    new = Entry("New", "one", b"secret", HOTP, 0, 6, 30, 9, 3)
    content = vault_reader.write_backup([*entries(), new], CODE.decode())
    restore = Restore(RamFs(), safe.vault)
    restore.begin(len(content))
    restore.write(0, content)
    raises(WrongCode, run, restore.opening(b"B" * 26))
    run(restore.opening(CODE))
    assert restore.plan == (2, 4, 0, 196)
    run(restore.applying())
    got = held(safe.vault)
    assert got[:4] == entries()[1:]
    first, new.number = entries()[0], 7
    first.number = 6
    assert got[4:] == [first, new]
