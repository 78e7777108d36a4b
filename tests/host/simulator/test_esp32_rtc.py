"""The model of the ESP32's own timer of the date."""

import pytest

from fobctl.simulator.chips.esp32_rtc import Esp32Rtc


class Time:
    def __init__(self, now_ms=0):
        self.now_ms = now_ms

    def __call__(self):
        return self.now_ms


@pytest.fixture
def time():
    return Time(123_456)


@pytest.fixture
def rtc(time):
    return Esp32Rtc(time)


def test_it_starts_at_the_first_day_of_2000_a_saturday(rtc):
    assert rtc.get() == (2000, 1, 1, 5, 0, 0, 0, 0)


def test_it_runs_with_the_time_it_is_given(rtc, time):
    time.now_ms += 86_400_000 + 3_600_000 + 61_000 + 250
    assert rtc.get() == (2000, 1, 2, 6, 1, 1, 1, 250_000)


def test_what_is_set_goes_on_from_there(rtc, time):
    rtc.set((2026, 11, 22, 6, 19, 30, 59, 500_000))
    assert rtc.get() == (2026, 11, 22, 6, 19, 30, 59, 500_000)
    time.now_ms += 1500
    assert rtc.get() == (2026, 11, 22, 6, 19, 31, 1, 0)


def test_the_weekday_is_computed_and_not_taken(rtc):
    rtc.set((2024, 2, 29, 0, 12, 0, 0, 0))
    assert rtc.get()[3] == 3  # a Thursday; Monday is 0


@pytest.mark.parametrize(
    "last, first",
    [
        ((2024, 2, 28, 2, 23, 59, 59, 0), (2024, 2, 29, 3, 0, 0, 0, 0)),
        ((2100, 2, 28, 6, 23, 59, 59, 0), (2100, 3, 1, 0, 0, 0, 0, 0)),
        ((2026, 12, 31, 3, 23, 59, 59, 0), (2027, 1, 1, 4, 0, 0, 0, 0)),
    ],
)
def test_days_months_and_years_end_as_in_the_calendar(rtc, time, last, first):
    rtc.set(last)
    assert rtc.get() == last
    time.now_ms += 1000
    assert rtc.get() == first


def test_what_is_less_than_a_millisecond_is_cut_off(rtc):
    rtc.set((2026, 1, 1, 0, 0, 0, 0, 1_999))
    assert rtc.get()[7] == 1_000


def test_power_up_forgets_the_date(rtc, time):
    rtc.set((2026, 1, 1, 0, 0, 0, 0, 0))
    time.now_ms += 5000
    rtc.power_up()
    assert rtc.get() == (2000, 1, 1, 5, 0, 0, 0, 0)
