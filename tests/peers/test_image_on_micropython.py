"""MicroPython reads the firmware out of the token's image, and the simulator starts it."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from micropython_images import BOARDS, official
from run_mpy import command

from fobctl.installer import boards, firmware_files, image, micropython_image
from fobctl.simulator import compiled, tree
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
    assert found == firmware_files.of(boards.load(BOARDS[chip]))


def test_a_vfs_beside_a_romfs_only_starts_what_is_there(tmp_path):
    found = read_out(token("esp32", True), "vfs", "lfs", tmp_path / "read")
    assert list(found) == ["main.py"]
    # A ROMFS with a main.py that says where it was started, and what it sees.
    program = (
        "import sys, vfs\n"
        "from io import BytesIO\n"
        f"rom = {image.romfs.make({'main.py': MAIN, 'fonts/a': b'font'})!r}\n"
        "vfs.mount(vfs.VfsRom(rom), '/rom')\n"
        "sys.path[:] = ['', '.frozen', '/rom']\n" + found["main.py"].decode()
    )
    (tmp_path / "program.py").write_text(program)
    run = [*command(), tmp_path / "program.py"]
    result = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert result.stdout.split() == ["main", "b'font'"], result.stderr


MAIN = b"""
print(__name__)
with open("fonts/a", "rb") as file:
    print(file.read())
"""


@pytest.mark.parametrize("chip", ["esp32", "esp32c3"])
def test_the_simulator_starts_the_firmware_out_of_an_image(chip, tmp_path):
    """Its modules; only the board is the simulator's, and the fonts lie on the PC."""
    firmware = tmp_path / "read"
    read_out(token(chip, False), "vfs", "lfs", firmware)
    simulated = compiled.firmware(folder=tmp_path / "simulated")
    for source in tree.BOARD.glob("*.py"):
        for module in simulated.glob(f"{source.stem}.*py"):
            shutil.copy(module, firmware / module.name)
    with Simulator(tmp_path / "token", stepped=True, firmware=firmware) as simulator:
        words = simulator.words()
        assert simulator.resets == 1, simulator.console
    assert any("OTPfob" in word for word in words), words
