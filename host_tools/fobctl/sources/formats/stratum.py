"""Stratum (Authenticator Pro): the backup file, plain JSON or encrypted with a password.

encrypted  "AUTHENTICATORPRO", salt (16), IV (12), AES-256-GCM cipher text with tag (16);
           key: Argon2id, 64 MiB, 3 passes, 4 lanes
legacy     "AuthenticatorPro", salt (20), IV (16), AES-256-CBC cipher text (PKCS #7);
           key: PBKDF2-HMAC-SHA1, 64,000 rounds

Authenticators   a list of
    Type         1 HOTP, 2 TOTP, 4 Steam; 3 (Mobile-OTP) and 5 (Yandex) are others
    Issuer, Username (or null), Secret (base32)
    Algorithm    0 SHA-1, 1 SHA-256, 2 SHA-512
    Digits, Period (s), Counter (the next one)
"""

from typing import Any

from fobctl.sources.formats import cipher, secret_key
from fobctl.sources.formats.entry import build, read_kind
from fobctl.sources.formats.export import Export, WrongPassword, label_of
from fobctl.sources.formats.json_text import as_object, from_utf8, items, parse
from fobctl.sources.new_account import NewAccount, SourceError
from otpfob.core.account import HOTP, STEAM, TOTP
from otpfob.core.hmac import HASH_NAMES

NAME = "Stratum"
MARK = b"AUTHENTICATORPRO"
LEGACY_MARK = b"AuthenticatorPro"

KIB, PASSES, LANES = 65536, 3, 4
LEGACY_ROUNDS = 64_000

_KINDS = {1: HOTP, 2: TOTP, 4: STEAM}


def recognises(document: Any) -> bool:
    """Return whether this is a plain backup."""
    return isinstance(document, dict) and "Authenticators" in document


def marked(data: bytes) -> bool:
    """Return whether this is an encrypted backup."""
    return data.startswith((MARK, LEGACY_MARK))


def _open(data, password):
    rest = data[len(MARK) :]
    if data.startswith(MARK):
        salt, iv, sealed = rest[:16], rest[16:28], rest[28:]
        key = secret_key.argon2id(password, salt, KIB, PASSES, LANES)
        return cipher.open_gcm(key, iv, sealed)
    salt, iv, sealed = rest[:20], rest[20:36], rest[36:]
    key = secret_key.pbkdf2("sha1", password, salt, LEGACY_ROUNDS)
    return cipher.open_cbc(key, iv, sealed)


def _account(row) -> NewAccount:
    entry = as_object(row)
    algorithm = entry.get("Algorithm")
    if type(algorithm) is not int or not 0 <= algorithm < len(HASH_NAMES):
        raise SourceError(
            "The algorithm must be SHA1, SHA256 or SHA512: the token computes no other.",
            "algorithm",
        )
    return build(
        read_kind(entry.get("Type"), _KINDS),
        entry.get("Issuer"),
        entry.get("Username"),
        entry.get("Secret"),
        algorithm=HASH_NAMES[algorithm],
        digits=entry.get("Digits"),
        period=entry.get("Period"),
        counter=entry.get("Counter"),
    )


def _label(row):
    return label_of(row.get("Issuer"), row.get("Username")) if isinstance(row, dict) else ""


def read(document: dict[str, Any], password: secret_key.Ask) -> Export:
    """Return the accounts of a plain backup."""
    return Export(NAME).collect(items(document, "Authenticators"), _account, _label)


def read_encrypted(data: bytes, password: secret_key.Ask) -> Export:
    """Return the accounts of an encrypted backup."""
    secret = secret_key.ask(password, "Password of the Stratum backup")
    plain = _open(data, secret)
    document, ok = None, False
    try:
        document = parse(from_utf8(plain))
        ok = recognises(document)
    except SourceError:
        pass
    # The legacy cipher checks nothing: what a wrong password makes is not JSON.
    if not ok:
        raise WrongPassword
    return read(as_object(document), password)
