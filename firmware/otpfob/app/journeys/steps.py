"""Steps that several journeys have in common. Titles, texts and entries are phrases."""

from micropython import const

from otpfob.ui.screens import confirm
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.menu import MenuScreen
from otpfob.ui.screens.message import MessageScreen
from otpfob.ui.screens.wheel import WheelScreen
from otpfob.ui.screens.work import WorkScreen
from otpfob.vault import keys
from otpfob.vault.pin_key import MAX_DIGITS, MIN_DIGITS

_T_PIN_LENGTH = const(0x2EA74)
_T_NEW_PIN = const(0x3F0C1)
_T_PIN_AGAIN = const(0x25649)
_T_NOT_THE_SAME = const(0xC2136)
_T_PINS_DIFFER = const(0xBFA05)

_DIGITS = b"0123456789"


def say(title, text):
    """Show a sentence until it is clicked away."""
    yield MessageScreen(title, text)


def sure(title, lines, hold: bool = False, follows_changes: bool = False):
    """Return whether the person says yes. `follows_changes`: no when the host changes something."""
    screen = ConfirmScreen(title, lines, None, hold, follows_changes)
    yield screen
    return screen.result == confirm.YES


def choose(title, entries, note="", at: int = 0):
    """Return the position of the entry that was chosen, or -1. `at`: the one selected first."""
    screen = MenuScreen(title, entries, note=note, at=at)
    yield screen
    return screen.result


def choose_value(title, table, now):
    """Return the value that was chosen of `table`, (value, phrase) each, or None.

    The one that holds `now` is marked and selected; it may be none of them.
    """
    values = [value for value, _ in table]
    place = values.index(now) if now in values else -1
    screen = MenuScreen(title, [text for _, text in table], place)
    yield screen
    return None if screen.result < 0 else values[screen.result]


def work(title, job):
    """Do a job of the vault with a bar on the glass; returns its result. Raises its error."""
    screen = WorkScreen(title, job)
    try:
        yield screen
    finally:
        job.wipe()
    if screen.error is not None:
        raise screen.error
    return screen.result


def enter_pin(kit, title, hint: "int | str" = ""):
    """Return a PIN as digits in a bytearray, which its taker overwrites, or None."""
    screen = WheelScreen(
        title, _DIGITS, MIN_DIGITS, MAX_DIGITS, kit.pool.below, masked=True, hint=hint
    )
    try:
        yield screen
        # Its own: the screen's is overwritten here, whatever becomes of it.
        return None if screen.result is None else bytearray(screen.result)
    finally:
        screen.wipe()


def choose_pin(kit):
    """Return a new PIN that was entered twice, or None."""
    while True:
        first = again = None
        same = False
        try:
            first = yield from enter_pin(kit, _T_NEW_PIN, _T_PIN_LENGTH)
            if first is not None:
                again = yield from enter_pin(kit, _T_PIN_AGAIN)
            same = again is not None and again == first
        finally:
            wipe(again)
            if not same:
                wipe(first)
        if same or again is None:
            return first if same else None
        yield from say(_T_NOT_THE_SAME, _T_PINS_DIFFER)


def wipe(buffer) -> None:
    """Overwrite a secret; None is none."""
    if buffer is not None:
        keys.wipe(buffer)
