"""A backup that comes back: received, opened with its code, and merged into the vault.

The same account is one of the same kind, hash, digits, period and secret. It keeps the name
it has on the token and gets the higher of the two counters; others are appended, all in one
write. A HOTP counter never goes down. New accounts bring their picture and their recovery codes,
and one is the favourite when the token has none; what is there keeps its own.
"""

import struct
from array import array
from binascii import crc32

from micropython import const

from otpfob.core.account import HOTP
from otpfob.core.errors import BadField, Damaged, StorageFailed, WrongCode
from otpfob.core.hmac import SHA256, digest
from otpfob.vault import records
from otpfob.vault.backup import (
    MAGIC,
    NAME,
    TRAILER,
    TRAILER_BYTES,
    VERSION,
    ZEROS,
    Steps,
    key_of,
)
from otpfob.vault.container import (
    CHUNK_BYTES,
    OVERHEAD_BYTES,
    Check,
    Keys,
    check_steps,
    decrypt,
)
from otpfob.vault.keys import derive, wipe
from otpfob.vault.parts import PARTS, read_part
from otpfob.vault.records import MAX_ACCOUNTS
from otpfob.vault.sealed import discard, storage_error

MAX_FILE_BYTES = 120_000

_PATH = "restore"
_FINGERPRINT_BYTES = const(16)


def check_size(size: int) -> None:
    """Raise BadField("size") for what is too small or too large for a backup."""
    if not OVERHEAD_BYTES <= size <= MAX_FILE_BYTES:
        raise BadField("size")


