"""The smallest heap in which the firmware shows 200 accounts, with all garbage and fragments.

Heap is that of the 64-bit simulator, whose objects are twice as large as an ESP32's: 191 kB after
the start, where MicroPython of 32 bits has 95. What is in use on 32 bits: bench_image.py.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import FIRMWARE
from bench.rows import Row

from fobctl.installer.chips import CHIPS, RADIO_BYTES
from fobctl.simulator.errors import SimulatorError
from fobctl.simulator.simulator import Simulator

_ACCOUNTS = 200
# What an ESP32 has for it, in the simulator's objects of twice the size.
_HEAP_KIB = 2 * (CHIPS["esp32"].heap_bytes - RADIO_BYTES) // 1024
_STEP_KIB = 4
_LEAST_KIB = 64


def _filled_flash(work: Path) -> Path:
    image = work / "flash.bin"
    command = [sys.executable, "-m", "micropython_unix", "-X", "heapsize=8M"]
    command += [str(Path(__file__).parent / "fill_vault.py"), str(image)]
    environment = {"MICROPYPATH": f"{FIRMWARE}:.frozen"}
    subprocess.run(command, check=True, env=environment)
    return image


def _shows(image: Path, heap_kib: int, accounts: int) -> bool:
    """Return whether the token starts with this heap and shows that many accounts."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(image, Path(folder) / "flash.bin")
        try:
            with Simulator(Path(folder), stepped=True, heap=f"{heap_kib}k") as simulator:
                simulator.hardware.ds3231.set_unix_s(1_800_000_000)
                simulator.reset()
                simulator.press("do")
                for i in range(accounts):
                    if f"Issuer {i}" not in simulator.words():
                        return False
                    simulator.press("do")
                    simulator.press("next")
                return simulator.resets == 2
        except SimulatorError:
            return False


def _least_heap_kib(image: Path) -> int:
    """Return the smallest heap with which every account is shown."""
    low, high = _LEAST_KIB, _HEAP_KIB
    while high - low > _STEP_KIB:
        middle = (low + high) // 2 // _STEP_KIB * _STEP_KIB
        if _shows(image, middle, 5):
            high = middle
        else:
            low = middle
    while not _shows(image, high, _ACCOUNTS):
        high += _STEP_KIB
    return high


def rows(lab):
    least = _least_heap_kib(_filled_flash(lab.work)) * 1024
    name = "the heap of an ESP32 without PSRAM, radio on, whose objects are half as large"
    yield Row("heap.min", "bytes", least, _HEAP_KIB * 1024, name, floor=1)
