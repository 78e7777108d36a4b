"""The clock: what it knows of itself, a sync over Wi-Fi, and setting it by hand."""

from micropython import const

from otpfob.app.answers.clock_question import clock_question
from otpfob.app.journeys.steps import choose, choose_value, say, work
from otpfob.clock import sntp_radio
from otpfob.ui.screens import confirm
from otpfob.ui.screens.clock import ClockScreen
from otpfob.ui.screens.set_time import SetTimeScreen
from otpfob.ui.texts import sync_text

_T_WHEN_ASKED = const(0x2A18A)
_T_EVERY_DAY = const(0xB5BC3)
_T_EVERY_WEEK = const(0xFF234)
_T_EVERY_MONTH = const(0x17350)
_T_SET_BY_HAND = const(0x5226F)
_T_SYNC_BY_WIFI = const(0xDB11F)
_T_SYNC_WHEN = const(0xD93B8)
_T_CLOCK = const(0xF7C22)
_T_ASKING_THE_TIME = const(0xFE1C0)
_T_NO_SYNC = const(0xFF62B)
_T_SERVERS_AGREE = const(0xF5130)
_T_CLOCK_IS_SET = const(0x64342)

# A person presses so late, or so early, at the full minute.
_HAND_MS = const(2000)
_CONFIRM_S = const(30)
_EVERY_H = (
    (0, _T_WHEN_ASKED),
    (24, _T_EVERY_DAY),
    (168, _T_EVERY_WEEK),
    (720, _T_EVERY_MONTH),
)


def clock(kit):
    """Show the clock until the person goes back."""
    while True:
        screen = ClockScreen(kit.clock, kit.now_ms)
        yield screen
        if not screen.result:
            return
        entries = [(_T_SET_BY_HAND, set_by_hand)]
        if kit.safe.settings.wifi[0]:
            entries = [(_T_SYNC_BY_WIFI, sync), (_T_SYNC_WHEN, _sync_every)] + entries
        choice = yield from choose(_T_CLOCK, [entry[0] for entry in entries])
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
    yield from work(_T_ASKING_THE_TIME, SyncJob(radio_sync, kit))
    if radio_sync.state == sntp_radio.DONE:
        yield from _take(kit, radio_sync.result, quietly)
    elif not quietly:
        yield from say(_T_NO_SYNC, sync_text(radio_sync.reason))


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
        text = _T_SERVERS_AGREE, len(found.servers), found.bound_ms
        yield from say(_T_CLOCK_IS_SET, text)


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
    screen = clock_question(kit.clock, unix_ms // 1000).screen(_CONFIRM_S)
    yield screen
    return screen.result == confirm.YES


def _sync_every(kit):
    settings = kit.safe.settings
    hours = yield from choose_value(_T_SYNC_BY_WIFI, _EVERY_H, settings.get("sync_every_h"))
    if hours is not None:
        settings.put("sync_every_h", hours)
