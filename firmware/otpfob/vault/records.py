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

The record of an account that has a picture or recovery codes is a long one. Bit 7 of its kind
is set, issuer and name begin at 30, and before them lies

    21      2     size of the picture, 0 to 400
    23      2     size of the recovery codes, 0 to 400
    25      1     number of the recovery codes, up to 20
    26      4     those that are used: bit 0 for the first

Picture and codes follow the record, each as a part (parts.py). So a list tells how many codes
are left and decrypts none of them, and an account without either lies in flash as it always did.

The secret begins with a block of AES: who reads labels decrypts no byte of it. The HOTP
counter is not here: it changes with every code (counters.py). Buffers that a secret passes
through are the caller's, MAX_BYTES long, and the caller wipes them.
"""

import struct
from binascii import crc32

from micropython import const

from otpfob.core.account import MAX_SECRET_BYTES, MAX_TEXT_BYTES, Account
from otpfob.core.errors import BadField, Damaged
from otpfob.core.recovery import MAX_CODES
from otpfob.vault.container import padded
from otpfob.vault.keys import wipe
from otpfob.vault.parts import MAX_PART_BYTES, part_size

MAX_ACCOUNTS = 200
MAX_BYTES = 416  # 30 + 64 + 64, padded, and 256
# The beginning of every record that holds no byte of a secret: there is at least one label.
START_BYTES = 32

_PREFIX = ">HI"
_PREFIX_BYTES = const(6)
_HEADER = ">IBBBIHBB"
_ID_AT = const(6)
_KIND_AT = const(10)
_SECRET_SIZE_AT = const(17)
_LABELS_AT = const(21)
_LONG = const(0x80)  # in the byte of the kind
_KIND = const(0x7F)
_EXTRAS = ">HHBI"
_EXTRAS_AT = const(21)
_LONG_LABELS_AT = const(30)


class Extras:
    """What a record says of its parts: bytes of the picture and of the codes, 0 for none.

    `count` is the number of recovery codes; bit n of `used` is set when number n + 1 is.
    """

    def __init__(self, picture_size=0, codes_size=0, count=0, used=0) -> None:
        self.picture_size = picture_size
        self.codes_size = codes_size
        self.count = count
        self.used = used

    def __bool__(self) -> bool:
        return bool(self.picture_size or self.codes_size)

    @property
    def left(self) -> int:
        """How many recovery codes are not used."""
        return sum([not self.used >> i & 1 for i in range(self.count)])

    @property
    def sizes(self):
        """The sizes of both parts, in their order."""
        return self.picture_size, self.codes_size


NO_EXTRAS = Extras()


class Details:
    """What is known of an account without its secret."""

    def __init__(self, issuer, name, kind, hash_id, digits, period_s, extras) -> None:
        self.issuer = issuer
        self.name = name
        self.kind = kind
        self.hash_id = hash_id
        self.digits = digits
        self.period_s = period_s
        self.extras = extras


def size(account: Account, extras: Extras = NO_EXTRAS) -> int:
    """Return the bytes of an account's record and its parts."""
    labels_size = len(account.issuer.encode()) + len(account.name.encode())
    labels_at = _LONG_LABELS_AT if extras else _LABELS_AT
    return padded(labels_at + labels_size) + padded(len(account.secret)) + _parts_size(extras)


def encode(account_id: int, account: Account, buffer: bytearray, extras: Extras = NO_EXTRAS) -> int:
    """Write the record of `account` to the beginning of `buffer`. Returns its size."""
    issuer = account.issuer.encode()
    name = account.name.encode()
    secret = account.secret
    struct.pack_into(
        _HEADER,
        buffer,
        _ID_AT,
        account_id,
        account.kind | (_LONG if extras else 0),
        account.hash_id,
        account.digits,
        account.period_s,
        len(secret),
        len(issuer),
        len(name),
    )
    labels_at = _LABELS_AT
    if extras:
        labels_at = _LONG_LABELS_AT
        picture_size, codes_size = extras.sizes
        struct.pack_into(
            _EXTRAS, buffer, _EXTRAS_AT, picture_size, codes_size, extras.count, extras.used
        )
    name_at = labels_at + len(issuer)
    labels_end = name_at + len(name)
    buffer[labels_at:name_at] = issuer
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
    extras_of(record)
    length, crc = struct.unpack_from(_PREFIX, record)
    secret_at = _secret_at(record, fields)
    if length != secret_at + fields[5] or padded(length) != len(record):
        raise Damaged
    if _crc(record, length) != crc:
        raise Damaged
    _check_clear(record, _labels_at(record) + fields[6] + fields[7], secret_at)
    _check_clear(record, length, len(record))


