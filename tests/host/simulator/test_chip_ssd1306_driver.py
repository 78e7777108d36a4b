"""Adafruit's SSD1306 driver, unmodified under MicroPython, draws on the chip model.

The driver's package is in build/device_packages, which `make setup` makes.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fobctl.simulator.chips.ssd1306 import Ssd1306

DEVICE_PACKAGES = Path(__file__).resolve().parents[3] / "build" / "device_packages"
# Not resolved: the interpreter of a virtual environment is a link out of its bin folder.
MICROPYTHON = Path(sys.executable).with_name("micropython")

RECORDER = """
import adafruit_ssd1306

class Bus:
    def try_lock(self):
        return True

    def unlock(self):
        pass

    def writeto(self, address, data, start=0, end=None):
        print("write", address, "-" + bytes(data)[start:end].hex())

class ResetPin:
    def switch_to_output(self, value=False):
        print("reset", value)

    def __setattr__(self, name, value):
        print("reset", value)

display = adafruit_ssd1306.SSD1306_I2C({width}, {height}, Bus(), reset=ResetPin())
print("ready")
for x, y in {pixels}:
    display.pixel(x, y, 1)
display.show()
for statement in {more}:
    exec(statement)
"""

SIZES = [(128, 64), (128, 32)]


def record(width, height, pixels, more=()):
    """Return the lines the driver's bus and reset pin saw."""
    program = RECORDER.format(width=width, height=height, pixels=sorted(pixels), more=list(more))
    done = subprocess.run(
        [MICROPYTHON, "-c", program],
        env=os.environ | {"MICROPYPATH": str(DEVICE_PACKAGES)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout.splitlines()


def replay(chip, lines):
    """Give the recorded lines to the chip."""
    for line in lines:
        kind, *words = line.split()
        if kind == "write":
            assert int(words[0]) == chip.address
            chip.write(bytes.fromhex(words[1][1:]))
        elif kind == "reset" and words[0] == "0":
            chip.hard_reset()


def drawing(width, height):
    """Return the pixels of a picture that no flip, shift or reordering of rows leaves alike."""
    frame = {(x, y) for x in range(width) for y in (0, height - 1)}
    left_edge = {(0, y) for y in range(height)}
    diagonal = {(y, y) for y in range(height)}
    block = {(x, y) for x in range(90, 101) for y in range(5, 12)}
    return frame | left_edge | diagonal | block


def lit_pixels(chip):
    return {(x, y) for y, row in enumerate(chip.glass()) for x, bit in enumerate(row) if bit}


@pytest.mark.parametrize("width, height", SIZES)
def test_the_glass_shows_what_the_driver_drew(width, height):
    chip = Ssd1306(width, height)
    replay(chip, record(width, height, drawing(width, height)))
    assert lit_pixels(chip) == drawing(width, height)
    assert chip.noise_bytes_shown() == 0


@pytest.mark.parametrize("width, height", SIZES)
def test_the_drivers_contrast_inversion_rotation_and_power_off_act_on_the_glass(width, height):
    shown = drawing(width, height)
    everything = {(x, y) for x in range(width) for y in range(height)}
    chip = Ssd1306(width, height)
    replay(chip, record(width, height, shown, ["display.contrast(7)", "display.invert(True)"]))
    assert chip.registers.contrast == 7
    assert lit_pixels(chip) == everything - shown
    chip = Ssd1306(width, height)
    replay(chip, record(width, height, shown, ["display.rotate(False)", "display.show()"]))
    assert lit_pixels(chip) == {(width - 1 - x, height - 1 - y) for x, y in shown}
    chip = Ssd1306(width, height)
    replay(chip, record(width, height, shown, ["display.poweroff()"]))
    assert lit_pixels(chip) == set()


def test_the_driver_uses_the_bytes_that_were_measured():
    lines = record(128, 64, set())
    ready = lines.index("ready")
    chip = Ssd1306()
    replay(chip, lines[:ready])
    assert (chip.bytes_received, chip.transactions) == (1093, 36)
    chip.reset_counters()
    replay(chip, lines[ready:])
    assert (chip.bytes_received, chip.transactions, chip.data_bytes) == (1037, 7, 1024)


def test_the_drivers_reset_pulse_frees_a_chip_that_waits_for_an_argument():
    lines = record(128, 64, {(3, 4)})
    assert "reset 0" in lines[:2]
    chip = Ssd1306()
    chip.write(b"\x00\xa7\x81")
    replay(chip, lines)
    assert lit_pixels(chip) == {(3, 4)}
