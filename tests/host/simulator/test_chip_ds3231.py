"""The DS3231 model against its data sheet: registers and calendar."""

from datetime import datetime, timedelta, timezone

import pytest

from fobctl.simulator.chips.ds3231 import Ds3231
from fobctl.simulator.chips.errors import ChipError

FRIDAY = [0x50, 0x59, 0x23, 0x05, 0x31, 0x12, 0x99]


class Counter:
    """The simulator's millisecond counter, turned by hand."""

    def __init__(self):
        self.ms = 1_000_000
        self.step_ms = 0

    def __call__(self):
        self.ms += self.step_ms
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


def test_at_first_power_on_the_time_is_the_start_of_2000_and_osf_is_set(chip):
    assert chip.address == 0x68
    assert get(chip, 0x00, 0x13) == [0, 0, 0, 1, 1, 1, 0] + [0] * 7 + [0x1C, 0x88, 0, 25, 0]
    assert chip.lost_power


def test_the_time_runs_with_the_counter_and_only_with_it(chip, counter):
    counter.ms += 999
    assert get(chip, 0)[0] == 0x00
    counter.ms += 1
    assert get(chip, 0)[0] == 0x01
    assert get(chip, 0)[0] == 0x01


def test_a_counter_that_goes_back_is_refused(chip, counter):
    counter.ms -= 1
    with pytest.raises(ValueError, match="went back"):
        chip.unix_s()


def test_writing_and_reading_step_through_the_registers_from_the_pointer(chip):
    put(chip, 0x00, *FRIDAY)
    assert get(chip, 0x00, 7) == FRIDAY
    assert get(chip, 0x04, 2) == FRIDAY[4:6]
    assert list(chip.read(1)) == FRIDAY[6:7], "the next read goes on where the last one ended"


def test_the_pointer_wraps_from_0x12_to_0x00_in_reads_and_writes(chip):
    put(chip, 0x12, 0x77, 0x42)
    assert get(chip, 0x12, 3) == [0x00, 0x42, 0x00]


def test_after_power_on_the_pointer_is_at_register_0(chip, counter):
    counter.ms += 7_000
    assert chip.read(1) == b"\x07"


def test_an_empty_write_leaves_the_pointer_and_one_beyond_0x12_is_refused(chip):
    put(chip, 0x00, *FRIDAY)
    chip.write(b"\x06")
    chip.write(b"")
    assert chip.read(1) == b"\x99"
    with pytest.raises(ChipError, match="0x13"):
        chip.write(b"\x13")


def test_midnight_carries_through_all_registers_and_toggles_the_century(chip, counter):
    put(chip, 0x00, *FRIDAY)
    counter.ms += 10_000
    assert get(chip, 0x00, 7) == [0, 0, 0, 6, 0x01, 0x81, 0x00]
    chip.lose_power()
    put(chip, 0x00, *FRIDAY[:5], 0x80 | 0x12, 0x99)
    counter.ms += 10_000
    assert get(chip, 0x05, 2) == [0x01, 0x00], "the century bit toggles back"


def test_the_weekday_goes_from_7_to_1(chip, counter):
    put(chip, 0x00, 0x59, 0x59, 0x23, 0x07)
    counter.ms += 1_000
    assert get(chip, 0x03) == [1]


def test_hours_count_in_12_hour_mode_with_am_and_pm(chip, counter):
    seen = []
    put(chip, 0x00, 0x00, 0x00, 0x40 | 0x12)
    for _ in range(25):
        seen += get(chip, 0x02)
        counter.ms += 3_600_000
    morning = [0x52, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x50, 0x51]
    assert seen == morning + [hour | 0x20 for hour in morning] + morning[:1]
    assert get(chip, 0x04) == [0x02]


def test_a_12_hour_register_means_the_right_hour_of_the_day(chip):
    put(chip, 0x02, 0x72)
    assert chip.unix_s() % 86400 == 12 * 3600
    put(chip, 0x02, 0x23)
    assert chip.unix_s() % 86400 == 23 * 3600
    assert get(chip, 0x02) == [0x23]


def test_every_day_from_2000_to_2099_follows_the_calendar(chip, counter):
    chip.set_unix_s(946684800)
    day = datetime(2000, 1, 1)
    for _ in range(36525 - 1):
        counter.ms += 86_400_000
        day += timedelta(days=1)
        assert bytes(get(chip, 0x03, 4)).hex() == day.strftime("0%u%d%m%y")


def test_2100_is_a_leap_year_to_the_chip_and_not_to_the_world(chip, counter):
    chip.set_unix_s(int(datetime(2100, 2, 28, tzinfo=timezone.utc).timestamp()))
    counter.ms += 86_400_000
    assert get(chip, 0x04, 3) == [0x29, 0x82, 0x00]
    assert chip.unix_s() == int(datetime(2100, 3, 1, tzinfo=timezone.utc).timestamp())


