"""The firmware of a board on the PC's interpreter, for counting what it takes.

It is built as for the board, but for this processor, and read in place; chip/ stands in for the
chip. The heap is that of an ESP32 without PSRAM, for objects of twice the size.
"""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.bench_firmware import _HEAP_KIB, _filled_flash
from bench.measure import FIRMWARE, ROOT

from fobctl.installer import boards, firmware_files, romfs
from fobctl.simulator import tree

_BOARD = boards.load("esp32_devkit").folder
_CHIP = Path(__file__).parent / "chip"
_PROCESS = Path(tree.__file__).parent / "rom_process.py"
_BOOT = """
import os
import sys

import uctypes
import vfs

address, size = os.getenv("OTPFOB_SIM_ROM").split()
vfs.mount(vfs.VfsRom(uctypes.bytearray_at(int(address), int(size))), "/rom")
os.chdir("/rom")
sys.path[:] = {path!r}
import esp32
import machine
import network

esp32.open_flash({flash!r})
"""
# Where the sources lie that a board's firmware is compiled from.
SOURCES = (FIRMWARE, _BOARD.parent, _BOARD, ROOT / "build" / "device_packages")


class TokenLab:
    """200 accounts and no PIN are in its flash. Use as a context manager."""

    def __init__(self, lab):
        self._lab = lab
        files = firmware_files.compiled(_BOARD, "x64", in_place=True)
        files |= firmware_files.starter("x64")
        self._image = tempfile.TemporaryFile()  # noqa: SIM115 (closed at the exit)
        self._image.write(romfs.make(files))
        self._image.flush()
        self._flash = str(_filled_flash(lab.work))

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._image.close()

    def counted(self, *programs, firmware=("/rom",), heap=f"{_HEAP_KIB}k"):
        """Return the instructions of each program, and what it prints.

        `firmware`: the folders that it is taken from. Sources take more than that `heap`.
        """
        fd = self._image.fileno()
        interpreter = [sys.executable, _PROCESS, str(fd), "-X", f"heapsize={heap}"]
        path = [str(folder) for folder in (*firmware, _CHIP, ".frozen")]
        head = _BOOT.format(path=path, flash=self._flash)
        with ThreadPoolExecutor(2) as pool:
            return list(
                pool.map(lambda text: self._lab.counted(head + text, interpreter, (fd,)), programs)
            )
