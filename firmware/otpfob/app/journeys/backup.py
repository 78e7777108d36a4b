"""A backup: its code is shown, and it is given away only when the code was written down.

Whoever finds an open token must not take all keys with them: so the PIN is asked for first.
"""

from otpfob.app.journeys.steps import say, wipe, work
from otpfob.app.journeys.unlock import confirm_pin
from otpfob.link.terms import CODE, NONE, READY
from otpfob.ui.screens.backup_code import CodePages
from otpfob.ui.screens.wheel import WheelScreen
from otpfob.vault.backup import CODE_ALPHABET, new_code

_QUESTIONS = 3


def backup(kit):
    """Make the backup that `kit.transfers` began, and let the host have it."""
    transfers = kit.transfers
    kit.exclusive = True
    code = None
    try:
        if not (yield from confirm_pin(kit)):
            return
        code = _new_code(kit)
        yield from work("Making the backup", transfers.backup.writing(code))
        transfers.backup_state = CODE
        if (yield from _written_down(kit, code)):
            transfers.backup_state = READY
    finally:
        wipe(code)
        kit.exclusive = False
        if transfers.backup_state != READY:
            transfers.end_backup()
    if transfers.backup_state != NONE:
        yield from say("Backup ready", "The PC saves it now. It is of no use without the code.")


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
        yield from say("Not quite", "That is not in the code. Compare what you wrote down.")


def _knows(kit, code):
    """Ask for a few of the characters, in rising order."""
    part = len(code) // _QUESTIONS
    for i in range(_QUESTIONS):
        place = i * part + kit.pool.below(part)
        screen = WheelScreen("Character %d?" % (place + 1), CODE_ALPHABET, 1, 1, kit.pool.below)
        try:
            yield screen
            if screen.result is None or screen.result[0] != code[place]:
                return False
        finally:
            screen.wipe()
    return True
