"""Where the simulated board's random bytes come from: the PC, or a seed."""

from __future__ import annotations

import hashlib
import os


class SystemBytes:
    """The PC's own."""

    def read(self, n: int) -> bytes:
        return os.urandom(n)


class SeededBytes:
    """The same bytes for the same seed: SHA-256 over the seed and a counter of 8 bytes.

    They go on over resets and power cuts: no byte comes twice in the life of a simulator.
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._counter = 0
        self._left = b""

    def read(self, n: int) -> bytes:
        while len(self._left) < n:
            self._left += hashlib.sha256(self._seed + self._counter.to_bytes(8, "big")).digest()
            self._counter += 1
        data, self._left = self._left[:n], self._left[n:]
        return data
