"""The calendar against a walk from day to day, which knows only the leap rule."""

import time

from otpfob.core import calendar, otp

DAY_S = 86_400
SECONDS_1970_TO_2000 = 946_684_800
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
THURSDAY = 3  # 1970-01-01; Monday is 0


def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def walk(last_year):
    """Yield (Unix seconds at midnight, year, month, day, weekday) from 1970 on."""
    days = 0
    for year in range(1970, last_year + 1):
        for month in range(1, 13):
            length = 29 if month == 2 and is_leap(year) else MONTHS[month - 1]
            for day in range(1, length + 1):
                yield days * DAY_S, year, month, day, (THURSDAY + days) % 7
                days += 1


def test_every_day_from_1970_to_2106_both_ways():
    for unix_s, year, month, day, weekday in walk(2106):
        want = (year, month, day, 0, 0, 0, weekday)
        assert calendar.civil(unix_s) == want, (want, calendar.civil(unix_s))
        assert calendar.unix(year, month, day) == unix_s, want


def test_the_last_second_of_every_day_belongs_to_it():
    for unix_s, year, month, day, weekday in walk(2106):
        want = (year, month, day, 23, 59, 59, weekday)
        assert calendar.civil(unix_s + DAY_S - 1) == want, want


def test_every_second_of_a_day():
    start = calendar.unix(2024, 2, 29)
    for second in range(0, DAY_S, 7):
        hour, minute = second // 3600, second // 60 % 60
        fields = calendar.civil(start + second)
        assert fields == (2024, 2, 29, hour, minute, second % 60, 3), fields
        assert calendar.unix(2024, 2, 29, hour, minute, second % 60) == start + second


def test_the_times_of_rfc_6238():
    table = (
        (59, (1970, 1, 1, 0, 0, 59)),
        (1111111109, (2005, 3, 18, 1, 58, 29)),
        (1111111111, (2005, 3, 18, 1, 58, 31)),
        (1234567890, (2009, 2, 13, 23, 31, 30)),
        (2000000000, (2033, 5, 18, 3, 33, 20)),
        (20000000000, (2603, 10, 11, 11, 33, 20)),
    )
    for unix_s, fields in table:
        assert calendar.civil(unix_s)[:6] == fields, unix_s
        assert calendar.unix(*fields) == unix_s, unix_s


def test_where_other_calendars_end():
    # 2^31, 2^32, the ESP32's epoch, and the last second that has four digits for its year.
    table = (
        (2147483647, (2038, 1, 19, 3, 14, 7)),
        (2147483648, (2038, 1, 19, 3, 14, 8)),
        (4294967296, (2106, 2, 7, 6, 28, 16)),
        (946684800, (2000, 1, 1, 0, 0, 0)),
        (253402300799, (9999, 12, 31, 23, 59, 59)),
    )
    for unix_s, fields in table:
        assert calendar.civil(unix_s)[:6] == fields, unix_s
        assert calendar.unix(*fields) == unix_s, unix_s


def test_centuries_have_a_leap_day_only_every_400_years():
    for year in (2000, 2400, 2800):
        after = calendar.unix(year, 2, 28) + DAY_S
        assert calendar.civil(after)[:3] == (year, 2, 29), year
    for year in (2100, 2200, 2300, 2500):
        after = calendar.unix(year, 2, 28) + DAY_S
        assert calendar.civil(after)[:3] == (year, 3, 1), year


def test_days_before_1970():
    assert calendar.civil(-1) == (1969, 12, 31, 23, 59, 59, 2)
    assert calendar.unix(1969, 12, 31, 23, 59, 59) == -1
    assert calendar.unix(1900, 1, 1) == -2208988800


def test_every_day_from_1970_to_2106_is_that_of_the_interpreter():
    # CPython and the unix port count from 1970, the ESP32 from 2000.
    starts_1970 = time.gmtime(0)[0] == 1970
    assert calendar.unix(2000, 1, 1) == SECONDS_1970_TO_2000
    second = compared = 0
    for day in range(calendar.unix(2107, 1, 1) // DAY_S):
        unix_s = day * DAY_S
        second = (second + 7919) % DAY_S  # another time every day
        now_s = unix_s + second
        try:
            t = time.gmtime(now_s if starts_1970 else now_s - SECONDS_1970_TO_2000)
        except OverflowError:
            continue  # an interpreter whose own calendar has 32 bits
        if t[:3] == (2100, 2, 29):
            break  # MicroPython built without years from 2100 on: there was no such day
        compared += 1
        fields = (t[0], t[1], t[2], t[3], t[4], t[5], t[6])
        assert calendar.civil(now_s) == fields, (unix_s, fields)
        assert calendar.unix(*fields[:6]) == now_s, fields
    assert compared > 10_000


def test_a_second_either_side_of_where_counters_end():
    # NTP's era 2036, 31 bits 2038, the DS3231's century, the leap day that 2100 does not have,
    # 32 bits 2106.
    table = (
        (2_085_978_496, (2036, 2, 7, 6, 28, 16)),
        (2_147_483_648, (2038, 1, 19, 3, 14, 8)),
        (4_102_444_800, (2100, 1, 1, 0, 0, 0)),
        (4_107_542_400, (2100, 3, 1, 0, 0, 0)),
        (4_294_967_296, (2106, 2, 7, 6, 28, 16)),
    )
    for unix_s, fields in table:
        assert calendar.civil(unix_s)[:6] == fields, unix_s
        assert calendar.unix(*fields) == unix_s
        before = calendar.civil(unix_s - 1)
        assert before[:6] < fields and calendar.unix(*before[:6]) == unix_s - 1, before


def test_a_step_changes_when_its_period_ends_and_not_before():
    edges = (30, 1_800_000_000, 2_085_978_480, 2_147_483_640, 4_107_542_400, 4_294_967_280)
    for period_s in (1, 30, 60, 86_400):
        for near_s in edges:
            edge_s = near_s - near_s % period_s + period_s
            step = otp.step(edge_s, period_s)
            assert otp.step(edge_s - 1, period_s) == step - 1, (edge_s, period_s)
            assert otp.step(edge_s + period_s - 1, period_s) == step, (edge_s, period_s)
            assert otp.seconds_left(edge_s, period_s) == period_s
            assert otp.seconds_left(edge_s - 1, period_s) == 1
