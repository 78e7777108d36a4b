"""The clock: what it knows, a sync, and setting it by hand."""

from ui.glass import Clock, Record
from ui.hand import DO
from ui.shown.entry import Shown, menu, message, question, text, work

from otpfob.core import calendar
from otpfob.ui.screens.clock import ClockScreen
from otpfob.ui.screens.set_time import SetTimeScreen

_NOW_S = calendar.unix(2027, 1, 15, 14, 2, 7)
_DAY_S = 86_400
_TIMES = ("2027-01-15 14:02:07", "2027-01-15 14:03:00")


def _healthy():
    clock = Clock(_NOW_S)
    clock.source = "sntp"
    clock.age_s = 2 * _DAY_S + 3 * 3600
    clock.error_ms = 380
    clock.rate_ppb = 1234
    clock.rate_sigma_ppb = 50
    clock.records = [
        Record("sntp", _NOW_S - clock.age_s, 350),
        Record("none", 0),
        Record("host", _NOW_S - 30 * _DAY_S, -94_000),
        Record("user", _NOW_S - 60 * _DAY_S, 3 * 3_600_000),
        Record("host", _NOW_S - 90 * _DAY_S, None),
    ]
    return clock


def _marked():
    clock = _healthy()
    clock.source = "user"
    clock.age_s = 119 * 60
    clock.error_ms = 29_000
    clock.trust(marked=True)
    clock.rejected_ppb = -45_000
    return clock


def _refused():
    clock = _healthy()
    clock.source = "host"
    clock.age_s = 400 * _DAY_S
    clock.error_ms = 400 * 1000 * 60
    clock.trust(refused=True)
    clock.rate_sigma_ppb = 0
    return clock


def _own_time():
    clock = Clock(_NOW_S)
    clock.trust(refused=True)
    return clock


def _screen(make_clock):
    return ClockScreen(make_clock(), lambda: 20)


def _set(fields):
    screen = SetTimeScreen(_NOW_S, 0, 2 * _NOW_S)
    for _ in range(fields):
        screen.on_action(DO)
    return screen


def _set_clock(old, hold):
    lines = (text("FROM_TIME"), old), (text("TO_TIME"), _TIMES[1]), text("TIMES_ARE_UTC")
    return question("SET_THE_CLOCK", *lines, hold=hold, limit_s=30)


SCREENS = (
    Shown("clock", lambda: _screen(_healthy)),
    Shown("clock: marked", lambda: _screen(_marked)),
    Shown("clock: too uncertain", lambda: _screen(_refused)),
    Shown("clock: the chip's own time", lambda: _screen(_own_time)),
    Shown("clock: not set", lambda: _screen(Clock)),
    Shown("clock menu", lambda: menu("CLOCK", "SYNC_BY_WIFI", "SYNC_WHEN", "SET_BY_HAND")),
    Shown(
        "sync when",
        lambda: menu("SYNC_BY_WIFI", "WHEN_ASKED", "EVERY_DAY", "EVERY_WEEK", "EVERY_MONTH", now=2),
    ),
    Shown("asking for the time", lambda: work("ASKING_THE_TIME")),
    Shown("clock is set", lambda: message("CLOCK_IS_SET", (text("SERVERS_AGREE"), 3, 1999))),
    Shown("set the clock: from none", lambda: _set_clock((text("NOT_SET_YET"),), False)),
    Shown("set the clock: from a time", lambda: _set_clock(_TIMES[0], True)),
    Shown("set the year", lambda: _set(0)),
    Shown("set the month", lambda: _set(1)),
    Shown("set the day", lambda: _set(2)),
    Shown("set the hour", lambda: _set(3)),
    Shown("set the minute", lambda: _set(4)),
    Shown("set at the full minute", lambda: _set(5)),
)
