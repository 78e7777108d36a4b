"""Ages, bounds, changes and rates as texts."""

from ui.glass import said

from otpfob.core import calendar
from otpfob.ui import amounts

HOUR_S = 3600
DAY_S = 86_400


def test_a_time_is_told_in_utc():
    assert amounts.utc(0) == "1970-01-01 00:00:00"
    assert amounts.utc(calendar.unix(2036, 2, 7, 6, 28, 16)) == "2036-02-07 06:28:16"
    assert amounts.utc(253_402_300_799) == "9999-12-31 23:59:59"
    assert amounts.day(calendar.unix(2100, 2, 28, 23, 59, 59)) == "2100-02-28"


def test_an_age_is_rounded_down():
    for seconds, short, long in (
        (-1, "0 s", "0 s"),
        (0, "0 s", "0 s"),
        (119, "119 s", "119 s"),
        (120, "2 min", "2 min"),
        (119 * 60 + 59, "119 min", "119 min"),
        (2 * HOUR_S, "2 h", "2 h"),
        (2 * DAY_S - 1, "47 h", "47 h"),
        (2 * DAY_S, "2 d", "2 d"),
        (2 * DAY_S + HOUR_S - 1, "2 d", "2 d"),
        (2 * DAY_S + 3 * HOUR_S, "2 d", "2 d 3 h"),
        (10 * DAY_S - 1, "9 d", "9 d 23 h"),
        (10 * DAY_S + HOUR_S, "10 d", "10 d"),
        (400 * DAY_S, "400 d", "400 d"),
    ):
        assert said(amounts.short_age(seconds)) == short, seconds
        assert said(amounts.age(seconds)) == long, seconds
        assert len(long) <= 8


def test_a_bound_is_never_told_too_small():
    for ms, text in (
        (0, "±0.0 s"),
        (1, "±0.1 s"),
        (400, "±0.4 s"),
        (401, "±0.5 s"),
        (9900, "±9.9 s"),
        (9901, "±10 s"),
        (10_001, "±11 s"),
        (119_000, "±119 s"),
        (119_001, "±2 min"),
        (7_140_000, "±119 min"),
        (7_140_001, "±2 h"),
        (169_200_000, "±47 h"),
        (169_200_001, "±2 d"),
    ):
        assert said(amounts.bound(ms)) == text, (ms, said(amounts.bound(ms)))


def test_a_change_has_its_sign():
    for ms, text in (
        (0, "+0 ms"),
        (350, "+350 ms"),
        (-9999, "-9999 ms"),
        (10_000, "+10 s"),
        (-94_900, "-94 s"),
        (-7_200_000, "-2 h"),
        (86_400_000_000, "+1000 d"),
        (-86_400_000_000, "-1000 d"),
    ):
        assert said(amounts.change(ms)) == text, (ms, said(amounts.change(ms)))


def test_a_rate_is_rounded_and_its_uncertainty_is_rounded_up():
    for ppb, sigma_ppb, text in (
        (1234, 50, "+1.23 ppm ±0.05"),
        (1235, 51, "+1.24 ppm ±0.06"),
        (-1235, 999, "-1.24 ppm ±1.00"),
        (-60_000, 1, "-60.00 ppm ±0.01"),
        (-4, 10, "+0.00 ppm ±0.01"),
        (-5, 10, "-0.01 ppm ±0.01"),
        (1_000_000, 999, "+1000.00 ppm ±1.00"),
    ):
        assert said(amounts.rate(ppb, sigma_ppb)) == text, (ppb, sigma_ppb)


def test_a_rejected_rate_is_told_in_whole_ppm():
    for ppb, text in ((45_000, "+45 ppm"), (-45_500, "-46 ppm"), (3_276_700, "+3277 ppm")):
        assert said(amounts.whole_ppm(ppb)) == text, ppb
