"""A restore: the code is entered on the token, which then says what it would do."""

from otpfob.app.journeys.steps import say, sure, work
from otpfob.core.errors import FobError, Refused, VaultFull, WrongCode
from otpfob.link.messages import CHECKING, CODE, CONFIRM, DONE
from otpfob.ui.screens.wheel import WheelScreen
from otpfob.vault.backup import CODE_ALPHABET, CODE_CHARACTERS


def restore(kit):
    """Merge the backup that `kit.transfers` received into the vault, if the person says so."""
    transfers = kit.transfers
    kit.exclusive = True
    failed = Refused.code
    done = False
    try:
        if (yield from _opened(kit)) and (yield from _wanted(kit)):
            yield from work("Restoring", transfers.restore.applying())
            done = True
    except FobError as error:
        failed = error.code
        raise
    finally:
        kit.exclusive = False
        transfers.end_restore("" if done else failed, DONE)
    if done:
        yield from say("Restored", "%d accounts are new." % transfers.plan[0])


def _opened(kit):
    """Ask for the code until it is right. Returns False when the person gives up."""
    transfers = kit.transfers
    while True:
        transfers.restore_state = CODE
        screen = WheelScreen(
            "Backup code", CODE_ALPHABET, CODE_CHARACTERS, CODE_CHARACTERS, kit.pool.below
        )
        try:
            yield screen
            if screen.result is None:
                return False
            transfers.restore_state = CHECKING
            opening = transfers.restore.opening(screen.result)
        except WrongCode as error:
            yield from say("Wrong code", error.says)
            continue
        finally:
            screen.wipe()
        try:
            yield from work("Opening the backup", opening)
            return True
        except WrongCode as error:
            yield from say("Wrong code", error.says)


def _wanted(kit):
    transfers = kit.transfers
    new, same, raised, room = transfers.restore.plan
    if new > room:
        raise VaultFull
    transfers.plan = (new, same, raised)
    transfers.restore_state = CONFIRM
    lines = [
        "%d new, %d already here," % (new, same),
        "%d counters go up." % raised,
        "If another token has",
        "these accounts, use",
        "only one for codes by",
        "counter.",
    ]
    return (yield from sure("Restore?", lines))
