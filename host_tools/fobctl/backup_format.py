"""Writes a backup as a token would, of accounts that this PC holds.

The format is that of firmware/otpfob/vault/README.md, version 1:

    0   4   "FOBB"
    4   1   version, 1
    5   3   zero
    8   4   number of accounts
    12  4   length of the plaintext, n
    16  16  IV: first 16 bytes of HMAC under "backup iv" of bytes 0..15 and the plaintext
    32  m   the plaintext and zeros to a multiple of 16, AES-256-CBC under "backup encrypt"
    end 32  HMAC under "backup mac" of all before

The plaintext has for each account its record, its picture where it has one, its next counter (8)
and 8 zero bytes. Numbers are big-endian, HMAC is HMAC-SHA-256.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
import zlib
from collections.abc import Callable, Iterable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from otpfob.core.account import HOTP, Account

_MAGIC = b"FOBB"
_VERSION = 1
_BLOCK = 16
_CODE_CHARACTERS = 26
_CODE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

_HEADER = ">4sB3xII"
# Length, CRC-32; then id, kind, hash, digits, period, length of secret, issuer and name.
_RECORD_START = ">HI"
_RECORD_FIELDS = ">IBBBIHBB"
# In the record of an account with a picture: sizes of it and of recovery codes; none of those.
_LONG_FIELDS = ">HHBI"
_LONG_KIND = 0x80
_PART_START = ">I"  # CRC-32
_COUNTER = ">Q8x"
_START_BYTES = struct.calcsize(_RECORD_START)


def new_code() -> str:
    """Return a new backup code: 130 random bits in 26 characters."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_CHARACTERS))


def _no_picture(account: Account) -> bytes:
    return b""


def write(
    accounts: Iterable[tuple[Account, int]],
    code: str,
    picture_of: Callable[[Account], bytes] = _no_picture,
) -> bytes:
    """Return the backup of accounts with their next counters, encrypted under a code."""
    plaintext = bytearray()
    number = 0
    try:
        for number, (account, counter) in enumerate(accounts, 1):
            _append_record(plaintext, account, number, picture_of(account))
            plaintext += struct.pack(_COUNTER, counter if account.kind == HOTP else 0)
        return _container(plaintext, number, _derive(code.encode(), "backup"))
    finally:
        _wipe(plaintext)


def _append_record(out: bytearray, account: Account, number: int, picture: bytes) -> None:
    issuer, name = account.issuer.encode(), account.name.encode()
    record = bytearray(_START_BYTES)
    record += struct.pack(
        _RECORD_FIELDS,
        number,
        account.kind | (_LONG_KIND if picture else 0),
        account.hash_id,
        account.digits,
        account.period_s,
        len(account.secret),
        len(issuer),
        len(name),
    )
    if picture:
        record += struct.pack(_LONG_FIELDS, len(picture), 0, 0, 0)
    record += issuer + name
    _fill(record)
    record += account.secret
    size = len(record)
    struct.pack_into(_RECORD_START, record, 0, size, zlib.crc32(record[_START_BYTES:]))
    _fill(record)
    out += record
    _wipe(record)
    if picture:
        out += struct.pack(_PART_START, zlib.crc32(picture)) + picture
        _fill(out)


def _container(plaintext: bytearray, number: int, key: bytes) -> bytes:
    size = len(plaintext)
    head = struct.pack(_HEADER, _MAGIC, _VERSION, number, size)
    iv = _mac(_derive(key, "backup iv"), head + plaintext)[:_BLOCK]
    _fill(plaintext)
    aes = Cipher(algorithms.AES(_derive(key, "backup encrypt")), modes.CBC(iv)).encryptor()
    content = head + iv + aes.update(plaintext) + aes.finalize()
    return content + _mac(_derive(key, "backup mac"), content)


def _derive(key: bytes, label: str) -> bytes:
    return _mac(key, b"OTPfob " + label.encode())


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)


def _fill(data: bytearray) -> None:
    """Append zeros up to a multiple of 16 bytes."""
    data += bytes(-len(data) % _BLOCK)


def _wipe(data: bytearray) -> None:
    data[:] = bytes(len(data))
