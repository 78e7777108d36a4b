"""PBKDF2's loop on the machine code of sha256_viper.py, from the midstates of both pads."""

# The ptr types are viper's own.
# pyright: reportArgumentType=false

from hashlib import sha256

from otpfob.core.sha256_constants import START
from otpfob.core.sha256_viper import BLOCK, FIRST, SECOND, SUM, WORDS_BYTES, run, wipe

_BLOCK_BYTES = 64
_STATE_BYTES = 32
# What follows 32 bytes after a pad: a one bit, zeros, and the length of pad and them in bits.
_PADDING = b"\x80" + bytes(29) + b"\x03\x00"


def _put(words, at, data):
    """Store big-endian `data` as words of the machine, which is little-endian."""
    for i in range(len(data)):
        words[at + (i ^ 3)] = data[i]


class Loop:
    """T of RFC 8018, 5.2: the XOR of U1 and all that follow it."""

    def __init__(self, password: bytes, u1: bytes) -> None:
        if len(password) > _BLOCK_BYTES:
            password = sha256(password).digest()
        words = self._words = bytearray(WORDS_BYTES)
        pad = bytearray(_BLOCK_BYTES)
        _put(words, FIRST, START)
        for value, keep in ((0x5C, SECOND), (0x36, FIRST)):
            for i in range(_BLOCK_BYTES):
                pad[i] = (password[i] if i < len(password) else 0) ^ value
            _put(words, BLOCK, pad)
            run(words, 1)
            words[keep : keep + _STATE_BYTES] = words[BLOCK : BLOCK + _STATE_BYTES]
        for i in range(_BLOCK_BYTES):
            pad[i] = 0
        _put(words, BLOCK, u1)
        _put(words, BLOCK + _STATE_BYTES, _PADDING)
        _put(words, SUM, u1)

    def run(self, count: int) -> None:
        """Compute the next `count` U. Allocates nothing."""
        run(self._words, count + count)

    def result(self) -> bytearray:
        """Return T."""
        result = bytearray(_STATE_BYTES)
        for i in range(_STATE_BYTES):
            result[i] = self._words[SUM + (i ^ 3)]
        return result

    def wipe(self) -> None:
        """Forget the password and T."""
        for i in range(len(self._words)):
            self._words[i] = 0
        wipe()
