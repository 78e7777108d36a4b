"""Which generation of each file is the newest, outside of the filesystem that holds them.

An older file is as whole as the newest: its own MAC says nothing about that. A used HOTP
counter would come back with it. So every write is noted here, under a key of its own. The
payload of an entry (raw_log.py):

    offset  size  field (numbers big-endian)
    0       4     key number
    4       4     generation of the vault
    8       4     generation of the counters
    12      4     generation of the settings
    16      8     beginning of HMAC-SHA256(generations mac key, bytes 0..15)
"""

import struct

from micropython import const

from otpfob.core.errors import Damaged
from otpfob.core.hmac import SHA256, digest, equal
from otpfob.vault.keys import derive, wipe
from otpfob.vault.raw_log import RawLog

VAULT = 0
COUNTERS = 1
SETTINGS = 2
FILES = 3

FIRST_BLOCK = 4

_NUMBERS = ">IIII"
_NUMBERS_BYTES = const(16)
_MAC_BYTES = const(8)
_LIMIT = 0xFFFFFFFF


def log_in(store) -> RawLog:
    """Return the log. One object for all keys: it knows where the next entry goes."""
    return RawLog(store, FIRST_BLOCK, _NUMBERS_BYTES + _MAC_BYTES)


class Generations:
    """The entries of one data key in `log`. Others are as if they were not there."""

    def __init__(self, log: RawLog, data_key: bytes, key_number: int) -> None:
        self._log = log
        self._mac_key = derive(data_key, "generations mac")
        self._key_number = key_number
        self._files = [0] * FILES  # as the files are

    def verify(self, found) -> None:
        """Compare the generations `found` in the files with the newest entry.

        One that is one ahead was written when the power went before its entry was: the entry
        is made up for. Raises Damaged for anything else, and StorageFailed.
        """
        payload = self._log.find(self._is_ours)
        if payload is None:
            raise Damaged
        noted = struct.unpack(_NUMBERS, payload[:_NUMBERS_BYTES])[1:]
        ahead = 0
        for i in range(FILES):
            if found[i] != noted[i]:
                if found[i] != (noted[i] + 1) & _LIMIT:
                    raise Damaged
                ahead += 1
        if ahead > 1:
            raise Damaged
        self._files = list(found)
        if ahead:
            self._append()

    def put(self, index: int, generation: int) -> None:
        """Note that a file has a new generation. Raises StorageFailed."""
        # Kept also if the entry fails: the next one says how the files are.
        self._files[index] = generation
        self._append()

    def start(self, found) -> None:
        """Write the first entry of a new key. Raises StorageFailed."""
        self._files = list(found)
        self._append()

    def again(self) -> None:
        """Write the newest entry once more, before another key writes to the log.

        However often that is cut: its entries never fill the blocks alone.
        """
        self._append()

    def wipe(self) -> None:
        """Overwrite the key. The object is of no use after it."""
        wipe(self._mac_key)

    def _append(self):
        numbers = struct.pack(_NUMBERS, self._key_number, *self._files)
        self._log.append(numbers + self._mac(numbers))

    def _mac(self, numbers):
        return digest(self._mac_key, numbers, SHA256)[:_MAC_BYTES]

    def _is_ours(self, payload):
        numbers = payload[:_NUMBERS_BYTES]
        return struct.unpack_from(">I", numbers)[0] == self._key_number and equal(
            self._mac(numbers), payload[_NUMBERS_BYTES:]
        )
