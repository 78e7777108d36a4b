"""An encrypted file that is either the old one or the new one, whatever is cut when.

What is in it: container.py. It is written aside, closed, read back, and only then renamed
over the old one: littlefs makes the rename atomic. (A file written in place was left empty in
232 of 244 power cuts.) Then its generation is noted outside of the filesystem
(generations.py), so that an older file in its place is noticed.
"""

from micropython import const

from otpfob.core.errors import Busy, Damaged, FobError, StorageFailed, VaultFull
from otpfob.vault.container import CHUNK_BYTES, Check, Keys, Writer, decrypt
from otpfob.vault.keys import wipe

VERSION = 2

_NO_ENTRY = const(2)  # errno ENOENT
_NO_SPACE = const(28)  # errno ENOSPC
_LIMIT = 0xFFFFFFFF


def storage_error(error: OSError) -> FobError:
    """Return what a failed write of the filesystem is called: VaultFull or StorageFailed."""
    return VaultFull() if error.args[0] == _NO_SPACE else StorageFailed()


def discard(fs, name: str) -> None:
    """Give the room of a file back, if it is there and if that is possible."""
    try:
        fs.remove(name)
    except OSError:
        pass


class Sealed:
    """The file `name` + `suffix`. `size` and `generation` are those of its plaintext.

    `generations` is told with `put(index, generation)` of every new file.
    """

    def __init__(
        self, fs, name: str, magic: bytes, data_key: bytes, suffix: str, generations, index: int
    ) -> None:
        self._fs = fs
        self._path = name + suffix
        self._magic = magic
        self._keys = Keys(data_key, name)
        self._generations = generations
        self._index = index
        self._tag = b""
        self._held = None
        self._busy = False
        self._scratch = bytearray(CHUNK_BYTES)
        self.size = 0
        self.generation = 0
        # False while nobody knows whether the old file or the new one is there, or while the
        # generation of the one that is there is not noted. Nothing is written then.
        self.healthy = True

    def load(self) -> None:
        """Check every byte. Raises Damaged, also when there is no file, or StorageFailed."""
        try:
            with self._fs.open(self._path, "rb") as file:
                check = Check(file, self._keys, self._magic, VERSION)
                check.run()
        except OSError as error:
            raise Damaged if error.args[0] == _NO_ENTRY else StorageFailed
        self.size = check.size
        self.generation = check.number
        self._tag = check.tag

    def read(self, offset: int, buffer) -> int:
        """Decrypt what lies at `offset` into `buffer`; returns how many bytes there were.

        The MAC was right when the file was loaded; flash can rot since then. Raises Damaged,
        StorageFailed.
        """
        count = min(len(buffer), self.size - offset)
        if count <= 0:
            return 0
        out = memoryview(buffer)[:count]
        try:
            if self._held is not None:
                decrypt(self._held, self._keys, offset, out, self._scratch)
            else:
                with self._fs.open(self._path, "rb") as file:
                    decrypt(file, self._keys, offset, out, self._scratch)
        except OSError:
            raise StorageFailed
        return count

    def hold(self) -> None:
        """Keep the file open for many reads. Nothing may be written before `release`."""
        try:
            self._held = self._fs.open(self._path, "rb")
        except OSError:
            raise StorageFailed

    def release(self) -> None:
        """Close what `hold` opened, if it is open."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def replace(self, size: int, feed) -> None:
        """Replace the plaintext by `size` bytes, the parts that the iterable `feed()` gives.

        `feed` is called twice, gives the same bytes each time, and may read the old ones.
        Raises VaultFull when the flash is full and StorageFailed when it does not take or
        give back the bytes, or when `feed` raises Damaged. The old file is whole then, or
        `healthy` is False.
        """
        for _ in self.replacing(size, feed):
            pass

    def replacing(self, size: int, feed):
        """Do the same in steps: a generator, which may be closed as long as it yields.

        Between steps the file may be read. Also raises Busy, when it is being written.
        """
        yield from self._writing((self.generation + 1) & _LIMIT, size, feed)
        self._generations.put(self._index, self.generation)
        self.healthy = True

    def copy_to(self, other: "Sealed") -> None:
        """Write plaintext and generation to `other`, under its keys. Its generation is not noted.

        Raises VaultFull, StorageFailed, Damaged.
        """
        mine = bytearray(CHUNK_BYTES)
        theirs = bytearray(CHUNK_BYTES)

        def feed():
            for at in range(0, self.size, CHUNK_BYTES):
                yield memoryview(mine)[: self.read(at, mine)]

        try:
            for _ in other._writing(self.generation, self.size, feed):
                pass
            # What was read is not covered by a MAC: rotten bytes must not get a new one.
            self.load()
            for at in range(0, self.size, CHUNK_BYTES):
                self.read(at, mine)
                other.read(at, theirs)
                if mine != theirs:
                    raise StorageFailed
        finally:
            wipe(mine)
            wipe(theirs)
        other.healthy = True

    def wipe(self) -> None:
        """Overwrite the keys. The object is of no use after it."""
        self.healthy = False
        self.release()
        self._keys.wipe()

    def _writing(self, generation, size, feed):
        """Leave the new file in place and loaded, but not `healthy`; or raise. In steps."""
        if self._busy:
            raise Busy
        if not self.healthy:
            raise StorageFailed
        aside = self._path + ".new"
        tag = b""
        self._busy = True
        try:
            tag = yield from self._writing_aside(aside, generation, size, feed)
        except OSError as error:
            raise storage_error(error)
        except Damaged:
            raise StorageFailed
        finally:
            self._busy = False
            if not tag:
                discard(self._fs, aside)
        if not self.healthy:  # wiped between two steps: the file is under keys of zeros
            discard(self._fs, aside)
            raise StorageFailed
        self._put_in_place(aside, tag)

    def _put_in_place(self, aside, tag):
        old_tag = self._tag
        self.healthy = False
        try:
            self._fs.rename(aside, self._path)
        except OSError:
            discard(self._fs, aside)  # what counts is what is there now
        try:
            self.load()
        except Damaged:
            raise StorageFailed
        if self._tag != tag:
            self.healthy = self._tag == old_tag
            raise StorageFailed

    def _writing_aside(self, aside, generation, size, feed):
        """Write a file and read it back, in steps. Returns its MAC."""
        writer = Writer(self._keys, self._magic, VERSION, generation, size)
        try:
            if self._tag:
                self.hold()
            for part in feed():
                writer.write(part)
                yield
            with self._fs.open(aside, "wb") as file:
                writer.begin(file)
                for part in feed():
                    writer.write(part)
                    yield
                tag = writer.end()
        finally:
            self.release()
            writer.wipe()
        with self._fs.open(aside, "rb") as file:
            check = Check(file, self._keys, self._magic, VERSION)
            while not check.step():
                yield
        if check.tag != tag:  # whole, but another one
            raise Damaged
        return tag
