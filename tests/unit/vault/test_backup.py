"""A backup is made in steps, holds all accounts, and is of no use without its code."""

import struct

from raises import raises
from ram_fs import RamFs
from vault_in_ram import Pool, made

import otpfob.vault.backup as backup_module
from otpfob.core import base32
from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import BadField, Damaged, StorageFailed, VaultFull, WrongCode
from otpfob.core.hmac import SHA256, digest
from otpfob.vault import records
from otpfob.vault.backup import (
    CODE_ALPHABET,
    MAGIC,
    NAME,
    VERSION,
    BackupWriter,
    key_of,
    keys_of,
    new_code,
)
from otpfob.vault.container import Check, decrypt, file_size
from otpfob.vault.keys import derive

CODE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHER = b"BBCDEFGHIJKLMNOPQRSTUVWXYZ"


def accounts():
    return (
        Account(TOTP, "Acme", "ann", b"12345678901234567890"),
        Account(HOTP, "i" * 64, "n" * 64, bytes(range(256)), 2, 10, 60),
        Account(STEAM, "", "bob", b"k", 0, 5),
    )


def filled():
    fs, vault = made()
    for one in accounts():
        vault.add(one, (1 << 63) + 5 if one.kind == HOTP else 0)
    return fs, vault


def finish(job):
    steps = 1
    while not job.step():
        steps += 1
        assert job.done <= job.total and steps < 3000
    assert job.done == job.total and job.step()
    return steps


def done(fs, vault, code=CODE):
    writer = BackupWriter(fs, vault)
    finish(writer.writing(code))
    return writer


def plaintext(fs, code=CODE):
    """Return (number of accounts, plaintext) of the backup, having checked it."""
    keys = keys_of(code)
    with fs.open(NAME, "rb") as file:
        check = Check(file, keys, MAGIC, VERSION)
        check.run()
        out = bytearray(check.size)
        decrypt(file, keys, 0, out, bytearray(256))
    return check.number, out


def test_a_code_is_130_random_bits_in_base32():
    for seed in range(20):
        code = new_code(Pool(seed))
        assert isinstance(code, bytearray) and len(code) == 26
        assert code.decode() == base32.encode(Pool(seed).take(17))[:26]
        assert all(character in CODE_ALPHABET for character in code)


def test_what_the_pool_gave_is_overwritten():
    class Kept(Pool):
        def take(self, size):
            self.given = Pool.take(self, size)
            return self.given

    pool = Kept()
    new_code(pool)
    assert len(pool.given) == 17 and not any(pool.given)


def test_the_key_is_made_as_documented():
    assert key_of(CODE) == digest(CODE, b"OTPfob backup", SHA256)


def test_a_code_may_be_written_as_people_do():
    want = key_of(b"OIBABCDEFGHIJKLMNOPQ234567")
    for written in (
        b"oibabcdefghijklmnopq234567",
        b"018ABCDEFGH1JKLMNOPQ234567",
        b"OIBAB CDEFG HIJKL MNOPQ 23456 7",
        b" oiba-bcde-fghi-jklm-n0pq-2345-67 ",
        bytearray(b"OIBABCDEFGHIJKLMNOPQ234567"),
    ):
        assert key_of(written) == want, written


def test_what_is_no_code_is_a_wrong_one():
    for written in (b"", CODE[:25], CODE + b"A", CODE[:25] + b"9", CODE[:25] + b"\xff", b"-" * 26):
        raises(WrongCode, key_of, written)
        raises(WrongCode, BackupWriter(*filled()).writing, written)


def test_the_plaintext_is_the_documented_one():
    fs, vault = filled()
    vault.move(3, 0)
    writer = done(fs, vault)
    number, out = plaintext(fs)
    assert number == 3 and len(fs.files[NAME]) == writer.size == file_size(len(out))
    assert fs.files[NAME][:12] == b"FOBB\x01\0\0\0\0\0\0\x03"
    buffer = bytearray(records.MAX_BYTES)
    want = b""
    for i in (2, 0, 1):
        size = records.encode(i + 1, accounts()[i], buffer)
        counter = (1 << 63) + 5 if i == 1 else 0
        want += bytes(buffer[:size]) + struct.pack(">Q8s", counter, b"")
    assert out == want


def test_the_backup_of_no_accounts_is_one_too():
    fs, vault = made()
    writer = done(fs, vault)
    assert plaintext(fs) == (0, b"") and writer.size == file_size(0)


