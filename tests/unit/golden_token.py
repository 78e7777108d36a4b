"""A token of fixed keys, byte for byte: what tests/golden/ holds, made again.

Everything here may be known: it is no secret of anybody.
"""

from chip_key import ChipKey
from ram_fs import RamFs
from ram_store import RamStore

from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.vault import recovery
from otpfob.vault.attempts import Attempts
from otpfob.vault.backup import NAME, BackupWriter
from otpfob.vault.changes import edit
from otpfob.vault.data_files import DataFiles
from otpfob.vault.generations import Generations, log_in
from otpfob.vault.key_slots import wrapped
from otpfob.vault.pin_key import PinKey

DATA_KEY = bytes(range(32))
DEVICE_KEY = bytes(range(32, 64))
KEY_NUMBER = 7
PIN = b"135790"
ITERATIONS = 1000
SALT = bytes(range(100, 116))
CODE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOCK_AFTER_S = 600

# Issuer, name, kind, secret, hash, digits, period, counter.
ACCOUNTS = (
    ("Acme", "ann@example.com", TOTP, b"12345678901234567890", 0, 6, 30, 0),
    ("", "bob", HOTP, bytes(range(256)), 2, 10, 60, (1 << 63) + 5),
    ("Steam", "", STEAM, b"k", 0, 5, 30, 0),
    ("Почта " * 5, "Ταυτότητα 🔑", TOTP, b"S" * 33, 1, 8, 86_400, 0),
    ("i" * 64, "n" * 64, HOTP, b"0" * 16, 1, 7, 30, 0),
)
# In the second vault and backup: a picture, recovery codes, the favourite.
PICTURE = bytes(range(90))
RECOVERY = "1111-2222\nthree four\n" + "5" * 32
USED_CODE = 2
FAVOURITE = 3
ATTEMPTS = 3
GENERATIONS = (2, 3, 2)  # of vault, counters, settings


def accounts():
    """Return the (Account, counter)s."""
    return [
        (Account(kind, issuer, name, secret, hash_id, digits, period_s), counter)
        for issuer, name, kind, secret, hash_id, digits, period_s, counter in ACCOUNTS
    ]


def slot(chip=None):
    """Return the key slot; with `chip`, a device key, the one that is bound to it."""
    work = PinKey(bytearray(PIN))
    work.begin(SALT, ITERATIONS, chip)
    while not work.run():
        pass
    return wrapped(KEY_NUMBER, True, ITERATIONS, SALT, work.key, DATA_KEY, chip is not None)


def made():
    """Return (filesystem, store, files) of the token."""
    fs, store = RamFs(), RamStore()
    files = DataFiles(fs, log_in(store), DATA_KEY, KEY_NUMBER)
    files.create()
    files.vault.add_all(accounts())
    assert files.vault.use_counter(2) == (1 << 63) + 5
    files.settings.put("lock_after_s", LOCK_AFTER_S)
    store.program(KEY_NUMBER & 1, 0, slot().raw)
    attempts = Attempts(store)
    attempts.load()
    for _ in range(ATTEMPTS):
        attempts.add()
    return fs, store, files


def add_parts(vault):
    """Give the accounts of a vault what not every account has."""
    edit(vault, 1, {"picture": PICTURE})
    edit(vault, 4, {"picture": PICTURE[:1]})
    recovery.add(vault, 1, RECOVERY)
    recovery.add(vault, 2, RECOVERY)
    recovery.cross_off(vault, 1, USED_CODE)
    edit(vault, FAVOURITE, {"favourite": True})


def backup_of(fs, vault):
    """Return the bytes of a backup."""
    job = BackupWriter(fs, vault).writing(CODE)
    while not job.step():
        pass
    return fs.files[NAME]


def golden():
    """Return the bytes of each golden file by its name."""
    fs, store, files = made()
    backup_of(fs, files.vault)
    result = {name + ".bin": fs.files[name] for name in fs.files}
    # The other blocks are blank.
    block = store.block_bytes
    result["key_slot.bin"] = bytes(store.image[block : block + 100])
    result["key_slot_bound.bin"] = slot(ChipKey(DEVICE_KEY)).raw
    result["attempts.bin"] = bytes(store.image[2 * block : 2 * block + 16 * ATTEMPTS])
    # One entry says it all; how many there are before it is no matter of the format.
    add_parts(files.vault)
    result["vault_with_parts.bin"] = fs.files["vault.1"]
    result["backup_with_parts.bin"] = backup_of(fs, files.vault)
    store = RamStore()
    Generations(log_in(store), DATA_KEY, KEY_NUMBER).start(GENERATIONS)
    result["generations.bin"] = bytes(store.image[4 * block : 4 * block + 32])
    return result
