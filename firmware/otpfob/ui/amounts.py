"""Times and their errors as texts, short enough to stand beside a label. In integers."""

from otpfob.core import calendar

# (seconds, up to how many of them, name); what is longer is told in days.
_UNITS = ((1, 119, "s"), (60, 119, "min"), (3600, 47, "h"))
_HOUR_S = 3600
_DAY_S = 86_400
_TENTHS_MS = 9900  # up to here tenths of a second matter
_FINE_MS = 10_000  # and below this a change is told in milliseconds


def utc(unix_s: int) -> str:
    """Return date and time, "2027-01-15 14:02:07": 19 characters up to the year 9999."""
    return "%04d-%02d-%02d %02d:%02d:%02d" % calendar.civil(unix_s)[:6]


def day(unix_s: int) -> str:
    """Return the date, "2027-01-15"."""
    return utc(unix_s)[:10]


def short_age(seconds: int) -> str:
    """Return how long ago, rounded down: "59 s", "12 min", "30 h", "3 d". Never less than 0."""
    return _coarse(max(0, seconds), False)


def age(seconds: int) -> str:
    """Return how long ago, with the hours of the first ten days: "2 d 3 h"; 8 characters."""
    text = short_age(seconds)
    hours = seconds % _DAY_S // _HOUR_S
    if hours and text[-1] == "d" and seconds < 10 * _DAY_S:
        return text + " %d h" % hours
    return text


def bound(ms: int) -> str:
    """Return an error bound, "±0.4 s". Rounded up: what it says is never too little."""
    if ms > _TENTHS_MS:
        return "±" + _coarse((ms + 999) // 1000, True)
    tenths = (ms + 99) // 100
    return "±%d.%d s" % (tenths // 10, tenths % 10)


def change(ms: int) -> str:
    """Return a difference with its sign: "+350 ms", "-94 s", "+3 h"; rounded towards 0."""
    if abs(ms) < _FINE_MS:
        return "%+d ms" % ms
    return ("-" if ms < 0 else "+") + _coarse(abs(ms) // 1000, False)


def rate(ppb: int, sigma_ppb: int) -> str:
    """Return a rate and its uncertainty, "+1.23 ppm ±0.05"; the uncertainty is rounded up."""
    hundredths = (abs(ppb) + 5) // 10
    sign = "-" if ppb < 0 and hundredths else "+"
    sigma = (sigma_ppb + 9) // 10
    return "%s%d.%02d ppm ±%d.%02d" % (
        sign,
        hundredths // 100,
        hundredths % 100,
        sigma // 100,
        sigma % 100,
    )


def whole_ppm(ppb: int) -> str:
    """Return a rate in whole ppm, "-45 ppm"."""
    return "%s%d ppm" % ("-" if ppb < 0 else "+", (abs(ppb) + 500) // 1000)


def _coarse(seconds, up):
    """Return a time in the smallest unit that it is not many of."""
    for size, most, name in _UNITS:
        count = (seconds + (size - 1 if up else 0)) // size
        if count <= most:
            return "%d %s" % (count, name)
    return "%d d" % ((seconds + (_DAY_S - 1 if up else 0)) // _DAY_S)
