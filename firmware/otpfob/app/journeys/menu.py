"""The menu: what the token does without a PC."""

from otpfob.app.journeys.steps import choose
from otpfob.vault.states import OPEN

_LOCK_AFTER = (30, 60, 300, 900, 3600)


def menu(kit):
    """Ends when the person goes back, or the vault is not open any more."""
    while kit.safe.state == OPEN:
        entries = _entries(kit)
        note = "" if kit.charge is None else "%d%%" % kit.charge
        choice = yield from choose("Menu", [entry[0] for entry in entries], note)
        if choice < 0:
            return
        yield from kit.lent(entries[choice][1])


def _entries(kit):
    if kit.safe.has_pin:
        first = [
            ("Lock now", _lock),
            ("Lock after ...", _lock_after),
            ("Change the PIN", _change_pin),
            ("Remove the PIN", _remove_pin),
        ]
    else:
        first = [("Set a PIN", _change_pin)]
    return [("Clock", _clock), ("Sleep ...", _sleep)] + first + [("Erase everything", _erase)]


def _lock(kit):
    kit.lock_due = True
    return
    yield  # a journey without a screen


def _lock_after(kit):
    from otpfob.app.journeys.sleep import choose_time

    return choose_time(kit, "Lock after", "lock_after_s", _LOCK_AFTER)


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


def _erase(kit):
    from otpfob.app.journeys.unlock import erase

    return erase(kit)
