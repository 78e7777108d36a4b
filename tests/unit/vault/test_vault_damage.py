"""Damage is an error, never an empty vault; a flash in trouble keeps what it had."""

from raises import raises
from ram_fs import EIO, RamFs
from vault_in_ram import COUNTERS, VAULT, Noted, opened, sealed_vault, vault_on

from otpfob.core.account import HOTP, TOTP, Account
from otpfob.core.errors import Damaged, NoAccount, StorageFailed, VaultFull
from otpfob.vault.changes import edit


def account(name="ann", kind=TOTP):
    return Account(kind, "Acme", name, b"12345678901234567890")


def made():
    """Return a filesystem and a vault on it: a TOTP account with id 1, a HOTP one with id 2."""
    fs = RamFs()
    vault = vault_on(fs)
    vault.create()
    vault.add(account("a"))
    vault.add(account("b", HOTP), 5)
    return fs, vault


def plaintext(fs):
    """Return the decrypted bytes of the vault."""
    sealed = sealed_vault(fs)
    sealed.load()
    out = bytearray(sealed.size)
    sealed.read(0, out)
    return out


def written(fs, content):
    """Put a whole file with any plaintext in the place of the vault."""
    sealed = sealed_vault(fs)
    sealed.load()
    sealed.replace(len(content), lambda: (content,))


def state(vault):
    result = []
    for i in range(vault.count):
        one = vault.account_at(i)
        result.append((vault.id_at(i), one.kind, one.issuer, one.name, one.secret))
    return result, vault.counter(2)


def damaged(fs):
    """The vault says that it is damaged, and is not taken for an empty one."""
    vault = vault_on(fs)
    raises(Damaged, vault.open)
    raises(NoAccount, vault.index_of, 1)
    raises(Damaged, vault.open)


CHANGES = (
    lambda vault: vault.add(account("c")),
    lambda vault: vault.add(account("c", HOTP), 9),
    lambda vault: vault.add_all(((account("c", HOTP), 9), (account("d"), 0))),
    lambda vault: vault.delete(1),
    lambda vault: edit(vault, 1, {"name": "z"}),
    lambda vault: vault.move(1, 1),
    lambda vault: vault.set_counter_at_least(2, 50),
    lambda vault: vault.use_counter(2),
)


