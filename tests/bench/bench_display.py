"""What the display costs on the bus, against Adafruit's full show(), and on the heap.

Both drivers do the same in the same simulated token, from power-on to the code after next; their
displays must hold the same after every step. Bytes are those on the bus, addresses included.
"""

import shutil
import tempfile
from pathlib import Path

from bench.bench_firmware import _filled_flash
from bench.measure import FIRMWARE, ROOT
from bench.rows import Row
from measured_bus import bus_bytes

from fobctl.simulator import compiled
from fobctl.simulator.simulator import Simulator

ADAFRUIT = "Adafruit's full show()"
# Just after the last sync of the filled vault, and ten seconds before a code is over: nothing has
# dimmed when the seconds of the next one are counted.
_START_UNIX_S = 1_795_305_680
_PERIOD_S = 30
# The last seconds of a period announce the next code.
_PLAIN_S = 20

# The driver as it was, and as it is for whoever does not subclass it.
_ADAFRUIT_MAIN = """
from adafruit_ssd1306 import SSD1306_I2C
from otpfob.drivers import panel_ssd1306
from otpfob.drivers.bus_i2c import SharedI2c


class Panel(SSD1306_I2C):
    present = True

    def __init__(self, i2c, width, height, reset=None):
        super().__init__(width, height, SharedI2c(i2c))
        self.pixels = memoryview(self.buffer)[1:]


panel_ssd1306.Ssd1306Panel = Panel
"""


class Scenario:
    """Bytes of each driver, by step; raises AssertionError when their displays differ."""

    def __init__(self, image: Path, work: Path) -> None:
        plain = work / "adafruit"
        shutil.rmtree(plain, ignore_errors=True)
        shutil.copytree(compiled.firmware(), plain)
        main = (FIRMWARE / "main.py").read_text()
        (plain / "main.py").write_text(main.replace("\ntry:\n", _ADAFRUIT_MAIN + "\ntry:\n"))
        self._image = image
        self.ours = self._run(None)
        self.adafruit = self._run(plain)
        for step, figures in self.ours.items():
            assert figures[1:] == self.adafruit[step][1:], f"the displays differ: {step}"

    def _run(self, firmware):
        steps = {}
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(self._image, Path(folder) / "flash.bin")
            options = {} if firmware is None else {"firmware": firmware}
            with Simulator(Path(folder), stepped=True, heap="512k", **options) as simulator:
                display = simulator.hardware.display
                simulator.hardware.ds3231.set_unix_s(_START_UNIX_S)

                def step(name, do, *arguments):
                    display.reset_counters()
                    do(*arguments)
                    simulator.settle()
                    steps[name] = bus_bytes(display), bytes(display.ram)

                step("wake", simulator.reset)
                step("list", simulator.advance, 5000)
                simulator.press("next")
                step("open", simulator.press, "do")
                simulator.advance(500)
                for second in range(_PERIOD_S + 12):
                    step(second, simulator.advance, 1000)
                    steps[second] += (tuple(simulator.words()[:3]),)
        return steps

    def period(self, steps):
        """Return the bytes of each second of a period, that of the new code first."""
        first = next(s for s in range(1, 12) if steps[s][2] != steps[s - 1][2])
        return [steps[s][0] for s in range(first, first + _PERIOD_S)]


_FOLDERS = [
    str(ROOT / folder)
    for folder in ("firmware", "tests/mpy", "tests/unit", "build/device_packages")
]
_OPEN = f"""
import sys

sys.path[:0] = {_FOLDERS!r}
"""
_OPEN += """

class Machine:
    class Pin:
        pass


class Bus:
    bytes = transactions = 0

    def writeto(self, address, data):
        self.bytes += len(data) + 1
        self.transactions += 1


sys.modules["machine"] = Machine
import micropython
import test_quiet_tick as tests
from otpfob.drivers.panel_ssd1306 import Ssd1306Panel

bus = Bus()
tests.Panel = lambda height: Ssd1306Panel(bus, 128, height)
bench = tests.Bench([])
bench.token._canvas._trace = None
account = tests.account(tests.TOTP, "person@example.com")
bench.token._safe.vault.add_all([(account, 0)] * 200)
bench.settle()
bench.click(tests.DO_DOWN)
bench.hold(tests.NEXT_DOWN)
"""
_LOCKED = """
bench.click(tests.DO_DOWN)
bench.settle()
for second in range(60):
    bench.turns(980)
    micropython.heap_lock()
    try:
        bench.ticks.ms += 20
        bench.token.turn()
    except MemoryError:
        print("allocates")
    micropython.heap_unlock()
"""


def rows(lab):
    scenario = Scenario(_filled_flash(lab.work), lab.work)
    ours, adafruit = scenario.ours, scenario.adafruit
    unit = "bytes"
    mine, full = scenario.period(ours), scenario.period(adafruit)
    name = ADAFRUIT
    yield Row("i2c.tick", unit, max(mine[1:_PLAIN_S]), max(full[1:_PLAIN_S]), name, limit=16)
    yield Row("i2c.period", unit, sum(mine), sum(full), name, floor=30)
    yield Row("i2c.new_code", unit, mine[0], full[0], name, limit=520)
    wake = ours["wake"][0]
    yield Row("i2c.wake", unit, wake, adafruit["wake"][0], name, limit=1100)
    allocates = lab.run(_OPEN + _LOCKED).count("allocates")
    yield Row("tick.alloc", "seconds of 60 that allocate", allocates, limit=0)
