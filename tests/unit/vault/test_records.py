"""Records come back as they were written; bytes that were never written are refused."""

from binascii import crc32

from raises import raises

from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import Damaged
from otpfob.vault import records

# Where the fields are (the table in the module).
LENGTH, CRC, ID, KIND, HASH, DIGITS, PERIOD, SECRET_SIZE, ISSUER_SIZE, NAME_SIZE, LABELS = (
    0,
    2,
    6,
    10,
    11,
    12,
    13,
    17,
    19,
    20,
    21,
)
ACCOUNT = Account(HOTP, "Acme", "ann", b"12345678901234567890", 1, 8, 60)
REST = (
    b"\x00\x01\x02\x03" + b"\x01\x01\x08" + b"\x00\x00\x00\x3c" + b"\x00\x14" + b"\x04\x03"
    b"Acmeann" + b"\0\0\0\0" + b"12345678901234567890"
)
ZEROS = bytes(12)


def with_crc(rest, length=None):
    """Return a record whose check sum is right."""
    length = 6 + len(rest) if length is None else length
    crc = crc32(rest[: length - 6]) & 0xFFFFFFFF
    return length.to_bytes(2, "big") + crc.to_bytes(4, "big") + rest


RECORD = with_crc(REST) + ZEROS


def encoded(number, account):
    buffer = bytearray(b"\xaa" * records.MAX_BYTES)
    return bytes(buffer[: records.encode(number, account, buffer)])


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
    rest = bytearray(REST)
    rest[at - 6] = value
    return with_crc(bytes(rest)) + ZEROS


def test_the_bytes_are_the_documented_ones():
    assert encoded(0x00010203, ACCOUNT) == RECORD and len(RECORD) == 64
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
            record = encoded(number, account)
            assert len(record) == records.size(account) <= records.MAX_BYTES
            got, back = records.decode(record)
            assert got == number and fields(back) == fields(account)
            assert isinstance(back.secret, bytearray)


def test_every_length_of_labels_and_secret_comes_back():
    for labels in range(1, 65):
        for secret in (1, 15, 16, 17, 32):
            account = Account(
                TOTP, "i" * (labels // 2), "n" * (labels - labels // 2), b"k" * secret
            )
            record = encoded(1, account)
            assert len(record) % 16 == 0 and len(record) == records.size(account)
            start = records.start(record[: records.START_BYTES])
            at = start[2]
            assert at % 16 == 0 and record[at : at + secret] == account.secret
            assert start == (1, TOTP, at, len(record), len(record))
            assert fields(records.decode(record)[1]) == fields(account)


def test_the_longest_record_has_the_size_that_readers_expect():
    longest = Account(TOTP, "i" * 64, "n" * 64, b"k" * 256)
    assert len(encoded(1, longest)) == records.MAX_BYTES


def test_every_flipped_bit_is_damage():
    for bit in range(8 * len(RECORD)):
        bad = bytearray(RECORD)
        bad[bit // 8] ^= 1 << bit % 8
        raises(Damaged, records.decode, bad)


def test_every_truncation_is_damage():
    for size in range(len(RECORD)):
        raises(Damaged, records.decode, RECORD[:size])


def test_bytes_too_many_are_damage():
    for more in (b"\0", b"1", bytes(16), RECORD):
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


def test_what_is_not_zero_between_the_fields_is_damage():
    for at in range(LABELS + 7, 32):
        raises(Damaged, records.decode, with_byte(at, 1))
    for i in range(len(ZEROS)):
        bad = bytearray(RECORD)
        bad[len(RECORD) - 1 - i] = 1
        raises(Damaged, records.decode, bad)


def test_no_secret_and_no_names_are_damage():
    head = b"\x00\x01\x02\x03" + b"\x00\x00\x06" + b"\x00\x00\x00\x1e"
    raises(Damaged, records.decode, with_crc(head + b"\x00\x00" + b"\x01\x00" + b"i" + bytes(10)))
    no_names = head + b"\x00\x01" + b"\x00\x00" + bytes(11) + b"k"
    raises(Damaged, records.decode, with_crc(no_names) + bytes(15))


def test_names_that_are_not_utf8_are_damage():
    for i in range(7):
        for value in (0x80, 0xC3, 0xFF):
            raises(Damaged, records.decode, with_byte(LABELS + i, value))
            raises(Damaged, records.labels, with_byte(LABELS + i, value))


def test_names_with_control_characters_are_damage():
    for value in (0, 10, 27, 127):
        raises(Damaged, records.decode, with_byte(LABELS, value))


def test_id_kind_and_size_are_at_the_start():
    assert records.start(RECORD) == (0x00010203, HOTP, 32, 64, 64)
    assert records.start(RECORD[: records.START_BYTES]) == (0x00010203, HOTP, 32, 64, 64)
    for size in range(records.START_BYTES):
        raises(Damaged, records.start, RECORD[:size])
        raises(Damaged, records.labels, RECORD[:size])


def test_a_start_that_promises_more_than_a_record_may_have_is_damage():
    for at, value in ((LENGTH, 0xFF), (SECRET_SIZE, 2), (ISSUER_SIZE, 65), (NAME_SIZE, 65)):
        bad = bytearray(RECORD)
        bad[at] = value
        raises(Damaged, records.start, bad[: records.START_BYTES])


def test_labels_and_details_need_no_secret():
    for size in range(32, len(RECORD) + 1):
        assert records.labels(RECORD[:size]) == ("Acme", "ann"), size
        details = records.details(RECORD[:size])
        assert (details.issuer, details.name, details.kind) == ("Acme", "ann", HOTP)
        assert (details.hash_id, details.digits, details.period_s) == (1, 8, 60)


def test_the_identity_is_all_that_codes_are_made_of():
    want = b"\x01\x01\x08\x00\x00\x00\x3c12345678901234567890"
    assert records.identity(RECORD) == want
    other = Account(HOTP, "Other", "name", b"12345678901234567890", 1, 8, 60)
    assert records.identity(encoded(9, other)) == want
    for change in (
        Account(TOTP, "Acme", "ann", b"12345678901234567890", 1, 8, 60),
        Account(HOTP, "Acme", "ann", b"12345678901234567891", 1, 8, 60),
        Account(HOTP, "Acme", "ann", b"1234567890123456789", 1, 8, 60),
        Account(HOTP, "Acme", "ann", b"12345678901234567890", 2, 8, 60),
        Account(HOTP, "Acme", "ann", b"12345678901234567890", 1, 7, 60),
        Account(HOTP, "Acme", "ann", b"12345678901234567890", 1, 8, 61),
    ):
        assert records.identity(encoded(1, change)) != want
