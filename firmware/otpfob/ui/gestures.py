"""Turns the levels of the buttons into clicks and holds.

Pure: it is given levels and a time about every 10 ms, and allocates nothing.

    event   when
    CLICK   a button was released before it was held
    HOLD    a button has been down for 600 ms; no CLICK follows its release

Two buttons down together report nothing until all are released, so fumbling does nothing.
A button that is down from the start (stuck, or the one that woke the token) counts only
from its release on; the others work meanwhile.

A board with one button tells by the length of a press:

    pressed              event
    less than 600 ms     CLICK of NEXT, when released
    600 to 1500 ms       CLICK of DO, when released
    1500 to 3000 ms      HOLD of NEXT, when released
    3000 ms              HOLD of DO, while it is down

There a press whose length is in doubt, because nobody looked for a while, reports nothing: half
a second is the difference between no and yes.
"""

NEXT = 0
DO = 1

CLICK = 1
HOLD = 2

STABLE_MS = 20
HOLD_MS = 600

# One button only.
BACK_MS = 1500
MENU_MS = 3000
# Two looks further apart leave in doubt when the level changed between them,
_BLIND_MS = 50
# or whether the button was released and pressed again.
_SPLIT_MS = 200

_NONE = -1
_IGNORE = -2


def event_of(button: int, gesture: int) -> int:
    """Return the event of `gesture` on `button`."""
    return button << 2 | gesture


def button_of(event: int) -> int:
    """Return the number of the button of an event."""
    return event >> 2


def gesture_of(event: int) -> int:
    """Return CLICK or HOLD."""
    return event & 3


class Gestures:
    """Watches `count` buttons. `diff(a, b)` is a - b of a wrapping clock: time.ticks_diff."""

    def __init__(self, count: int, diff) -> None:
        self._mask = (1 << count) - 1
        self._diff = diff
        self._one = count == 1
        self._limit_ms = MENU_MS if self._one else HOLD_MS
        self._looked_ms = 0  # when levels were last sampled
        self._before_ms = 0  # what a change of levels may have been earlier than it was seen
        self._early_ms = 0  # the same of the change that began the press
        self._raw = -1  # levels as last sampled: no levels yet
        self._raw_since_ms = 0
        self._levels = -1  # levels that were stable
        self._stuck = 0  # buttons down since the start
        self._button = _NONE  # the one that is down; or _IGNORE until all are released
        self._pressed_ms = 0
        self._held = False

    def sample(self, levels: int, now_ms: int) -> "int | None":
        """Return an event or None. Bit i of `levels` is 1 while button i is down."""
        levels &= self._mask
        blind_ms = self._diff(now_ms, self._looked_ms)
        self._looked_ms = now_ms
        if levels != self._raw:
            self._raw = levels
            self._raw_since_ms = now_ms
            self._before_ms = blind_ms if blind_ms > _BLIND_MS else 0
        elif levels != self._levels:
            if self._diff(now_ms, self._raw_since_ms) >= STABLE_MS:
                return self._settle(levels)
        elif self._button >= 0 and not self._held:
            return self._wait(now_ms, blind_ms)
        elif self._button == _IGNORE and not levels & ~self._stuck:
            self._button = _NONE  # what was ignored was over before it had settled
        return None

    def ignore(self) -> None:
        """Report nothing of what is down now, settled or not: it was meant for another screen."""
        if self._button != _NONE or (self._raw > 0 and self._raw & ~self._stuck):
            self._button = _IGNORE

    def _settle(self, levels):
        """Take over levels that have been stable."""
        if self._levels < 0:
            self._stuck = levels
        self._levels = levels
        self._stuck &= levels
        down = levels & ~self._stuck
        if not down:
            return self._release()
        if self._button == _NONE and not down & (down - 1):
            self._button = _lowest(down)
            self._pressed_ms = self._raw_since_ms
            self._early_ms = self._before_ms
            self._held = False
        elif self._button < 0 or down != 1 << self._button:
            self._button = _IGNORE
        return None

    def _release(self):
        """All buttons are up: report a click, if that is what it was."""
        button = self._button
        self._button = _NONE
        if button < 0 or self._held:
            return None
        length_ms = self._diff(self._raw_since_ms, self._pressed_ms)
        if self._one:
            event = _event_of_length(length_ms - self._before_ms)
            return event if event == _event_of_length(length_ms + self._early_ms) else None
        # Nobody looked for a while (something blocked): a click or a hold? Do neither.
        if length_ms > HOLD_MS + STABLE_MS:
            return None
        return event_of(button, CLICK)

    def _wait(self, now_ms, blind_ms):
        """Report a hold once its time has come."""
        if self._one and blind_ms > _SPLIT_MS:
            self._button = _IGNORE
            return None
        if self._diff(now_ms, self._pressed_ms) < self._limit_ms:
            return None
        self._held = True
        return event_of(DO if self._one else self._button, HOLD)


def _event_of_length(length_ms):
    """Return the event of a press of the only button that has ended."""
    if length_ms < HOLD_MS:
        return event_of(NEXT, CLICK)
    if length_ms < BACK_MS:
        return event_of(DO, CLICK)
    if length_ms <= MENU_MS + STABLE_MS:
        return event_of(NEXT, HOLD)
    return None


def _lowest(mask):
    """Return the number of the lowest bit that is set."""
    button = 0
    while not mask >> button & 1:
        button += 1
    return button
