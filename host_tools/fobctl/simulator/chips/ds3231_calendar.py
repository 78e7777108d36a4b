"""The date arithmetic of the DS3231 (Maxim 19-5170 Rev 10, "Clock and Calendar").

The chip takes every year divisible by 4 for a leap year, which is right from 2000 to 2099: it
gives 2100 a 29 February that the world does not have. Years past 99 toggle the century bit.
"""

from datetime import date

from fobctl.simulator.chips.errors import ChipError

SECONDS_A_DAY = 86_400

_DAYS_A_CENTURY = 36_525
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNIX_DAY_ZERO = date(1970, 1, 1).toordinal()
_FIRST_DAY = date(2000, 1, 1).toordinal() - _UNIX_DAY_ZERO
_LAST_DAY = date(2199, 12, 31).toordinal() - _UNIX_DAY_ZERO


def month_days(year: int, month: int) -> int:
    """Return how many days the chip gives `month` (1..12) in `year` (0..99)."""
    leap_day = month == 2 and year % 4 == 0
    return _MONTH_DAYS[month - 1] + leap_day


def add_days(century: int, year: int, month: int, day: int, days: int) -> tuple[int, int, int, int]:
    """Return century bit, year, month and day `days` later.

    Raise ChipError for a date such as 31 April, whose future the data sheet calls undefined.
    """
    if day > month_days(year, month):
        raise ChipError(f"month {month} of year {year:02} has no day {day}")
    day += sum(month_days(year, m) for m in range(1, month)) + days
    centuries, day = divmod(day + 365 * year + (year + 3) // 4 - 1, _DAYS_A_CENTURY)
    # Day 0 of a century is 1 January 00, and each four years start with the leap year.
    year = day * 4 // 1461
    day -= 365 * year + (year + 3) // 4
    month = 1
    while day >= month_days(year, month):
        day -= month_days(year, month)
        month += 1
    return (century + centuries) % 2, year, month, day + 1


def unix_day(century: int, year: int, month: int, day: int) -> int:
    """Return the days from 1970-01-01 to the date as the world counts them, bit 0 being 20xx."""
    return date(2000 + 100 * century + year, month, 1).toordinal() + day - 1 - _UNIX_DAY_ZERO


def date_of_unix_day(unix_day: int) -> tuple[int, int, int, int]:
    """Return century bit, year, month and day; raise ValueError outside 2000 to 2199."""
    if not _FIRST_DAY <= unix_day <= _LAST_DAY:
        raise ValueError("the DS3231 can only hold years 2000 to 2199")
    found = date.fromordinal(unix_day + _UNIX_DAY_ZERO)
    century, year = divmod(found.year - 2000, 100)
    return century, year, found.month, found.day
