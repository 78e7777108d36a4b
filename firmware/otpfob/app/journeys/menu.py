"""The menu: what the token does without a PC."""

from otpfob.app.journeys.clock import clock
from otpfob.app.journeys.pin_change import change_pin, remove_pin
from otpfob.app.journeys.sleep import choose_time, sleep
from otpfob.app.journeys.steps import choose
from otpfob.app.journeys.unlock import erase
from otpfob.vault.states import OPEN

_LOCK_AFTER = (30, 60, 300, 900, 3600)


def menu(kit):
    """Ends when the person goes back, or the vault is not open any more."""
    while kit.safe.state == OPEN:
        entries = _entries(kit)
        choice = yield from choose("Menu", [entry[0] for entry in entries])
        if choice < 0:
            return
        yield from entries[choice][1](kit)


def _entries(kit):
    if kit.safe.has_pin:
        first = [
            ("Lock now", _lock),
            ("Lock after ...", _lock_after),
            ("Change the PIN", change_pin),
            ("Remove the PIN", remove_pin),
        ]
    else:
        first = [("Set a PIN", change_pin)]
    return [("Clock", clock), ("Sleep ...", sleep)] + first + [("Erase everything", erase)]


def _lock(kit):
    kit.lock_due = True
    return
    yield  # a journey without a screen


def _lock_after(kit):
    return choose_time(kit, "Lock after", "lock_after_s", _LOCK_AFTER)
