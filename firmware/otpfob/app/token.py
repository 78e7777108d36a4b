"""The event loop: link, buttons, clock, glass. One turn about every 10 ms.

The turns go on in the dark: waiting costs little of the power of a chip that is awake, and light
sleep would lose bytes of the line (firmware/POWER.md).
"""

from micropython import const

from otpfob.app.flow import Flow
from otpfob.app.glass import Glass
from otpfob.app.idle import Idle
from otpfob.app.journeys.home import home
from otpfob.app.kit import Kit
from otpfob.app.loans import Loans
from otpfob.app.net_sync import NetSync
from otpfob.app.parts import Parts
from otpfob.app.requests import Requests
from otpfob.app.rest import ASLEEP, BRIGHT, DARK, Rest
from otpfob.app.schedule import Schedule
from otpfob.app.server import Server
from otpfob.app.transfers import Transfers
from otpfob.clock.record import RECORD_BYTES
from otpfob.clock.sntp_servers import Servers
from otpfob.clock.token_clock import TokenClock
from otpfob.link.terms import CONFIRM_S
from otpfob.ui.gestures import Gestures
from otpfob.ui.screen import REDRAW, STAY
from otpfob.vault.entropy import Pool
from otpfob.vault.raw_log import RawLog
from otpfob.vault.safe import CLOCK_BLOCK, Safe
from otpfob.vault.states import OPEN

_TURN_MS = const(10)
# A press that begins this soon after a question came was meant for the screen before it,
_GUARD_MS = 500
# and this soon after the glass went on, for the dark: buttons bounce.
_WOKEN_MS = const(100)
# How bright the glass is, of 255.
_BRIGHT = const(255)
_DIM = const(1)
# A host that does not take the answer to `lock` does not keep the token open.
_LOCK_LIMIT_MS = const(1000)
_BATTERY_EVERY_S = const(5)


