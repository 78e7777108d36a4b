"""NOR flash in a file, with power cuts on order.

Programming can only clear bits, erasing sets a whole block to 0xFF, and every change is in the
file before the call returns. The model knows blocks and bytes, not littlefs. Ways to cut the
power at an operation (a program or an erase):

    none  nothing of it happens
    half  the first half of its bytes is done
    bits  a random part of the bits that would change does change
    done  it is complete, then the power goes
"""

import os
import random

ERASED = 0xFF

CUT_KINDS = ("none", "half", "bits", "done")


class PowerCut(Exception):
    """The flash has no power: it was cut, and `power_on` has not been called since."""


class Flash:
    """`blocks` blocks of `block_size` bytes each, in the file `path`.

    A missing file is created erased; one of another size is refused with ValueError.
    """

    def __init__(self, path: "str | os.PathLike[str]", blocks: int = 64, block_size: int = 4096):
        self.blocks = blocks
        self.block_size = block_size
        self.size_bytes = blocks * block_size
        self._file = _open(os.fspath(path), self.size_bytes)
        self._powered = True
        self.disarm()
        self.reset_counters()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def reset_counters(self) -> None:
        """Set all counters to 0. An operation that was cut counts like any other."""
        self.reads = 0
        self.programs = 0
        self.erases = 0
        self.erases_per_block = [0] * self.blocks
        self.nor_violations = 0

    @property
    def operations(self) -> int:
        """Programs and erases, cut ones included: a test cuts at 1..operations."""
        return self.programs + self.erases

    def read(self, block: int, offset: int, n: int) -> bytes:
        """Return `n` bytes from `offset` in `block`."""
        self._need_power()
        start = self._check(block, offset, n)
        self.reads += 1
        return os.pread(self._open_file(), n, start)

    def program(self, block: int, offset: int, data: bytes) -> None:
        """Clear the bits that are 0 in `data`; count it in `nor_violations` if some need a 1."""
        self._need_power()
        start = self._check(block, offset, len(data))
        self.programs += 1
        old = os.pread(self._open_file(), len(data), start)
        new = bytes(a & b for a, b in zip(old, data, strict=True))
        if new != data:
            self.nor_violations += 1
        self._change(start, old, new)

    def erase(self, block: int) -> None:
        """Set every byte of `block` to 0xFF."""
        self._need_power()
        start = self._check(block, 0, self.block_size)
        self.erases += 1
        self.erases_per_block[block] += 1
        old = os.pread(self._open_file(), self.block_size, start)
        self._change(start, old, bytes([ERASED]) * self.block_size)

    def cut_after(self, n: int, kind: str, seed: int = 0) -> None:
        """Cut the power at the `n`-th program or erase from now, the next one being 1.

        That operation, and everything after it until `power_on`, raises PowerCut.
        """
        if n < 1:
            raise ValueError("the first operation that can be cut is number 1")
        if kind not in CUT_KINDS:
            raise ValueError(f"a cut is one of {', '.join(CUT_KINDS)}, not {kind!r}")
        self._operations_to_cut = n
        self._cut_kind = kind
        self._random = random.Random(seed)

    def disarm(self) -> None:
        """Forget a cut that has not happened yet."""
        self._operations_to_cut = 0
        self._cut_kind = "none"
        self._random = random.Random(0)

    def power_on(self) -> None:
        """Give the flash its power back; what the cut left is what it holds."""
        self._powered = True

    def image(self) -> bytes:
        """Return all bytes as they are, with or without power."""
        return os.pread(self._open_file(), self.size_bytes, 0)

    def restore(self, image: bytes) -> None:
        """Put all bytes back to `image`; no counter moves, and no power is needed."""
        if len(image) != self.size_bytes:
            raise ValueError(f"the image has {len(image)} bytes, the flash {self.size_bytes}")
        self._write(0, image)

    def _need_power(self) -> None:
        if not self._powered:
            raise PowerCut("the flash has no power")

    def _check(self, block: int, offset: int, n: int) -> int:
        if not 0 <= block < self.blocks:
            raise ValueError(f"block {block} is not in 0..{self.blocks - 1}")
        if offset < 0 or n < 0 or offset + n > self.block_size:
            raise ValueError(f"{n} bytes at {offset} are not within {self.block_size}")
        return block * self.block_size + offset

    def _change(self, start: int, old: bytes, new: bytes) -> None:
        if self._operations_to_cut != 1:
            self._operations_to_cut = max(0, self._operations_to_cut - 1)
            self._write(start, new)
            return
        left = self._left_by_cut(old, new)
        self.disarm()
        self._powered = False
        self._write(start, left)
        raise PowerCut("the power was cut during this operation")

    def _left_by_cut(self, old: bytes, new: bytes) -> bytes:
        if self._cut_kind == "none":
            return old
        if self._cut_kind == "half":
            half = len(new) // 2
            return new[:half] + old[half:]
        if self._cut_kind == "bits":
            pick = self._random.getrandbits
            return bytes(a ^ ((a ^ b) & pick(8)) for a, b in zip(old, new, strict=True))
        return new

    def _open_file(self) -> int:
        if self._file is None:
            raise ValueError("the flash is closed")
        return self._file

    def _write(self, start: int, data: bytes) -> None:
        if os.pwrite(self._open_file(), data, start) != len(data):
            raise OSError("the flash file could not be written in full")


def _open(path: str, size_bytes: int) -> int:
    # O_EXCL tells a new file from an empty one: an empty one is a wrong size, not an erased flash.
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _open_existing(path, size_bytes)
    if os.pwrite(file, bytes([ERASED]) * size_bytes, 0) != size_bytes:
        os.close(file)
        raise OSError("the flash file could not be written in full")
    return file


def _open_existing(path: str, size_bytes: int) -> int:
    file = os.open(path, os.O_RDWR)
    found_bytes = os.fstat(file).st_size
    if found_bytes != size_bytes:
        os.close(file)
        raise ValueError(
            f"{path} has {found_bytes} bytes, this version's flash {size_bytes}:"
            " use another folder, or move that file away"
        )
    return file
