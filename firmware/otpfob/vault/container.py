"""Encrypted bytes between a header and a MAC: what the vault's files and backups have in common.

    offset  size  field (numbers big-endian)
    0       4     magic
    4       1     format version
    5       3     zero
    8       4     number: the generation of a file, or how many accounts a backup has
    12      4     length of the plaintext, n
    16      16    IV: beginning of HMAC-SHA256(iv key, bytes 0..15 and the plaintext)
    32      ...   AES-256-CBC of the plaintext, padded with zeros to a multiple of 16
    end-32  32    HMAC-SHA256(mac key, everything above)

The IV is made of what it protects, so that writing needs no random numbers; the same
plaintext under the same header is the same file. Nothing of the ciphertext is used before
its MAC was found right.
"""

import struct
from hashlib import sha256

from cryptolib import aes
from micropython import const

from otpfob.core.errors import Damaged, StorageFailed
from otpfob.core.hmac import equal
from otpfob.vault.keys import KEY_BYTES, derive, wipe

HEADER_BYTES = 32
TAG_BYTES = 32
OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES
CHUNK_BYTES = 256  # handled at once; the heap of an ESP32 is small and in pieces

_START = ">4sBBHII"  # the header up to the IV
_START_BYTES = const(16)
BLOCK_BYTES = 16
_HASH_BLOCK_BYTES = const(64)
_INNER = const(0x36)
_OUTER = const(0x5C)
_CBC = const(2)


def padded(size: int) -> int:
    """Return `size` rounded up to whole blocks of AES."""
    return size + -size % BLOCK_BYTES


def file_size(size: int) -> int:
    """Return the bytes of a container around `size` bytes of plaintext."""
    return padded(size) + OVERHEAD_BYTES


