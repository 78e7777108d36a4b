"""Records come back as they were written; bytes that were never written are refused."""

from raises import raises

from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import Damaged
from otpfob.vault import records

# Where the fields are (the table in the module).
KIND, HASH, DIGITS, PERIOD, SECRET_SIZE, ISSUER_SIZE, NAME_SIZE = 4, 5, 6, 7, 11, 13, 14
ACCOUNT = Account(HOTP, "Acme", "ann", b"12345678901234567890", 1, 8, 60)
RECORD = (
    b"\x00\x01\x02\x03" + b"\x01\x01\x08" + b"\x00\x00\x00\x3c" + b"\x00\x14" + b"\x04\x03"
    b"Acmeann12345678901234567890"
)


def fields(account):
    return (
        account.kind,
        account.issuer,
        account.name,
        account.secret,
        account.hash_id,
        account.digits,
        account.period_s,
    )


def with_byte(at, value):
    record = bytearray(RECORD)
    record[at] = value
    return bytes(record)


def test_the_bytes_are_the_documented_ones():
    assert records.encode(0x00010203, ACCOUNT) == RECORD
    number, account = records.decode(RECORD)
    assert number == 0x00010203 and fields(account) == fields(ACCOUNT)


def test_the_extremes_of_every_field_come_back():
    accounts = [
        Account(TOTP, "i", "", b"k"),
        Account(TOTP, "", "n", b"k" * 256, 2, 10, 86_400),
        Account(HOTP, "i" * 64, "n" * 64, bytes(range(256)), 0, 6, 1),
        Account(STEAM, "Почта", "Ταυτότητα 🔑", b"\0" * 20, 0, 5),
    ]
    for number in (0, 1, 0xFFFFFFFF):
        for account in accounts:
            record = records.encode(number, account)
            assert len(record) <= records.MAX_BYTES
            got, back = records.decode(record)
            assert got == number and fields(back) == fields(account)
            assert type(back.secret) is bytes


def test_the_longest_record_has_the_size_that_readers_expect():
    longest = Account(TOTP, "i" * 64, "n" * 64, b"k" * 256)
    assert len(records.encode(1, longest)) == records.MAX_BYTES


def test_every_truncation_is_damage():
    for size in range(len(RECORD)):
        raises(Damaged, records.decode, RECORD[:size])


def test_bytes_too_many_are_damage():
    for more in (b"\0", b"1", RECORD):
        raises(Damaged, records.decode, RECORD + more)


def test_fields_out_of_their_limits_are_damage():
    cases = ((KIND, 3), (KIND, 255), (HASH, 3), (DIGITS, 5), (DIGITS, 11), (DIGITS, 0))
    for at, value in cases + ((PERIOD, 1), (PERIOD + 3, 0)):
        raises(Damaged, records.decode, with_byte(at, value))


def test_sizes_that_do_not_add_up_are_damage():
    for at in (SECRET_SIZE, SECRET_SIZE + 1, ISSUER_SIZE, NAME_SIZE):
        for value in range(256):
            if value != RECORD[at]:
                raises(Damaged, records.decode, with_byte(at, value))


def test_no_secret_and_no_names_are_damage():
    head = b"\x00\x01\x02\x03" + b"\x00\x00\x06" + b"\x00\x00\x00\x1e"
    raises(Damaged, records.decode, head + b"\x00\x00" + b"\x01\x00" + b"i")
    raises(Damaged, records.decode, head + b"\x00\x01" + b"\x00\x00" + b"k")


def test_names_that_are_not_utf8_are_damage():
    at = records.HEADER_BYTES
    for i in range(7):
        for value in (0x80, 0xC3, 0xFF):
            raises(Damaged, records.decode, with_byte(at + i, value))
            raises(Damaged, records.labels, with_byte(at + i, value))


def test_names_with_control_characters_are_damage():
    for value in (0, 10, 27, 127):
        raises(Damaged, records.decode, with_byte(records.HEADER_BYTES, value))


def test_id_and_kind_are_in_the_header():
    assert records.header(RECORD) == (0x00010203, HOTP)
    assert records.header(RECORD[: records.HEADER_BYTES]) == (0x00010203, HOTP)
    for size in range(records.HEADER_BYTES):
        raises(Damaged, records.header, RECORD[:size])
        raises(Damaged, records.labels, RECORD[:size])


def test_labels_need_no_secret():
    end = len(RECORD) - 20
    for size in range(end, len(RECORD) + 1):
        assert records.labels(RECORD[:size]) == ("Acme", "ann"), size