def decode(record):
    """Return (id, Account) of a whole record. Raises Damaged on bytes that encode() never wrote.

    The secret is a bytearray of the account's own.
    """
    check(record)
    fields = _fields(record)
    secret_at = _secret_at(record, fields)
    # A slice of a bytearray would be one more copy, which nobody overwrites.
    secret = bytearray(memoryview(record)[secret_at : secret_at + fields[5]])
    try:
        issuer, name = labels(record)
        kind = fields[1] & _KIND
        account = Account(kind, issuer, name, secret, fields[2], fields[3], fields[4])
    except BadField:
        wipe(secret)
        raise Damaged
    except Damaged:
        wipe(secret)
        raise
    return fields[0], account


def start(record):
    """Return what the first START_BYTES of a record say of where things are. Raises Damaged.

    That is (id, kind, where its secret begins, its size, the size with its parts).
    """
    fields = _fields(record)
    secret_at = _secret_at(record, fields)
    length = struct.unpack_from(_PREFIX, record)[0]
    if length != secret_at + fields[5]:
        raise Damaged
    size = padded(length)
    return fields[0], fields[1] & _KIND, secret_at, size, size + _parts_size(extras_of(record))


def extras_of(record) -> Extras:
    """Return what the first START_BYTES say of the parts behind the record. Raises Damaged."""
    if not record[_KIND_AT] & _LONG:
        return NO_EXTRAS
    found = Extras(*struct.unpack_from(_EXTRAS, record, _EXTRAS_AT))
    # A code has a character at least, and a byte for its length.
    if (
        not found
        or max(found.sizes) > MAX_PART_BYTES
        or found.count > MAX_CODES
        or found.codes_size < 2 * found.count
        or (found.codes_size and not found.count)
        or found.used >> found.count
    ):
        raise Damaged
    return found


def labels(record):
    """Return (issuer, name) from a record, which may end before its secret."""
    fields = _fields(record)
    labels_at = _labels_at(record)
    name_at = labels_at + fields[6]
    try:
        issuer = str(bytes(record[labels_at:name_at]), "utf-8")
        return issuer, str(bytes(record[name_at : name_at + fields[7]]), "utf-8")
    except ValueError:
        raise Damaged


def details(record) -> Details:
    """Return everything but the secret from a record, which may end before it."""
    issuer, name = labels(record)
    fields = _fields(record)
    kind = fields[1] & _KIND
    return Details(issuer, name, kind, fields[2], fields[3], fields[4], extras_of(record))


def identity(record) -> bytearray:
    """Return what makes codes: kind, hash, digits, period, secret. The caller wipes it.

    Two accounts of which this is the same are the same, whatever they are called.
    """
    fields = _fields(record)
    secret_at = _secret_at(record, fields)
    public = _SECRET_SIZE_AT - _KIND_AT
    view = memoryview(record)
    result = bytearray(public + fields[5])
    result[:public] = view[_KIND_AT:_SECRET_SIZE_AT]
    result[0] = fields[1] & _KIND
    result[public:] = view[secret_at : secret_at + fields[5]]
    return result


def _fields(record):
    if len(record) < START_BYTES:
        raise Damaged
    return struct.unpack_from(_HEADER, record, _ID_AT)


def _labels_at(record):
    return _LONG_LABELS_AT if record[_KIND_AT] & _LONG else _LABELS_AT


def _parts_size(extras):
    if extras is NO_EXTRAS:
        return 0
    return part_size(extras.picture_size) + part_size(extras.codes_size)


def _secret_at(record, fields):
    if fields[6] > MAX_TEXT_BYTES or fields[7] > MAX_TEXT_BYTES:
        raise Damaged
    if not 0 < fields[5] <= MAX_SECRET_BYTES or not fields[6] + fields[7]:
        raise Damaged
    return padded(_labels_at(record) + fields[6] + fields[7])


def _crc(record, length):
    return crc32(memoryview(record)[_PREFIX_BYTES:length]) & 0xFFFFFFFF


def _clear(buffer, at, end):
    for i in range(at, end):
        buffer[i] = 0


def _check_clear(record, at, end):
    for i in range(at, end):
        if record[i]:
            raise Damaged