def check_steps(size: int) -> int:
    """Return how many steps it takes to check a container around `size` bytes of plaintext."""
    return -(-(padded(size) + BLOCK_BYTES) // CHUNK_BYTES)


class Keys:
    """The three keys of the files of one name."""

    def __init__(self, key: bytes, name: str) -> None:
        self.encrypt = derive(key, name + " encrypt")
        self.iv = derive(key, name + " iv")
        self.mac = derive(key, name + " mac")

    def wipe(self) -> None:
        """Overwrite them. What is read or written after it fails its MAC."""
        wipe(self.encrypt)
        wipe(self.iv)
        wipe(self.mac)


class Mac:
    """HMAC-SHA256 (RFC 2104) of what comes in parts, under a key of 32 bytes."""

    def __init__(self, key: bytearray) -> None:
        self._pad = bytearray(_HASH_BLOCK_BYTES)
        self._pad[:KEY_BYTES] = key
        self._xor(_INNER)
        self._hash = sha256(self._pad)
        self._xor(_INNER ^ _OUTER)
        self.update = self._hash.update

    def finish(self) -> bytes:
        """Return the MAC. The object is of no use after it."""
        first = self._hash.digest()
        outer = sha256(self._pad)
        wipe(self._pad)
        outer.update(first)
        return outer.digest()

    def _xor(self, value):
        for i in range(len(self._pad)):
            self._pad[i] ^= value


class Writer:
    """Writes a container. The plaintext passes through `write` twice, in parts of any size:

    first for the IV; then, after `begin`, into the file. `end` completes it.
    """

    def __init__(self, keys: Keys, magic: bytes, version: int, number: int, size: int) -> None:
        self._keys = keys
        self._start = struct.pack(_START, magic, version, 0, 0, number, size)
        self._size = size
        self._left = size
        self._mac = Mac(keys.iv)
        self._mac.update(self._start)
        self._writing = False
        self._chunk = bytearray(CHUNK_BYTES)
        self._filled = 0

    def write(self, data) -> None:
        """Take a part of the plaintext."""
        self._left -= len(data)
        if not self._writing:
            self._mac.update(data)
            return
        view = memoryview(data)
        at = 0
        while at < len(data):
            count = min(len(data) - at, CHUNK_BYTES - self._filled)
            self._chunk[self._filled : self._filled + count] = view[at : at + count]
            self._filled += count
            at += count
            if self._filled == CHUNK_BYTES:
                self._flush()

    def begin(self, file) -> None:
        """Write the header to `file`; the same plaintext comes once more.

        Raises StorageFailed, as `end` does, when it was not as long as was said.
        """
        self._check_all_came()
        iv = self._mac.finish()[:BLOCK_BYTES]
        self._aes = aes(self._keys.encrypt, _CBC, iv)
        self._mac = Mac(self._keys.mac)
        self._left = self._size
        self._file = file
        self._writing = True
        for part in (self._start, iv):
            self._mac.update(part)
            file.write(part)

    def end(self) -> bytes:
        """Write what is left, and the MAC, which is returned."""
        self._check_all_came()
        while self._filled % BLOCK_BYTES:
            self._chunk[self._filled] = 0
            self._filled += 1
        self._flush()
        tag = self._mac.finish()
        self._file.write(tag)
        return tag

    def wipe(self) -> None:
        """Overwrite what is left of the plaintext."""
        wipe(self._chunk)

    def _check_all_came(self):
        if self._left:
            raise StorageFailed

    def _flush(self):
        part = memoryview(self._chunk)[: self._filled]
        self._aes.encrypt(part, part)
        self._mac.update(part)
        self._file.write(part)
        self._filled = 0


class Check:
    """Looks at every byte of a container, a part with each step. `tag` is its MAC at the end."""

    def __init__(self, file, keys: Keys, magic: bytes, version: int) -> None:
        """Read the header. Raises Damaged when this is no such container, or not all of it."""
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(_START_BYTES)
        if len(start) != _START_BYTES:
            raise Damaged
        fields = struct.unpack(_START, start)
        if fields[:4] != (magic, version, 0, 0):
            raise Damaged
        self.number = fields[4]
        self.size = fields[5]
        if size != file_size(self.size):
            raise Damaged
        self._file = file
        self._left = size - _START_BYTES - TAG_BYTES
        self._mac = Mac(keys.mac)
        self._mac.update(start)
        self._chunk = bytearray(CHUNK_BYTES)
        self.tag = b""

    def step(self) -> bool:
        """Read a part; returns whether it was the last. Raises Damaged when the MAC is wrong."""
        part = memoryview(self._chunk)[: min(self._left, CHUNK_BYTES)]
        _fill(self._file, part)
        self._mac.update(part)
        self._left -= len(part)
        if self._left:
            return False
        tag = self._mac.finish()
        if not equal(tag, self._file.read(TAG_BYTES)):
            raise Damaged
        self.tag = tag
        return True

    def run(self) -> None:
        """Read all of it. Raises Damaged."""
        while not self.step():
            pass


def decrypt(file, keys: Keys, offset: int, out, scratch: bytearray) -> None:
    """Fill `out` with the plaintext from `offset` on; no block beyond it is decrypted.

    `scratch` is CHUNK_BYTES long, and overwritten in the end. Raises
    Damaged at the end of the file.
    """
    skip = offset % BLOCK_BYTES
    # The IV of the first block lies before it like every other block, and is read with it.
    before = BLOCK_BYTES
    file.seek(HEADER_BYTES - before + offset - skip)
    view = memoryview(scratch)
    target = memoryview(out)
    cipher = None
    at = 0
    try:
        while at < len(out):
            part = view[: min(CHUNK_BYTES, before + padded(skip + len(out) - at))]
            _fill(file, part)
            if cipher is None:
                cipher = aes(keys.encrypt, _CBC, part[:before])
                part = part[before:]
                before = 0
            cipher.decrypt(part, part)
            count = min(len(part) - skip, len(out) - at)
            target[at : at + count] = part[skip : skip + count]
            at += count
            skip = 0
    finally:
        wipe(scratch)


def _fill(file, view):
    at = 0
    while at < len(view):
        count = file.readinto(view[at:])
        if not count:
            raise Damaged
        at += count
