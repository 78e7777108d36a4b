"""Pictures and recovery codes lie behind their account, and come back as they were written."""

from raises import raises
from vault_in_ram import made, opened

from otpfob.core.account import HOTP, MAX_PICTURE_BYTES, TOTP, Account
from otpfob.core.errors import BadField, Damaged, VaultFull
from otpfob.vault import records, recovery
from otpfob.vault.changes import NewParts, edit
from otpfob.vault.index import HEADER_BYTES, MOST_BYTES
from otpfob.vault.parts import CODES, CONTENT_AT, MAX_PART_BYTES, PICTURE, encode_part, read_part
from otpfob.vault.records import MAX_ACCOUNTS, Extras

PICTURE_BYTES = bytes([i * 7 & 0xFF for i in range(MAX_PICTURE_BYTES)])
TEXT = "1111-2222\nabcd efgh\n" + "x" * 32
LONG = Account(HOTP, "i" * 64, "n" * 64, bytes(range(256)), 2, 10, 86_400)


def account(name="ann", kind=TOTP):
    return Account(kind, "Acme", name, b"12345678901234567890")


def encoded(one, extras):
    buffer = bytearray(b"\xaa" * records.MAX_BYTES)
    return bytes(buffer[: records.encode(1, one, buffer, extras)])


def filled():
    """Return (filesystem, vault): a has both parts, b, by counter, none, c a picture."""
    fs, vault = made()
    vault.add(account("a"), 0, NewParts(PICTURE_BYTES[:37]))
    vault.add(account("b", HOTP), 5)
    vault.add(account("c"), 0, NewParts(PICTURE_BYTES))
    recovery.add(vault, 1, TEXT)
    return fs, vault


def codes(vault, account_id):
    count = vault.details_at(vault.index_of(account_id)).extras.count
    return [str(bytes(recovery.code(vault, account_id, i + 1)), "ascii") for i in range(count)]


def check(fs, vault, names="abc"):
    for one in (vault, opened(fs)):
        assert [one.labels_at(i)[1] for i in range(one.count)] == list(names)
        for i in range(one.count):
            name = one.account_at(i).name
            want = {"a": PICTURE_BYTES[:37], "b": b"", "c": PICTURE_BYTES}[name]
            assert bytes(one.picture_at(i)) == want, name
        if "a" in names:
            assert codes(one, 1) == TEXT.split("\n")


def test_a_long_record_has_the_documented_bytes():
    record = encoded(account(), Extras(37, 9, 3, 0b101))
    assert record[10] == TOTP | 0x80
    assert record[21:30] == b"\x00\x25" + b"\x00\x09" + b"\x03" + b"\x00\x00\x00\x05"
    assert record[30:37] == b"Acmeann" and record[37:48] == bytes(11)
    assert record[48:68] == b"12345678901234567890" and len(record) == 80
    assert records.start(record) == (1, TOTP, 48, 80, 80 + 48 + 16)


def test_a_long_record_comes_back_with_all_of_it():
    for one in (account(), LONG, Account(TOTP, "", "n", b"k")):
        for extras in (Extras(400), Extras(0, 400, 20, (1 << 20) - 1), Extras(1, 2, 1, 0)):
            record = encoded(one, extras)
            assert len(record) <= records.MAX_BYTES
            start = records.start(record[: records.START_BYTES])
            assert start[4] == records.size(one, extras)
            got = records.decode(record)[1]
            assert (got.kind, got.issuer, got.name, got.secret) == (
                one.kind,
                one.issuer,
                one.name,
                one.secret,
            )
            found = records.details(record).extras
            assert (found.sizes, found.count, found.used) == (
                extras.sizes,
                extras.count,
                extras.used,
            )


def test_an_account_without_parts_lies_in_flash_as_it_always_did():
    plain = encoded(account(), records.NO_EXTRAS)
    assert plain[10] == TOTP and plain[21:28] == b"Acmeann"
    assert records.identity(plain) == records.identity(encoded(account(), Extras(37)))


