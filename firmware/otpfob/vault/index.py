"""Where each account lies in the file `vault`, whose plaintext is

    offset  size  field (numbers big-endian)
    0       4     the id that the next account gets; ids are never used again
    4       2     number of accounts
    6       4     id of the favourite, the account that opens first; 0: none
    10      6     zero
    16      ...   the records (records.py) with their parts (parts.py), a multiple of 16 bytes

All records and parts together have at most MAX_ACCOUNTS times MAX_BYTES: what 200 accounts
with the longest names and secrets have. So three such files always fit in the flash.
"""

import struct
from array import array

from otpfob.core.errors import Damaged
from otpfob.vault import records
from otpfob.vault.records import MAX_ACCOUNTS

HEADER_BYTES = 16
MOST_BYTES = HEADER_BYTES + MAX_ACCOUNTS * records.MAX_BYTES

_HEADER = ">IHI6s"
_ZEROS = bytes(6)


class Index:
    """That of an empty vault. Nine bytes of RAM an account, however much lies in flash."""

    def __init__(self) -> None:
        self.next_id = 1
        self.favourite = 0
        # Where each record begins, and where the last one ends.
        self.offsets = array("I", (HEADER_BYTES,))
        self.ids = array("I")
        self.kinds = bytearray()


def header(next_id: int, count: int, favourite: int) -> bytes:
    """Return the beginning of the plaintext."""
    return struct.pack(_HEADER, next_id, count, favourite, _ZEROS)


def read_index(sealed) -> Index:
    """Return the index of a sealed file that has been checked. Raises Damaged, StorageFailed."""
    start = bytearray(HEADER_BYTES)
    if sealed.read(0, start) != HEADER_BYTES:
        raise Damaged
    index = Index()
    index.next_id, count, index.favourite, zeros = struct.unpack(_HEADER, start)
    if count > MAX_ACCOUNTS or zeros != _ZEROS:
        raise Damaged
    sealed.hold()
    try:
        has_favourite = _read_starts(sealed, index, count)
    finally:
        sealed.release()
    if index.offsets[-1] != sealed.size or not has_favourite:
        raise Damaged
    return index


def _read_starts(sealed, index, count):
    """Read where the records are. Returns whether the favourite is one of them, or is none."""
    start = bytearray(records.START_BYTES)
    has_favourite = not index.favourite
    for _ in range(count):
        at = index.offsets[-1]
        if sealed.read(at, start) != records.START_BYTES:
            raise Damaged
        account_id, kind, _ = records.start(start)
        if account_id >= index.next_id:
            raise Damaged
        index.offsets.append(at + records.whole_size(start))
        index.ids.append(account_id)
        index.kinds.append(kind)
        has_favourite = has_favourite or account_id == index.favourite
    return has_favourite
