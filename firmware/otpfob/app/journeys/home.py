"""The journey that begins again for ever: what is on the glass depends on what is in the flash."""

from otpfob.app.journeys.accounts import accounts
from otpfob.core.errors import Damaged
from otpfob.vault.states import LOCKED, NEW, OPEN


def home(kit):
    """One round; whoever drives it begins the next."""
    state = kit.safe.state
    if state == NEW:
        yield from kit.lent(_first_start)
    elif state == LOCKED:
        yield from kit.lent(_unlock)
    elif state == OPEN:
        try:
            yield from accounts(kit)
        except Damaged:  # under way: flash rots
            yield from kit.lent(_damaged)
    else:
        yield from kit.lent(_damaged)


def _first_start(kit):
    from otpfob.app.journeys.first_start import first_start

    return first_start(kit)


def _unlock(kit):
    from otpfob.app.journeys.unlock import unlock

    return unlock(kit)


def _damaged(kit):
    from otpfob.app.journeys.damaged import damaged

    return damaged(kit)
