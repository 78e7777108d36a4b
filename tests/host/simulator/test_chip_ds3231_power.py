"""The DS3231 model as a clock: oscillator error, loss of power, restarts of the simulator."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from fobctl.simulator.chips.ds3231 import Ds3231

FRIDAY = [0x50, 0x59, 0x23, 0x05, 0x31, 0x12, 0x99]
EVENING = int(datetime(2026, 7, 31, 23, 59, 58, tzinfo=timezone.utc).timestamp())


class Counter:
    """The simulator's millisecond counter, turned by hand."""

    def __init__(self):
        self.ms = 1_000_000

    def __call__(self):
        return self.ms


@pytest.fixture
def counter():
    return Counter()


@pytest.fixture
def chip(counter):
    return Ds3231(counter)


def put(chip, register, *values):
    chip.write(bytes([register, *values]))


def get(chip, register, n=1):
    chip.write(bytes([register]))
    return list(chip.read(n))


def test_a_fast_oscillator_gains_its_error_to_the_last_nanosecond(chip, counter):
    chip.set_unix_s(EVENING)
    chip.error_ppb = 2_000
    counter.ms += 500_000_000 - 1
    assert chip.unix_s() == EVENING + 500_000
    counter.ms += 1
    assert chip.unix_s() == EVENING + 500_001
    assert chip.unix_ms() == (EVENING + 500_001) * 1000


def test_reading_often_does_not_change_how_fast_the_clock_runs(chip, counter):
    chip.set_unix_s(EVENING)
    chip.error_ppb = -333
    for _ in range(3_000):
        counter.ms += 1_001
        chip.unix_s()
    assert chip.unix_ms() == EVENING * 1000 + 3_003_000 * (10**9 - 333) // 10**9


def test_changing_the_error_does_not_jump_the_time(chip, counter):
    chip.set_unix_s(EVENING)
    chip.error_ppb = 50_000
    counter.ms += 10**9
    chip.error_ppb = -50_000
    assert chip.unix_ms() == EVENING * 1000 + 10**9 + 50_000
    counter.ms += 10**9
    assert chip.unix_ms() == EVENING * 1000 + 2 * 10**9
    assert chip.error_ppb == -50_000


@pytest.mark.parametrize("unix_s", [946684800, 1234567890, EVENING, 4102444800, 7258118399])
def test_a_time_that_is_set_is_the_time_that_is_read(chip, counter, unix_s):
    counter.ms += 700
    chip.set_unix_s(unix_s)
    counter.ms += 999
    assert chip.unix_s() == unix_s
    when = datetime(1970, 1, 1) + timedelta(seconds=unix_s)
    shown = get(chip, 0x00, 7)
    assert shown[5] >> 7 == (when.year >= 2100)
    shown[5] &= 0x7F
    assert bytes(shown).hex() == when.strftime("%S%M%H0%u%d%m%y")


@pytest.mark.parametrize("unix_s", [946684799, 7258118400, -(10**15), 10**15])
def test_a_time_outside_2000_to_2199_cannot_be_set(chip, unix_s):
    with pytest.raises(ValueError, match="2000 to 2199"):
        chip.set_unix_s(unix_s)


def test_setting_the_time_for_a_test_also_sets_or_clears_the_lost_power_flag(chip):
    chip.set_unix_s(EVENING)
    assert get(chip, 0x0F) == [0x08]
    chip.set_unix_s(EVENING, lost_power=True)
    assert get(chip, 0x0F) == [0x88]


def test_losing_power_forgets_everything_and_sets_osf(chip, counter):
    fresh = get(chip, 0x00, 0x13)
    chip.set_unix_s(EVENING)
    put(chip, 0x02, 0x52, 3)
    put(chip, 0x07, 1)
    put(chip, 0x0E, 0x00, 0x00, 0x22)
    counter.ms += 500
    chip.lose_power()
    counter.ms += 999
    assert get(chip, 0x00, 0x13) == fresh
    assert chip.unix_s() == 946684800


