"""The bytes of one account as they lie in flash. The secret is last: lists read up to it.

    offset  size  field (numbers big-endian)
    0       4     id
    4       1     kind
    5       1     hash
    6       1     digits
    7       4     period in seconds
    11      2     length of the secret, s
    13      1     length of the issuer, i
    14      1     length of the name, n
    15      i     issuer, UTF-8
    15+i    n     name, UTF-8
    15+i+n  s     secret

The HOTP counter is not here: it changes with every code (counters.py).
"""

import struct

from otpfob.core.account import Account
from otpfob.core.errors import BadField, Damaged

_HEADER = ">IBBBIHBB"
HEADER_BYTES = 15
MAX_BYTES = HEADER_BYTES + 64 + 64 + 256


def encode(account_id: int, account: Account) -> bytes:
    """Return the record of `account`."""
    issuer = account.issuer.encode()
    name = account.name.encode()
    header = struct.pack(
        _HEADER,
        account_id,
        account.kind,
        account.hash_id,
        account.digits,
        account.period_s,
        len(account.secret),
        len(issuer),
        len(name),
    )
    return header + issuer + name + account.secret


def decode(record: bytes):
    """Return (id, Account). Raises Damaged on bytes that encode() never wrote."""
    account_id, kind, hash_id, digits, period_s, secret_size, issuer_size, name_size = _header(
        record
    )
    name_start = HEADER_BYTES + issuer_size
    secret_start = name_start + name_size
    if len(record) != secret_start + secret_size:
        raise Damaged
    try:
        return account_id, Account(
            kind,
            str(record[HEADER_BYTES:name_start], "utf-8"),
            str(record[name_start:secret_start], "utf-8"),
            bytes(record[secret_start:]),
            hash_id,
            digits,
            period_s,
        )
    except (BadField, ValueError):  # ValueError: not UTF-8
        raise Damaged


def header(record: bytes):
    """Return (id, kind) from the first HEADER_BYTES of a record."""
    return _header(record)[:2]


def labels_end(record: bytes) -> int:
    """Return where the name ends and the secret begins, from the first HEADER_BYTES."""
    fields = _header(record)
    return HEADER_BYTES + fields[6] + fields[7]


def labels(record: bytes):
    """Return (issuer, name) from a record, which may end before its secret."""
    fields = _header(record)
    name_start = HEADER_BYTES + fields[6]
    try:
        issuer = str(record[HEADER_BYTES:name_start], "utf-8")
        return issuer, str(record[name_start : name_start + fields[7]], "utf-8")
    except ValueError:
        raise Damaged


def _header(record):
    if len(record) < HEADER_BYTES:
        raise Damaged
    return struct.unpack_from(_HEADER, record)
