"""An official MicroPython image: for which chip, which version, and what it can do.

Such a file is the flash from the bootloader on: bootloader, partition table, application. The
formats of both images are ESP-IDF's ("App Image Format").
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from fobctl.installer import partitions
from fobctl.installer.chips import CHIPS, OTHER_CHIPS, Chip
from fobctl.installer.errors import InstallError
from fobctl.installer.partitions import Partition

OLDEST = (1, 27)

_MAGIC = 0xE9
_HEADER = 24
_CHIP_ID = 12  # where in the header
_HASHED = 23  # whether a SHA-256 follows: ESP-IDF's default
_SIZES_MB = {0: 1, 1: 2, 2: 4, 3: 8, 4: 16, 5: 32, 6: 64, 7: 128}

_VERSION = re.compile(rb"MicroPython v(\d+)\.(\d+)(?:\.(\d+))?([\w.-]*) on \d{4}-\d\d-\d\d")
# Of an .mpy file: MicroPython, persistentcode.h. The simulator's is x64.
_ARCHITECTURES = {2: "x64", 10: "xtensawin", 11: "rv32imc"}
_MACHINE = b" with ESP32"  # in the text of sys.implementation._machine
_MAX_MACHINE = 120


class Mpy(NamedTuple):
    """Which .mpy files a MicroPython reads, or which kind a file is of."""

    version: int
    sub_version: int
    architecture: str

    def __str__(self) -> str:
        return f"{self.version}.{self.sub_version} {self.architecture}"


@dataclass(frozen=True)
class MicroPythonImage:
    """`data` is the file; what is at the flash offset `chip.bootloader` comes first in it.

    app_bytes      what the application takes of its partition
    runs_in_place  whether it was built with ROMFS, where code needs no heap
    """

    data: bytes
    chip: Chip
    version: str
    mpy: Mpy
    machine: str
    flash_mb: int
    app_bytes: int
    runs_in_place: bool
    partitions: tuple[Partition, ...]


def parse(data: bytes) -> MicroPythonImage:
    """Return what `data` is. Raises InstallError when it is not what OTPfob can be put on."""
    if len(data) < _HEADER or data[0] != _MAGIC:
        raise InstallError(
            "This is not an ESP32 image: it does not begin with 0xE9. Get the .bin file of your"
            " board from micropython.org."
        )
    chip = _chip(data)
    table = data[partitions.OFFSET - chip.bootloader :][: partitions.SIZE]
    try:
        found = partitions.parse(table)
    except ValueError:
        raise InstallError(
            "This image has no partition table, or is cut off before it. Get the .bin file for"
            " a first installation; an .app-bin file is for updates."
        ) from None
    apps = [partition for partition in found if partition.type == partitions.APP]
    if not apps:
        raise InstallError("This image has no application in its partition table.")
    _segments(data, 0, "bootloader")
    segments = _segments(data, apps[0].offset - chip.bootloader, "application")
    version = _version(segments)
    mpy, machine = _implementation(segments)
    if mpy.architecture != chip.architecture:
        raise InstallError(f"This MicroPython reads .mpy files {mpy}, which is no {chip.title}'s.")
    return MicroPythonImage(
        data=data,
        chip=chip,
        version=version,
        mpy=mpy,
        machine=machine,
        flash_mb=_SIZES_MB.get(data[3] >> 4, 0),
        app_bytes=_size(segments),
        runs_in_place=any(b"rom_ioctl\0" in content for _, content in segments),
        partitions=tuple(found),
    )


def mpy_of_number(number: int) -> Mpy:
    """Return what sys.implementation._mpy says."""
    architecture = number >> 10
    return Mpy(number & 0xFF, number >> 8 & 3, _ARCHITECTURES.get(architecture, str(architecture)))


def mpy_of(file: bytes) -> Mpy | None:
    """Return the kind of an .mpy file; None when any MicroPython with its version reads it."""
    if len(file) < 3 or file[0] != ord("M"):
        raise ValueError("no .mpy file")
    architecture = file[2] >> 2 & 0x0F
    if not architecture:
        return None
    return Mpy(file[1], file[2] & 3, _ARCHITECTURES.get(architecture, str(architecture)))


def _chip(data: bytes) -> Chip:
    (image_id,) = struct.unpack_from("<H", data, _CHIP_ID)
    for chip in CHIPS.values():
        if chip.image_id == image_id:
            return chip
    supported = ", ".join(chip.title for chip in CHIPS.values())
    other = OTHER_CHIPS.get(image_id, f"a chip with the number {image_id}")
    raise InstallError(f"This image is for {other}. OTPfob runs on: {supported}.")


def _segments(data: bytes, start: int, what: str) -> list[tuple[int, bytes]]:
    """Return address and content of each segment of the image at `start`, all of it hashed."""
    cut = InstallError(f"This image is cut off or damaged: its {what} is not whole. Get it again.")
    header = data[start : start + _HEADER]
    if len(header) < _HEADER or header[0] != _MAGIC:
        raise cut
    position = start + _HEADER
    found = []
    for _ in range(header[1]):
        if position + 8 > len(data):
            raise cut
        address, size = struct.unpack_from("<LL", data, position)
        position += 8
        found.append((address, data[position : position + size]))
        position += size
    end = start + _size(found)
    if not header[_HASHED] or data[end - 32 : end] != sha256(data[start : end - 32]).digest():
        raise cut
    return found


def _size(segments: list[tuple[int, bytes]]) -> int:
    """Return the size of an image of these segments."""
    size = _HEADER + sum(8 + len(content) for _, content in segments)
    # A byte of check sum ends a row of 16; then comes the hash of all before.
    return size // 16 * 16 + 16 + 32


def _version(segments: list[tuple[int, bytes]]) -> str:
    for _, content in segments:
        match = _VERSION.search(content)
        if match:
            major, minor = int(match[1]), int(match[2])
            version = match[0].decode().split()[1][1:]
            if (major, minor) < OLDEST:
                raise InstallError(
                    f"This image is MicroPython {version}. OTPfob needs"
                    f" {OLDEST[0]}.{OLDEST[1]} or newer."
                )
            return version
    raise InstallError("This image is not MicroPython: it does not say its version.")


def _implementation(segments: list[tuple[int, bytes]]) -> tuple[Mpy, str]:
    """Return the values of sys.implementation._mpy and _machine, from the tuple in the image.

    The small int lies behind the pointer to the text: that one is a str object, which is
    type, hash, length and pointer to the bytes. (MicroPython, modsys.c and objstr.h)
    """
    for _, content in segments:
        words = memoryview(content)[: len(content) // 4 * 4].cast("I")
        for i in range(1, len(words)):
            # Most words are none: the cheapest look first.
            number = words[i]
            if number & 1 and number < 0x10000 and 0 < number >> 1 & 0xFF < 32:
                machine = _text(segments, words[i - 1])
                if machine is not None and _MACHINE in machine:
                    return mpy_of_number(number >> 1), machine.decode("utf-8", "replace")
    raise InstallError("This MicroPython does not say which .mpy files it reads.")


def _text(segments: list[tuple[int, bytes]], address: int) -> bytes | None:
    found = _read(segments, address, 16)
    if found is None:
        return None
    _, _, length, pointer = struct.unpack("<LLLL", found)
    return _read(segments, pointer, length) if length <= _MAX_MACHINE else None


def _read(segments: list[tuple[int, bytes]], address: int, size: int) -> bytes | None:
    for start, content in segments:
        if start <= address and address + size <= start + len(content):
            return content[address - start : address - start + size]
    return None
