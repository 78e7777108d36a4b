"""What the whole firmware takes of the heap with 200 accounts; of flash, see bench_image.py.

Heap is that of the 64-bit simulator, whose objects are about twice as large as an ESP32's.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import FIRMWARE
from bench.rows import Row

from fobctl.simulator import compiled
from fobctl.simulator.errors import SimulatorError
from fobctl.simulator.simulator import Simulator

_ACCOUNTS = 200
# The budget of an ESP32 for the heap, in the simulator's objects of twice the size.
_HEAP_KIB = 2 * 96
_STEP_KIB = 4
_LEAST_KIB = 64
_MEASURING_MAIN = """
import gc
import board
from otpfob.app.token import Token
gc.threshold(4096)
token = Token(board.parts())
token.turn()
gc.collect()
print("heap", gc.mem_alloc())
token.run()
"""


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


def _start_heap_bytes(image: Path, work: Path) -> int:
    """Return the heap in use after the start, with garbage collected."""
    firmware = work / "measuring"
    shutil.rmtree(firmware, ignore_errors=True)
    shutil.copytree(compiled.firmware(), firmware)
    (firmware / "main.py").write_text(_MEASURING_MAIN)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(image, Path(folder) / "flash.bin")
        with Simulator(Path(folder), stepped=True, heap="512k", firmware=firmware) as simulator:
            words = simulator.console.decode().split()
    return int(words[words.index("heap") + 1])


def rows(lab):
    image = _filled_flash(lab.work)
    name = "96 KiB of an ESP32, whose objects are half as large"
    start = _start_heap_bytes(image, lab.work)
    yield Row("heap.start", "bytes", start, _HEAP_KIB * 1024, name, floor=1)
    least = _least_heap_kib(image) * 1024
    yield Row("heap.min", "bytes", least, _HEAP_KIB * 1024, name, floor=1)
