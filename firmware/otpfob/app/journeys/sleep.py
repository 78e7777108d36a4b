"""When the glass dims and goes dark, and when the token sleeps: its user chooses."""

from micropython import const

from otpfob.app.journeys.steps import choose, choose_value

_T_DIM_AFTER = const(0x34A14)
_T_DARK_AFTER = const(0x7CC1E)
_T_SLEEP_AFTER = const(0xA4F5F)
_T_SLEEP = const(0x7001C)
_T_NEVER = const(0x160A0)
_T_SECONDS = const(0x3F7FC)
_T_MINUTES = const(0xEB4B9)
_T_HOURS = const(0xE7F3D)

_NEVER = const(0)
_LEVELS = (
    (_T_DIM_AFTER, "dim_after_s", (10, 30, 60, 300, _NEVER)),
    (_T_DARK_AFTER, "dark_after_s", (30, 60, 300, 900, _NEVER)),
    (_T_SLEEP_AFTER, "sleep_after_s", (60, 180, 600, 1800, _NEVER)),
)


def sleep(kit):
    """Ends when the person goes back."""
    choice = 0
    while True:
        choice = yield from choose(_T_SLEEP, [level[0] for level in _LEVELS], at=choice)
        if choice < 0:
            return
        yield from choose_time(kit, *_LEVELS[choice])


def choose_time(kit, title, name: str, times):
    """Let the person choose a setting in seconds among `times`; the one there is has a mark."""
    table = [(seconds, _text(seconds)) for seconds in times]
    chosen = yield from choose_value(title, table, kit.safe.settings.get(name))
    if chosen is not None:
        kit.safe.settings.put(name, chosen)


def _text(seconds):
    if seconds == _NEVER:
        return _T_NEVER
    if seconds < 60:
        return _T_SECONDS, seconds
    if seconds < 3600:
        return _T_MINUTES, seconds // 60
    return _T_HOURS, seconds // 3600