class Token:
    """The whole token, from the parts of its board."""

    def __init__(self, parts: Parts) -> None:
        ticks = parts.ticks
        now_ms = ticks.now_ms()
        self._parts = parts
        self._ticks = ticks
        self._panel = parts.panel
        self._buttons = parts.buttons
        self._console = parts.console
        self._battery = _battery(parts)  # first of all: what takes parts after it takes gated ones
        self._battery_due_s = 0
        self._glass = glass = Glass(parts)
        self._canvas = glass.canvas
        self._gestures = Gestures(parts.buttons.count, ticks.diff)
        self._gestures.turn(glass.turned)
        log = RawLog(parts.store, CLOCK_BLOCK, RECORD_BYTES)
        self._clock = TokenClock(parts.chip, ticks.diff, parts.earliest_unix_s, now_ms, log)
        pool = Pool(parts.random)
        pool.stir(parts.random.seed())
        self._safe = Safe(parts.flash, parts.store, pool, ticks, parts.device_key)
        loans = Loans()
        loan = loans.begin()
        self._safe.start()
        loans.end(loan)
        servers = Servers(parts.time_servers)
        self._kit = Kit(
            self._safe,
            self._clock,
            pool,
            parts.random,
            Transfers(self._safe),
            glass,
            NetSync(parts, servers),
            self._battery,
            ticks,
            loans,
            parts,
        )
        self._schedule = Schedule(self._safe, self._clock, servers.tries)
        requests = Requests(self._kit, parts.board, parts.serial, parts.slot)
        self._server = Server(parts.console, ticks, requests, self._heard)
        self._idle = Idle(self._safe)
        self._rest = Rest(self._safe)
        self._levels = 0  # of the buttons, as they are
        self._flow = Flow(self._kit, self._home, self._server.decided)
        self._asked = None  # the question on the glass
        self._guarded_ms = now_ms  # since when presses are ignored,
        self._guard_ms = 0  # and for how long
        self._lock_asked_ms = None
        self._drawn = None  # the screen that is on the glass
        self._littered = False  # what was drawn or heard left garbage behind

    def _home(self):
        return home(self._kit)

    def check(self) -> None:
        """Test itself, and say on the glass what does not work. Raises WrongCodes.

        When the first screen is on the glass: nobody waits for it.
        """
        loan = self._kit.loans.begin()
        try:
            from otpfob.app.self_test import at_start

            self._parts.failed = at_start(self._kit)
        finally:
            self._kit.loans.end(loan)
        # Of a display that does not answer, only the host can be told.
        faults = [part for part in self._parts.faults() if part != "display"]
        if faults:
            self._kit.begin(self._kit.lent(_faults, faults))

    def run(self) -> None:
        """Turn for ever."""
        while True:
            self.turn()
            self._console.wait(_TURN_MS)

    def turn(self) -> None:
        """Do what there is to do now. Allocates nothing when nothing happens."""
        now_ms = self._ticks.now_ms()
        # First of all: it compares the chip with a counter that was read this very moment.
        second_began = self._clock.poll(now_ms)
        self._server.turn(now_ms)
        if self._server.question is not self._asked:
            self._follow_question(now_ms)
        if self._kit.journey is not None or self._kit.ended is not None:
            self._touch(now_ms)  # it begins to be seen
            self._flow.follow()
        answer = self._flow.on_turn()
        if second_began:
            # Before its screen may go away: whoever waited for it is there.
            self._look_at_the_time(self._clock.second)
            answer = self._flow.on_tick() or answer
        levels = self._buttons.levels()
        action = self._gestures.sample(levels, now_ms)
        if levels != self._levels:
            self._levels = levels
            self._idle.pressed(self._clock.second)  # not with an action: a stuck button repeats
            self._touch(now_ms)
        if self._guarded(now_ms):
            self._gestures.ignore()
        elif action:
            # Nobody can say to the millisecond when they will press.
            self._kit.pool.stir(now_ms.to_bytes(8, "big"))
            front = self._flow.front
            answer = self._flow.on_action(action) or answer
            if self._flow.front is not front:
                self._gestures.end_hold()
            if self._gestures.turned != self._glass.turned:
                self._gestures.turn(self._glass.turned)
        if self._kit.lock_due:
            self._lock(now_ms)
        if self._flow.front is not self._drawn:
            if not action and getattr(self._drawn, "keeps_awake", False):
                # The one before went away by itself: what is down was meant for that.
                self._gestures.ignore()
                if self._flow.keeps_awake:  # a question that nobody expected, among others
                    self._guard(now_ms, _GUARD_MS)
            # A screen that comes to the front learns the time before it is drawn.
            self._flow.on_tick()
            answer = REDRAW
        if answer != STAY:
            self._draw()
            self._littered = True
        elif self._littered and not levels:
            # Now, while nobody waits for it: the next press begins with a heap that is tidy.
            self._littered = False
            self._kit.loans.rest()

    def _look_at_the_time(self, second):
        """What happens because nobody does anything."""
        idle = self._idle
        self._look_at_the_battery(second)
        if idle.is_over(second):
            self._kit.lock_due = True
        elif self._may_sync(second) and self._schedule.is_due(second):
            self._kit.begin(self._kit.lent(_quiet_sync))
        else:
            self._look_at_the_rest(second)

    def _may_sync(self, second):
        if self._battery is not None and self._battery.low:
            return False
        return self._idle.is_unused(second) and self._flow.at_home

    def _look_at_the_battery(self, second):
        """Say so, and lock, when it has become low. Not in the middle of a job: see app.gate."""
        battery = self._battery
        if battery is None or second < self._battery_due_s or self._flow.keeps_awake:
            return
        self._battery_due_s = second + _BATTERY_EVERY_S
        if battery.look(self._parts.power.on_usb()):
            if self._safe.state == OPEN and self._safe.has_pin:
                self._kit.lock_due = True  # it says so when it has started again
            else:
                self._kit.begin(self._kit.lent(_low_battery))

    def _look_at_the_rest(self, second):
        """Dim the glass, turn it off, sleep, if it is time."""
        before = self._rest.level
        wanted = self._idle.is_spoken_to(second) or not self._server.idle
        may_sleep = not wanted and not self._parts.power.on_usb()
        level = self._rest.look(second, self._flow.keeps_awake, may_sleep)
        if level == ASLEEP:
            self._sleep()
        elif level != before:
            if level == DARK:
                self._panel.poweroff()
            else:
                self._panel.contrast(_DIM)
            self._parts.power.full_speed(False)

    def _touch(self, now_ms):
        """Somebody is there, or there is something to see: the glass is bright."""
        before = self._rest.level
        self._rest.touched(self._clock.second)
        if before == BRIGHT:
            return
        self._parts.power.full_speed(True)
        self._panel.contrast(_BRIGHT)
        if before == DARK:
            self._guard(now_ms, _WOKEN_MS)
            self._flow.on_tick()
            self._draw()
            self._panel.poweron()  # not before: what it held is old

    def _heard(self, message):
        self._littered = True
        self._idle.heard(self._clock.second)
        self._kit.pool.stir(message)

    def _lock(self, now_ms):
        """Drop every secret and start again, once the host has been told."""
        if self._lock_asked_ms is None:
            self._lock_asked_ms = now_ms
        waited_ms = self._ticks.diff(now_ms, self._lock_asked_ms)
        if not self._server.idle and waited_ms < _LOCK_LIMIT_MS:
            return
        self._lock_asked_ms = None
        self._kit.lock_due = False
        if not self._safe.has_pin:
            return
        self._drop()
        self._parts.reset()
        self._flow.restart()

    def _sleep(self):
        """Sleep deeply: for a token with a PIN that is locking."""
        self._drop()
        self._panel.poweroff()
        self._parts.power.sleep(self._levels)
        self._parts.reset()  # it could not: to begin again is what waking is, too

    def _drop(self):
        """Leave nothing on the glass, on the line and in memory."""
        # The display keeps what it shows, through a reset too.
        self._canvas.clear()
        self._panel.show()
        self._flow.end()
        self._drawn = self._asked = None
        self._server.forget()
        self._kit.transfers.end()
        if self._safe.has_pin:
            self._safe.lock()
        # Freed objects still hold what was in them, and a reset does not clear the RAM.
        self._parts.scrub()

    def _guard(self, now_ms, for_ms):
        """Take what is pressed for so long as meant for what was there before."""
        self._gestures.ignore()
        self._guarded_ms = now_ms
        self._guard_ms = for_ms

    def _guarded(self, now_ms):
        if self._guard_ms and self._ticks.diff(now_ms, self._guarded_ms) >= self._guard_ms:
            self._guard_ms = 0  # a counter that wraps must not bring it back
        return self._guard_ms > 0

    def _follow_question(self, now_ms):
        self._asked = self._server.question
        self._flow.withdraw()
        if self._asked is not None:
            self._flow.ask(self._asked, CONFIRM_S)
            self._touch(now_ms)
        # What is down was meant for the screen that goes away, whichever it is.
        self._guard(now_ms, _GUARD_MS if self._asked is not None else 0)

    def _draw(self):
        front = self._flow.front
        self._drawn = front
        if self._rest.level == DARK:
            return  # it is drawn when the glass goes on
        self._canvas.clear()
        front.draw(self._canvas)
        self._panel.show()


def _battery(parts):
    """Return what watches the battery of a board that has one, and gate the parts; or None."""
    if parts.battery is None:
        return None
    from otpfob.app.battery import Battery
    from otpfob.app.gate import gate

    battery = Battery(parts.battery)
    gate(parts, battery.check)
    return battery


def _faults(kit, found):
    from otpfob.app.journeys.faults import faults

    return faults(found)


def _low_battery(kit):
    from otpfob.app.journeys.low_battery import low_battery

    return low_battery()


def _quiet_sync(kit):
    from otpfob.app.journeys.clock import sync

    return sync(kit, quietly=True)
