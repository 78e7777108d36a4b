"""What some boards have and others have not: a panel's reset pin, 240 MHz."""

PANEL = """
import machine
from machine import I2C
log = []
class Pin:
    OUT = 3
    def __init__(self, number, mode, value):
        log.append((number, mode, value))
    def value(self, level):
        log.append(level)
machine.Pin = Pin
from otpfob.drivers.panel_ssd1306 import Ssd1306Panel
i2c = I2C(0, scl=22, sda=21)
Ssd1306Panel(i2c, 128, 64)
print(log)
panel = Ssd1306Panel(i2c, 128, 64, reset=16)
print(log)
panel.poweroff()
panel.poweron()
print(len(log))
"""

SPEED = """
import machine
from otpfob.drivers import chip
def freq(hz):
    if hz > {most}:
        raise ValueError
    print(hz)
machine.freq = freq
chip.full_speed()
print("on")
"""


def test_a_panel_is_reset_once_and_only_where_there_is_a_pin(run):
    # Again at power-on, it would forget what it was set to.
    assert run(PANEL, paced=False) == ["[]", "[(16, 3, 0), 1]", "2"]


def test_a_chip_of_240_mhz_runs_at_them(run):
    assert run(SPEED.format(most=240_000_000)) == ["240000000", "on"]


def test_a_chip_that_is_slower_starts_all_the_same(run):
    assert run(SPEED.format(most=160_000_000)) == ["160000000", "on"]
