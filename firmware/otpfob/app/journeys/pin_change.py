"""Another PIN, the first one, or none: a new data key each time.

Whoever finds an open token must not get a PIN of their own onto it: so the old PIN is asked
for first, with all its rules, by locking the vault.
"""

from micropython import const

from otpfob.app.journeys.first_start import without_pin
from otpfob.app.journeys.steps import choose_pin, say, wipe, work
from otpfob.app.journeys.unlock import attempt
from otpfob.core.errors import FobError
from otpfob.vault.states import OPEN

_T_NEW_PIN_COUNTS = const(0xC69E4)
_T_NO_PIN_ANY_MORE = const(0x808D8)
_T_OLD_PIN = const(0xB47EF)
_T_CHANGING_THE_KEY = const(0x049C0)
_T_DONE = const(0x80D1F)


def change_pin(kit):
    """Set the first PIN, or another one."""
    if not (yield from _is_owner(kit)):
        return
    pin = yield from choose_pin(kit)
    if pin is not None:
        try:
            yield from _change(kit, pin, _T_NEW_PIN_COUNTS)
        finally:
            wipe(pin)


def remove_pin(kit):
    """Leave the token without a PIN, if the person has read what that means."""
    if (yield from _is_owner(kit)) and (yield from without_pin()):
        yield from _change(kit, None, _T_NO_PIN_ANY_MORE)


def _is_owner(kit):
    if not kit.safe.has_pin:
        return True
    kit.transfers.end()
    kit.safe.lock()
    try:
        yield from attempt(kit, _T_OLD_PIN)
    except FobError:  # it could not be counted: not written, or no charge to write
        kit.lock_due = True
        raise
    if kit.safe.state != OPEN:
        kit.lock_due = True  # wrong, or given up: from here on as any locked token
    return kit.safe.state == OPEN


def _change(kit, pin, text):
    # The host must not change what is being copied from one key to the other.
    kit.exclusive = True
    try:
        kit.transfers.end()  # the copy needs the room
        kit.radio.begin()
        yield from work(_T_CHANGING_THE_KEY, kit.safe.changing_pin(pin))
    finally:
        kit.radio.end()
        kit.exclusive = False
    yield from say(_T_DONE, text)
