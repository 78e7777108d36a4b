"""What one sync left, as it is kept through power loss.

    offset  size  field (numbers big-endian)
    0       1     format version, 1
    1       1     source (high four bits), kind of the chip (low four bits)
    2       6     Unix ms of the sync
    8       4     error bound of it, ms
    12      4     how far the chip was ahead of the true time by then, ms, signed
    16      4     learned rate: by how much the chip is fast, ppb, signed
    20      2     its uncertainty (one sigma), ppb; 0: nothing is learned
    22      2     the last estimate, if it was rejected, in 0.1 ppm, signed; else 0
    24      5     floor, Unix s: no sync without a person's consent is earlier
    29      6     where learning starts: Unix ms of an earlier sync,
    35      4     how far the chip was ahead by then, ms, signed,
    39      2     and the error bound of that sync, ms
    41      5     the last sync that a person confirmed: Unix s of it,
    46      4     and how far the chip was ahead by then, ms, signed
    50      2     by how much the sync changed the token's time: its unit in the high two bits
                  (ms, s, min, days), below a signed count of them; 0x2000: there was no time

A change is rounded to the smallest unit in which its count is 8191 at most; beyond 8191 days it
is 8191 days.

The source "none" marks that the chip lost its time, "setting" that it is about to be
written: a token that starts on either has no time that it may believe.
"""

import struct

from micropython import const

from otpfob.clock.oscillator import KINDS

RECORD_BYTES = 52

# The order is that of the numbers in flash: only append.
SOURCES = ("none", "host", "sntp", "user", "setting")
SYNCS = ("host", "sntp", "user")

MAX_BOUND_MS = 86_400_000
MAX_SIGMA_PPB = 1000

_VERSION = const(1)
_FORMAT = ">BB6sIiiHh5s6siH5siH"
_REJECTED_PPB = const(100)
_INT32 = 0x7FFFFFFF
_UNITS_MS = (1, 1000, 60_000, 86_400_000)
_COUNT_BITS = const(14)
_MOST = const(8191)
_NO_TIME = const(0x2000)
_FIELDS = (
    "source",
    "kind",
    "unix_ms",
    "bound_ms",
    "off_ms",
    "rate_ppb",
    "sigma_ppb",
    "rejected_ppb",
    "floor_unix_s",
    "start_unix_ms",
    "start_off_ms",
    "start_bound_ms",
    "confirmed_unix_s",
    "confirmed_off_ms",
    "step_ms",
)


class Record:
    """The fields of the table above, in ms, s and ppb. A new one is of a clock never set.

    `step_ms` is the new time minus the token's own before it, or None when it had none.
    """

    def __init__(self, kind: str) -> None:
        self.source = "none"
        self.kind = kind
        self.unix_ms = 0
        self.bound_ms = 0
        self.off_ms = 0
        self.rate_ppb = 0
        self.sigma_ppb = 0
        self.rejected_ppb = 0
        self.floor_unix_s = 0
        self.start_unix_ms = 0
        self.start_off_ms = 0
        self.start_bound_ms = 0
        self.confirmed_unix_s = 0
        self.confirmed_off_ms = 0
        self.step_ms = None

    def copy(self) -> "Record":
        other = Record(self.kind)
        for field in _FIELDS:
            setattr(other, field, getattr(self, field))
        return other


def _within(value, limit):
    return max(-limit, min(value, limit))


def _packed(step_ms):
    if step_ms is None:
        return _NO_TIME
    unit = 0
    count = abs(step_ms)
    while count > _MOST and unit < len(_UNITS_MS) - 1:
        unit += 1
        count = (abs(step_ms) + _UNITS_MS[unit] // 2) // _UNITS_MS[unit]
    count = min(count, _MOST)
    return unit << _COUNT_BITS | (count if step_ms >= 0 else -count) & 0x3FFF


def _unpacked(step):
    if step == _NO_TIME:
        return None
    count = step & 0x3FFF
    if count > _MOST:
        count -= 1 << _COUNT_BITS
    return count * _UNITS_MS[step >> _COUNT_BITS]


def encode(record: Record) -> bytes:
    """Return the RECORD_BYTES of a record. What does not fit its field is cut to the limit."""
    return struct.pack(
        _FORMAT,
        _VERSION,
        SOURCES.index(record.source) << 4 | KINDS.index(record.kind),
        record.unix_ms.to_bytes(6, "big"),
        min(record.bound_ms, MAX_BOUND_MS),
        _within(record.off_ms, _INT32),
        record.rate_ppb,
        record.sigma_ppb,
        _within(record.rejected_ppb // _REJECTED_PPB, 0x7FFF),
        record.floor_unix_s.to_bytes(5, "big"),
        record.start_unix_ms.to_bytes(6, "big"),
        _within(record.start_off_ms, _INT32),
        min(record.start_bound_ms, 0xFFFF),
        record.confirmed_unix_s.to_bytes(5, "big"),
        _within(record.confirmed_off_ms, _INT32),
        _packed(record.step_ms),
    )


def decode(data: bytes):
    """Return a record, or None for bytes that make no sense."""
    if len(data) != RECORD_BYTES or data[0] != _VERSION:
        return None
    source, kind = data[1] >> 4, data[1] & 15
    if source >= len(SOURCES) or kind >= len(KINDS):
        return None
    record = Record(KINDS[kind])
    record.source = SOURCES[source]
    fields = struct.unpack(_FORMAT, data)
    record.unix_ms = int.from_bytes(fields[2], "big")
    record.bound_ms, record.off_ms, record.rate_ppb, record.sigma_ppb = fields[3:7]
    record.rejected_ppb = fields[7] * _REJECTED_PPB
    record.floor_unix_s = int.from_bytes(fields[8], "big")
    record.start_unix_ms = int.from_bytes(fields[9], "big")
    record.start_off_ms, record.start_bound_ms = fields[10:12]
    record.confirmed_unix_s = int.from_bytes(fields[12], "big")
    record.confirmed_off_ms = fields[13]
    record.step_ms = _unpacked(fields[14])
    return record if _makes_sense(record) else None


def _makes_sense(record):
    learned = abs(record.rate_ppb) <= 1_000_000 and record.sigma_ppb < MAX_SIGMA_PPB
    return (
        learned
        and (record.sigma_ppb > 0 or record.rate_ppb == 0)
        and record.bound_ms <= MAX_BOUND_MS
    )
