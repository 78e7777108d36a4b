"""Unix seconds to calendar fields and back, in integers. UTC, proleptic Gregorian.

Not `time.gmtime`: ESP32 counts from 2000, the unix port from 1970, and both stop
where their C library does.
"""

_DAY_S = 86_400
# Days from 0000-03-01 to 1970-01-01. Years that start in March end with their leap day.
_EPOCH_DAYS = 719_468
_ERA_DAYS = 146_097  # 400 years


def civil(unix_s: int):
    """Return (year, month, day, hour, minute, second, weekday); Monday is 0."""
    days, rest = divmod(unix_s, _DAY_S)
    era, day_of_era = divmod(days + _EPOCH_DAYS, _ERA_DAYS)
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153  # months since March
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, day, rest // 3600, rest // 60 % 60, rest % 60, (days + 3) % 7


def unix(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """Return the Unix seconds of a UTC date and time. The fields are not checked."""
    if month <= 2:
        year -= 1
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    days = era * _ERA_DAYS + day_of_era - _EPOCH_DAYS
    return days * _DAY_S + hour * 3600 + minute * 60 + second
