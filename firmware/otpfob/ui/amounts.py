"""Times and their errors as phrases (ui.texts), short enough to stand beside a label.

In integers. What is the same in every language is a string.
"""

from micropython import const

from otpfob.core import calendar

_T_SECONDS = const(0x3F7FC)
_T_MINUTES = const(0xEB4B9)
_T_HOURS = const(0xE7F3D)
_T_DAYS = const(0x111D2)
_T_DAYS_AND_HOURS = const(0xAEB8D)
_T_ERROR_TENTHS = const(0x364D5)
_T_ERROR_OF = const(0xA94D1)
_T_CHANGE_MS = const(0xC9338)
_T_LATER = const(0x770F9)
_T_EARLIER = const(0xA1A90)
_T_RATE = const(0x9D28D)
_T_PPM = const(0xB97DB)

# (seconds, up to how many of them, text); what is longer is told in days.
_UNITS = ((1, 119, _T_SECONDS), (60, 119, _T_MINUTES), (3600, 47, _T_HOURS))
_HOUR_S = const(3600)
_DAY_S = 86_400
_TENTHS_MS = const(9900)  # up to here tenths of a second matter
_FINE_MS = 10_000  # and below this a change is told in milliseconds


def utc(unix_s: int) -> str:
    """Return date and time, "2027-01-15 14:02:07": 19 characters up to the year 9999."""
    return "%04d-%02d-%02d %02d:%02d:%02d" % calendar.civil(unix_s)[:6]


def day(unix_s: int) -> str:
    """Return the date, "2027-01-15"."""
    return utc(unix_s)[:10]


def short_age(seconds: int):
    """Return how long ago, rounded down: "59 s", "12 min", "30 h", "3 d". Never less than 0."""
    return _coarse(max(0, seconds), False)


def age(seconds: int):
    """Return how long ago, with the hours of the first ten days: "2 d 3 h"; 8 characters."""
    phrase = short_age(seconds)
    hours = seconds % _DAY_S // _HOUR_S
    if hours and phrase[0] == _T_DAYS and seconds < 10 * _DAY_S:
        return _T_DAYS_AND_HOURS, phrase[1], hours
    return phrase


def bound(ms: int):
    """Return an error bound, "±0.4 s". Rounded up: what it says is never too little."""
    if ms > _TENTHS_MS:
        return _T_ERROR_OF, _coarse((ms + 999) // 1000, True)
    tenths = (ms + 99) // 100
    return _T_ERROR_TENTHS, tenths // 10, tenths % 10


def change(ms: int):
    """Return a difference with its sign: "+350 ms", "-94 s", "+3 h"; rounded towards 0."""
    if abs(ms) < _FINE_MS:
        return _T_CHANGE_MS, ms
    return _T_EARLIER if ms < 0 else _T_LATER, _coarse(abs(ms) // 1000, False)


def rate(ppb: int, sigma_ppb: int):
    """Return a rate and its uncertainty, "+1.23 ppm ±0.05"; the uncertainty is rounded up."""
    hundredths = (abs(ppb) + 5) // 10
    sign = "-" if ppb < 0 and hundredths else "+"
    sigma = (sigma_ppb + 9) // 10
    whole, part = hundredths // 100, hundredths % 100
    return _T_RATE, sign, whole, part, sigma // 100, sigma % 100


def whole_ppm(ppb: int):
    """Return a rate in whole ppm, "-45 ppm"."""
    return _T_PPM, "-" if ppb < 0 else "+", (abs(ppb) + 500) // 1000


def _coarse(seconds, up):
    """Return a time in the smallest unit that it is not many of."""
    for size, most, text in _UNITS:
        count = (seconds + (size - 1 if up else 0)) // size
        if count <= most:
            return text, count
    return _T_DAYS, (seconds + (_DAY_S - 1 if up else 0)) // _DAY_S
