"""When the glass dims and goes dark, and when the token sleeps: its user chooses."""

from otpfob.app.journeys.steps import choose

_NEVER = 0
_LEVELS = (
    ("Dim after", "dim_after_s", (10, 30, 60, 300, _NEVER)),
    ("Dark after", "dark_after_s", (30, 60, 300, 900, _NEVER)),
    ("Sleep after", "sleep_after_s", (60, 180, 600, 1800, _NEVER)),
)


def sleep(kit):
    """Ends when the person goes back."""
    while True:
        choice = yield from choose("Sleep", [level[0] + " ..." for level in _LEVELS])
        if choice < 0:
            return
        yield from choose_time(kit, *_LEVELS[choice])


def choose_time(kit, title: str, name: str, times):
    """Let the person choose a setting in seconds among `times`; the one there is has a mark."""
    now_s = kit.safe.settings.get(name)
    texts = [("> " if seconds == now_s else "  ") + _text(seconds) for seconds in times]
    choice = yield from choose(title, texts)
    if choice >= 0:
        kit.safe.settings.put(name, times[choice])


def _text(seconds):
    if seconds == _NEVER:
        return "never"
    if seconds < 60:
        return "%d seconds" % seconds
    if seconds < 3600:
        return "1 minute" if seconds == 60 else "%d minutes" % (seconds // 60)
    return "1 hour"
