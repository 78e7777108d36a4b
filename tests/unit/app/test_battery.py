"""How full a battery is and when it is low, given readings."""

from raises import raises
from ui.glass import SIZES, StrictCanvas

from otpfob.app.battery import Battery
from otpfob.app.gate import Gated, GatedFlash
from otpfob.core.errors import LowBattery

LOW_MV = 3500
ENOUGH_MV = 3650


class Cell:
    low_mv = LOW_MV

    def __init__(self, mv):
        self.mv = mv

    def read_mv(self):
        return self.mv


def looked(battery, cell, mv, times=100, on_usb=False):
    """Read `mv` often enough for the average. Returns how often it became low."""
    cell.mv = mv
    return sum(battery.look(on_usb) for _ in range(times))


def test_the_charge_follows_the_chart_of_a_cell():
    for mv, percent in ((4300, 100), (4200, 100), (3980, 75), (3840, 50), (3690, 10), (3610, 5)):
        battery = Battery(Cell(mv))
        battery.look(False)
        assert battery.percent == percent, mv
    shown = []
    for mv in range(3200, 4300, 10):
        battery = Battery(Cell(mv))
        battery.look(False)
        shown.append(battery.percent)
    assert shown == sorted(shown) and shown[0] == 0 and shown[-1] == 100


def test_the_first_reading_counts_at_once():
    battery = Battery(Cell(LOW_MV - 1))
    assert battery.percent is None and not battery.low
    assert battery.look(False) and battery.low
    raises(LowBattery, battery.check)


def test_one_reading_that_is_far_off_does_not_make_it_low():
    cell = Cell(3700)
    battery = Battery(cell)
    battery.look(False)
    assert looked(battery, cell, 2600, times=1) == 0
    assert not battery.low
    battery.check()


def test_it_becomes_low_once_and_recovers_only_when_it_was_charged():
    cell = Cell(3700)
    battery = Battery(cell)
    assert looked(battery, cell, 3700) == 0
    assert looked(battery, cell, LOW_MV - 20) == 1 and battery.low
    assert looked(battery, cell, ENOUGH_MV - 20) == 0 and battery.low, "it rests: no charge"
    assert looked(battery, cell, LOW_MV - 20) == 0
    assert looked(battery, cell, ENOUGH_MV + 20) == 0 and not battery.low
    assert looked(battery, cell, LOW_MV - 20) == 1


def test_on_usb_it_is_never_low():
    cell = Cell(LOW_MV - 100)
    battery = Battery(cell)
    assert looked(battery, cell, LOW_MV - 100, on_usb=True) == 0 and not battery.low
    assert looked(battery, cell, LOW_MV - 100, times=1) == 1
    assert looked(battery, cell, LOW_MV - 100, on_usb=True) == 0 and not battery.low


def test_what_no_cell_gives_is_no_reading_and_forbids_nothing():
    for mv in (0, 142, 2499, 4601, 6200):
        cell = Cell(mv)
        battery = Battery(cell)
        assert looked(battery, cell, mv) == 0
        assert battery.percent is None and not battery.low, mv


def test_a_battery_that_is_taken_out_is_forgotten_and_one_gap_is_not():
    cell = Cell(LOW_MV - 20)
    battery = Battery(cell)
    battery.look(False)
    assert looked(battery, cell, 0, times=2) == 0 and battery.low
    assert looked(battery, cell, LOW_MV - 20, times=1) == 0 and battery.low
    assert looked(battery, cell, 0, times=3) == 0
    assert battery.percent is None and not battery.low


class Part:
    blocks = 8

    def __init__(self):
        self.done = []

    def read(self):
        return 7

    def program(self, data):
        self.done.append(data)


def test_a_gate_refuses_some_methods_and_gives_out_the_rest():
    cell = Cell(LOW_MV - 100)
    battery = Battery(cell)
    part = Part()
    gated = Gated(part, battery.check, "program")
    gated.program(1)
    battery.look(False)
    raises(LowBattery, lambda: gated.program(2))
    assert (gated.blocks, gated.read(), part.done) == (8, 7, [1])


class Fs:
    def open(self, path, mode):
        return path, mode

    def remove(self, path):
        return path


class Flash:
    def mount(self):
        return Fs()

    def format(self):
        return "formatted"

    def is_blank(self):
        return False


def test_a_gate_before_a_filesystem_lets_everybody_read():
    battery = Battery(Cell(LOW_MV - 100))
    flash = GatedFlash(Flash(), battery.check, "format")
    fs = flash.mount()
    assert fs.open("a", "wb") == ("a", "wb") and flash.format() == "formatted"
    battery.look(False)
    assert fs.open("a", "rb") == ("a", "rb") and fs.remove("a") == "a" and not flash.is_blank()
    raises(LowBattery, lambda: fs.open("a", "wb"))
    raises(LowBattery, lambda: flash.format())


def sign(mv, height=64, y=40):
    """Return the pixels that a battery draws, as (x, y)."""
    canvas = StrictCanvas(height)
    battery = Battery(Cell(mv))
    if mv:
        battery.look(False)
    battery.draw_sign(canvas, y)
    return {
        (x, row)
        for x in range(128)
        for row in range(height)
        if canvas.buffer[row // 8 * 128 + x] >> row % 8 & 1
    }


def test_its_sign_fills_with_the_charge_and_stays_in_its_place():
    empty = sign(3200)
    assert {y for _, y in empty} == set(range(40, 46))
    assert {x for x, _ in empty} == set(range(112, 124)), "left of the bar of a list"
    filled = [len(sign(mv) - empty) for mv in (3200, 3610, 3690, 3750, 3840, 3980, 4200)]
    assert filled == sorted(filled) and filled[0] == 0 and filled[-1] == 14
    for height in SIZES:
        assert len(sign(3840, height, 20)) == len(sign(3840))


def test_who_knows_nothing_of_its_charge_draws_no_sign():
    assert sign(0) == set()
