"""How many PINs were wrong since the last right one, readable while the token is locked.

The payload of an entry (raw_log.py): count (1), 255 - count (1).

What is torn counts as one more wrong PIN, but never as the tenth. An attempt whose entry is
torn never happened: the entry is read back before the PIN is tried. And after a ten nothing
but clear() writes.
"""

from micropython import const

from otpfob.core.errors import Damaged
from otpfob.vault.raw_log import RawLog

MAX_ATTEMPTS = 10
FIRST_BLOCK = 2

_PAYLOAD_BYTES = const(2)


def wait_s(count: int) -> int:
    """Return how long the next attempt waits after `count` wrong ones: 0, 1, 3 .. 511 s."""
    return (1 << count) - 1


class Attempts:
    """The counter. `count` is 0..MAX_ATTEMPTS once it is loaded."""

    def __init__(self, store) -> None:
        self._log = RawLog(store, FIRST_BLOCK, _PAYLOAD_BYTES)
        self._empty = True
        self.count = 0

    def load(self) -> None:
        """Read the count. Raises Damaged when there was one and none is left, StorageFailed."""
        self.count = 0
        payload = self._log.last()
        self._empty = payload is None
        if payload is None:
            if self._log.torn:
                raise Damaged
            return
        count = payload[0]
        if payload[1] != 0xFF - count or count > MAX_ATTEMPTS:
            raise Damaged
        if self._log.torn:
            count = min(count + 1, MAX_ATTEMPTS - 1)
        self.count = count

    def add(self) -> int:
        """Count an attempt. The new count is in flash, and was read back, when it returns."""
        self._put(min(self.count + 1, MAX_ATTEMPTS))
        return self.count

    def clear(self) -> None:
        """Forget the wrong attempts: the PIN was right."""
        if self.count or self._empty:
            self._put(0)

    def mark_wipe(self) -> None:
        """Count ten wrong ones: what was begun now ends with a wipe, whatever is cut."""
        if self.count != MAX_ATTEMPTS or self._empty:
            self._put(MAX_ATTEMPTS)

    def erase(self) -> None:
        """Erase the log and look whether it is. Raises StorageFailed."""
        self._empty = True
        self._log.erase()
        self.count = 0

    def _put(self, count):
        self._log.append(bytes((count, 0xFF - count)))
        self._empty = False
        self.count = count
