"""The menu: what the token does without a PC."""

from micropython import const

from otpfob.app.journeys.steps import choose
from otpfob.vault.states import OPEN

_T_MENU = const(0x0D727)
_T_LOCK_NOW = const(0x83462)
_T_LOCK_AFTER = const(0x366CD)
_T_CHANGE_THE_PIN = const(0xFA0A5)
_T_REMOVE_THE_PIN = const(0x66556)
_T_SET_A_PIN = const(0x70A74)
_T_CLOCK = const(0xF7C22)
_T_SLEEP = const(0x7001C)
_T_ERASE_EVERYTHING = const(0x4113E)
_T_CHOOSE_LANGUAGE = const(0x15CCD)
_T_TURN_THE_GLASS = const(0x831B0)
_T_BUTTONS = const(0x97BAC)
_T_ABOUT = const(0x0E053)

_LOCK_AFTER = (30, 60, 300, 900, 3600)


def menu(kit):
    """Ends when the person goes back, or the vault is not open any more."""
    choice = 0
    while kit.safe.state == OPEN:
        entries = _entries(kit)
        note = "" if kit.charge is None else "%d%%" % kit.charge
        choice = yield from choose(_T_MENU, [entry[0] for entry in entries], note, choice)
        if choice < 0:
            return
        yield from kit.lent(entries[choice][1])


def _entries(kit):
    if kit.safe.has_pin:
        first = [
            (_T_LOCK_NOW, _lock),
            (_T_LOCK_AFTER, _lock_after),
            (_T_CHANGE_THE_PIN, _change_pin),
            (_T_REMOVE_THE_PIN, _remove_pin),
        ]
    else:
        first = [(_T_SET_A_PIN, _change_pin)]
    last = [
        (_T_CHOOSE_LANGUAGE, _language),
        (_T_TURN_THE_GLASS, _turn),
        (_T_BUTTONS, _buttons),
        (_T_ABOUT, _about),
        (_T_ERASE_EVERYTHING, _erase),
    ]
    return [(_T_CLOCK, _clock), (_T_SLEEP, _sleep)] + first + last


def _lock(kit):
    kit.lock_due = True
    return
    yield  # a journey without a screen


def _lock_after(kit):
    from otpfob.app.journeys.sleep import choose_time

    return choose_time(kit, _T_LOCK_AFTER, "lock_after_s", _LOCK_AFTER)


def _clock(kit):
    from otpfob.app.journeys.clock import clock

    return clock(kit)


def _sleep(kit):
    from otpfob.app.journeys.sleep import sleep

    return sleep(kit)


def _change_pin(kit):
    from otpfob.app.journeys.pin_change import change_pin

    return change_pin(kit)


def _remove_pin(kit):
    from otpfob.app.journeys.pin_change import remove_pin

    return remove_pin(kit)


def _language(kit):
    from otpfob.app.journeys.language import set_language

    return set_language(kit)


def _turn(kit):
    from otpfob.app.journeys.buttons import turn

    return turn(kit)


def _buttons(kit):
    from otpfob.app.journeys.buttons import buttons

    return buttons(kit)


def _about(kit):
    from otpfob.app.journeys.about import about

    return about(kit)


def _erase(kit):
    from otpfob.app.journeys.unlock import erase

    return erase(kit)
