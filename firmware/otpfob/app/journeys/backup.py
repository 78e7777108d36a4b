"""A backup: its code is shown, and it is given away only when the code was written down.

Whoever finds an open token must not take all keys with them: so the PIN is asked for first.
"""

from micropython import const

from otpfob.app.journeys.steps import say, wipe, work
from otpfob.app.journeys.unlock import confirm_pin
from otpfob.link.terms import CODE, NONE, READY
from otpfob.ui.screens.backup_code import CodePages
from otpfob.ui.screens.wheel import WheelScreen
from otpfob.vault.backup import CODE_ALPHABET, new_code

_T_MAKING_THE_BACKUP = const(0x80AF7)
_T_BACKUP_READY = const(0x91663)
_T_BACKUP_NEEDS_CODE = const(0xE85BA)
_T_NOT_QUITE = const(0xCE917)
_T_COMPARE_THE_CODE = const(0x1DB88)
_T_CHARACTER = const(0x8AEDB)

_QUESTIONS = const(3)


def backup(kit):
    """Make the backup that `kit.transfers` began, and let the host have it."""
    transfers = kit.transfers
    kit.exclusive = True
    code = None
    try:
        if not (yield from confirm_pin(kit)):
            return
        code = _new_code(kit)
        yield from work(_T_MAKING_THE_BACKUP, transfers.backup.writing(code))
        transfers.backup_state = CODE
        if (yield from _written_down(kit, code)):
            transfers.backup_state = READY
    finally:
        wipe(code)
        kit.exclusive = False
        if transfers.backup_state != READY:
            transfers.end_backup()
    if transfers.backup_state != NONE:
        yield from say(_T_BACKUP_READY, _T_BACKUP_NEEDS_CODE)


def _new_code(kit):
    """Return a new code, made with the radio on. Raises what the random source does."""
    try:
        kit.radio.begin()
        return new_code(kit.pool)
    finally:
        kit.radio.end()


def _written_down(kit, code):
    """Show the code until the person can read it back, or gives up."""
    while True:
        pages = CodePages(code)
        yield pages
        if not pages.result:
            return False
        if (yield from _knows(kit, code)):
            return True
        yield from say(_T_NOT_QUITE, _T_COMPARE_THE_CODE)


def _knows(kit, code):
    """Ask for a few of the characters, in rising order."""
    part = len(code) // _QUESTIONS
    for i in range(_QUESTIONS):
        place = i * part + kit.pool.below(part)
        screen = WheelScreen((_T_CHARACTER, place + 1), CODE_ALPHABET, 1, 1, kit.pool.below)
        try:
            yield screen
            if screen.result is None or screen.result[0] != code[place]:
                return False
        finally:
            screen.wipe()
    return True
