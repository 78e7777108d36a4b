"""The compression function of SHA-512 (FIPS 180-4, 6.4.2) in plain Python.

The twin of sha512_viper.py, for interpreters without a native emitter and for tests.
"""

import struct

from otpfob.core.sha512_constants import K

_MASK = 0xFFFFFFFFFFFFFFFF


def _rotate(value, count):
    return (value >> count | value << (64 - count)) & _MASK


def compress(state: bytes, result: bytearray, block: bytes, start: int) -> None:
    """Write to `result` what `state` becomes by the 128 bytes of `block` from `start` on.

    A state is 64 bytes, big-endian, as FIPS 180-4 prints it: the last one is the digest.
    `result` may be `state`, or the first half of `block`.
    """
    w = list(struct.unpack_from(">16Q", block, start))
    for i in range(16, 80):
        x = w[i - 15]
        y = w[i - 2]
        s0 = _rotate(x, 1) ^ _rotate(x, 8) ^ x >> 7
        s1 = _rotate(y, 19) ^ _rotate(y, 61) ^ y >> 6
        w.append((w[i - 16] + s0 + w[i - 7] + s1) & _MASK)
    before = struct.unpack(">8Q", state)
    a, b, c, d, e, f, g, h = before
    for i in range(80):
        s1 = _rotate(e, 14) ^ _rotate(e, 18) ^ _rotate(e, 41)
        t1 = h + s1 + (e & f ^ ~e & g) + struct.unpack_from(">Q", K, 8 * i)[0] + w[i]
        s0 = _rotate(a, 28) ^ _rotate(a, 34) ^ _rotate(a, 39)
        t2 = s0 + (a & b ^ a & c ^ b & c)
        h = g
        g = f
        f = e
        e = (d + t1) & _MASK
        d = c
        c = b
        b = a
        a = (t1 + t2) & _MASK
    for i, value in enumerate((a, b, c, d, e, f, g, h)):
        struct.pack_into(">Q", result, 8 * i, (before[i] + value) & _MASK)


def wipe() -> None:
    """Nothing is kept between calls. What the heap still holds goes at the reset of a lock."""
