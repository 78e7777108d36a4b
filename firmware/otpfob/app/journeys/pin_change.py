"""Another PIN, the first one, or none: a new data key each time.

Whoever finds an open token must not get a PIN of their own onto it: so the old PIN is asked
for first, with all its rules, by locking the vault.
"""

from otpfob.app.journeys.first_start import without_pin
from otpfob.app.journeys.steps import choose_pin, say, wipe, work
from otpfob.app.journeys.unlock import attempt
from otpfob.vault.states import OPEN


def change_pin(kit):
    """Set the first PIN, or another one."""
    if not (yield from _is_owner(kit)):
        return
    pin = yield from choose_pin(kit)
    if pin is not None:
        try:
            yield from _change(kit, pin, "The new PIN counts from now on.")
        finally:
            wipe(pin)


def remove_pin(kit):
    """Leave the token without a PIN, if the person has read what that means."""
    if (yield from _is_owner(kit)) and (yield from without_pin()):
        yield from _change(kit, None, "This token has no PIN any more.")


def _is_owner(kit):
    if not kit.safe.has_pin:
        return True
    kit.transfers.end()
    kit.safe.lock()
    yield from attempt(kit, "Old PIN")
    if kit.safe.state != OPEN:
        kit.lock_due = True  # wrong, or given up: from here on as any locked token
    return kit.safe.state == OPEN


def _change(kit, pin, text):
    # The host must not change what is being copied from one key to the other.
    kit.exclusive = True
    try:
        kit.transfers.end()  # the copy needs the room
        kit.radio.begin()
        yield from work("Changing the key", kit.safe.changing_pin(pin))
    finally:
        kit.radio.end()
        kit.exclusive = False
    yield from say("Done", text)