def test_every_flipped_bit_of_either_file_is_damage():
    for name in (VAULT, COUNTERS):
        fs, _ = made()
        good = fs.files[name]
        for bit in range(8 * len(good)):
            bad = bytearray(good)
            bad[bit // 8] ^= 1 << bit % 8
            fs.files[name] = bytes(bad)
            raises(Damaged, vault_on(fs).open)
        damaged(fs)


def test_every_truncation_of_either_file_is_damage():
    for name in (VAULT, COUNTERS):
        fs, _ = made()
        good = fs.files[name]
        for size in range(len(good)):
            fs.files[name] = good[:size]
            damaged(fs)
            fs.files[name] = good[size + 1 :]
            damaged(fs)
        fs.files[name] = good + b"\0"
        damaged(fs)


def test_counters_that_are_gone_are_damage():
    fs, _ = made()
    del fs.files[COUNTERS]
    damaged(fs)


def test_a_vault_that_is_gone_is_damage():
    fs, _ = made()
    del fs.files[VAULT]
    damaged(fs)


def test_whole_files_that_no_vault_wrote_are_damage():
    fs, _ = made()
    good = bytes(plaintext(fs))
    record = 16 + 64  # where the second one begins
    cases = (
        b"",
        b"FOBV",
        good[:15],
        good[:4] + b"\x00\x01" + good[6:],
        good[:4] + b"\x00\x03" + good[6:],
        good[:4] + b"\x00\xc9" + good[6:],
        good[:4] + b"\xff\xff" + good[6:],
        good[:3] + b"\x02" + good[4:],  # the id of the second account would come again
        good[:15] + b"\x01" + good[16:],
        good[:16] + b"\x00\x00" + good[18:],
        good[:16] + b"\xff\xff" + good[18:],
        good[:record] + b"\x00\x00" + good[record + 2 :],
        good + b"\0",
        good + bytes(16),
        good[:-1],
        good[:-16],
    )
    for content in cases:
        written(fs, content)
        damaged(fs)
    written(fs, good)
    assert opened(fs).count == 2


def test_a_vault_of_another_day_has_no_counter_for_a_new_account():
    fs, vault = made()
    old = fs.files[COUNTERS]
    number = vault.add(account("c", HOTP), 7)
    fs.files[COUNTERS] = old
    raises(Damaged, vault_on(fs).open)
    vault.delete(number)
    fs.files[COUNTERS] = old
    assert opened(fs).counter(2) == 5


def test_a_flash_that_cannot_be_read_is_no_empty_vault():
    for failing in ("open", "read"):
        fs, _ = made()
        fs.failing = (failing,)
        vault = vault_on(fs)
        raises(StorageFailed, vault.open)
        assert vault.count == 0


def test_a_full_flash_keeps_the_old_vault():
    for change in CHANGES:
        fs, vault = made()
        before, files = state(vault), dict(fs.files)
        for room in range(sum([len(files[name]) for name in files])):
            fs.room_bytes = room
            error = raises((VaultFull, StorageFailed), change, vault)
            assert isinstance(error, VaultFull) or change in CHANGES[-2:]
            assert fs.files == files, room
            fs.log.clear()  # its entries would lie all over MicroPython's heap
        fs.room_bytes = None
        assert state(vault) == state(opened(fs)) == before
        change(vault)
        assert state(vault) == state(opened(fs)) != before or change is CHANGES[-1]


def test_a_flash_that_stores_other_bytes_keeps_the_old_vault():
    def flipped(content):
        return content[:-33] + bytes((content[-33] ^ 1,)) + content[-32:]

    def whole_but_old(content):
        return files[VAULT]

    for corrupt in (flipped, lambda c: c[:-1], lambda c: b"", whole_but_old):
        for change in CHANGES:
            fs, vault = made()
            before, files = state(vault), dict(fs.files)
            fs.corrupt = corrupt
            raises(StorageFailed, change, vault)
            fs.corrupt = None
            assert fs.files == files
            assert state(vault) == state(opened(fs)) == before


def test_a_flash_that_fails_keeps_the_old_vault():
    for failing in ("open", "write", "read", "rename"):
        for change in CHANGES:
            fs, vault = made()
            before, files = state(vault), dict(fs.files)
            fs.failing = (failing,)
            raises(StorageFailed, change, vault)
            fs.failing = ()
            if VAULT + ".new" in fs.files:
                del fs.files[VAULT + ".new"]
            assert fs.files == files, failing
            assert state(vault) == state(opened(fs)) == before, failing


def test_an_id_that_was_not_given_out_is_given_to_the_next():
    fs, vault = made()
    fs.failing = ("write",)
    for kind in (TOTP, HOTP):
        raises(StorageFailed, vault.add, account("c", kind), 5)
    fs.failing = ()
    assert vault.add(account("d")) == 3
    assert opened(fs).id_at(2) == 3


def test_an_add_that_got_half_way_leaves_no_counter_behind():
    fs, vault = made()
    fs.room_bytes = sum([len(fs.files[name]) for name in fs.files]) + 130
    # Room for the counters, and not for a second vault beside the first.
    raises(VaultFull, vault.add, Account(HOTP, "i" * 64, "n" * 64, b"k" * 256), 77)
    fs.room_bytes = None
    number = vault.add(account("totp"))
    assert opened(fs).count == 3
    other = vault.add(account("hotp", HOTP), 1)
    assert opened(fs).counter(other) == 1
    raises(Damaged, opened(fs).counter, number)


def test_reading_an_account_when_the_flash_fails():
    fs, vault = made()
    for failing in ("open", "read"):
        fs.failing = (failing,)
        raises(StorageFailed, vault.account_at, 0)
        raises(StorageFailed, vault.labels_at, 0)
    fs.failing = ()
    fs.files[VAULT] = fs.files[VAULT][:20]
    raises(Damaged, vault.account_at, 0)


def test_an_account_is_never_taken_for_another_one():
    fs, vault = made()
    other = opened(fs)
    other.move(2, 0)
    # The index in RAM is the one of the file before it.
    raises(Damaged, vault.account_at, 0)


def test_bits_that_rot_after_the_start_are_damage_and_not_another_code():
    fs, vault = made()
    before = state(vault)[0]
    content = bytearray(fs.files[VAULT])
    for bit in range(8 * 15, 8 * (len(content) - 32)):
        content[bit // 8] ^= 1 << bit % 8
        fs.files[VAULT] = bytes(content)
        for position in range(vault.count):
            try:
                one = vault.account_at(position)
            except Damaged:
                continue
            now = (vault.id_at(position), one.kind, one.issuer, one.name, one.secret)
            assert now == before[position], bit
        content[bit // 8] ^= 1 << bit % 8


def test_a_rotten_record_is_not_sealed_again():
    fs, vault = made()
    content = bytearray(fs.files[VAULT])
    content[-40] ^= 1  # in the last account's secret
    fs.files[VAULT] = bytes(content)
    raises(StorageFailed, vault.move, 2, 0)
    assert fs.files[VAULT] == bytes(content)


def test_a_rotten_length_is_not_sealed_again():
    fs, vault = made()
    good = fs.files[VAULT]
    for bit in range(8 * 16):  # the block with the length and the check sum of the first record
        content = bytearray(good)
        content[48 + bit // 8] ^= 1 << bit % 8
        fs.files[VAULT] = bytes(content)
        raises(StorageFailed, vault.move, 2, 0)
        assert fs.files[VAULT] == bytes(content)


def test_a_change_whose_generation_cannot_be_noted_is_the_last_one():
    for change in CHANGES:
        fs, _ = made()
        noted = Noted()
        vault = vault_on(fs, noted)
        vault.open()
        noted.error = StorageFailed()
        raises(StorageFailed, change, vault)
        assert not vault.healthy
        files = dict(fs.files)
        noted.error = None
        raises(StorageFailed, change, vault)
        assert fs.files == files
        again = opened(fs)
        assert again.healthy and again.counter(2) >= 5


def test_a_rename_that_fails_after_it_was_done_is_looked_at():
    class Late(RamFs):
        def rename(self, old, new):
            RamFs.rename(self, old, new)
            raise OSError(EIO)

    fs = Late()
    vault = vault_on(fs)
    vault.create()
    assert vault.add(account("a")) == 1
    assert vault.healthy and opened(fs).account_at(0).name == "a"


def test_a_secret_never_lies_in_flash_in_the_clear():
    fs, vault = made()
    vault.add(Account(TOTP, "Issuer", "name", b"a secret of some length"))
    for name in fs.files:
        for word in (b"secret", b"Issuer", b"name", b"Acme", b"12345"):
            assert fs.files[name].find(word) < 0
    assert plaintext(fs).find(b"a secret of some length") > 0
