"""SNTP: the request, what an answer is worth, and the time that several answers give. Pure.

After RFC 4330 and RFC 5905. Numbers are big-endian; a stamp is seconds since 1900 modulo 2^32
and a 32-bit fraction.

    offset  size  field
    0       1     leap indicator (2 bits), version (3), mode (3)
    1       1     stratum; 0 is a kiss of death, with its code in the reference id
    3       1     precision: signed, log2 of seconds
    4       4     root delay, seconds, 16.16
    8       4     root dispersion, seconds, 16.16
    12      4     reference id
    24      8     originate stamp: the transmit stamp of the request
    40      8     transmit stamp

The other fields (poll interval, reference and receive stamp) are not looked at: nothing that
a server says in them makes its answer safer to believe.

SNTP has no signature. Who controls the network controls every answer, so whoever uses the
result holds it against what the clock already knows.
"""

import struct

SIZE = 48
COOKIE_BYTES = 8

# What judge() says.
NOT_MINE = 0  # no answer to this request: go on waiting
GOOD = 1
UNUSABLE = 2  # the server has no good time itself
DENIED = 3  # never ask this server again
TOO_OFTEN = 4  # ask this server less often

_CLIENT = 4 << 3 | 3  # version 4, mode 3
_SERVER_MODE = 4
_VERSIONS = (3, 4)
_NO_LEAP_KNOWN = 3  # leap indicator of a server whose clock is not set
_LAST_STRATUM = 15
_DENIALS = (b"DENY", b"RSTR")
_RATE = b"RATE"
_NTP_TO_UNIX_S = 2_208_988_800  # 1900 to 1970
_ERA_S = 1 << 32
_MAX_ERROR_MS = 1000
# Reading the counter at both ends and the fraction: 2 ms. The counter's own error over a whole
# sync, half a minute at 20 ppm: 1 ms.
_GRANULARITY_MS = 3
_WITHIN_MS = 2000
_ENOUGH = 2


def request(cookie: bytes) -> bytes:
    """Return a request. `cookie`, 8 random bytes, is its transmit stamp: the answer repeats it.

    Everything else is zero: a server learns nothing of the token, not even its time.
    """
    return bytes((_CLIENT,)) + bytes(SIZE - 1 - COOKIE_BYTES) + cookie


def judge(packet, size: int, cookie: bytes) -> int:
    """Return what the first `size` bytes of `packet` are for the request with this cookie."""
    if size != SIZE or packet[0] & 7 != _SERVER_MODE or packet[0] >> 3 & 7 not in _VERSIONS:
        return NOT_MINE
    if bytes(packet[24:32]) != cookie:
        return NOT_MINE
    stratum = packet[1]
    if stratum == 0:
        return _kiss(bytes(packet[12:16]))
    if packet[0] >> 6 == _NO_LEAP_KNOWN or stratum > _LAST_STRATUM:
        return UNUSABLE
    if packet[40:48] == bytes(8) or own_error_ms(packet) >= _MAX_ERROR_MS:
        return UNUSABLE
    return GOOD


def _kiss(code):
    """RFC 5905, 7.4."""
    if code in _DENIALS:
        return DENIED
    return TOO_OFTEN if code == _RATE else UNUSABLE


def own_error_ms(packet) -> int:
    """Return how wrong the server says it may be: root distance and precision, rounded up."""
    precision, delay, dispersion = struct.unpack_from(">bII", packet, 3)
    if precision > 0:
        return _MAX_ERROR_MS
    # The root distance is half the delay and the dispersion (RFC 5905, 11.1).
    parts = delay * 500 + dispersion * 1000 + (1000 << 16 >> -precision)  # 65536ths of a ms
    return (parts + 0xFFFF) >> 16


def transmit_unix_ms(packet, earliest_unix_s: int) -> int:
    """Return when the answer was sent: the one time of its stamp in the era after the floor.

    32 bits of seconds begin again in 2036, and every 136 years.
    """
    seconds, fraction = struct.unpack_from(">II", packet, 40)
    after_floor_s = (seconds - _NTP_TO_UNIX_S - earliest_unix_s) % _ERA_S
    return (earliest_unix_s + after_floor_s) * 1000 + (fraction * 1000 >> 32)


class Answer:
    """What a server said: `start_ms`, Unix milliseconds at the start of the sync, give or take
    `bound_ms`.

    `elapsed_ms` is how long after that start the answer came.
    """

    def __init__(self, name: str, packet, earliest_unix_s, round_trip_ms, elapsed_ms) -> None:
        self.name = name
        self.round_trip_ms = round_trip_ms
        # The answer was on its way for anything from nothing to the whole round trip.
        sent_ms = transmit_unix_ms(packet, earliest_unix_s)
        self.start_ms = sent_ms + round_trip_ms // 2 - elapsed_ms
        self.bound_ms = (round_trip_ms + 1) // 2 + own_error_ms(packet) + _GRANULARITY_MS


def agreeing(answers: list) -> list:
    """Return the answers, two at least, that are within 2 s of one of them; or an empty list."""
    most = []
    for one in answers:
        near = [other for other in answers if abs(other.start_ms - one.start_ms) <= _WITHIN_MS]
        if len(near) > len(most):
            most = near
    return most if len(most) >= _ENOUGH else []


def combine(agreed: list):
    """Return (Unix milliseconds at the start, bound) of two or three answers that agree.

    The bound holds even if one of the answers is a lie: each is an interval, and all but one
    contain the true time. So it is neither before the second last of their beginnings nor
    after the second of their ends. Within that, the answer with the shortest round trip.
    """
    low_ms = sorted([answer.start_ms - answer.bound_ms for answer in agreed])[-2]
    high_ms = sorted([answer.start_ms + answer.bound_ms for answer in agreed])[1]
    best = min(agreed, key=lambda answer: answer.round_trip_ms)
    start_ms = min(max(best.start_ms, low_ms), high_ms)
    return start_ms, max(start_ms - low_ms, high_ms - start_ms)