def test_every_flipped_bit_of_a_long_record_is_damage():
    record = encoded(account(), Extras(37, 9, 3, 0b101))
    for bit in range(8 * len(record)):
        bad = bytearray(record)
        bad[bit // 8] ^= 1 << bit % 8
        raises(Damaged, records.decode, bad)


def test_parts_that_cannot_be_are_damage():
    for extras in (
        (0, 0, 0, 0),
        (401, 0, 0, 0),
        (0, 401, 20, 0),
        (0, 400, 21, 0),
        (0, 3, 2, 0),
        (0, 2, 0, 0),
        (0, 0, 1, 0),
        (0, 2, 1, 2),
        (1, 0, 0, 1),
    ):
        good = bytearray(encoded(account(), Extras(1)))
        good[21:30] = (
            extras[0].to_bytes(2, "big")
            + extras[1].to_bytes(2, "big")
            + bytes((extras[2],))
            + extras[3].to_bytes(4, "big")
        )
        assert raises(Damaged, records.extras_of, good), extras
        raises(Damaged, records.decode, good)


def test_a_part_that_rots_is_damage():
    buffer = bytearray(records.MAX_BYTES)
    assert encode_part(b"content", buffer) == 7
    part = bytes(buffer[:16])

    def read(at, view):
        view[:] = part[at : at + len(view)]

    assert read_part(read, 0, (7, 0), PICTURE, buffer) == 7
    assert buffer[CONTENT_AT : CONTENT_AT + 7] == b"content"
    assert read_part(read, 0, (7, 0), CODES, buffer) == 0
    good = part
    for bit in range(8 * len(good)):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        part = bytes(bad)
        raises(Damaged, read_part, read, 0, (7, 0), PICTURE, buffer)


def test_parts_follow_their_account_whatever_becomes_of_the_others():
    fs, vault = filled()
    check(fs, vault)
    vault.move(3, 0)
    check(fs, vault, "cab")
    assert vault.use_counter(2) == 5
    vault.delete(2)
    check(fs, vault, "ca")
    vault.move(1, 0)
    vault.delete(3)
    check(fs, vault, "a")
    assert vault.records_bytes == records.size(account("a"), vault.details_at(0).extras)


def test_another_name_takes_the_picture_of_the_old_one_away():
    fs, vault = filled()
    edit(vault, 1, {"digits": 8, "period": 60})
    assert bytes(vault.picture_at(0)) == PICTURE_BYTES[:37]
    assert (vault.details_at(0).digits, vault.details_at(0).period_s) == (8, 60)
    edit(vault, 1, {"name": "z"})
    assert bytes(opened(fs).picture_at(0)) == b"" and codes(vault, 1) == TEXT.split("\n")
    edit(vault, 1, {"name": "y", "picture": b"new"})
    assert bytes(opened(fs).picture_at(0)) == b"new"
    edit(vault, 1, {"picture": b""})
    assert bytes(opened(fs).picture_at(0)) == b""


def test_a_picture_that_is_too_large_is_refused():
    fs, vault = filled()
    before = dict(fs.files)
    large = bytes(MAX_PICTURE_BYTES + 1)
    assert raises(BadField, NewParts, large).field == "picture"
    assert raises(BadField, edit, vault, 1, {"picture": large}).field == "picture"
    assert fs.files == before


def test_one_account_is_the_favourite():
    fs, vault = filled()
    assert vault.favourite == 0
    for favourite, change in (
        (2, {"favourite": True}),
        (2, {"favourite": True}),
        (2, {"digits": 8}),
        (0, {"favourite": False}),
    ):
        edit(vault, 2, change)
        assert vault.favourite == opened(fs).favourite == favourite
    edit(vault, 1, {"favourite": True})
    edit(vault, 3, {"favourite": False})  # another one's
    assert opened(fs).favourite == 1
    vault.move(1, 2)
    vault.delete(2)
    vault.add(account("d"))
    assert opened(fs).favourite == vault.favourite == 1
    vault.delete(1)
    assert opened(fs).favourite == vault.favourite == 0


def test_the_vault_is_full_when_its_bytes_are():
    _, vault = made()
    many = (MOST_BYTES - HEADER_BYTES) // records.size(LONG, Extras(MAX_PICTURE_BYTES))
    assert many < MAX_ACCOUNTS and MAX_PART_BYTES == MAX_PICTURE_BYTES
    vault.add_all([(LONG, 0)] * many, NewParts(PICTURE_BYTES))
    raises(VaultFull, vault.add, LONG, 0, NewParts(PICTURE_BYTES))
    assert vault.count == many
    while vault.records_bytes + records.size(LONG) <= MOST_BYTES - HEADER_BYTES:
        vault.add(LONG)
    raises(VaultFull, vault.add, LONG)
    raises(VaultFull, recovery.add, vault, 1, "y" * 32)
    vault.use_counter(1)


def test_a_list_with_parts_costs_no_more_ram_than_one_without():
    _, plain = made(account("a"), account("b"), account("c"))
    _, vault = filled()
    for one in (plain, vault):
        index = one._index
        tables = (index.starts, index.heads, index.ids, index.kinds)
        assert [len(each) for each in tables] == [4, 3, 3, 3]
        assert len(one._buffer) == records.MAX_BYTES
