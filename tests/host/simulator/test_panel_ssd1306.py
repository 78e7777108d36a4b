"""The token's display driver leaves on the chip what Adafruit's leaves, and sends less.

Both run under MicroPython, each on a bus that prints what it is given; here that is given to a
chip each.
"""

import subprocess

import pytest
from host.simulator.test_chip_ssd1306_driver import DEVICE_PACKAGES, MICROPYTHON
from measured_bus import bus_bytes

from fobctl.simulator.chips.ssd1306 import Ssd1306

FIRMWARE = DEVICE_PACKAGES.parents[1] / "firmware"
SIZES = [(128, 64), (128, 32), (64, 48)]

_HEAD = """
import gc
import random
import sys
from binascii import hexlify

import micropython


class Machine:
    class Pin:
        pass


sys.modules["machine"] = Machine
from adafruit_ssd1306 import SSD1306_I2C
from otpfob.drivers.bus_i2c import SharedI2c
from otpfob.drivers.panel_ssd1306 import Ssd1306Panel


class Printing:
    def __init__(self, name):
        self.name = name
        self.dead = False

    def writeto(self, address, data):
        if self.dead:
            raise OSError(19)
        print(self.name, "-" + hexlify(data).decode())


class Deaf:
    def writeto(self, address, data):
        pass


wire = Printing("ours")
panel = Ssd1306Panel(wire, WIDTH, HEIGHT)
adafruit = SSD1306_I2C(WIDTH, HEIGHT, SharedI2c(Printing("theirs")))


def show(name="equal"):
    adafruit.buffer[1:] = panel.pixels
    panel.show()
    adafruit.show()
    print(name)


"""

# Rectangles, lines, single pixels, noise and nothing at all, several between two pictures.
_RANDOM = """
random.seed(SEED)
draws = (
    lambda x, y, a, b: panel.fill_rect(x, y, a, b, 1),
    lambda x, y, a, b: panel.fill_rect(x, y, a, b, 0),
    lambda x, y, a, b: panel.line(x, y, a, b, 1),
    lambda x, y, a, b: panel.pixel(x, y, a & 1),
    lambda x, y, a, b: panel.scroll(a - b, 0),
    lambda x, y, a, b: panel.text("0123456789"[a % 10 :], x, y, 1),
    lambda x, y, a, b: None,
)
for step in range(150):
    for _ in range(random.randrange(4)):
        random.choice(draws)(*(random.randrange(d) for d in (WIDTH, HEIGHT, WIDTH, HEIGHT)))
    if step % 40 == 20:
        panel.fill(random.randrange(2))
    if step % 40 == 30:
        for i in range(len(panel.pixels)):
            panel.pixels[i] = random.getrandbits(8)
    show()
"""


def played(program, width=128, height=64, **constants):
    """Run a program; returns a pair of chips, the marks it printed, and the bytes up to each."""
    constants |= {"WIDTH": width, "HEIGHT": height}
    head = "".join(f"{name} = {value!r}\n" for name, value in constants.items())
    done = subprocess.run(
        [MICROPYTHON, "-c", head + _HEAD + program],
        env={"MICROPYPATH": f"{FIRMWARE}:{DEVICE_PACKAGES}:.frozen"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    chips = {"ours": Ssd1306(width, height), "theirs": Ssd1306(width, height)}
    marks = []
    for line in done.stdout.splitlines():
        kind, *data = line.split()
        if kind in chips:
            chips[kind].write(bytes.fromhex(data[0][1:]))
            continue
        if kind == "equal":
            assert chips["ours"].glass() == chips["theirs"].glass(), f"after {len(marks)} pictures"
            assert chips["ours"].ram == chips["theirs"].ram, f"after {len(marks)} pictures"
        marks.append((line, *(bus_bytes(chip) for chip in chips.values())))
        for chip in chips.values():
            chip.reset_counters()
    return chips["ours"], marks


@pytest.mark.parametrize("width, height", SIZES)
def test_whatever_is_drawn_the_display_holds_what_a_full_show_leaves(width, height):
    for seed in range(4):
        chip, marks = played(_RANDOM, width, height, SEED=seed)
        assert len(marks) == 150
        assert chip.noise_bytes_shown() == 0


def test_nothing_is_sent_when_nothing_changed():
    _, marks = played("panel.text('abc', 0, 0)\nshow()\nshow()\npanel.fill(0)\nshow()\nshow()")
    ours = [mark[1] for mark in marks]
    assert ours[0] > 1000 and ours[1] == ours[3] == 0 < ours[2] < 50, ours


def test_no_light_before_the_first_picture():
    chip, _ = played("print('made')")
    assert not chip.lit and chip.data_bytes == 0
    chip, marks = played("panel.fill(1)\nshow()")
    assert chip.lit and chip.noise_bytes_shown() == 0
    assert marks[0][1] <= 1100


def test_a_column_that_changes_costs_an_address_and_eight_columns():
    _, marks = played("show()\npanel.pixel(127, 63, 1)\nshow()\npanel.pixel(3, 9, 1)\nshow()")
    assert [mark[1] for mark in marks[1:]] == [15, 15]


def test_light_contrast_and_the_turn_act_on_the_glass():
    draw = "panel.pixel(1, 2, 1)\nshow()\n"
    chip, _ = played(draw + "panel.contrast(1)\npanel.poweroff()")
    assert chip.registers.contrast == 1 and not chip.lit
    chip, _ = played(draw + "panel.contrast(1)\npanel.turn(True)\npanel.show()")
    assert chip.lit and chip.registers.contrast == 1
    assert _lit(chip) == [(126, 61)]
    chip, _ = played(draw + "panel.turn(True)\npanel.show()\npanel.turn(False)\npanel.show()")
    assert _lit(chip) == [(1, 2)]


def test_a_display_that_is_dark_stays_dark_when_it_is_turned():
    chip, _ = played("show()\npanel.poweroff()\npanel.turn(True)\npanel.show()")
    assert not chip.lit


def test_a_display_that_was_dark_is_set_up_again():
    program = """
show()
panel.pixel(5, 6, 1)
panel.poweroff()
panel.show()
print("dark")
panel.poweron()
"""
    chip, marks = played(program)
    assert marks[-1][1] > 1000
    assert _lit(chip) == [(5, 6)] and chip.lit


def test_a_display_that_did_not_answer_is_set_up_when_it_comes_back():
    program = """
wire.dead = True
panel = Ssd1306Panel(wire, WIDTH, HEIGHT)
panel.pixel(5, 6, 1)
panel.show()
assert not panel.present
panel.contrast(7)
panel.poweroff()
panel.poweron()
wire.dead = False
show()
assert panel.present
wire.dead = True
panel.pixel(7, 8, 1)
panel.show()
assert not panel.present
wire.dead = False
show()
"""
    chip, marks = played(program)
    assert _lit(chip) == [(5, 6), (7, 8)]
    assert chip.registers.contrast == 7
    assert min(mark[1] for mark in marks) > 1000


def test_changes_are_sent_without_an_allocation():
    program = """
panel = Ssd1306Panel(Deaf(), WIDTH, HEIGHT)
panel.show()
micropython.heap_lock()
panel.fill(1)
panel.show()
panel.fill_rect(3, 5, 70, 40, 0)
panel.show()
panel.show()
panel.contrast(3)
panel.poweroff()
panel.poweron()
micropython.heap_unlock()
"""
    played(program)


def _lit(chip):
    return [(x, y) for y, row in enumerate(chip.glass()) for x, bit in enumerate(row) if bit]
