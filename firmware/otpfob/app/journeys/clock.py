"""The clock: what it knows of itself, a sync over Wi-Fi, and setting it by hand."""

from otpfob.app.answers.question import time_text
from otpfob.app.journeys.steps import choose, say, work
from otpfob.clock import sntp_radio
from otpfob.ui.screens import confirm
from otpfob.ui.screens.clock import ClockScreen
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.set_time import SetTimeScreen

# A person presses so late, or so early, at the full minute.
_HAND_MS = 2000
_CONFIRM_S = 30
_EVERY_H = ((0, "when I ask"), (24, "every day"), (168, "every week"), (720, "every month"))


def clock(kit):
    """Show the clock until the person goes back."""
    while True:
        screen = ClockScreen(kit.clock, kit.now_ms)
        yield screen
        if not screen.result:
            return
        entries = [("Set it by hand", set_by_hand)]
        if kit.safe.settings.wifi[0]:
            entries = [("Sync by Wi-Fi", sync), ("Sync when ...", _sync_every)] + entries
        choice = yield from choose("Clock", [entry[0] for entry in entries])
        if choice >= 0:
            yield from entries[choice][1](kit)


class SyncJob:
    """A sync as a job: the radio is off when it has ended, however it does."""

    def __init__(self, radio_sync, kit) -> None:
        self._radio_sync = radio_sync
        self._net = kit.net
        self._now_ms = kit.now_ms
        self.total = 2

    @property
    def done(self) -> int:
        """One for the network, one for the time."""
        return 0 if self._radio_sync.state == sntp_radio.JOINING else 1

    def step(self) -> bool:
        try:
            self._radio_sync.turn(self._now_ms())
        finally:
            self._net.follow(self._radio_sync)
        return not self._radio_sync.busy

    def wipe(self) -> None:
        self._radio_sync.stop()
        self._net.follow(self._radio_sync)


def sync(kit, quietly: bool = False):
    """Ask time servers, and take what they agree on. `quietly`: no word when it fails."""
    radio_sync = kit.net.new()
    ssid, password = kit.safe.settings.wifi
    radio_sync.begin(ssid.encode(), password.encode(), kit.clock.second)
    yield from work("Asking for the time", SyncJob(radio_sync, kit))
    if radio_sync.state == sntp_radio.DONE:
        yield from _take(kit, radio_sync.result, quietly)
    elif not quietly:
        yield from say("No sync", sntp_radio.SAYS.get(radio_sync.reason, ""))


def _take(kit, found, quietly):
    """Small corrections are made in silence; the network never jumps without the person."""
    clock = kit.clock
    now_ms = kit.now_ms()
    unix_ms = _time_of(kit, found, now_ms)
    clock.check(unix_ms)
    if clock.needs_confirmation(unix_ms, found.bound_ms, now_ms):
        if not (yield from _confirmed(kit, unix_ms)):
            return
        now_ms = kit.now_ms()
        clock.set(_time_of(kit, found, now_ms), now_ms, "sntp", found.bound_ms)
    else:
        clock.correct(unix_ms, now_ms, "sntp", found.bound_ms)
    if not quietly:
        text = "%d servers agree within %d ms." % (len(found.servers), found.bound_ms)
        yield from say("Clock set", text)


def _time_of(kit, found, now_ms):
    return found.unix_ms + kit.ticks.diff(now_ms, found.at_ms)


def set_by_hand(kit):
    """Let the person enter date and time, in UTC."""
    clock = kit.clock
    screen = SetTimeScreen(clock.unix_s, clock.earliest_unix_s, clock.latest_unix_s)
    yield screen
    if screen.result is None:
        return
    pressed_ms = kit.now_ms()
    unix_ms = screen.result * 1000
    clock.check(unix_ms)
    if (yield from _confirmed(kit, unix_ms)):
        now_ms = kit.now_ms()
        clock.set(unix_ms + kit.ticks.diff(now_ms, pressed_ms), now_ms, "user", _HAND_MS)


def _confirmed(kit, unix_ms):
    """Return whether the person wants this time, having seen both.

    Nobody's answer is no: what a counter of milliseconds makes of a time gets worse while
    they think, and after some days it wraps.
    """
    old = kit.clock.unix_s
    lines = [
        "from " + (time_text(old) if old is not None else "not set"),
        "to   " + time_text(unix_ms // 1000),
    ]
    screen = ConfirmScreen("Set the clock?", lines, _CONFIRM_S, kit.clock.age_s is not None)
    yield screen
    return screen.result == confirm.YES


def _sync_every(kit):
    settings = kit.safe.settings
    now_h = settings.get("sync_every_h")
    names = [("> " if hours == now_h else "  ") + text for hours, text in _EVERY_H]
    choice = yield from choose("Sync by Wi-Fi", names)
    if choice >= 0:
        settings.put("sync_every_h", _EVERY_H[choice][0])
