"""What a press of a button means: the one table of it, for boards with one, two or three buttons.

    gesture       one button   NEXT of two     NEXT of three   PREV               DO
    click         NEXT         NEXT            NEXT            PREV               DO
    click twice   TWICE        TWICE
    hold          DO           BACK, SCROLL    RUN             BACK, SCROLL UP    MENU
    hold 2 s      BACK, LEAP   LEAP            RUN, LEAP       LEAP UP
    hold 3 s      MENU

An action is a set of bits: what a press can mean. A screen takes of them what it has: a menu goes
back where the list of accounts, which has nothing to go back to, scrolls or leaps. RUN and SCROLL
come again and again while the button is down; so does LEAP, if there are two buttons or more.

TWICE comes a moment after the second of two clicks, which were two NEXT already: the one before
the first of them is wanted. Who clicks more often, to go on fast, gets one NEXT a click; and no
single click waits to see whether another follows.
"""

from micropython import const

NEXT = 1
PREV = 2
DO = 4
BACK = 8
MENU = 16
TWICE = 32
RUN = 64  # a step while a button is down
SCROLL = 128  # the same, of a list without a way back
LEAP = 256  # the next one with another first letter
UP = 512  # SCROLL and LEAP towards the first

# The same for use in here, where it costs no memory.
_NEXT = const(1)
_PREV = const(2)
_DO = const(4)
_BACK = const(8)
_MENU = const(16)
_TWICE = const(32)
_RUN = const(64)
_SCROLL = const(128)
_LEAP = const(256)
_UP = const(512)

# The gestures of ui.gestures, for each button in the order NEXT, DO, PREV. The only button of a
# board knows CLICK, TWICE and three lengths; the others CLICK, TWICE, HOLD, REPEAT and LONG.
LAYOUTS = (
    (_NEXT, _TWICE, _DO, _BACK | _LEAP, _MENU),
    (_NEXT, _TWICE, _BACK | _SCROLL, _SCROLL, _LEAP, _DO, 0, _MENU, 0, 0),
    (
        (_NEXT, 0, _RUN | _SCROLL, _RUN | _SCROLL, _RUN | _LEAP)
        + (_DO, 0, _MENU, 0, 0)
        + (_PREV, 0, _BACK | _SCROLL | _UP, _SCROLL | _UP, _LEAP | _UP)
    ),
)


def steps(action: int) -> int:
    """Return how many places an action moves a selection: 1, -1, -3 for TWICE, or 0."""
    if action & _TWICE:
        return -3
    if action & (_NEXT | _RUN):
        return 1
    return -1 if action & _PREV else 0
