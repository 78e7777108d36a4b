"""What the host writes as a backup is read by a reader made from the format's description."""

import hashlib

import pytest
from peers import vault_reader

from fobctl import backup_format
from otpfob.core.account import HOTP, MAX_COUNTER, STEAM, TOTP, Account
from otpfob.core.hmac import SHA1, SHA256, SHA512

CODE = "ABCDEFGHIJKLMNOPQRSTUVWXY2"
SECRET = b"12345678901234567890"
PAIRS = [
    (Account(TOTP, "Acme", "ann", SECRET), 0),
    (Account(HOTP, "i" * 64, "n" * 64, bytes(range(256)), SHA512, 10, 86_400), MAX_COUNTER),
    (Account(STEAM, "Steam", "", b"k", SHA1, 5), 0),
    (Account(TOTP, "", "Ταυτότητα 🔑", b"\0" * 16, SHA256, 8, 1), 0),
]


def fields(account, counter):
    return (
        *(account.issuer, account.name, bytes(account.secret), account.kind),
        *(account.hash_id, account.digits, account.period_s, counter),
    )


def read(content, code=CODE):
    return [
        (e.issuer, e.name, e.secret, e.kind, e.hash_id, e.digits, e.period_s, e.counter)
        for e in vault_reader.read_backup(content, code)
    ]


def test_every_kind_and_the_longest_fields_are_read_as_they_were_written():
    assert read(backup_format.write(PAIRS, CODE)) == [fields(*pair) for pair in PAIRS]


@pytest.mark.parametrize("number", [0, 1, 200])
def test_any_number_of_accounts(number):
    pairs = [(Account(HOTP, "Acme", f"n{i}", SECRET * (i % 12 + 1)), i) for i in range(number)]
    assert read(backup_format.write(pairs, CODE)) == [fields(*pair) for pair in pairs]


@pytest.mark.parametrize("issuer_size", range(0, 34))
def test_every_filling_up_to_a_block(issuer_size):
    for secret_size in (1, 15, 16, 17):
        pair = (Account(TOTP, "i" * issuer_size, "n", b"s" * secret_size), 0)
        assert read(backup_format.write([pair], CODE)) == [fields(*pair)]


def test_the_other_writer_of_the_format_makes_the_same_bytes():
    entries = [
        vault_reader.Entry(
            a.issuer, a.name, a.secret, a.kind, a.hash_id, a.digits, a.period_s, c, n
        )
        for n, (a, c) in enumerate(PAIRS, 1)
    ]
    assert backup_format.write(PAIRS, CODE) == vault_reader.write_backup(entries, CODE)


def test_a_counter_of_an_account_by_time_is_none():
    pair = (Account(TOTP, "Acme", "ann", SECRET), 7)
    assert vault_reader.read_backup(backup_format.write([pair], CODE), CODE)[0].counter == 0


def test_another_code_opens_nothing():
    with pytest.raises(vault_reader.Unreadable, match="MAC"):
        read(backup_format.write(PAIRS, CODE), "B" + CODE[1:])


def test_nothing_of_an_account_is_readable():
    content = backup_format.write(PAIRS, CODE)
    for clear in (SECRET, b"Acme", b"ann", bytes(range(16)), CODE.encode()):
        assert clear not in content


def test_codes_are_random_and_of_the_alphabet():
    codes = [backup_format.new_code() for _ in range(200)]
    assert len(set(codes)) == 200
    assert {len(code) for code in codes} == {26}
    assert set("".join(codes)) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_accounts_keep_their_secrets_after_writing():
    account = Account(TOTP, "Acme", "ann", bytearray(SECRET))
    digest = hashlib.sha256(account.secret).digest()
    backup_format.write([(account, 0)], CODE)
    assert hashlib.sha256(account.secret).digest() == digest


def test_pictures_lie_behind_the_records_that_have_them():
    pictures = {"Acme": b"", "i" * 64: b"\1" * 400, "Steam": b"x", "": b"0123456789ab"}
    content = backup_format.write(PAIRS, CODE, lambda account: pictures[account.issuer])
    entries = vault_reader.read_backup(content, CODE)
    assert [entry.picture for entry in entries] == [pictures[a.issuer] for a, _ in PAIRS]
    assert read(content) == [fields(*pair) for pair in PAIRS]
    assert content == vault_reader.write_backup(entries, CODE)
