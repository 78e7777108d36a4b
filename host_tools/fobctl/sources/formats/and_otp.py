"""andOTP: the backup file, plain JSON or encrypted with a password.

    plain          a list of entries
    encrypted      rounds (4 bytes, big-endian), salt (12), nonce (12), AES-256-GCM cipher
                   text with tag (16); key: PBKDF2-HMAC-SHA1; the app takes 140,000 to 160,000
    encrypted, old (before 0.6.3)  nonce (12), cipher text, tag; key: SHA-256 of the password

    entry          secret (base32), issuer, label, digits, type (TOTP, HOTP, STEAM), algorithm,
                   period or counter (the next one). The oldest have no issuer, but a label
                   "ISSUER - NAME".

Encrypted files carry no mark: what is not text and nothing else is taken for one.
"""

import hashlib
from typing import Any

from fobctl.sources.formats import cipher, secret_key
from fobctl.sources.formats.entry import build, read_kind
from fobctl.sources.formats.export import Export, WrongPassword, label_of
from fobctl.sources.formats.json_text import as_object, damaged, from_utf8, parse
from fobctl.sources.new_account import NewAccount

NAME = "andOTP"

_MARKS = {"secret", "type", "label"}
_SALT_BYTES = 12
_NONCE_BYTES = 12
_HEAD_BYTES = 4 + _SALT_BYTES
_MIN_BYTES = _NONCE_BYTES + cipher.TAG_BYTES + len("[]")
# Four random bytes are rarely so few, and then the file is tried as an old one too.
_MAX_ROUNDS = 1_000_000
# Cipher text has 37 % of them; a text of any code page far more.
_MAX_PRINTABLE = 0.7


def recognises(document: Any) -> bool:
    """Return whether this is a plain backup."""
    if not isinstance(document, list):
        return False
    return any(
        isinstance(row, dict) and {"secret", "type", "label"} <= row.keys() for row in document
    )


def may_be(data: bytes) -> bool:
    """Return whether these bytes may be an encrypted backup."""
    sample = data[:4096]
    printable = sum(1 for byte in sample if 32 <= byte < 127 or byte in b"\t\r\n")
    return len(data) >= _MIN_BYTES and printable <= _MAX_PRINTABLE * len(sample)


def _open(key, data):
    return cipher.open_gcm(key, data[:_NONCE_BYTES], data[_NONCE_BYTES:])


def _decrypt(data, password):
    rounds = int.from_bytes(data[:4], "big")
    if 1 <= rounds <= _MAX_ROUNDS and len(data) >= _HEAD_BYTES + _MIN_BYTES:
        key = secret_key.pbkdf2("sha1", password, data[4:_HEAD_BYTES], rounds)
        try:
            return _open(key, data[_HEAD_BYTES:])
        except WrongPassword:
            pass
    return _open(hashlib.sha256(password).digest(), data)


def _account(row) -> NewAccount:
    entry = as_object(row)
    issuer, name = entry.get("issuer"), entry.get("label")
    if issuer is None and isinstance(name, str) and " - " in name:
        issuer, _, name = name.partition(" - ")
    return build(
        read_kind(entry.get("type")),
        issuer,
        name,
        entry.get("secret"),
        algorithm=entry.get("algorithm"),
        digits=entry.get("digits"),
        period=entry.get("period"),
        counter=entry.get("counter"),
    )


def _label(row):
    return label_of(row.get("issuer"), row.get("label")) if isinstance(row, dict) else ""


def read(document: list[Any], password: secret_key.Ask) -> Export:
    """Return the accounts of a plain backup."""
    return Export(NAME).collect(document, _account, _label)


def read_encrypted(data: bytes, password: secret_key.Ask) -> Export:
    """Return the accounts of an encrypted backup, new or old."""
    plain = _decrypt(data, secret_key.ask(password, "Password of the andOTP backup"))
    document = parse(from_utf8(plain))
    if not isinstance(document, list):
        raise damaged("entries")
    return read(document, password)
