"""A simulated token that starts from MicroPython's own filesystem, as with an official image."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from littlefs import LittleFS

from fobctl.installer import boards, firmware_files, littlefs, slots
from fobctl.simulator import tree
from fobctl.simulator.hardware import BUTTON_PINS
from fobctl.simulator.simulator import Simulator

# What the image of a real board leaves it, and what two slots take for the modules that a chip has
# built in (boards/sim).
BYTES = 470 * littlefs.BLOCK
# All modules are loaded to the heap, and 64-bit objects are twice as large as the ESP32's.
HEAP = "512k"


@lru_cache
def firmware() -> dict[str, bytes]:
    """Return the firmware for the simulated board: contents by path."""
    return firmware_files.compiled(tree.BOARD, "x64")


@lru_cache
def root() -> dict[str, bytes]:
    """Return what lies beside the slots."""
    return slots.root(firmware_files.starter("x64"), firmware(), pins())


def pins() -> dict:
    """Return those of the simulated board: an ESP32 with two buttons."""
    return boards.pins("sim") | {"buttons": list(BUTTON_PINS["esp32"].values())[:2]}


def filesystem(**changed: dict[str, bytes] | bytes) -> bytes:
    """Return one whose slot a has the firmware; `changed`: the selector, or what slot b holds."""
    files = slots.filled(root(), firmware())
    for name, content in changed.items():
        if isinstance(content, bytes):
            files[name] = content
        else:
            files |= {f"{name}/{path}": of_path for path, of_path in content.items()}
    return partition(files)


def partition(files: dict[str, bytes], size: int = BYTES) -> bytes:
    """Return one with these files, all of its bytes."""
    return littlefs.make(files, size).ljust(size, b"\xff")


@contextmanager
def installed(folder: Path, own: bytes, **options) -> Iterator[Simulator]:
    """A token that starts from this filesystem."""
    with Simulator(folder, own=own, heap=HEAP, **options) as simulator:
        yield simulator


def maintain(simulator: Simulator, button: str = "next") -> None:
    """Pull the plug, and put it back with a button held down until the prompt is there."""
    simulator.cut_power()
    simulator.hold_down([button])
    simulator.power_on()
    simulator.wait_for_prompt()
    simulator.hold_down([])


def files_on(simulator: Simulator) -> dict[str, bytes]:
    """Return the files in the token's filesystem as they are now: contents by path."""
    assert simulator.hardware.own_flash is not None
    flash = simulator.hardware.own_flash
    filesystem = LittleFS(block_size=littlefs.BLOCK, block_count=flash.blocks, mount=False)
    filesystem.context.buffer = bytearray(flash.image())
    filesystem.mount()
    found = {}
    for folder, _, names in filesystem.walk("/"):
        for name in names:
            path = f"{folder.rstrip('/')}/{name}"
            with filesystem.open(path, "rb") as file:
                found[path[1:]] = file.read()
    return found


def selector(simulator: Simulator) -> bytes:
    return files_on(simulator)["slot"]
