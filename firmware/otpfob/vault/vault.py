"""The accounts of the token, in the order of their user, in the sealed file `vault`.

Its plaintext:

    offset  size  field (numbers big-endian)
    0       4     the id that the next account gets; ids are never used again
    4       2     number of accounts
    6       10    zero
    16      ...   the records (records.py), each a multiple of 16 bytes

RAM holds where each record is, its id and its kind; names and secrets stay encrypted in
flash until they are asked for.
"""

import struct
from array import array

from otpfob.core.account import HOTP, Account, check_counter
from otpfob.core.errors import BadField, Damaged, FobError, NoAccount, StorageFailed, VaultFull
from otpfob.vault import records
from otpfob.vault.counters import Counters, entry
from otpfob.vault.keys import wipe
from otpfob.vault.records import MAX_ACCOUNTS, Details
from otpfob.vault.sealed import Sealed

NAME = "vault"
MAGIC = b"FOBV"

_HEADER = ">IH10s"
_HEADER_BYTES = 16
_ZEROS = bytes(10)
_NONE = {}
_LAST_ID = 0xFFFFFFFF  # is never given to an account


class Vault:
    """Accounts and their counters. The caller wipes what it gets secrets in."""

    def __init__(self, sealed: Sealed, counters: Counters) -> None:
        self._sealed = sealed
        self._counters = counters
        self._buffer = bytearray(records.MAX_BYTES)
        self._forget()

    def _forget(self):
        self._indexed = True
        self._next_id = 1
        # Where each record begins, and where the last one ends.
        self._offsets = array("I", (_HEADER_BYTES,))
        self._ids = array("I")
        self._kinds = bytearray()

    @property
    def healthy(self) -> bool:
        """False when a change was written but cannot be read: RAM and flash may differ."""
        return self._indexed and self._sealed.healthy and self._counters.healthy

    def create(self) -> None:
        """Write an empty vault on a filesystem that a person asked to format."""
        self._forget()
        self._counters.create()
        self._rewrite(array("H"))

    def open(self) -> None:
        """Read and check everything. Raises Damaged or StorageFailed, and holds nothing then."""
        try:
            self._sealed.load()
            self._read_index()
            self._counters.load()
            for i in range(len(self._ids)):
                if self._kinds[i] == HOTP:
                    self._counters.get(self._ids[i])
        except (Damaged, StorageFailed):
            self._forget()
            raise

    def wipe(self) -> None:
        """Forget everything and overwrite the keys: what lies in flash cannot be read any more."""
        self._forget()
        wipe(self._buffer)
        self._sealed.wipe()
        self._counters.wipe()

    @property
    def count(self) -> int:
        return len(self._ids)

    @property
    def free(self) -> int:
        """How many more accounts there is room for."""
        return MAX_ACCOUNTS - len(self._ids)

    @property
    def records_bytes(self) -> int:
        """How many bytes the records of all accounts have."""
        return self._offsets[-1] - _HEADER_BYTES

    def id_at(self, index: int) -> int:
        return self._ids[index]

    def index_of(self, account_id: int) -> int:
        """Return the position of an account. Raises NoAccount."""
        for i in range(len(self._ids)):
            if self._ids[i] == account_id:
                return i
        raise NoAccount

    def labels_at(self, index: int):
        """Return (issuer, name) of the account at a position. Its secret is not decrypted."""
        return records.labels(self._read_labels(index))

    def details_at(self, index: int) -> Details:
        """Return all but the secret, which is not decrypted."""
        return records.details(self._read_labels(index))

    def account_at(self, index: int) -> Account:
        """Return the account at a position, with its secret: the caller wipes it."""
        try:
            size = self.record_at(index, self._buffer)
            return records.decode(memoryview(self._buffer)[:size])[1]
        finally:
            wipe(self._buffer)

    def record_at(self, index: int, buffer: bytearray) -> int:
        """Copy the record at a position to `buffer`, checked; returns its size. See records.py."""
        if not 0 <= index < self.count:
            raise NoAccount
        size = self._offsets[index + 1] - self._offsets[index]
        record = memoryview(buffer)[:size]
        self._sealed.read(self._offsets[index], record)
        records.check(record)
        if records.start(record)[0] != self._ids[index]:
            raise Damaged
        return size

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

    def set_counter_at_least(self, account_id: int, counter: int) -> None:
        """Raise the next HOTP counter of an account to `counter`; it never goes down."""
        check_counter(counter)
        self._counters.raise_to(account_id, counter)

    def add(self, account: Account, counter: int = 0) -> int:
        """Add an account at the end and return its id. Raises VaultFull, BadField."""
        return self.add_all(((account, counter),))

    def add_all(self, pairs) -> int:
        """Add accounts with their counters at the end, all of them or none.

        `pairs` gives (Account, counter) and is gone through three times. Returns the id of the
        first; the others follow. Raises VaultFull, BadField.
        """
        first = self._next_id
        for _ in self.adding_all(pairs):
            pass
        return first

    def adding_all(self, pairs):
        """Do the same in steps: a generator, which may be closed as long as it yields."""
        first = self._next_id
        counters = bytearray()
        order = self._order()
        added_bytes = 0
        for account, counter in pairs:
            check_counter(counter)
            account_id = first + len(order) - self.count
            if len(order) == MAX_ACCOUNTS or account_id == _LAST_ID:
                raise VaultFull
            if account.kind == HOTP:
                counters.extend(entry(account_id, counter))
            added_bytes += records.size(account)
            order.append(len(order))
            yield
        if len(order) == self.count:
            return
        if counters:
            # Before the accounts: a counter without account is harmless, the reverse is not.
            self._counters.put_all(counters, self.is_hotp)
        yield from self._rewriting(order, pairs, added_bytes)

    def delete(self, account_id: int) -> None:
        """Delete an account. Its counter goes when the next account by counter is added."""
        index = self.index_of(account_id)
        self._rewrite(self._order(index))

    def rename(self, account_id: int, issuer: str, name: str) -> None:
        """Change issuer and name. Raises NoAccount, BadField."""
        index = self.index_of(account_id)
        old = self.account_at(index)
        try:
            new = Account(old.kind, issuer, name, old.secret, old.hash_id, old.digits, old.period_s)
            self._rewrite(self._order(), changed={index: new})
        finally:
            old.wipe()

    def move(self, account_id: int, to: int) -> None:
        """Put an account at position `to`, from 0. Raises NoAccount, BadField."""
        index = self.index_of(account_id)
        if not 0 <= to < self.count:
            raise BadField("to")
        order = array("H")
        others = self._order(index)
        for i in range(self.count):
            order.append(index if i == to else others[i if i < to else i - 1])
        self._rewrite(order)

    def _order(self, without=-1):
        order = array("H")
        for i in range(len(self._ids)):
            if i != without:
                order.append(i)
        return order

    def _read_labels(self, index):
        """Return the beginning of a record, up to its secret."""
        buffer = self._buffer
        view = memoryview(buffer)
        at = self._offsets[index]
        self._sealed.read(at, view[: records.START_BYTES])
        account_id, _, size = records.start(buffer)
        if account_id != self._ids[index] or size != self._offsets[index + 1] - at:
            raise Damaged
        end = records.labels_size(buffer)
        if end > records.START_BYTES:
            self._sealed.read(at + records.START_BYTES, view[records.START_BYTES : end])
        return view[:end]

    def _rewrite(self, order, changed=_NONE):
        """Write the vault anew: the records in `order`.

        `changed` has the accounts that take the place of others, by position.
        """
        for _ in self._rewriting(order, (), 0, changed):
            pass

    def _rewriting(self, order, added, added_bytes, changed=_NONE):
        """Do the same in steps. The last ones in `order` may be those of `added`."""
        old_count = self.count
        next_id = self._next_id
        size = _HEADER_BYTES + added_bytes
        for index in order:
            if index in changed:
                size += records.size(changed[index])
            elif index < old_count:
                size += self._offsets[index + 1] - self._offsets[index]
            else:
                next_id += 1
        buffer = self._buffer
        view = memoryview(buffer)

        def feed():
            yield struct.pack(_HEADER, next_id, len(order), _ZEROS)
            for index in order:
                if index in changed:
                    yield view[: records.encode(self._ids[index], changed[index], buffer)]
                elif index < old_count:
                    yield view[: self.record_at(index, buffer)]
            account_id = self._next_id
            for account, _ in added:
                yield view[: records.encode(account_id, account, buffer)]
                account_id += 1

        try:
            yield from self._sealed.replacing(size, feed)
        finally:
            wipe(buffer)
        try:
            self._read_index()
        except FobError:
            self._indexed = False
            raise

    def _read_index(self):
        """Read from flash where the records are. The whole file has been checked."""
        start = bytearray(_HEADER_BYTES)
        if self._sealed.read(0, start) != _HEADER_BYTES:
            raise Damaged
        next_id, count, zeros = struct.unpack(_HEADER, start)
        if count > MAX_ACCOUNTS or zeros != _ZEROS:
            raise Damaged
        offsets = array("I", (_HEADER_BYTES,))
        ids = array("I")
        kinds = bytearray()
        start = bytearray(records.START_BYTES)
        self._sealed.hold()
        try:
            for _ in range(count):
                at = offsets[-1]
                if self._sealed.read(at, start) != records.START_BYTES:
                    raise Damaged
                account_id, kind, size = records.start(start)
                if account_id >= next_id:
                    raise Damaged
                offsets.append(at + size)
                ids.append(account_id)
                kinds.append(kind)
        finally:
            self._sealed.release()
        if offsets[-1] != self._sealed.size:
            raise Damaged
        self._next_id = next_id
        self._offsets = offsets
        self._ids = ids
        self._kinds = kinds
