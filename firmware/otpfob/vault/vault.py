"""The accounts of the token, in the order of their user.

The file `vault`, whole and sealed (files.py):

    offset  size  field (numbers big-endian)
    0       4     "FOBV"
    4       1     format version, 1
    5       4     generation, one more with every write
    9       4     the id that the next account gets; ids are never used again
    13      2     number of accounts
    15      ...   for each account: length (2), CRC-32 of the record (4), record (records.py)
    end-32  32    SHA-256 of everything above

RAM holds where each record is, its id and its kind; names and secrets stay in flash
until they are asked for.
"""

import struct
from array import array
from binascii import crc32

from otpfob.core.account import HOTP, Account, check_counter
from otpfob.core.errors import BadField, Damaged, NoAccount, StorageFailed, VaultFull
from otpfob.vault import files, records
from otpfob.vault.counters import Counters

MAX_ACCOUNTS = 200

_NAME = "vault"
_MAGIC = b"FOBV"
_VERSION = 1
_HEADER = ">4sBIIH"
_HEADER_BYTES = 15
_PREFIX = ">HI"
_PREFIX_BYTES = 6
_NEW = 0xFFFF  # in an order: the record that is not in the old file


class Vault:
    """Accounts and their counters. `fs` is a filesystem with open, stat, rename, remove."""

    def __init__(self, fs) -> None:
        self._fs = fs
        self._counters = Counters(fs)
        # False when a change was written but cannot be read: RAM and flash may differ.
        self.healthy = True
        self._forget()

    def _forget(self):
        self._generation = 0
        self._next_id = 1
        self._offsets = array("I")
        self._ids = array("I")
        self._kinds = bytearray()

    @staticmethod
    def is_in(fs) -> bool:
        """Return whether a vault was ever finished on this filesystem."""
        return files.exists(fs, _NAME)

    def create(self) -> None:
        """Write an empty vault on a filesystem that a person asked to format."""
        self._forget()
        self._rewrite(array("H"), b"")
        self._counters.load()

    def open(self) -> None:
        """Read and check everything. Raises Damaged or StorageFailed, and holds nothing then."""
        try:
            self._load()
            self._counters.load()
            for i in range(len(self._ids)):
                if self._kinds[i] == HOTP:
                    self._counters.get(self._ids[i])
        except (Damaged, StorageFailed):
            self._forget()
            raise

    @property
    def count(self) -> int:
        return len(self._ids)

    @property
    def free(self) -> int:
        """How many more accounts there is room for."""
        return MAX_ACCOUNTS - len(self._ids)

    def id_at(self, index: int) -> int:
        return self._ids[index]

    def index_of(self, account_id: int) -> int:
        """Return the position of an account. Raises NoAccount."""
        for i in range(len(self._ids)):
            if self._ids[i] == account_id:
                return i
        raise NoAccount

    def labels_at(self, index: int):
        """Return (issuer, name) of the account at a position. Its secret is not read."""
        start = self._read(index, records.HEADER_BYTES)
        return records.labels(self._read(index, records.labels_end(start)))

    def account_at(self, index: int) -> Account:
        """Return the account at a position, with its secret."""
        account_id, account = records.decode(self._read(index, records.MAX_BYTES))
        if account_id != self._ids[index]:
            raise Damaged
        return account

    def is_hotp(self, account_id: int) -> bool:
        """Return whether this is the id of an account by counter."""
        try:
            return self._kinds[self.index_of(account_id)] == HOTP
        except NoAccount:
            return False

    def counter(self, account_id: int) -> int:
        """Return the next HOTP counter of an account."""
        return self._counters.get(account_id)

    def use_counter(self, account_id: int) -> int:
        """Return the HOTP counter to use; the next one is saved. See Counters.advance."""
        return self._counters.advance(account_id)

    def add(self, account: Account, counter: int = 0) -> int:
        """Add an account at the end and return its id. Raises VaultFull, BadField."""
        check_counter(counter)
        if not self.free:
            raise VaultFull
        account_id = self._next_id
        if account.kind == HOTP:
            # Before the account: a counter without account is harmless, the reverse is not.
            self._counters.put(account_id, counter, self.is_hotp)
        order = self._order()
        order.append(_NEW)
        self._next_id = account_id + 1
        try:
            self._rewrite(order, records.encode(account_id, account))
        except (VaultFull, StorageFailed):
            self._next_id = account_id
            raise
        return account_id

    def delete(self, account_id: int) -> None:
        """Delete an account. Its counter goes when the next account by counter is added."""
        index = self.index_of(account_id)
        order = self._order(index)
        self._rewrite(order, b"")

    def rename(self, account_id: int, issuer: str, name: str) -> None:
        """Change issuer and name. Raises NoAccount, BadField."""
        index = self.index_of(account_id)
        old = self.account_at(index)
        new = Account(old.kind, issuer, name, old.secret, old.hash_id, old.digits, old.period_s)
        order = self._order()
        order[index] = _NEW
        self._rewrite(order, records.encode(account_id, new))

    def move(self, account_id: int, to: int) -> None:
        """Put an account at position `to`, from 0. Raises NoAccount, BadField."""
        index = self.index_of(account_id)
        if not 0 <= to < self.count:
            raise BadField("to")
        order = array("H")
        others = self._order(index)
        for i in range(self.count):
            order.append(index if i == to else others[i if i < to else i - 1])
        self._rewrite(order, b"")

    def _order(self, without=-1):
        order = array("H")
        for i in range(len(self._ids)):
            if i != without:
                order.append(i)
        return order

    def _read(self, index, limit):
        """Return the record at a position, or its first `limit` bytes."""
        try:
            with self._fs.open(_NAME, "rb") as file:
                return self._read_from(file, index, limit)
        except OSError:
            raise StorageFailed

    def _read_from(self, file, index, limit):
        """Return the record at a position or its beginning; a whole one has been checked.

        The seal was right when the vault was opened; flash can rot since then.
        """
        file.seek(self._offsets[index])
        prefix = file.read(_PREFIX_BYTES)
        if len(prefix) != _PREFIX_BYTES:
            raise Damaged
        length, crc = struct.unpack(_PREFIX, prefix)
        if not records.HEADER_BYTES <= length <= records.MAX_BYTES:
            raise Damaged
        record = file.read(min(limit, length))
        if length <= limit and (len(record) != length or crc32(record) & 0xFFFFFFFF != crc):
            raise Damaged
        return record

    def _rewrite(self, order, new_record):
        """Write the vault anew: the old records in `order`, `new_record` where it says _NEW."""
        try:
            old = self._fs.open(_NAME, "rb") if len(self._ids) else None
        except OSError:
            raise StorageFailed
        generation = self._generation + 1

        def write(writer):
            writer.write(
                struct.pack(
                    _HEADER, _MAGIC, _VERSION, generation & 0xFFFFFFFF, self._next_id, len(order)
                )
            )
            for index in order:
                if index == _NEW:
                    record = new_record
                else:
                    record = self._read_from(old, index, records.MAX_BYTES)
                writer.write(struct.pack(_PREFIX, len(record), crc32(record) & 0xFFFFFFFF))
                writer.write(record)

        try:
            files.replace(self._fs, _NAME, write)
        finally:
            if old:
                old.close()
        self.healthy = False
        self._load()
        self.healthy = True

    def _load(self):
        """Read the index from flash, having checked the whole file."""
        try:
            with self._fs.open(_NAME, "rb") as file:
                self._load_from(file, files.content_size(file))
        except OSError:
            raise StorageFailed

    def _load_from(self, file, size):
        start = file.read(_HEADER_BYTES)
        if len(start) != _HEADER_BYTES:
            raise Damaged
        magic, version, generation, next_id, count = struct.unpack(_HEADER, start)
        if magic != _MAGIC or version != _VERSION or count > MAX_ACCOUNTS:
            raise Damaged
        offsets = array("I")
        ids = array("I")
        kinds = bytearray()
        at = _HEADER_BYTES
        for _ in range(count):
            file.seek(at)
            record = file.read(_PREFIX_BYTES + records.HEADER_BYTES)
            if len(record) != _PREFIX_BYTES + records.HEADER_BYTES:
                raise Damaged
            account_id, kind = records.header(record[_PREFIX_BYTES:])
            offsets.append(at)
            ids.append(account_id)
            kinds.append(kind)
            at += _PREFIX_BYTES + struct.unpack_from(_PREFIX, record)[0]
        if at != size:
            raise Damaged
        self._generation = generation
        self._next_id = next_id
        self._offsets = offsets
        self._ids = ids
        self._kinds = kinds
