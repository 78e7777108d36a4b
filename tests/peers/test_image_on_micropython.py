"""MicroPython reads the firmware out of the token's image, and the simulator starts it."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from micropython_images import BOARDS, official
from run_mpy import command
from sim.installed import partition, pins

from fobctl.installer import (
    boards,
    firmware_files,
    image,
    micropython_image,
    slots,
)
from fobctl.simulator import tree
from fobctl.simulator.simulator import Simulator

READER = Path(__file__).parent / "read_image.py"


def token(chip, in_place):
    """Return an image of a board; official images run nothing in place, so that is pretended."""
    micropython = micropython_image.parse(official(chip))
    return image.build(boards.load(BOARDS[chip]), replace(micropython, runs_in_place=in_place))


def read_out(built, label, kind, folder):
    """Let MicroPython copy the files of a partition to `folder`, and return them by path."""
    part = next(part for part in built.manifest["partitions"] if part["label"] == label)
    path = folder.with_suffix(".bin")
    path.write_bytes(built.data)
    start = part["offset"] - built.offset
    run = [*command("16M"), READER, path, str(start), str(part["size"]), kind, folder]
    result = subprocess.run(run, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stdout + result.stderr
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("in_place", [False, True], ids=["littlefs", "romfs"])
@pytest.mark.parametrize("chip", BOARDS)
def test_micropython_reads_every_file_of_the_firmware(chip, in_place, tmp_path):
    label, kind = ("romfs", "rom") if in_place else ("vfs", "lfs")
    found = read_out(token(chip, in_place), label, kind, tmp_path / "read")
    firmware = firmware_files.of(boards.load(BOARDS[chip]), in_place)
    assert found == (firmware if in_place else slots.filled(root(chip, firmware), firmware))


def root(chip, firmware):
    board = boards.load(BOARDS[chip])
    starter = firmware_files.starter(board.chip.architecture)
    return slots.root(starter, firmware, boards.pins(board.name))


# The chip has just been started by nobody in particular, and its filesystem is in a file.
START = """
import os, sys, vfs
class machine:
    PWRON_RESET = 1
    def reset_cause(): return 5
    def reset(): print("reset")
sys.modules["machine"] = machine
class Flash:
    def readblocks(self, block, buffer, offset=0):
        start = block * 4096 + offset
        buffer[:] = (content[start : start + len(buffer)] + b"\\xff" * len(buffer))[: len(buffer)]
    def ioctl(self, request, argument): return {{4: {blocks}, 5: 4096}}.get(request, 0)
    def writeblocks(self, block, buffer, offset=0): raise OSError(30)
with open("vfs.bin", "rb") as file: content = file.read()
vfs.umount("/")
vfs.mount(vfs.VfsLfs2(Flash()), "/")
vfs.mount(vfs.VfsRom({rom!r}), "/rom")
os.chdir("/")
sys.path[:] = ["", ".frozen", "/rom"]
with open("main.py") as file: program = file.read()
exec(program.replace("5000", "0"))
"""


def test_a_vfs_beside_a_romfs_only_starts_what_is_there(tmp_path):
    built = token("esp32", True)
    found = read_out(built, "vfs", "lfs", tmp_path / "read")
    files = firmware_files.of(boards.load(BOARDS["esp32"]), in_place=True)
    assert found == root("esp32", files)
    # A ROMFS with a main.py that says where it was started, and what it sees.
    part = next(part for part in built.manifest["partitions"] if part["label"] == "vfs")
    (tmp_path / "vfs.bin").write_bytes(built.data[part["offset"] - built.offset :])
    rom = image.romfs.make({"main.py": MAIN, "fonts/a": b"font"})
    (tmp_path / "program.py").write_text(START.format(blocks=part["size"] // 4096, rom=rom))
    run = [*command(), tmp_path / "program.py"]
    result = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert result.stdout.split() == ["main", "b'font'", "reset"], result.stdout + result.stderr


MAIN = b"""
print(__name__)
with open("fonts/a", "rb") as file:
    print(file.read())
"""


@pytest.mark.parametrize("chip", ["esp32", "esp32c3"])
def test_the_simulator_starts_the_firmware_out_of_an_image(chip, tmp_path):
    """Out of its littlefs; only the board is the simulator's."""
    files = read_out(token(chip, False), "vfs", "lfs", tmp_path / "read")
    simulated = firmware_files.compiled(tree.BOARD, "x64")
    for source in tree.BOARD.glob("*.py"):
        module = f"{source.stem}.mpy"
        files[f"a/{module}"] = simulated[module]
    files["pins.json"] = json.dumps(pins()).encode()
    own = partition(files)
    with Simulator(tmp_path / "token", stepped=True, own=own, heap="512k") as simulator:
        words = simulator.words()
        assert simulator.resets == 1, simulator.console
    assert "Language" in words, words
