"""A flash that cannot be read is never formatted unasked: the person chooses."""

from otpfob.app.journeys.steps import choose
from otpfob.app.journeys.unlock import erase

_AGAIN = 0
_ERASE = 1


def damaged(kit):
    """Offer to look again, or to erase."""
    title = "Of another chip" if kit.safe.of_another_chip else "Storage damaged"
    choice = yield from choose(title, ("Try again", "Erase everything"))
    if choice == _AGAIN:
        kit.transfers.end()  # of the vault as it was
        kit.safe.start()
    elif choice == _ERASE:
        yield from erase(kit)
