"""A flash that cannot be read is never formatted unasked: the person chooses."""

from micropython import const

from otpfob.app.journeys.steps import choose
from otpfob.app.journeys.unlock import erase

_T_STORAGE_DAMAGED = const(0xFBA7C)
_T_TRY_AGAIN = const(0x68878)
_T_ERASE_EVERYTHING = const(0x4113E)
_T_OF_ANOTHER_CHIP = const(0x09C56)

_AGAIN = const(0)
_ERASE = const(1)


def damaged(kit):
    """Offer to look again, or to erase."""
    title = _T_OF_ANOTHER_CHIP if kit.safe.of_another_chip else _T_STORAGE_DAMAGED
    choice = yield from choose(title, (_T_TRY_AGAIN, _T_ERASE_EVERYTHING))
    if choice == _AGAIN:
        kit.transfers.end()  # of the vault as it was
        kit.safe.start()
    elif choice == _ERASE:
        yield from erase(kit)
