"""SHA-512 (FIPS 180-4, section 5), which MicroPython's hashlib has not.

The compression function is machine code where the interpreter runs it, else plain Python;
this is the one place that chooses. `digest()` may be asked for once, as with the built-in
hashes.
"""

import struct

from otpfob.core.sha512_constants import START

try:
    from otpfob.core.sha512_viper import compress, wipe
except (ImportError, SyntaxError, ValueError):
    # CPython has no `micropython`. Without a native emitter, MicroPython refuses the
    # decorator in a .py with SyntaxError, and machine code in a .mpy with ValueError.
    from otpfob.core.sha512_plain import compress, wipe

__all__ = ("BLOCK_BYTES", "DIGEST_BYTES", "START", "compress", "sha512", "wipe")

BLOCK_BYTES = 128
DIGEST_BYTES = 64

# FIPS 180-4, 5.1.2: the length has the last 16 bytes of a block; 2^64 bits are enough here.
_LENGTH_AT = 112
_ZEROS = bytes(BLOCK_BYTES)


def finish(block: bytearray, used: int, size: int) -> None:
    """Pad `block`, of which `used` bytes are taken, as the last of a message of `size` bytes."""
    block[used] = 0x80
    block[used + 1 :] = _ZEROS[used + 1 :]
    struct.pack_into(">Q", block, BLOCK_BYTES - 8, size * 8)


class sha512:  # named as hashlib names it
    """A running hash: `update` with bytes as often as needed, then `digest` once."""

    def __init__(self, data: bytes = b"", state: bytes = START, size: int = 0) -> None:
        """Begin with `data`; from the `state` after `size` bytes, whole blocks, if given."""
        self._state = bytearray(state)
        self._block = bytearray(BLOCK_BYTES)
        self._size = size
        if data:
            self.update(data)

    def update(self, data: bytes) -> None:
        block = self._block
        state = self._state
        size = len(data)
        used = self._size % BLOCK_BYTES
        self._size += size
        at = 0
        if used and used + size >= BLOCK_BYTES:
            at = BLOCK_BYTES - used
            block[used:] = data[:at]
            compress(state, state, block, 0)
            used = 0
        while size - at >= BLOCK_BYTES:
            compress(state, state, data, at)
            at += BLOCK_BYTES
        if at < size:
            block[used : used + size - at] = data[at:] if at else data

    def digest(self) -> bytes:
        """Return the 64 bytes of the hash."""
        block = self._block
        state = self._state
        used = self._size % BLOCK_BYTES
        if used < _LENGTH_AT:
            finish(block, used, self._size)
        else:
            block[used] = 0x80
            block[used + 1 :] = _ZEROS[used + 1 :]
            compress(state, state, block, 0)
            block[:] = _ZEROS
            struct.pack_into(">Q", block, BLOCK_BYTES - 8, self._size * 8)
        compress(state, state, block, 0)
        return bytes(state)

    def wipe(self) -> None:
        """Forget the message and its hash."""
        self._state[:] = _ZEROS[:DIGEST_BYTES]
        self._block[:] = _ZEROS
        wipe()
