"""The token's image: an official MicroPython, our partitions, and the firmware, in one file.

    0x001000 or 0  bootloader         of MicroPython
    0x008000       partition table    ours
    0x009000       nvs, phy_init      of MicroPython
    0x010000       factory            of MicroPython, as large as it is and to spare
    behind it      romfs, 384 KiB     the firmware, when MicroPython was built with ROMFS
    behind that    vfs                what starts the firmware, and without ROMFS two slots for it
    0x3B6000       keys, 40 KiB       not in the file: written by the token alone
    0x3C0000       vault, 256 KiB     not in the file

`keys` and `vault` lie at the same place on every board and with every MicroPython, and the file
ends before them: installing again does not touch what the token holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from fobctl.installer import (
    boards,
    firmware_files,
    littlefs,
    micropython_image,
    partitions,
    romfs,
    slots,
)
from fobctl.installer.boards import Board
from fobctl.installer.chips import RADIO_BYTES
from fobctl.installer.errors import InstallError
from fobctl.installer.micropython_image import MicroPythonImage, Mpy
from fobctl.installer.partitions import Partition
from otpfob.version import VERSION

FLASH = 0x400000  # all boards have this much or more
KEYS = Partition("keys", partitions.DATA, partitions.UNDEFINED, 0x3B6000, 0xA000)
VAULT = Partition("vault", partitions.DATA, partitions.FAT, 0x3C0000, 0x40000)
ROMFS_BYTES = 0x60000
# What MicroPython's partition has to spare. An official image grew by 32 kB a release, from 1.24 to
# 1.27; so a newer one that somebody writes there alone finds room. An installation needs none.
SPARE_BYTES = 0x10000
_PAGE = 0x10000  # flash is mapped to addresses in pages of this size
_START_BYTES = 0x20000  # the vfs that only starts the firmware in romfs
# The most of MicroPython's heap that the firmware takes, from either filesystem: what an ESP32-S3
# has beside its radio, and an ESP32 (fobctl/installer/chips.py). `make bench` fails when it is more
# (tests/wasm/heap_of_the_firmware.py measures it on 32 bits).
LITTLEFS_HEAP_BYTES = 208_000
ROMFS_HEAP_BYTES = 125_000
_LEAST_VFS_BYTES = 0x180000  # the other one: 4 KiB for every module, in two slots, and to spare
_FACTORY = "factory"  # MicroPython's partition, in every image without OTA
# The firmware's partitions, ours or of an image that has its own: they are laid anew.
_FILESYSTEMS = ("vfs", "ffat", "romfs", KEYS.label, VAULT.label)


@dataclass(frozen=True)
class TokenImage:
    """`data` is written to flash at `offset`. `manifest` says what it is, as JSON has it."""

    data: bytes
    offset: int
    manifest: dict
    warnings: tuple[str, ...]


def build(board: Board, micropython: MicroPythonImage) -> TokenImage:
    """Return the image of `board`: the same bytes for the same sources and MicroPython.

    Raises InstallError when the MicroPython is not for the board, or leaves no room.
    """
    _check(board, micropython)
    files = firmware_files.of(board, in_place=micropython.runs_in_place)
    check_modules(files, micropython.mpy, f"MicroPython {micropython.version}")
    table = _partitions(micropython)
    starter = firmware_files.starter(board.chip.architecture)
    root = slots.root(starter, files, boards.pins(board.name))
    contents = _filesystems(root, files, table)
    data = _join(micropython, table, contents)
    manifest = {
        "board": board.name,
        "chip": board.chip.name,
        "firmware": VERSION,
        "micropython": micropython.version,
        "machine": micropython.machine,
        "mpy": str(micropython.mpy),
        "filesystem": "romfs" if micropython.runs_in_place else "littlefs",
        "offset": board.chip.bootloader,
        "size": len(data),
        "sha256": sha256(data).hexdigest(),
        "partitions": [_part(partition, contents) for partition in table],
        "files": {path: len(content) for path, content in files.items()},
    }
    return TokenImage(data, board.chip.bootloader, manifest, tuple(_warnings(board, micropython)))


def write(image: TokenImage, path: Path) -> None:
    """Write the image, and beside it its manifest (.json) and its check sum (.sha256)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(image.data)
    path.with_suffix(".json").write_text(json.dumps(image.manifest, indent=1) + "\n")
    check_sum = f"{image.manifest['sha256']}  {path.name}\n"  # as sha256sum reads it
    path.with_suffix(".sha256").write_text(check_sum)


