"""The bytes of one account as they lie in the vault and in backups.

    offset  size  field (numbers big-endian)
    0       2     length of the record, up to the end of the secret
    2       4     CRC-32 of the rest of it
    6       4     id
    10      1     kind
    11      1     hash
    12      1     digits
    13      4     period in seconds
    17      2     length of the secret, s
    19      1     length of the issuer, i
    20      1     length of the name, n
    21      i     issuer, UTF-8
    21+i    n     name, UTF-8
    21+i+n  ...   zeros to the next multiple of 16
    ...     s     secret
    ...     ...   zeros to the next multiple of 16

The secret begins with a block of AES: who reads labels decrypts no byte of it. The HOTP
counter is not here: it changes with every code (counters.py). Buffers that a secret passes
through are the caller's, MAX_BYTES long, and the caller wipes them.
"""

import struct
from binascii import crc32

from otpfob.core.account import MAX_SECRET_BYTES, MAX_TEXT_BYTES, Account
from otpfob.core.errors import BadField, Damaged
from otpfob.vault.container import padded
from otpfob.vault.keys import wipe

MAX_ACCOUNTS = 200
MAX_BYTES = 416  # 21 + 64 + 64, padded, and 256
# The beginning of every record that holds no byte of a secret: there is at least one label.
START_BYTES = 32

_PREFIX = ">HI"
_PREFIX_BYTES = 6
_HEADER = ">IBBBIHBB"
_ID_AT = 6
_KIND_AT = 10
_SECRET_SIZE_AT = 17
_LABELS_AT = 21


class Details:
    """What is known of an account without its secret."""

    def __init__(self, issuer, name, kind, hash_id, digits, period_s) -> None:
        self.issuer = issuer
        self.name = name
        self.kind = kind
        self.hash_id = hash_id
        self.digits = digits
        self.period_s = period_s


def size(account: Account) -> int:
    """Return the bytes of an account's record."""
    labels_size = len(account.issuer.encode()) + len(account.name.encode())
    return padded(_LABELS_AT + labels_size) + padded(len(account.secret))


def encode(account_id: int, account: Account, buffer: bytearray) -> int:
    """Write the record of `account` to the beginning of `buffer`. Returns its size."""
    issuer = account.issuer.encode()
    name = account.name.encode()
    secret = account.secret
    struct.pack_into(
        _HEADER,
        buffer,
        _ID_AT,
        account_id,
        account.kind,
        account.hash_id,
        account.digits,
        account.period_s,
        len(secret),
        len(issuer),
        len(name),
    )
    name_at = _LABELS_AT + len(issuer)
    labels_end = name_at + len(name)
    buffer[_LABELS_AT:name_at] = issuer
    buffer[name_at:labels_end] = name
    secret_at = padded(labels_end)
    end = secret_at + len(secret)
    buffer[secret_at:end] = secret
    _clear(buffer, labels_end, secret_at)
    _clear(buffer, end, padded(end))
    struct.pack_into(_PREFIX, buffer, 0, end, _crc(buffer, end))
    return padded(end)


def check(record) -> None:
    """Raise Damaged unless `record`, in its whole size, is what encode() writes."""
    fields = _fields(record)
    length, crc = struct.unpack_from(_PREFIX, record)
    secret_at = _secret_at(fields)
    if length != secret_at + fields[5] or padded(length) != len(record):
        raise Damaged
    if _crc(record, length) != crc:
        raise Damaged
    _check_clear(record, _LABELS_AT + fields[6] + fields[7], secret_at)
    _check_clear(record, length, len(record))


def decode(record):
    """Return (id, Account) of a whole record. Raises Damaged on bytes that encode() never wrote.

    The secret is a bytearray of the account's own.
    """
    check(record)
    fields = _fields(record)
    secret_at = _secret_at(fields)
    # A slice of a bytearray would be one more copy, which nobody overwrites.
    secret = bytearray(memoryview(record)[secret_at : secret_at + fields[5]])
    try:
        issuer, name = labels(record)
        account = Account(fields[1], issuer, name, secret, fields[2], fields[3], fields[4])
    except BadField:
        wipe(secret)
        raise Damaged
    except Damaged:
        wipe(secret)
        raise
    return fields[0], account


def start(record):
    """Return (id, kind, size) from the first START_BYTES. Raises Damaged."""
    fields = _fields(record)
    length = struct.unpack_from(_PREFIX, record)[0]
    if length != _secret_at(fields) + fields[5]:
        raise Damaged
    return fields[0], fields[1], padded(length)


def labels_size(record) -> int:
    """Return how many bytes there are before the secret, from the first START_BYTES."""
    return _secret_at(_fields(record))


def labels(record):
    """Return (issuer, name) from a record, which may end before its secret."""
    fields = _fields(record)
    name_at = _LABELS_AT + fields[6]
    try:
        issuer = str(bytes(record[_LABELS_AT:name_at]), "utf-8")
        return issuer, str(bytes(record[name_at : name_at + fields[7]]), "utf-8")
    except ValueError:
        raise Damaged


def details(record) -> Details:
    """Return everything but the secret from a record, which may end before it."""
    issuer, name = labels(record)
    fields = _fields(record)
    return Details(issuer, name, fields[1], fields[2], fields[3], fields[4])


def identity(record) -> bytearray:
    """Return what makes codes: kind, hash, digits, period, secret. The caller wipes it.

    Two accounts of which this is the same are the same, whatever they are called.
    """
    fields = _fields(record)
    secret_at = _secret_at(fields)
    public = _SECRET_SIZE_AT - _KIND_AT
    view = memoryview(record)
    result = bytearray(public + fields[5])
    result[:public] = view[_KIND_AT:_SECRET_SIZE_AT]
    result[public:] = view[secret_at : secret_at + fields[5]]
    return result


def _fields(record):
    if len(record) < START_BYTES:
        raise Damaged
    return struct.unpack_from(_HEADER, record, _ID_AT)


def _secret_at(fields):
    if fields[6] > MAX_TEXT_BYTES or fields[7] > MAX_TEXT_BYTES:
        raise Damaged
    if not 0 < fields[5] <= MAX_SECRET_BYTES or not fields[6] + fields[7]:
        raise Damaged
    return padded(_LABELS_AT + fields[6] + fields[7])


def _crc(record, length):
    return crc32(memoryview(record)[_PREFIX_BYTES:length]) & 0xFFFFFFFF


def _clear(buffer, at, end):
    for i in range(at, end):
        buffer[i] = 0


def _check_clear(record, at, end):
    for i in range(at, end):
        if record[i]:
            raise Damaged
