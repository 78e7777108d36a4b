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
from otpfob.vault.container import BLOCK_BYTES
from otpfob.vault.records import MAX_ACCOUNTS

HEADER_BYTES = 16
MOST_BYTES = HEADER_BYTES + MAX_ACCOUNTS * records.MAX_BYTES

_HEADER = ">IHI6s"
_ZEROS = bytes(6)


class Index:
    """That of an empty vault. Eight bytes of RAM an account, however much lies in flash."""

    def __init__(self) -> None:
        self.next_id = 1
        self.favourite = 0
        # In blocks of AES: where each record begins, and where the last one ends; and how many lie
        # before its secret.
        self.starts = array("H", (HEADER_BYTES // BLOCK_BYTES,))
        self.heads = bytearray()
        self.ids = array("I")
        self.kinds = bytearray()

    def offset(self, i: int) -> int:
        """Return where the record of an account begins, or where the last one ends."""
        return self.starts[i] * BLOCK_BYTES

    def head_size(self, i: int) -> int:
        """Return how many bytes of a record lie before its secret."""
        return self.heads[i] * BLOCK_BYTES


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
    if index.offset(-1) != sealed.size or not has_favourite:
        raise Damaged
    return index


def _read_starts(sealed, index, count):
    """Read where the records are. Returns whether the favourite is one of them, or is none."""
    start = bytearray(records.START_BYTES)
    has_favourite = not index.favourite
    at = HEADER_BYTES
    for _ in range(count):
        if sealed.read(at, start) != records.START_BYTES:
            raise Damaged
        account_id, kind, secret_at, _, size = records.start(start)
        at += size
        if account_id >= index.next_id or at > MOST_BYTES:
            raise Damaged
        index.starts.append(at // BLOCK_BYTES)
        index.heads.append(secret_at // BLOCK_BYTES)
        index.ids.append(account_id)
        index.kinds.append(kind)
        has_favourite = has_favourite or account_id == index.favourite
    return has_favourite