def _check(board: Board, micropython: MicroPythonImage) -> None:
    if micropython.chip != board.chip:
        raise InstallError(
            f"This image is for {micropython.chip.title}; the board {board.name} has"
            f" {board.chip.title}."
        )
    if micropython.flash_mb * 1024 * 1024 < FLASH:
        raise InstallError(
            f"This image is for {micropython.flash_mb} MB of flash; OTPfob needs"
            f" {FLASH // 1024 // 1024} MB."
        )


def check_modules(files: dict[str, bytes], mpy: Mpy, reader: str) -> None:
    """Raise InstallError when a module in `files` is none that `reader`, a MicroPython, reads."""
    for path, content in files.items():
        if not path.endswith(".mpy"):
            continue
        kind = micropython_image.mpy_of(content)
        if content[1] != mpy.version or kind not in (None, mpy):
            raise InstallError(
                f"The compiler makes .mpy files {kind or content[1]}, and {reader} reads {mpy}."
                " Install another MicroPython, or get the mpy-cross of the same version."
            )


def _partitions(micropython: MicroPythonImage) -> list[Partition]:
    kept = [
        _shrunk(part, micropython.app_bytes) if part.label == _FACTORY else part
        for part in micropython.partitions
        if part.label not in _FILESYSTEMS
    ]
    start = max(partition.end for partition in kept)
    added = []
    if micropython.runs_in_place:
        start = -(-start // _PAGE) * _PAGE
        added.append(Partition("romfs", partitions.DATA, partitions.ROMFS, start, ROMFS_BYTES))
        start += ROMFS_BYTES
        size = _START_BYTES
    else:
        size = max(KEYS.offset - start, _LEAST_VFS_BYTES)
    if start + size > KEYS.offset:
        raise InstallError(
            "This MicroPython leaves no room for the firmware in 4 MB of flash. Use the plain"
            " image of the board, without OTA."
        )
    added.append(Partition("vfs", partitions.DATA, partitions.FAT, start, size))
    return [*kept, *added, KEYS, VAULT]


def _shrunk(factory: Partition, app_bytes: int) -> Partition:
    """Return MicroPython's partition without what it does not need of it, in whole pages."""
    size = -(-app_bytes // _PAGE) * _PAGE + SPARE_BYTES
    return replace(factory, size=min(size, factory.size))


def _filesystems(
    root: dict[str, bytes], files: dict[str, bytes], table: list[Partition]
) -> dict[str, bytes]:
    """Return the contents of the firmware's partitions, by label."""
    sizes = {partition.label: partition.size for partition in table}
    if "romfs" not in sizes:
        try:
            return {"vfs": littlefs.make(slots.filled(root, files), sizes["vfs"])}
        except ValueError as error:
            raise InstallError(f"The firmware is too large: {error}.") from None
    rom = romfs.make(files)
    if len(rom) > sizes["romfs"]:
        raise InstallError(f"The firmware is too large: {len(rom)} bytes of ROMFS.")
    return {"romfs": rom, "vfs": littlefs.make(root, sizes["vfs"])}


def _join(
    micropython: MicroPythonImage, table: list[Partition], contents: dict[str, bytes]
) -> bytes:
    base = micropython.chip.bootloader
    first = next(partition.offset for partition in table if partition.label in contents)
    data = bytearray(micropython.data[: first - base].ljust(first - base, b"\xff"))
    at = partitions.OFFSET - base
    data[at : at + partitions.SIZE] = partitions.serialize(table)
    for partition in table:
        if partition.label in contents:
            data = data.ljust(partition.offset - base, b"\xff") + contents[partition.label]
    # Whole words, which is what flash is written in.
    return bytes(data.ljust(-(-len(data) // 4) * 4, b"\xff"))


def _part(partition: Partition, contents: dict[str, bytes]) -> dict:
    entry: dict = {
        "label": partition.label,
        "offset": partition.offset,
        "size": partition.size,
    }
    content = contents.get(partition.label)
    if content is not None:
        entry["used"] = len(content)
        entry["sha256"] = sha256(content).hexdigest()
    return entry


def _warnings(board: Board, micropython: MicroPythonImage):
    chip = board.chip
    has = chip.heap_bytes - RADIO_BYTES
    if micropython.runs_in_place or "SPIRAM" in micropython.machine or has >= LITTLEFS_HEAP_BYTES:
        return
    yield (
        "This MicroPython was built without ROMFS, so the firmware is loaded to the heap: up to"
        f" {LITTLEFS_HEAP_BYTES // 1000} kB, and an {chip.title} without PSRAM has"
        f" {has // 1000} kB beside its radio. See boards/README.md, Memory."
    )
