"""A file cannot make this PC compute or allocate for ever."""

import json

import pytest
from host.formats.refusing import refusal
from host.formats.sample import PASSWORD, TOTP
from host.formats.writers import aegis, bitwarden, ente, free_otp, pskc

from fobctl.sources.formats import secret_key
from fobctl.sources.new_account import SourceError


def test_argon2id_gives_what_libsodium_gives():
    key = secret_key.argon2id(b"password", b"0123456789abcdef", 8 << 10, 2, 1)
    assert key.hex() == "46f624183046236e17a06987901e23b6fed977877090ef49f75675ac94cddd21"


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (secret_key.pbkdf2, ("sha256", b"", b"", 0)),
        (secret_key.pbkdf2, ("sha256", b"", b"", -1)),
        (secret_key.pbkdf2, ("sha256", b"", b"", 2_000_001)),
        (secret_key.pbkdf2, ("sha256", b"", b"", 1, 1 << 30)),
        (secret_key.pbkdf2, ("sha256", b"", b"", 1, 0)),
        (secret_key.scrypt, (b"", b"", 0, 8, 1)),
        (secret_key.scrypt, (b"", b"", 1, 8, 1)),
        (secret_key.scrypt, (b"", b"", 12345, 8, 1)),
        (secret_key.scrypt, (b"", b"", -(1 << 15), 8, 1)),
        (secret_key.scrypt, (b"", b"", 1 << 19, 8, 1)),
        (secret_key.scrypt, (b"", b"", 1 << 15, 1 << 20, 1)),
        (secret_key.scrypt, (b"", b"", 1 << 15, 0, 1)),
        (secret_key.scrypt, (b"", b"", 1 << 15, 8, 17)),
        (secret_key.scrypt, (b"", b"", 1 << 15, 8, 0)),
        (secret_key.argon2id, (b"", bytes(16), (1 << 20) + 1, 1, 1)),
        (secret_key.argon2id, (b"", bytes(16), 1 << 20, 11, 1)),
        (secret_key.argon2id, (b"", bytes(16), 8, 10**9, 1)),
        (secret_key.argon2id, (b"", bytes(16), 7, 1, 1)),
        (secret_key.argon2id, (b"", bytes(16), -1, 1, 1)),
        (secret_key.argon2id, (b"", bytes(16), 1 << 10, 0, 1)),
        (secret_key.argon2id, (b"", bytes(16), 1 << 10, 1, 17)),
        (secret_key.argon2id, (b"", bytes(16), 1 << 10, 1, 0)),
        (secret_key.argon2id, (b"", bytes(7), 1 << 10, 1, 1)),
    ],
)
def test_a_cost_beyond_any_real_export_is_refused_at_once(function, arguments):
    with pytest.raises(SourceError, match="no real export has"):
        function(*arguments)


@pytest.mark.parametrize(
    "data",
    [
        aegis.encrypted([TOTP], PASSWORD, n=1 << 30),
        aegis.encrypted([TOTP], PASSWORD, n=1 << 20, r=8),
        aegis.encrypted([TOTP], PASSWORD, p=1000),
        bitwarden.protected([TOTP], PASSWORD, rounds=2**31),
        bitwarden.protected_argon2([TOTP], PASSWORD, mib=1 << 20),
        bitwarden.protected_argon2([TOTP], PASSWORD, passes=10**9),
        bitwarden.protected_argon2([TOTP], PASSWORD, lanes=200),
        ente.encrypted([TOTP], PASSWORD, mem=1 << 40),
        ente.encrypted([TOTP], PASSWORD, ops=1 << 40),
        free_otp.backup([TOTP], PASSWORD, rounds=2**31 - 1),
        pskc.with_password([TOTP], PASSWORD, rounds=999_999_999),
    ],
)
def test_a_file_with_such_a_cost_is_refused(data):
    error = refusal(data, PASSWORD)
    assert "no real export has" in str(error) and error.field


def test_a_vault_with_a_thousand_password_slots_is_refused():
    document = json.loads(aegis.encrypted([TOTP], PASSWORD))
    document["header"]["slots"] *= 500
    assert "slots" in str(refusal(json.dumps(document).encode(), PASSWORD))


def test_a_small_number_that_starts_random_bytes_is_no_cost():
    """andOTP's files carry no mark: the first four bytes may be anything."""
    data = (2**31).to_bytes(4, "big") + bytes(range(128, 256)) * 3
    assert refusal(data, PASSWORD).field == "password"
