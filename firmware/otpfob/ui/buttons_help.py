"""What each gesture does on a board, in words: drawn from the table that decides it."""

from micropython import const

from otpfob.ui import actions, gestures
from otpfob.ui.texts import id_of

_T_HOLD_BUTTON = const(0xD7A29)
_T_HOLD_BUTTON_LONG = const(0xD6FAE)
_T_BUTTON_TWICE = const(0x48DEF)
_T_DOES_NEXT = const(0xECCED)
_T_DOES_PREV = const(0x35484)
_T_DOES_DO = const(0xBFE55)
_T_DOES_BACK = const(0xF1DE6)
_T_DOES_MENU = const(0x4E642)
_T_DOES_RUN = const(0xE1886)
_T_DOES_SCROLL = const(0xBF439)
_T_DOES_SCROLL_UP = const(0xFD88C)
_T_DOES_LEAP = const(0xA6967)
_T_DOES_LEAP_UP = const(0xD9C15)

# Buttons keep their names in every language, as they stand on the case.
_NAMES = ("NEXT", "DO", "PREV")
# What the lengths of a press of the only button are called: the texts of what they do there.
_ONLY = ("NEXT_1", "PREV_1", "DO_1", "BACK_1", "MENU_1")
_SAID = (
    (actions.NEXT, _T_DOES_NEXT),
    (actions.PREV | actions.TWICE, _T_DOES_PREV),
    (actions.DO, _T_DOES_DO),
    (actions.BACK, _T_DOES_BACK),
    (actions.MENU, _T_DOES_MENU),
)


def rows(buttons: int):
    """Return (gesture, what it does) as phrases, for a board with so many buttons."""
    found = []
    layout = actions.LAYOUTS[buttons - 1]
    for i in range(len(layout)):
        # REPEAT goes on with what HOLD began.
        if layout[i] and (buttons == 1 or i % gestures.PER_BUTTON != gestures.REPEAT):
            for text in _does(layout[i]):
                found.append((_gesture(buttons, i), text))
    return found


def _gesture(buttons, place):
    if buttons == 1:
        return id_of(_ONLY[place])
    name = _NAMES[place // gestures.PER_BUTTON]
    gesture = place % gestures.PER_BUTTON
    if gesture == gestures.CLICK:
        return name
    if gesture == gestures.TWICE:
        return _T_BUTTON_TWICE, name
    return _T_HOLD_BUTTON if gesture == gestures.HOLD else _T_HOLD_BUTTON_LONG, name


def _does(action):
    found = [text for bits, text in _SAID if action & bits]
    up = action & actions.UP
    if action & actions.LEAP:
        found.append(_T_DOES_LEAP_UP if up else _T_DOES_LEAP)
    elif action & actions.RUN:
        found.append(_T_DOES_RUN)
    elif action & actions.SCROLL:
        found.append(_T_DOES_SCROLL_UP if up else _T_DOES_SCROLL)
    return found
