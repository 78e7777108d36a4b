"""The PIN before anything else; the wait after wrong ones; erasing for who forgot it."""

from otpfob.app.journeys.steps import choose, enter_pin, say, sure, work
from otpfob.ui.screens.countdown import CountdownScreen
from otpfob.vault.attempts import MAX_ATTEMPTS, wait_s
from otpfob.vault.states import LOCKED, NEW

_ERASE = 1


def unlock(kit):
    """Ask for the PIN until the vault is open, or nothing is left of it."""
    while kit.safe.state == LOCKED:
        if not (yield from attempt(kit, "PIN")):
            yield from _instead(kit)


def attempt(kit, title: str):
    """Let the person try once, after the wait. Returns False when they would rather not."""
    failed = kit.safe.attempts
    if failed:
        left = MAX_ATTEMPTS - failed
        text = "%d wrong. %d more and everything is erased." % (failed, left)
        # From the beginning after a power loss: nothing but the count is in flash.
        yield CountdownScreen("Wrong PIN", text, wait_s(failed))
    pin = yield from enter_pin(kit, title)
    if pin is None:
        return False
    yield from work("Checking the PIN", kit.safe.unlocking(pin))
    if kit.safe.state == NEW:
        yield from say("Erased", "Ten wrong PINs. Everything on this token was erased.")
    return True


def confirm_pin(kit):
    """Return whether the person knows the PIN of an open token. A wrong one locks it."""
    if not kit.safe.has_pin:
        return True
    pin = yield from enter_pin(kit, "PIN")
    if pin is None:
        return False
    right = yield from work("Checking the PIN", kit.safe.checking(pin))
    if not right:
        kit.lock_due = True
    return right


def _instead(kit):
    if (yield from choose("Locked", ("Enter the PIN", "Erase everything"))) == _ERASE:
        yield from erase(kit)


def erase(kit):
    """Erase everything, if the person says so twice: here, and by holding the button."""
    lines = ("All accounts on this", "token will be erased.")
    if (yield from sure("Erase everything?", lines, hold=True)):
        kit.transfers.end()
        kit.safe.wipe()
        yield from say("Erased", "Every block of the vault was erased and looked at.")