def test_it_is_done_in_small_steps():
    fs, vault = made()
    vault.add_all([(Account(TOTP, "Acme", "n%d" % i, b"k" * 20), 0) for i in range(50)])
    writer = BackupWriter(fs, vault)
    job = writer.writing(CODE)
    before = -1
    steps = 0
    while not job.step():
        assert before < job.done < job.total and writer.size == 0
        before = job.done
        steps += 1
    assert steps >= 100 and job.done == job.total


def test_the_host_reads_it_in_parts():
    fs, vault = filled()
    writer = done(fs, vault)
    content = b""
    while len(content) < writer.size:
        part = writer.read(len(content), 100)
        assert 0 < len(part) <= 100
        content += part
    assert content == fs.files[NAME]
    for at in (-1, writer.size, writer.size + 1):
        assert raises(BadField, writer.read, at, 10).field == "at"
    fs.failing = ("open",)
    raises(StorageFailed, writer.read, 0, 10)


def test_nothing_can_be_read_before_it_is_done_or_after_it_is_discarded():
    fs, vault = filled()
    writer = BackupWriter(fs, vault)
    job = writer.writing(CODE)
    for _ in range(5):
        job.step()
        raises(BadField, writer.read, 0, 10)
    finish(job)
    assert writer.read(0, 4) == b"FOBB"
    writer.discard()
    assert NAME not in fs.files
    raises(BadField, writer.read, 0, 10)
    writer.discard()


def test_no_secret_and_no_name_is_in_the_file():
    fs, vault = filled()
    done(fs, vault)
    for word in (b"1234567890", b"Acme", b"iiii", b"\x10\x11\x12\x13", CODE[:8]):
        assert fs.files[NAME].find(word) < 0


def test_keys_and_buffers_are_overwritten_when_it_ends_or_is_given_up():
    for steps in (0, 1, 4, 1000):
        fs, vault = filled()
        writer = BackupWriter(fs, vault)
        job = writer.writing(CODE)
        for _ in range(steps):
            if job.step():
                break
        job.wipe()
        assert not any(writer._buffer)
        assert (NAME in fs.files) == (steps == 1000)
        assert job.step()


def test_a_flash_in_trouble_leaves_the_vault_and_no_backup():
    for trouble in ("open", "write", "read", "full", "corrupt"):
        fs, vault = filled()
        files = dict(fs.files)
        job = BackupWriter(fs, vault).writing(CODE)
        if trouble == "full":
            fs.room_bytes = sum([len(files[name]) for name in files]) + 500
        elif trouble == "corrupt":
            fs.corrupt = lambda content: content[:-1] + bytes((content[-1] ^ 1,))
        else:
            fs.failing = (trouble,)
        error = raises((VaultFull, StorageFailed), finish, job)
        assert isinstance(error, VaultFull) == (trouble == "full"), trouble
        fs.failing, fs.room_bytes, fs.corrupt = (), None, None
        assert fs.files == files, trouble
        assert job.step() and done(fs, vault).size > 0


def test_a_flash_that_stores_an_older_backup_makes_none():
    fs, vault = filled()
    done(fs, vault)
    older = fs.files[NAME]
    vault.use_counter(2)
    fs.corrupt = lambda content: older
    raises(StorageFailed, finish, BackupWriter(fs, vault).writing(CODE))
    assert NAME not in fs.files


def test_a_rotten_account_is_not_backed_up():
    fs, vault = filled()
    content = bytearray(fs.files["vault.1"])
    content[-40] ^= 1
    fs.files["vault.1"] = bytes(content)
    raises(Damaged, finish, BackupWriter(fs, vault).writing(CODE))
    assert NAME not in fs.files


def test_a_second_backup_takes_the_place_of_the_first():
    fs, vault = filled()
    done(fs, vault)
    vault.delete(2)
    done(fs, vault, OTHER)
    assert plaintext(fs, OTHER)[0] == 2
    raises(Damaged, plaintext, fs, CODE)


def test_an_unused_filesystem_is_enough():
    _, vault = filled()
    fs = RamFs()
    done(fs, vault)
    assert list(fs.files) == [NAME]


def test_the_code_as_it_was_read_is_overwritten():
    seen = []

    def looking(key, label):
        seen.append(key)
        return derive(key, label)

    backup_module.derive = looking
    try:
        key_of(CODE)
    finally:
        backup_module.derive = derive
    assert len(seen) == 1 and len(seen[0]) == 26 and not any(seen[0])
