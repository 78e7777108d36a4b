"""The accounts of the token, in the order of their user, in the sealed file `vault`.

Where they lie in it: index.py. Names and secrets stay encrypted in flash until they are asked for.
"""

from array import array

from micropython import const

from otpfob.core.account import HOTP, Account, check_counter
from otpfob.core.errors import BadField, Damaged, FobError, NoAccount, StorageFailed, VaultFull
from otpfob.vault import records
from otpfob.vault.counters import Counters, entry
from otpfob.vault.index import HEADER_BYTES, MOST_BYTES, Index, header, read_index
from otpfob.vault.keys import wipe
from otpfob.vault.parts import CONTENT_AT, PARTS, PICTURE, part_size, read_part
from otpfob.vault.records import MAX_ACCOUNTS, Details
from otpfob.vault.sealed import Sealed

NAME = "vault"
MAGIC = b"FOBV"

_LAST_ID = 0xFFFFFFFF  # is never given to an account
_LABELS_KEPT = const(6)  # a glass has five rows


class _NoParts:
    """The parts of accounts that have none; changes.py has others."""

    extras = records.NO_EXTRAS
    favourite = False

    @staticmethod
    def read_part(which, buffer):
        return 0


_NO_PARTS = _NoParts()


class Vault:
    """Accounts and their counters. The caller wipes what it gets secrets in."""

    def __init__(self, sealed: Sealed, counters: Counters) -> None:
        self._sealed = sealed
        self._counters = counters
        self._buffer = bytearray(records.MAX_BYTES)
        self._forget()

    def _forget(self):
        self._indexed = True
        self._index = Index()
        # (index, labels, whether there is a picture) of the accounts asked for last, oldest first:
        # each press in a list draws all of its rows, and needs one that was not there.
        self._labels = []

    @property
    def healthy(self) -> bool:
        """False when a change was written but cannot be read: RAM and flash may differ."""
        return self._indexed and self._sealed.healthy and self._counters.healthy

    def create(self) -> None:
        """Write an empty vault on a filesystem that a person asked to format."""
        self._forget()
        self._counters.create()
        self._rewrite(array("H"), 0)

    def open(self) -> None:
        """Read and check everything. Raises Damaged or StorageFailed, and holds nothing then."""
        try:
            self._sealed.load()
            self._index = read_index(self._sealed)
            self._counters.load()
            for i in range(len(self._index.ids)):
                if self._index.kinds[i] == HOTP:
                    self._counters.get(self._index.ids[i])
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
        return len(self._index.ids)

    @property
    def favourite(self) -> int:
        """The id of the account that opens first, 0: none."""
        return self._index.favourite

    @property
    def free(self) -> int:
        """How many more accounts there is room for."""
        return MAX_ACCOUNTS - len(self._index.ids)

    @property
    def records_bytes(self) -> int:
        """How many bytes the records of all accounts have, with their parts."""
        return self._index.offset(-1) - HEADER_BYTES

    def id_at(self, index: int) -> int:
        return self._index.ids[index]

    def index_of(self, account_id: int) -> int:
        """Return the position of an account. Raises NoAccount."""
        for i in range(len(self._index.ids)):
            if self._index.ids[i] == account_id:
                return i
        raise NoAccount

    def labels_at(self, index: int):
        """Return (issuer, name) of the account at a position. Its secret is not decrypted."""
        return self._labels_of(index)[1]

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
        """Copy the record at a position to `buffer`, checked; returns its size. See records.py.

        More of the buffer may be overwritten: with what lies behind the record.
        """
        view = memoryview(buffer)
        size = self._read_start(index, view[: min(self._size(index), records.MAX_BYTES)])
        records.check(view[:size])
        return size

    def part_at(self, index: int, which: int, buffer: bytearray) -> int:
        """Copy a part of the account at a position to `buffer`, checked. See parts.py.

        Returns the size of its content, 0 when there is none. Codes are secrets: the caller
        wipes the buffer.
        """
        size = self._read_start(index, memoryview(buffer)[: records.START_BYTES])
        at = self._index.offset(index) + size
        sizes = records.extras_of(buffer).sizes
        return read_part(self._sealed.read, at, sizes, which, buffer)

    def pieces_at(self, index: int, buffer: bytearray):
        """Give the record at a position and its parts, checked, each good until the next."""
        view = memoryview(buffer)
        size = self.record_at(index, buffer)
        has_parts = size < self._size(index)
        yield view[:size]
        if has_parts:
            for which in PARTS:
                yield view[: part_size(self.part_at(index, which, buffer))]

    def picture_at(self, index: int):
        """Return the picture of the account at a position, good until the next call; or nothing.

        No secret is decrypted.
        """
        if not self._labels_of(index)[2]:
            return b""
        size = self.part_at(index, PICTURE, self._buffer)
        return memoryview(self._buffer)[CONTENT_AT : CONTENT_AT + size]

    def is_hotp(self, account_id: int) -> bool:
        """Return whether this is the id of an account by counter."""
        try:
            return self._index.kinds[self.index_of(account_id)] == HOTP
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

    def add(self, account: Account, counter: int = 0, parts=_NO_PARTS) -> int:
        """Add an account at the end and return its id. Raises VaultFull, BadField."""
        return self.add_all(((account, counter),), parts)

    def add_all(self, pairs, parts=_NO_PARTS) -> int:
        """Add accounts with their counters at the end, all of them or none.

        `pairs` gives (Account, counter) and is gone through three times; `parts` has those of
        the account that it gave last, as NewParts has. Returns the id of the first; the others
        follow. Raises VaultFull, BadField.
        """
        first = self._index.next_id
        for _ in self.adding_all(pairs, parts):
            pass
        return first

    def adding_all(self, pairs, parts=_NO_PARTS):
        """Do the same in steps: a generator, which may be closed as long as it yields."""
        first = self._index.next_id
        favourite = self.favourite
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
            added_bytes += records.size(account, parts.extras)
            if HEADER_BYTES + self.records_bytes + added_bytes > MOST_BYTES:
                raise VaultFull
            if parts.favourite and not favourite:
                favourite = account_id
            order.append(len(order))
            yield
        if len(order) == self.count:
            return
        if counters:
            # Before the accounts: a counter without account is harmless, the reverse is not.
            self._counters.put_all(counters, self.is_hotp)
        yield from self._rewriting(order, favourite, (pairs, parts, added_bytes))

    def delete(self, account_id: int) -> None:
        """Delete an account. Its counter goes when the next account by counter is added."""
        index = self.index_of(account_id)
        favourite = 0 if self.favourite == account_id else self.favourite
        self._rewrite(self._order(index), favourite)

    def change(self, change, favourite: int) -> None:
        """Write a Change (changes.py) of one account, and the favourite's id. Raises VaultFull."""
        self._rewrite(self._order(), favourite, change)

    def move(self, account_id: int, to: int) -> None:
        """Put an account at position `to`, from 0. Raises NoAccount, BadField."""
        index = self.index_of(account_id)
        if not 0 <= to < self.count:
            raise BadField("to")
        order = array("H")
        others = self._order(index)
        for i in range(self.count):
            order.append(index if i == to else others[i if i < to else i - 1])
        self._rewrite(order, self.favourite)

    def _order(self, without=-1):
        order = array("H")
        for i in range(len(self._index.ids)):
            if i != without:
                order.append(i)
        return order

    def _size(self, index):
        """Return the bytes of a record and its parts. Raises NoAccount."""
        if not 0 <= index < self.count:
            raise NoAccount
        return self._index.offset(index + 1) - self._index.offset(index)

    def _read_start(self, index, view):
        """Fill `view` with the beginning of a record; returns its size without its parts.

        Raises Damaged when it is another one than was there when the vault was opened.
        """
        known = self._index
        whole_size = self._size(index)
        self._sealed.read(known.offset(index), view)
        account_id, kind, secret_at, size, found_size = records.start(view)
        if account_id != known.ids[index] or kind != known.kinds[index]:
            raise Damaged
        if secret_at != known.head_size(index) or found_size != whole_size:
            raise Damaged
        return size

    def _labels_of(self, index):
        for kept in self._labels:
            if kept[0] == index:
                return kept
        record = self._read_labels(index)
        kept = (index, records.labels(record), records.extras_of(record).picture_size > 0)
        if len(self._labels) == _LABELS_KEPT:
            self._labels.pop(0)
        self._labels.append(kept)
        return kept

    def _read_labels(self, index):
        """Return the beginning of a record, up to its secret."""
        self._size(index)  # raises NoAccount
        view = memoryview(self._buffer)[: self._index.head_size(index)]
        self._read_start(index, view)
        return view

    def _rewrite(self, order, favourite, change=None):
        """Write the vault anew: the records in `order`, one of them changed."""
        for _ in self._rewriting(order, favourite, ((), _NO_PARTS, 0), change):
            pass

    def _rewriting(self, order, favourite, added, change=None):
        """Do the same in steps. `added`: pairs, their parts and bytes, the last ones in `order`."""
        pairs, parts, size = added
        old_count = self.count
        next_id = self._index.next_id
        size += HEADER_BYTES
        for index in order:
            if change is not None and index == change.index:
                size += records.size(change.account, change.extras)
            elif index < old_count:
                size += self._size(index)
            else:
                next_id += 1
        if size > MOST_BYTES:
            raise VaultFull
        buffer = self._buffer

        def feed():
            yield header(next_id, len(order), favourite)
            for index in order:
                if change is not None and index == change.index:
                    yield from _new_pieces(self._index.ids[index], change.account, change, buffer)
                elif index < old_count:
                    yield from self.pieces_at(index, buffer)
            account_id = self._index.next_id
            for account, _ in pairs:
                yield from _new_pieces(account_id, account, parts, buffer)
                account_id += 1

        try:
            yield from self._sealed.replacing(size, feed)
        finally:
            wipe(buffer)
        self._labels.clear()
        try:
            self._index = read_index(self._sealed)
        except FobError:
            self._indexed = False
            raise


def _new_pieces(account_id, account, parts, buffer):
    """Give the record of an account and its parts, each good until the next."""
    view = memoryview(buffer)
    yield view[: records.encode(account_id, account, buffer, parts.extras)]
    for which in PARTS:
        yield view[: part_size(parts.read_part(which, buffer))]
