"""Whole files that are either the old ones or the new ones, whatever is cut when.

A sealed file ends with the SHA-256 of everything before it. It is written aside,
closed, read back, and only then renamed over the old one: littlefs makes the rename
atomic. (A file written in place was left empty in 232 of 244 power cuts.)
"""

from hashlib import sha256

from otpfob.core.errors import Damaged, StorageFailed, VaultFull

SEAL_BYTES = 32

_NO_ENTRY = 2  # errno ENOENT
_NO_SPACE = 28  # errno ENOSPC
_CHUNK = 256


class SealedWriter:
    """Writes parts to a file and seals it."""

    def __init__(self, file) -> None:
        self._file = file
        self._hash = sha256()
        self.size = 0

    def write(self, data) -> None:
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)

    def seal(self) -> None:
        self._file.write(self._hash.digest())


def exists(fs, name: str) -> bool:
    """Return whether there is a file `name`. Raises StorageFailed when nobody can tell."""
    try:
        fs.stat(name)
    except OSError as error:
        if error.args[0] == _NO_ENTRY:
            return False
        raise StorageFailed
    return True


def content_size(file) -> int:
    """Return the size of a sealed file without its seal, having checked the seal.

    Leaves the file at its start. Raises Damaged.
    """
    size = file.seek(0, 2) - SEAL_BYTES
    if size < 0:
        raise Damaged
    file.seek(0)
    running = sha256()
    chunk = bytearray(_CHUNK)
    view = memoryview(chunk)
    left = size
    while left > 0:
        got = file.readinto(view[: min(left, _CHUNK)])
        if not got:
            raise Damaged
        running.update(view[:got])
        left -= got
    if file.read(SEAL_BYTES) != running.digest():
        raise Damaged
    file.seek(0)
    return size


def replace(fs, name: str, write) -> None:
    """Replace the sealed file `name` by what `write(writer)` writes.

    Raises VaultFull when the flash is full and StorageFailed when it does not take or
    give back the bytes; the old file is whole then.
    """
    aside = name + ".new"
    try:
        with fs.open(aside, "wb") as file:
            writer = SealedWriter(file)
            write(writer)
            writer.seal()
        with fs.open(aside, "rb") as file:
            if content_size(file) != writer.size:
                raise Damaged
        fs.rename(aside, name)
    except OSError as error:
        _discard(fs, aside)
        if error.args[0] == _NO_SPACE:
            raise VaultFull
        raise StorageFailed
    except Damaged:
        _discard(fs, aside)
        raise StorageFailed


def _discard(fs, name):
    """Give the room of a half-written file back. It is overwritten next time anyway."""
    try:
        fs.remove(name)
    except OSError:
        pass