class Restore:
    """One backup on its way into `vault`, which stays as it is between the two jobs.

    `plan` is known when `opening` is done: how many accounts are new, how many are there
    already, how many counters would go up, and how many accounts the token has room for.
    """

    def __init__(self, fs, vault) -> None:
        self._fs = fs
        self._vault = vault
        self._file = None
        self._size = 0
        self._at = 0
        self._last = None  # offset, length and CRC-32 of the part that came last
        self._buffer = bytearray(records.MAX_BYTES)
        self._scratch = bytearray(CHUNK_BYTES)
        self._account = None
        self._parts_at = 0
        # Of the account that was read last, as Vault.add_all() wants to know them.
        self.extras = records.NO_EXTRAS
        self.favourite = False
        self._keys = None
        self._forget()

    def begin(self, size: int) -> None:
        """Expect a file of `size` bytes. Raises BadField("size"), StorageFailed."""
        check_size(size)
        self.discard()
        try:
            self._file = self._fs.open(_PATH, "wb")
        except OSError as error:
            raise storage_error(error)
        self._size = size

    def write(self, at: int, data: bytes) -> None:
        """Take the next part, or the last one again. Raises BadField, VaultFull, StorageFailed.

        After the last two the whole file is expected anew, with `begin`.
        """
        part = (at, len(data), crc32(data))
        if part == self._last:
            return
        if at != self._at or self._file is None:
            raise BadField("at")
        if not data or len(data) > self._size - at:
            raise BadField("data")
        try:
            self._file.write(data)
            if at + len(data) == self._size:
                self._close()
        except OSError as error:
            self.discard()
            raise storage_error(error)
        self._at += len(data)
        self._last = part

    @property
    def complete(self) -> bool:
        """Whether all of the file is there."""
        return self._at > 0 and self._at == self._size

    def opening(self, code) -> Steps:
        """Return the job that checks every byte and makes the plan; it changes nothing.

        Raises WrongCode for what is no code and Damaged for what is no backup; a step raises
        WrongCode when the MAC does not fit, Damaged for nonsense under it, StorageFailed.
        """
        if not self.complete:
            raise BadField("at")
        self._forget()
        key = key_of(code)
        self._keys = Keys(key, NAME)
        same_key = derive(key, "backup same account")
        wipe(key)

        def end():
            wipe(same_key)
            self._tidy()
            if not self._opened:
                self._forget()

        try:
            self._open()
            check = Check(self._file, self._keys, MAGIC, VERSION)
        except Damaged:
            end()
            raise
        except OSError:
            end()
            raise StorageFailed
        total = check_steps(check.size) + self._vault.count + min(check.number, MAX_ACCOUNTS)
        return Steps(self._look(check, same_key), total, end)

    def applying(self) -> Steps:
        """Return the job that does what the plan says. Raises BadField before there is one.

        A step raises VaultFull before anything is changed, StorageFailed, Damaged. Cut short,
        it can be done again: what is there already is the same account then.
        """
        if not self._opened:
            raise BadField("code")
        # Each new account is looked at once and written twice, each old one written twice.
        total = 3 * len(self._new) + 2 * self._vault.count + len(self._raised_ids)
        return Steps(self._apply(), total, self._tidy)

    def discard(self) -> None:
        """Forget the backup and its keys, and remove the file."""
        self._tidy()
        self._forget()
        discard(self._fs, _PATH)
        self._size = self._at = 0
        self._last = None

    def __iter__(self):
        """Give the new accounts with their counters. Asking for the next one wipes the last."""
        for at in self._new:
            counter = self._read(at)[2]
            yield self._account, counter

    def _look(self, check, same_key):
        try:
            try:
                while not check.step():
                    yield
            except Damaged:
                raise WrongCode
            # Compared by fingerprints: not every secret with every other.
            known = bytearray()
            for i in range(self._vault.count):
                size = self._vault.record_at(i, self._buffer)
                known.extend(self._fingerprint(same_key, size))
                yield
            taken = bytearray(self._vault.count)
            at = same = favourites = 0
            for _ in range(check.number):
                size, end, counter = self._read(at)
                i = _position(known, taken, self._fingerprint(same_key, size))
                for which in PARTS:
                    self.read_part(which, self._buffer)
                favourites += self.favourite
                if i < 0:
                    self._new.append(at)
                else:
                    taken[i] = 1
                    same += 1
                    self._raise(self._vault.id_at(i), counter)
                at = end
                yield
            if at != check.size or check.number > MAX_ACCOUNTS or favourites > 1:
                raise Damaged
        except OSError:
            raise StorageFailed
        self.plan = (len(self._new), same, len(self._raised_ids), self._vault.free)
        self._opened = True

    def _apply(self):
        try:
            self._open()
            yield from self._vault.adding_all(self, self)
        except OSError:
            raise StorageFailed
        for i in range(len(self._raised_ids)):
            self._vault.set_counter_at_least(self._raised_ids[i], self._raised_to[i])
            yield

    def _raise(self, account_id, counter):
        if self._vault.is_hotp(account_id) and counter > self._vault.counter(account_id):
            self._raised_ids.append(account_id)
            self._raised_to.append(counter)

    def read_part(self, which: int, buffer: bytearray) -> int:
        """Read a part of the account that was read last, as Vault.add_all() wants it."""
        return read_part(self._decrypt, self._parts_at, self.extras.sizes, which, buffer)

    def _read(self, at):
        """Read a record into the buffer, and its account. Returns (its size, the end, counter)."""
        view = memoryview(self._buffer)
        self._wipe_account()
        self._decrypt(at, view[: records.START_BYTES])
        _, kind, _, size, whole_size = records.start(self._buffer)
        self.extras = records.extras_of(self._buffer)
        self._parts_at = at + size
        end = at + whole_size
        self._decrypt(end, view[:TRAILER_BYTES])
        counter, favourite, zeros = struct.unpack_from(TRAILER, self._buffer)
        if zeros != ZEROS or favourite > 1 or (counter and kind != HOTP):
            raise Damaged
        self.favourite = bool(favourite)
        self._decrypt(at, view[:size])
        self._account = records.decode(view[:size])[1]
        return size, end + TRAILER_BYTES, counter

    def _decrypt(self, at, out):
        if self._keys is None:
            raise WrongCode
        decrypt(self._file, self._keys, at, out, self._scratch)

    def _fingerprint(self, key, size):
        """Return what stands for the account whose record is in the buffer."""
        identity = records.identity(memoryview(self._buffer)[:size])
        try:
            return digest(key, identity, SHA256)[:_FINGERPRINT_BYTES]
        finally:
            wipe(identity)

    def _open(self):
        self._close()
        self._file = self._fs.open(_PATH, "rb")

    def _close(self):
        if self._file is not None:
            file = self._file
            self._file = None
            file.close()

    def _wipe_account(self):
        if self._account is not None:
            self._account.wipe()
            self._account = None

    def _tidy(self):
        """Leave no secret and no open file behind."""
        self._wipe_account()
        wipe(self._buffer)
        try:
            self._close()
        except OSError:
            pass  # nobody counts on a file that was given up

    def _forget(self):
        """Forget the code and what was found with it."""
        if self._keys is not None:
            self._keys.wipe()
            self._keys = None
        self._opened = False
        self._new = array("I")  # where the records of new accounts are
        self._raised_ids = array("I")
        self._raised_to = array("Q")
        self.plan = (0, 0, 0, 0)


def _position(known, taken, fingerprint):
    """Return where an account is on the token, or -1.

    Of several that are the same, each stands for one of the backup; for one more, the last.
    """
    found = -1
    for i in range(len(taken)):
        at = i * _FINGERPRINT_BYTES
        if known[at : at + _FINGERPRINT_BYTES] == fingerprint:
            found = i
            if not taken[i]:
                break
    return found
