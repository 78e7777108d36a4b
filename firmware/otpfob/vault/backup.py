"""A backup: all accounts and counters, encrypted under a code that a person writes down.

The code is 26 characters of base32, 130 random bits: nobody can try them all, so they are
not stretched. The key is HMAC-SHA256(key: the code in ASCII, "OTPfob backup"). The file is a
container (container.py) with the magic FOBB, version 1 and the number of accounts; its keys
have the name "backup". For each account its plaintext has the record and its parts as in the
vault (records.py), the next HOTP counter (8, 0 for other kinds), 1 for the favourite (1, or 0)
and 7 zero bytes.
"""

import struct

from micropython import const

from otpfob.core.errors import BadField, Damaged, StorageFailed, WrongCode
from otpfob.vault import records
from otpfob.vault.container import Check, Keys, Writer, check_steps, file_size
from otpfob.vault.job import Job
from otpfob.vault.keys import derive, wipe
from otpfob.vault.sealed import discard, storage_error

MAGIC = b"FOBB"
VERSION = 1
NAME = "backup"
CODE_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CODE_CHARACTERS = 26
TRAILER_BYTES = 16  # behind each account

TRAILER = ">QB7s"
ZEROS = bytes(7)

_RANDOM_BYTES = const(17)  # 136 bits, of which the first 130 are used
_BITS = const(5)
_TAKEN_FOR = {ord("0"): ord("O"), ord("1"): ord("I"), ord("8"): ord("B")}


def new_code(pool) -> bytearray:
    """Return a new code in ASCII. `pool.take(n)` gives random bytes. The caller wipes it."""
    random = pool.take(_RANDOM_BYTES)
    code = bytearray(CODE_CHARACTERS)
    bits = 0
    size = 0
    at = 0
    for byte in random:
        bits = (bits << 8 | byte) & 0xFFF
        size += 8
        while size >= _BITS and at < CODE_CHARACTERS:
            size -= _BITS
            code[at] = CODE_ALPHABET[bits >> size & 31]
            at += 1
    wipe(random)
    return code


def key_of(code) -> bytearray:
    """Return the key that belongs to a code in ASCII as a person enters it. The caller wipes it.

    Takes small letters, blanks, dashes, and 0, 1 and 8 for the letters they look like. Raises
    WrongCode for what is no code at all.
    """
    clean = bytearray(CODE_CHARACTERS)
    try:
        at = 0
        for character in code:
            if character in b" -":
                continue
            if 97 <= character <= 122:
                character -= 32
            character = _TAKEN_FOR.get(character, character)
            if at == CODE_CHARACTERS or character not in CODE_ALPHABET:
                raise WrongCode
            clean[at] = character
            at += 1
        if at < CODE_CHARACTERS:
            raise WrongCode
        return derive(clean, NAME)
    finally:
        wipe(clean)


def keys_of(code) -> Keys:
    """Return the keys of the file that belongs to a code. Raises WrongCode."""
    key = key_of(code)
    try:
        return Keys(key, NAME)
    finally:
        wipe(key)


class Steps(Job):
    """A job whose work is a generator that yields after each step.

    `end` is called once, when it is over, given up or has failed.
    """

    def __init__(self, work, total: int, end) -> None:
        self._work = work
        self._end = end
        self._over = False
        super().__init__(((self._next, total),))

    def wipe(self) -> None:
        """Give up, if it is not over. Secrets are overwritten."""
        super().wipe()
        if not self._over:
            self._over = True
            self._work.close()
            self._end()

    def _next(self):
        for _ in self._work:
            return False
        return True


class BackupWriter:
    """Makes the file `backup` on the vault's filesystem; only ciphertext is ever in it."""

    def __init__(self, fs, vault) -> None:
        self._fs = fs
        self._vault = vault
        self._file = None
        self._writer = None
        self._buffer = bytearray(records.MAX_BYTES)
        self.size = 0  # of the whole file, once it is made

    def writing(self, code) -> Steps:
        """Return the job that makes the backup. The vault stays as it is meanwhile.

        Its steps raise VaultFull when the flash is full, StorageFailed, Damaged.
        """
        keys = keys_of(code)
        count = self._vault.count
        plain = self._vault.records_bytes + count * TRAILER_BYTES

        def end():
            keys.wipe()
            self._tidy()
            if not self.size:
                discard(self._fs, NAME)

        self.size = 0
        total = 2 * count + check_steps(plain)
        return Steps(self._work(keys, count, plain), total, end)

    def read(self, at: int, size: int) -> bytes:
        """Return up to `size` bytes of the file. Raises BadField beyond its end, StorageFailed."""
        if not 0 <= at < self.size:
            raise BadField("at")
        try:
            with self._fs.open(NAME, "rb") as file:
                file.seek(at)
                return file.read(min(size, self.size - at))
        except OSError:
            raise StorageFailed

    def discard(self) -> None:
        """Remove the file."""
        self._tidy()
        discard(self._fs, NAME)
        self.size = 0

    def _work(self, keys, count, plain):
        try:
            self._writer = writer = Writer(keys, MAGIC, VERSION, count, plain)
            for i in range(count):
                self._write_entry(writer, i)
                yield
            self._file = self._fs.open(NAME, "wb")
            writer.begin(self._file)
            for i in range(count):
                self._write_entry(writer, i)
                yield
            tag = writer.end()
            self._close()
            with self._fs.open(NAME, "rb") as file:
                yield from _read_back(file, keys, tag)
            self.size = file_size(plain)
        except OSError as error:
            raise storage_error(error)

    def _write_entry(self, writer, index):
        """Write an account with its parts, its counter, and whether it is the favourite."""
        vault = self._vault
        for piece in vault.pieces_at(index, self._buffer):
            writer.write(piece)
        account_id = vault.id_at(index)
        counter = vault.counter(account_id) if vault.is_hotp(account_id) else 0
        is_favourite = account_id == vault.favourite
        writer.write(struct.pack(TRAILER, counter, is_favourite, ZEROS))

    def _close(self):
        if self._file is not None:
            file = self._file
            self._file = None
            file.close()

    def _tidy(self):
        """Leave no secret and no open file behind."""
        wipe(self._buffer)
        if self._writer is not None:
            self._writer.wipe()
            self._writer = None
        try:
            self._close()
        except OSError:
            pass  # nobody counts on a file that was given up


def _read_back(file, keys, tag):
    """See in steps that the file is what was written. Raises StorageFailed."""
    try:
        check = Check(file, keys, MAGIC, VERSION)
        while not check.step():
            yield
    except Damaged:
        raise StorageFailed
    if check.tag != tag:  # whole, but another one
        raise StorageFailed
