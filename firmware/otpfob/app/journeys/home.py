"""The journey that begins again for ever: what is on the glass depends on what is in the flash."""

from otpfob.app.journeys.accounts import accounts
from otpfob.app.journeys.damaged import damaged
from otpfob.app.journeys.first_start import first_start
from otpfob.app.journeys.unlock import unlock
from otpfob.core.errors import Damaged
from otpfob.vault.states import LOCKED, NEW, OPEN


def home(kit):
    """One round; whoever drives it begins the next."""
    state = kit.safe.state
    if state == NEW:
        yield from first_start(kit)
    elif state == LOCKED:
        yield from unlock(kit)
    elif state == OPEN:
        try:
            yield from accounts(kit)
        except Damaged:  # under way: flash rots
            yield from damaged(kit)
    else:
        yield from damaged(kit)
