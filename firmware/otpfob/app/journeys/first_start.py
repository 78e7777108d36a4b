"""A new token: which language does its user speak, do they want a PIN, and which?"""

from micropython import const

from otpfob.app.journeys.language import choose_language
from otpfob.app.journeys.steps import choose, choose_pin, sure, work

_T_WELCOME = const(0xE9FA9)
_T_SET_IT_UP = const(0x2E1B7)
_T_SETTING_UP = const(0xA6F8D)
_T_PROTECT_IT_WITH = const(0xBC7E1)
_T_A_PIN = const(0xC2F7B)
_T_NO_PIN = const(0xEACB8)
_T_WITHOUT_PIN = const(0x5C043)
_T_WHAT_NO_PIN_MEANS = const(0x2D7EC)

_PIN = const(0)
_NO_PIN = const(1)


def first_start(kit):
    """Set the vault up. Nothing is written before the last answer."""
    yield from choose_language(kit)
    if not (yield from sure(_T_WELCOME, (_T_SET_IT_UP,))):
        return
    # What is made now protects everything that comes.
    kit.radio.begin()
    try:
        protected, pin = yield from _protection(kit)
        if protected:
            # A wipe for the host in the middle of it would not be the last word.
            kit.exclusive = True
            kit.glass.save()
            yield from work(_T_SETTING_UP, kit.safe.creating(pin))
    finally:
        kit.exclusive = False
        kit.radio.end()


def _protection(kit):
    """Return (whether there is an answer, the PIN or None)."""
    while True:
        choice = yield from choose(_T_PROTECT_IT_WITH, (_T_A_PIN, _T_NO_PIN))
        if choice == _PIN:
            pin = yield from choose_pin(kit)
            if pin is not None:
                return True, pin
        elif choice != _NO_PIN:
            return False, None
        elif (yield from without_pin()):
            return True, None


def without_pin():
    """Return whether the person wants no PIN, having read what that means."""
    return (yield from sure(_T_WITHOUT_PIN, (_T_WHAT_NO_PIN_MEANS,), hold=True))