def test_a_write_meets_the_time_as_it_is_then(chip, counter):
    put(chip, 0x00, 0x59, 0x59, 0x09)
    counter.ms += 2_000
    put(chip, 0x01, 0x30)
    assert get(chip, 0x00, 3) == [0x01, 0x30, 0x10]


def test_the_lowest_values_can_be_written(chip):
    lowest = [0x00, 0x00, 0x41, 0x01, 0x01, 0x01, 0x00]
    put(chip, 0x00, *FRIDAY)
    put(chip, 0x00, *lowest)
    assert get(chip, 0x00, 7) == lowest


def test_writing_the_seconds_starts_a_full_second_and_writing_minutes_does_not(chip, counter):
    counter.ms += 900
    put(chip, 0x01, 0x30)
    counter.ms += 100
    assert get(chip, 0x00) == [0x01], "the minutes left the second running"
    counter.ms += 900
    put(chip, 0x00, 0x10)
    counter.ms += 999
    assert get(chip, 0x00) == [0x10]
    counter.ms += 1
    assert get(chip, 0x00) == [0x11]


def test_one_read_shows_the_time_of_its_start(chip, counter):
    put(chip, 0x00, *FRIDAY)
    counter.ms += 8_000
    chip.write(b"\x00")
    counter.step_ms = 1_000
    assert list(chip.read(7)) == [0x59, *FRIDAY[1:]]


def test_a_read_that_rolls_over_to_register_0_looks_at_the_time_again(chip, counter):
    put(chip, 0x00, *FRIDAY)
    counter.ms += 8_000
    chip.write(b"\x06")
    counter.step_ms = 1_000
    seen = chip.read(20)
    assert (seen[0], seen[-7:]) == (0x99, bytes([0, 0, 0, 6, 0x01, 0x81, 0x00]))


def test_a_clock_that_moves_between_two_reads_moves_the_second_one(chip, counter):
    chip.write(b"\x00")
    chip.read(1)
    counter.ms += 61_000
    assert chip.read(1) == b"\x01"


@pytest.mark.parametrize(
    "register, value",
    [(0, 0x60), (0, 0x0A), (1, 0x60), (2, 0x24), (2, 0x40), (2, 0x53), (3, 0)]
    + [(4, 0), (4, 0x32), (5, 0), (5, 0x13), (6, 0x9A), (6, 0xA0)],
)
def test_a_value_that_is_no_time_is_refused_and_changes_nothing(chip, register, value):
    before = get(chip, 0x00, 0x13)
    with pytest.raises(ChipError, match="0x.. is no "):
        put(chip, register, value)
    assert get(chip, 0x00, 0x13) == before


def test_a_day_the_month_does_not_have_is_refused_at_the_next_midnight(chip, counter):
    put(chip, 0x00, 0, 0, 0, 1, 0x31, 0x04, 0x26)
    assert get(chip, 0x04, 2) == [0x31, 0x04]
    counter.ms += 86_400_000
    with pytest.raises(ChipError, match="no day 31"):
        chip.read(1)


def test_bits_the_time_registers_do_not_have_read_as_0(chip):
    put(chip, 0x00, 0x81, 0x82, 0x83, 0xF9, 0xC4, 0x65, 0x00)
    assert get(chip, 0x00, 7) == [0x01, 0x02, 0x03, 0x01, 0x04, 0x05, 0x00]


def test_osf_is_cleared_by_writing_0_and_writing_1_has_no_effect(chip):
    put(chip, 0x0F, 0x88)
    assert get(chip, 0x0F) == [0x88]
    put(chip, 0x0F, 0x00)
    assert get(chip, 0x0F) == [0x00] and not chip.lost_power
    put(chip, 0x0F, 0xFF)
    assert get(chip, 0x0F) == [0x08], "only EN32kHz can be set"


def test_setting_the_time_over_i2c_leaves_osf_set(chip):
    put(chip, 0x00, *FRIDAY)
    assert chip.lost_power


def test_alarms_control_and_ageing_are_kept_and_conv_reads_0(chip):
    put(chip, 0x07, *range(0x81, 0x88))
    put(chip, 0x0E, 0xFF)
    put(chip, 0x10, 0xF6)
    assert get(chip, 0x07, 8) == [*range(0x81, 0x88), 0xDF]
    assert get(chip, 0x10) == [0xF6]


@pytest.mark.parametrize(
    "quarters, registers", [(101, [0x19, 0x40]), (-1, [0xFF, 0xC0]), (-160, [0xD8, 0x00])]
)
def test_the_temperature_is_two_complement_quarters_and_cannot_be_written(
    chip, quarters, registers
):
    chip.temperature_quarter_c = quarters
    put(chip, 0x11, 0x55, 0x55)
    assert get(chip, 0x11, 2) == registers
