"""The simulated chip keeps, forgets and wakes as an ESP32 does: small programs instead of main.py.

Each program says on the console what it saw; the test reads it there.
"""

import shutil

import pytest
from sim.product import make_simulator

from fobctl.simulator import compiled


@pytest.fixture
def program(tmp_path):
    """Return a function that makes a simulator run a program."""

    def make(source, **options):
        firmware = tmp_path / "firmware"
        shutil.copytree(compiled.firmware(), firmware, dirs_exist_ok=True)
        (firmware / "main.py").write_text(source)
        return make_simulator(tmp_path / "token", firmware=firmware, **options)

    return make


def said(simulator):
    return simulator.console.decode().split("\n")[:-1]


MEMORY = """
import machine, time
rtc = machine.RTC()
print(machine.reset_cause(), rtc.memory(), rtc.datetime()[0])
rtc.memory(b"kept")
rtc.datetime((2031, 5, 6, 0, 7, 8, 9, 0))
while True:
    time.sleep_ms(10)
"""


def test_the_rtc_and_its_memory_survive_a_reset_but_not_power_loss(program):
    with program(MEMORY) as simulator:
        simulator.reset()
        simulator.cut_power()
        simulator.power_on()
        assert said(simulator) == ["1 b'' 2000", "2 b'kept' 2031", "1 b'' 2000"]


SLEEP = """
import esp32, machine, time
if machine.reset_cause() == machine.DEEPSLEEP_RESET:
    print("woke at", time.ticks_ms())
    while True:
        time.sleep_ms(1000)
time.sleep_ms(1)
esp32.wake_on_ext0(machine.Pin(25), esp32.WAKEUP_ALL_LOW)
machine.deepsleep({})
"""


def test_deep_sleep_ends_after_its_time(program):
    with program(SLEEP.format(5000)) as simulator:
        simulator.advance(4000)
        assert said(simulator) == []
        simulator.advance(2000)
        assert said(simulator) == ["woke at 5001"]
        assert simulator.resets == 2


def test_deep_sleep_without_a_time_ends_with_a_button(program):
    with program(SLEEP.format("")) as simulator:
        simulator.advance(60_000)
        assert said(simulator) == []
        simulator.hold_down(["next"])
        simulator.advance(10)
        assert len(said(simulator)) == 1


LIGHT = """
import machine, time
while True:
    machine.lightsleep(3000)
    print(time.ticks_ms())
    time.sleep_ms(100)
"""


def test_light_sleep_ends_after_its_time_or_with_a_button(program):
    with program(LIGHT) as simulator:
        simulator.advance(3000 - simulator.time.now_ms())
        assert said(simulator) == ["3000"]
        simulator.advance(500)
        simulator.hold_down(["do"])
        simulator.advance(10)
        simulator.hold_down([])
        assert said(simulator)[:2] == ["3000", "3500"]


SOFT = """
import machine, time
print(machine.reset_cause())
time.sleep_ms(50)
if machine.reset_cause() != machine.SOFT_RESET:
    {}
while True:
    time.sleep_ms(1000)
"""


@pytest.mark.parametrize("end", ["machine.soft_reset()", "raise SystemExit"])
def test_a_soft_reset_starts_the_program_again(program, end):
    with program(SOFT.format(end)) as simulator:
        simulator.advance(500)
        assert said(simulator) == ["1", "5"]


def test_a_program_that_ends_at_once_again_and_again_is_a_failure(program):
    from fobctl.simulator.errors import SimulatorError

    with pytest.raises(SimulatorError, match="before it waits"), program("print('gone')"):
        pass


PLACES = """
import time
from machine import I2C, Pin, unique_id
import esp32
from binascii import hexlify
print(hexlify(unique_id()))
try:
    I2C(0, scl=Pin(22), sda=Pin(21)).writeto(0x50, b"x")
except OSError as error:
    print("errno", error.errno)
print(esp32.Partition.find(label="none"))
part = esp32.Partition.find(label="vault")[0]
part.ioctl(6, 3)
part.writeblocks(3, b"abcd", 100)
buffer = bytearray(6)
part.readblocks(3, buffer, 99)
print(buffer, part.ioctl(4, 0), part.ioctl(5, 0))
while True:
    time.sleep_ms(1000)
"""


def test_the_number_the_bus_and_the_flash_answer(program):
    with program(PLACES, serial=b"\xaa\xbb\xcc\x01\x02\x03") as simulator:
        assert said(simulator) == [
            "b'aabbcc010203'",
            "errno 19",
            "[]",
            r"bytearray(b'\xffabcd\xff') 64 4096",
        ]
        assert simulator.hardware.flash.erases == 1
