"""Turns the levels of the buttons into gestures, and these into what they mean (ui.actions).

Pure: it is given levels and a time about every 10 ms, and allocates nothing.

    gesture  when
    CLICK    a button was released before it was held
    TWICE    180 ms after the second of two clicks with less than that between them; after three
             or more there is none
    HOLD     a button has been down for 600 ms; no CLICK follows its release
    REPEAT   every 150 ms after that, while it is down
    LONG     the same once it has been down for 2 s

Two buttons down together report nothing until all are released, so fumbling does nothing.
A button that is down from the start (stuck, or the one that woke the token) counts only
from its release on; the others work meanwhile.

A board with one button tells by the length of a press:

    pressed              gesture
    less than 600 ms     CLICK, when released
    600 to 1500 ms       HOLD_1, when released
    1500 to 3000 ms      HOLD_2, when released
    3000 ms              HOLD_3, while it is down

There a press whose length is in doubt, because nobody looked for a while, reports nothing: half
a second is the difference between no and yes.
"""

from micropython import const

from otpfob.ui.actions import LAYOUTS

CLICK = 0
TWICE = 1
HOLD = 2
REPEAT = 3
LONG = 4
# One button only.
HOLD_1 = 2
HOLD_2 = 3
HOLD_3 = 4
PER_BUTTON = 5

STABLE_MS = 20
HOLD_MS = 600
REPEAT_MS = 150
LONG_MS = 2000
# The longest gap within a double click.
TWICE_MS = 180

# One button only.
BACK_MS = 1500
MENU_MS = 3000
# Two looks further apart leave in doubt when the level changed between them,
_BLIND_MS = const(50)
# or whether the button was released and pressed again.
_SPLIT_MS = const(200)

_NONE = const(-1)
_IGNORE = const(-2)


class Gestures:
    """Watches `count` buttons. `diff(a, b)` is a - b of a wrapping clock: time.ticks_diff."""

    def __init__(self, count: int, diff) -> None:
        self._count = count
        self._mask = (1 << count) - 1
        self._diff = diff
        self._layout = LAYOUTS[count - 1]
        self._one = count == 1
        self._limit_ms = MENU_MS if self._one else HOLD_MS
        self.turn(False)

    def turn(self, turned: bool) -> None:
        """Take the first and the last button for each other: the token is upside down.

        NEXT and DO of two buttons, NEXT and PREV of three that are in a row around DO. What is
        down now counts from its release on.
        """
        self.turned = turned
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
        self._repeated_ms = 0  # when HOLD, REPEAT or LONG was reported last
        self._clicks = 0  # of one button, with little between them
        self._clicked = _NONE  # that button
        self._released_ms = 0

    def sample(self, levels: int, now_ms: int) -> int:
        """Return an action of ui.actions, or 0. Bit i of `levels` is 1 while button i is down."""
        levels &= self._mask
        if self.turned:
            levels = self._swapped(levels)
        blind_ms = self._diff(now_ms, self._looked_ms)
        self._looked_ms = now_ms
        if levels != self._raw:
            self._raw = levels
            self._raw_since_ms = now_ms
            self._before_ms = blind_ms if blind_ms > _BLIND_MS else 0
        elif levels != self._levels:
            if self._diff(now_ms, self._raw_since_ms) >= STABLE_MS:
                return self._settle(levels)
        elif self._button >= 0:
            return self._wait(now_ms, blind_ms)
        elif self._button == _IGNORE:
            if not levels & ~self._stuck:
                self._button = _NONE  # what was ignored was over before it had settled
        elif self._clicks:
            return self._pause(now_ms)
        return 0

    def ignore(self) -> None:
        """Report nothing of what is down now, settled or not: it was meant for another screen."""
        self._clicks = 0
        if self._button != _NONE or (self._raw > 0 and self._raw & ~self._stuck):
            self._button = _IGNORE

    def end_hold(self) -> None:
        """Report no more of a button that is held: the screen it was for is gone."""
        if self._held and self._button >= 0:
            self._button = _IGNORE

    def _swapped(self, levels):
        """Swap the bits of the first and the last button."""
        last = self._count - 1
        if (levels ^ levels >> last) & 1:
            levels ^= 1 | 1 << last
        return levels

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
            self._press(_lowest(down))
        elif self._button < 0 or down != 1 << self._button:
            self._button = _IGNORE
            self._clicks = 0
        return 0

    def _press(self, button):
        since_ms = self._raw_since_ms
        if button != self._clicked or self._diff(since_ms, self._released_ms) > TWICE_MS:
            self._clicks = 0
        self._button = self._clicked = button
        self._pressed_ms = since_ms
        self._early_ms = self._before_ms
        self._held = False

    def _release(self):
        """All buttons are up: report a click, if that is what it was."""
        button = self._button
        self._button = _NONE
        if button < 0 or self._held:
            return 0
        length_ms = self._diff(self._raw_since_ms, self._pressed_ms)
        gesture = CLICK
        if self._one:
            gesture = _gesture_of(length_ms - self._before_ms)
            if gesture != _gesture_of(length_ms + self._early_ms):
                gesture = _NONE
        elif length_ms > HOLD_MS + STABLE_MS:
            gesture = _NONE  # nobody looked for a while: a click or a hold? Do neither
        self._clicks = self._clicks + 1 if gesture == CLICK else 0
        self._released_ms = self._raw_since_ms
        return 0 if gesture < 0 else self._layout[button * PER_BUTTON + gesture]

    def _wait(self, now_ms, blind_ms):
        """Report what a button that is down means, once its time has come."""
        if self._one:
            if self._held:
                return 0
            if blind_ms > _SPLIT_MS:
                self._button = _IGNORE
                return 0
        first = self._button * PER_BUTTON
        length_ms = self._diff(now_ms, self._pressed_ms)
        if not self._held:
            if length_ms < self._limit_ms:
                return 0
            self._held = True
            self._clicks = 0
            gesture = HOLD_3 if self._one else HOLD
        elif self._diff(now_ms, self._repeated_ms) < REPEAT_MS:
            return 0
        else:
            gesture = REPEAT if length_ms < LONG_MS else LONG
        self._repeated_ms = now_ms
        return self._layout[first + gesture]

    def _pause(self, now_ms):
        """Report two clicks once no third one can follow."""
        if self._diff(now_ms, self._released_ms) <= TWICE_MS:
            return 0
        twice = self._clicks == 2
        self._clicks = 0
        return self._layout[self._clicked * PER_BUTTON + TWICE] if twice else 0


def _gesture_of(length_ms):
    """Return the gesture of a press of the only button that has ended."""
    if length_ms < HOLD_MS:
        return CLICK
    if length_ms < BACK_MS:
        return HOLD_1
    if length_ms <= MENU_MS + STABLE_MS:
        return HOLD_2
    return _NONE


def _lowest(mask):
    """Return the number of the lowest bit that is set."""
    button = 0
    while not mask >> button & 1:
        button += 1
    return button
