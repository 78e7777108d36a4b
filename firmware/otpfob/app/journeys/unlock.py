"""The PIN before anything else; the wait after wrong ones; erasing for who forgot it."""

from micropython import const

from otpfob.app.journeys.steps import choose, enter_pin, say, sure, work
from otpfob.ui.screens.countdown import CountdownScreen
from otpfob.vault.attempts import MAX_ATTEMPTS, wait_s
from otpfob.vault.states import LOCKED, NEW

_T_PIN = const(0x26F79)
_T_WRONG_SO_FAR = const(0x7D2C0)
_T_WRONG_PIN = const(0x68FE0)
_T_CHECKING_THE_PIN = const(0xF6D7E)
_T_ERASED = const(0x937AF)
_T_TEN_WRONG_PINS = const(0xFC1B7)
_T_LOCKED = const(0xA0F17)
_T_ENTER_THE_PIN = const(0xDD10F)
_T_ERASE_EVERYTHING = const(0x4113E)
_T_ERASE_ALL = const(0xA8041)
_T_ALL_ERASED = const(0x02C0B)
_T_EVERY_BLOCK_ERASED = const(0x52DDC)

_ERASE = const(1)


def unlock(kit):
    """Ask for the PIN until the vault is open, or nothing is left of it."""
    while kit.safe.state == LOCKED:
        if not (yield from attempt(kit, _T_PIN)):
            yield from _instead(kit)


def attempt(kit, title):
    """Let the person try once, after the wait. Returns False when they would rather not."""
    failed = kit.safe.attempts
    if failed:
        left = MAX_ATTEMPTS - failed
        text = _T_WRONG_SO_FAR, failed, left
        # From the beginning after a power loss: nothing but the count is in flash.
        yield CountdownScreen(_T_WRONG_PIN, text, wait_s(failed))
    pin = yield from enter_pin(kit, title)
    if pin is None:
        return False
    yield from work(_T_CHECKING_THE_PIN, kit.safe.unlocking(pin))
    if kit.safe.state == NEW:
        yield from say(_T_ERASED, _T_TEN_WRONG_PINS)
    return True


def confirm_pin(kit):
    """Return whether the person knows the PIN of an open token. A wrong one locks it."""
    if not kit.safe.has_pin:
        return True
    pin = yield from enter_pin(kit, _T_PIN)
    if pin is None:
        return False
    right = yield from work(_T_CHECKING_THE_PIN, kit.safe.checking(pin))
    if not right:
        kit.lock_due = True
    return right


def _instead(kit):
    if (yield from choose(_T_LOCKED, (_T_ENTER_THE_PIN, _T_ERASE_EVERYTHING))) == _ERASE:
        yield from erase(kit)


def erase(kit):
    """Erase everything, if the person says so twice: here, and by holding the button."""
    if (yield from sure(_T_ERASE_ALL, (_T_ALL_ERASED,), hold=True)):
        kit.transfers.end()
        kit.safe.wipe()
        yield from say(_T_ERASED, _T_EVERY_BLOCK_ERASED)
