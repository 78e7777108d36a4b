"""The random numbers that keys are made of.

What the hardware gives goes in with every block; what people do and hosts send is stirred in
beside it, so a weak source does not stand alone. Forward secure: who reads the state later
cannot compute what was taken before.

    stir    state = SHA-256(state || data)
    take    block i = HMAC-SHA256(state, i (4) || 32 bytes of the source), then
            state = SHA-256(state || 1)
    below   HMAC-SHA256(state, "below"), then state = SHA-256(state || 1)
"""

import struct
from hashlib import sha256

from micropython import const

from otpfob.core.errors import FobError
from otpfob.core.hmac import SHA256, digest
from otpfob.vault.keys import wipe

_BLOCK_BYTES = const(32)
_STEP = b"\x01"
_BELOW = b"below"
_DRAW_BYTES = const(2)
_DRAWS = const(1 << 16)


class Pool:
    """`source.read(n)` gives `n` bytes of the hardware's randomness."""

    def __init__(self, source) -> None:
        self._source = source
        self._state = bytearray(_BLOCK_BYTES)

    def stir(self, data: bytes) -> None:
        """Mix in `data`: times of presses, bytes of a host. It need not be secret."""
        mixed = sha256(self._state)
        mixed.update(data)
        self._state[:] = mixed.digest()

    def take(self, n: int) -> bytearray:
        """Return `n` random bytes. The caller wipes them."""
        taken = bytearray(n)
        message = bytearray(4 + _BLOCK_BYTES)
        for at in range(0, n, _BLOCK_BYTES):
            fresh = self._source.read(_BLOCK_BYTES)
            if len(fresh) != _BLOCK_BYTES:
                raise FobError  # a broken driver: no key may be made
            struct.pack_into(">I", message, 0, at // _BLOCK_BYTES)
            message[4:] = fresh
            block = digest(self._state, message, SHA256)
            end = min(at + _BLOCK_BYTES, n)
            taken[at:end] = block[: end - at]
        wipe(message)
        self.stir(_STEP)
        return taken

    def below(self, n: int) -> int:
        """Return a random number in 0..n-1, each as likely as any other. `n` is 1..65536.

        Of what was stirred in alone, for choices that are no keys: the source may be a radio.
        """
        # What lies above the last whole multiple of n would make small numbers likelier.
        limit = _DRAWS - _DRAWS % n
        while True:
            drawn = self._draw()
            if drawn < limit:
                return drawn % n

    def _draw(self):
        """Return a number below _DRAWS."""
        block = digest(self._state, _BELOW, SHA256)
        self.stir(_STEP)
        return int.from_bytes(block[:_DRAW_BYTES], "big")

    def wipe(self) -> None:
        """Overwrite the state."""
        wipe(self._state)
