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

NEXT = const(1)
PREV = const(2)
DO = const(4)
BACK = const(8)
MENU = const(16)
TWICE = const(32)
RUN = const(64)  # a step while a button is down
SCROLL = const(128)  # the same, of a list without a way back
LEAP = const(256)  # the next one with another first letter
UP = const(512)  # SCROLL and LEAP towards the first

# The gestures of ui.gestures, for each button in the order NEXT, DO, PREV. The only button of a
# board knows CLICK, TWICE and three lengths; the others CLICK, TWICE, HOLD, REPEAT and LONG.
LAYOUTS = (
    (NEXT, TWICE, DO, BACK | LEAP, MENU),
    (NEXT, TWICE, BACK | SCROLL, SCROLL, LEAP, DO, 0, MENU, 0, 0),
    (
        (NEXT, 0, RUN | SCROLL, RUN | SCROLL, RUN | LEAP)
        + (DO, 0, MENU, 0, 0)
        + (PREV, 0, BACK | SCROLL | UP, SCROLL | UP, LEAP | UP)
    ),
)


def steps(action: int) -> int:
    """Return how many places an action moves a selection: 1, -1, -3 for TWICE, or 0."""
    if action & TWICE:
        return -3
    if action & (NEXT | RUN):
        return 1
    return -1 if action & PREV else 0
