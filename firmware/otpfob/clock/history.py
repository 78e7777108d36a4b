"""The log of the syncs: the last one counts, the last eight are shown.

`log` is append-only: last() -> bytes or None, append(bytes), newest(n) -> bytes, the newest
first. One that cannot be read is as if nothing was kept.
"""

from micropython import const

from otpfob.clock.record import Record, decode, encode
from otpfob.core.errors import FobError

_SHOWN = const(8)
_READ = const(24)  # so many entries are looked through for them


class History:
    """`log` None: nothing outlives a restart."""

    def __init__(self, log) -> None:
        self._log = log

    def last(self):
        """Return the last record, or None."""
        if self._log is None:
            return None
        try:
            data = self._log.last()
        except FobError:
            return None
        return None if data is None else decode(data)

    def append(self, record: Record) -> None:
        """Keep a record. Raises StorageFailed."""
        if self._log is not None:
            self._log.append(encode(record))

    def newest(self) -> list:
        """Return up to eight records, the newest first: syncs, and losses of the time."""
        if self._log is None:
            return []
        try:
            entries = self._log.newest(_READ)
        except FobError:
            return []
        records = [decode(data) for data in entries]
        return [one for one in records if one is not None and one.source != "setting"][:_SHOWN]