def test_on_battery_the_clock_runs_unless_eosc_is_set(chip, counter):
    chip.set_unix_s(EVENING)
    chip.set_on_battery(True)
    counter.ms += 5_000
    chip.set_on_battery(False)
    assert chip.unix_s() == EVENING + 5 and not chip.lost_power
    put(chip, 0x0E, 0x9C)
    counter.ms += 5_000
    assert chip.unix_s() == EVENING + 10, "EOSC does nothing while there is a supply"
    chip.set_on_battery(True)
    counter.ms += 5_000
    chip.set_on_battery(False)
    counter.ms += 1_000
    assert chip.unix_s() == EVENING + 11 and chip.lost_power


def test_a_new_chip_runs_from_its_supply_with_eosc_set(chip, counter):
    put(chip, 0x0E, 0x80)
    counter.ms += 5_000
    assert chip.unix_s() == 946684805


def test_setting_eosc_while_on_battery_stops_the_oscillator_and_sets_osf(chip, counter):
    chip.set_unix_s(EVENING)
    chip.set_on_battery(True)
    put(chip, 0x0E, 0x80)
    counter.ms += 5_000
    assert chip.unix_s() == EVENING and chip.lost_power


def test_milliseconds_show_the_fraction_of_the_second(chip, counter):
    chip.set_unix_s(EVENING)
    counter.ms += 1_999
    assert chip.unix_ms() == EVENING * 1000 + 1_999


def test_a_saved_chip_goes_on_where_it_was_after_a_restart(chip, counter):
    put(chip, 0x00, *FRIDAY[:2], 0x71, *FRIDAY[3:])
    put(chip, 0x07, *range(7), 0x1D, 0x00, 0x7F)
    chip.temperature_quarter_c = -7
    chip.error_ppb = 1_500
    counter.ms += 1_234
    saved = json.loads(json.dumps(chip.save()))
    other = Counter()
    other.ms = 5
    again = Ds3231(other)
    again.load(saved)
    assert again.unix_ms() == chip.unix_ms()
    assert (again.error_ppb, again.temperature_quarter_c) == (1_500, -7)
    assert get(again, 0x00, 0x13) == get(chip, 0x00, 0x13)
    other.ms += 60_000
    counter.ms += 60_000
    assert again.save() == chip.save()


def test_a_restart_can_add_the_time_the_battery_bridged(chip, counter):
    chip.set_unix_s(EVENING)
    chip.error_ppb = 10_000
    saved = chip.save()
    chip.load(saved, elapsed_ms=100_000_000)
    assert chip.unix_s() == EVENING + 100_001 and not chip.lost_power
    put(chip, 0x0E, 0x80)
    chip.load(chip.save(), elapsed_ms=5_000)
    assert chip.unix_s() == EVENING + 100_001 and chip.lost_power
    counter.ms += 1_000
    assert chip.unix_s() == EVENING + 100_002, "after the restart it has its supply"


def test_a_lost_power_flag_survives_a_restart(chip):
    saved = chip.save()
    chip.set_unix_s(EVENING)
    chip.load(saved)
    assert chip.lost_power


@pytest.mark.parametrize(
    "change",
    [{"registers": "00"}, {"registers": "zz"}, {"registers": "7f" * 19}, {"registers": 5}]
    + [{"phase_ps": -1}, {"phase_ps": 10**12}, {"phase_ps": "a"}, {"error_ppb": None}],
)
def test_a_saved_state_that_is_damaged_is_refused(chip, change):
    with pytest.raises(ValueError, match="not the saved state"):
        chip.load(chip.save() | change)


def test_a_saved_state_with_a_missing_part_is_refused(chip):
    for name in chip.save():
        part = chip.save()
        del part[name]
        with pytest.raises(ValueError, match="not the saved state"):
            chip.load(part)
