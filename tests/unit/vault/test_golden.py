"""What was written once is written the same for ever, and read."""

import golden_token
from chip_key import ChipKey
from golden_token import ACCOUNTS, CODE, DATA_KEY, KEY_NUMBER, LOCK_AFTER_S, PIN
from ram_fs import RamFs
from ram_store import RamStore
from unit_paths import ROOT
from vault_in_ram import opened

from otpfob.core.account import HOTP
from otpfob.vault import recovery
from otpfob.vault.data_files import DataFiles
from otpfob.vault.generations import log_in
from otpfob.vault.restore import Restore
from otpfob.vault.safe import LOCKED, Safe

NAMES = (
    "attempts.bin",
    "backup.bin",
    "backup_with_parts.bin",
    "counters.1.bin",
    "generations.bin",
    "key_slot.bin",
    "key_slot_bound.bin",
    "settings.1.bin",
    "vault.1.bin",
    "vault_with_parts.bin",
)


def stored(name):
    with open(ROOT + "/tests/golden/" + name, "rb") as file:
        return file.read()


def flash_of_files(slot="key_slot.bin"):
    """Return (filesystem, store) with what is stored in the golden files."""
    fs, store = RamFs(), RamStore()
    for name in ("vault.1", "counters.1", "settings.1"):
        fs.files[name] = stored(name + ".bin")
    for block, name in ((1, slot), (2, "attempts.bin"), (4, "generations.bin")):
        store.program(block, 0, stored(name))
    return fs, store


def check(vault, first=1, counter=(1 << 63) + 6):
    assert vault.count == len(ACCOUNTS)
    for i in range(len(ACCOUNTS)):
        issuer, name, kind, secret, hash_id, digits, period_s, _ = ACCOUNTS[i]
        one = vault.account_at(i)
        assert (one.issuer, one.name, one.kind, one.secret) == (issuer, name, kind, secret)
        assert (one.hash_id, one.digits, one.period_s) == (hash_id, digits, period_s)
        assert vault.id_at(i) == first + i
        if kind == HOTP:
            assert vault.counter(first + i) == (counter if i == 1 else 0)


def test_every_byte_is_what_it_always_was():
    made = golden_token.golden()
    assert sorted(made) == sorted(NAMES)
    for name in NAMES:
        assert made[name] == stored(name), name


def test_a_token_of_golden_files_is_unlocked_with_its_pin():
    check_unlocking("key_slot.bin", None)


def test_so_is_one_that_is_bound_to_its_chip():
    check_unlocking("key_slot_bound.bin", ChipKey(golden_token.DEVICE_KEY))


def test_a_golden_slot_of_before_there_were_device_keys_opens_on_a_chip_that_has_one():
    check_unlocking("key_slot.bin", ChipKey())


def check_unlocking(slot, chip):
    fs, store = flash_of_files(slot)

    class Flash:
        def mount(self):
            return fs

    safe = Safe(Flash(), store, None, None, chip)
    safe.start()
    assert safe.state == LOCKED and safe.attempts == golden_token.ATTEMPTS
    job = safe.unlocking(bytearray(PIN))
    while not job.step():
        pass
    assert job.result is True and safe.attempts == 0
    check(safe.vault)
    assert safe.settings.get("lock_after_s") == LOCK_AFTER_S


def restored(name):
    """Return the vault of an empty token onto which a golden backup was restored."""
    fs, store = RamFs(), RamStore()
    files = DataFiles(fs, log_in(store), DATA_KEY, KEY_NUMBER)
    files.create()
    content = stored(name)
    restore = Restore(fs, files.vault)
    restore.begin(len(content))
    restore.write(0, content)
    for job in (restore.opening(CODE), None):
        job = job or restore.applying()
        while not job.step():
            pass
    return files.vault


def check_parts(vault):
    assert bytes(vault.picture_at(0)) == golden_token.PICTURE
    assert [len(vault.picture_at(i)) for i in range(vault.count)] == [90, 0, 0, 1, 0]
    extras = [vault.details_at(i).extras for i in range(vault.count)]
    assert [one.count for one in extras] == [3, 3, 0, 0, 0]
    assert [one.left for one in extras] == [2, 3, 0, 0, 0]
    for account_id in (1, 2):
        for number, text in enumerate(golden_token.RECOVERY.split("\n"), 1):
            assert recovery.code(vault, account_id, number) == text.encode()
    assert vault.favourite == golden_token.FAVOURITE


def test_the_golden_backups_are_restored():
    check(restored("backup.bin"))
    vault = restored("backup_with_parts.bin")
    check(vault)
    check_parts(vault)


def test_the_golden_vault_with_parts_is_opened():
    fs = flash_of_files()[0]
    fs.files["vault.1"] = stored("vault_with_parts.bin")
    vault = opened(fs)
    check(vault)
    check_parts(vault)
    # And the one without goes on as one with.
    vault = opened(flash_of_files()[0])
    golden_token.add_parts(vault)
    check_parts(vault)
