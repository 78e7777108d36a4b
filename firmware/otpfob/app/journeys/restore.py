"""A restore: the code is entered on the token, which then says what it would do.

And an import, whose code comes from the host: it is a restore of what the host made itself.
"""

from micropython import const

from otpfob.app.journeys.steps import say, sure, work
from otpfob.core.errors import FobError, Refused, TimedOut, VaultFull, WrongCode
from otpfob.link.terms import CHECKING, CODE, CONFIRM, DONE, IMPORT_CONFIRM_S
from otpfob.ui.gestures import BACK_MS
from otpfob.ui.screens import confirm
from otpfob.ui.screens.accounts import joined
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.wheel import WheelScreen
from otpfob.ui.texts import error_text
from otpfob.vault.backup import CODE_ALPHABET, CODE_CHARACTERS

_T_RESTORING = const(0xC005A)
_T_RESTORED = const(0xBEE22)
_T_NEW_ACCOUNTS = const(0x2D933)
_T_IMPORTING = const(0xE2369)
_T_IMPORTED = const(0xFAAF5)
_T_NEW_AND_SAME = const(0x31B61)
_T_COUNTERS_GO_UP = const(0x77015)
_T_USE_ONLY_ONE = const(0xDA940)
_T_RESTORE = const(0x2D1E5)
_T_BACKUP_CODE = const(0x708E8)
_T_WRONG_CODE = const(0x5222C)
_T_OPENING_THE_BACKUP = const(0x7286C)
_T_CHECKING_THE_IMPORT = const(0x3F384)
_T_AND_MORE = const(0x8C38A)
_T_IMPORT = const(0x6099B)

# So many names a person can look through; of the others there is the number.
_MOST_LABELS = const(20)
# Nobody expects the question of an import: what ends this soon after it came, may have begun
# up to half a second after, and was meant for the screen before it.
_GUARD_MS = 500 + BACK_MS


def restore(kit):
    """Merge the backup that `kit.transfers` received into the vault, if the person says so."""
    done = yield from _merged(kit, _with_code(kit), _T_RESTORING)
    if done:
        yield from say(_T_RESTORED, (_T_NEW_ACCOUNTS, kit.transfers.plan[0]))


def import_from_host(kit):
    """Merge what the host sent to `kit.transfers` with its code, if the person says so."""
    done = yield from _merged(kit, _with_labels(kit), _T_IMPORTING)
    if done:
        yield from say(_T_IMPORTED, (_T_NEW_ACCOUNTS, kit.transfers.plan[0]))


def _merged(kit, agreed, title):
    """Do it, if `agreed` says so: a journey that returns why not, a wire code, or nothing.

    Returns whether it was done.
    """
    transfers = kit.transfers
    kit.exclusive = True
    failed = Refused.code
    done = False
    try:
        why_not = yield from agreed
        if why_not:
            failed = why_not
        else:
            transfers.unanswered = None
            yield from work(title, transfers.restore.applying())
            done = True
    except FobError as error:
        failed = error.code
        raise
    finally:
        kit.exclusive = False
        transfers.end_restore("" if done else failed, DONE)
    return done


def _with_code(kit):
    if not (yield from _opened(kit)):
        return Refused.code
    new, same, raised = _planned(kit.transfers)
    lines = [
        (_T_NEW_AND_SAME, new, same),
        (_T_COUNTERS_GO_UP, raised),
        _T_USE_ONLY_ONE,
    ]
    return "" if (yield from sure(_T_RESTORE, lines)) else Refused.code


def _opened(kit):
    """Ask for the code until it is right. Returns False when the person gives up."""
    transfers = kit.transfers
    while True:
        transfers.restore_state = CODE
        screen = WheelScreen(
            _T_BACKUP_CODE, CODE_ALPHABET, CODE_CHARACTERS, CODE_CHARACTERS, kit.pool.below
        )
        try:
            yield screen
            if screen.result is None:
                return False
            transfers.restore_state = CHECKING
            opening = transfers.restore.opening(screen.result)
        except WrongCode as error:
            yield from say(_T_WRONG_CODE, error_text(error.code))
            continue
        finally:
            screen.wipe()
        try:
            yield from work(_T_OPENING_THE_BACKUP, opening)
            return True
        except WrongCode as error:
            yield from say(_T_WRONG_CODE, error_text(error.code))


def _with_labels(kit):
    transfers = kit.transfers
    transfers.restore_state = CHECKING
    yield from work(_T_CHECKING_THE_IMPORT, transfers.opening())
    new, same, raised = _planned(transfers)
    if not new and not raised:
        return ""  # nothing will change, and nothing is to be decided
    lines: list = [(_T_NEW_AND_SAME, new, same)]
    if raised:
        lines.append((_T_COUNTERS_GO_UP, raised))
    for issuer, name in transfers.restore.labels(_MOST_LABELS):
        lines.append(joined(issuer, name))
    if new > _MOST_LABELS:
        lines.append((_T_AND_MORE, new - _MOST_LABELS))
    return (yield from _unexpected(kit, _T_IMPORT, lines))


def _unexpected(kit, title, lines):
    """Ask what nobody waits for. Returns the wire code of a no, or nothing."""
    screen = ConfirmScreen(title, lines, IMPORT_CONFIRM_S)
    came_ms = kit.now_ms()
    while True:
        yield screen
        if screen.result == confirm.NOBODY:
            return TimedOut.code
        if kit.ticks.diff(kit.now_ms(), came_ms) >= _GUARD_MS:
            return "" if screen.result == confirm.YES else Refused.code
        screen.result = confirm.NOBODY


def _planned(transfers):
    """Return how many are new, the same and raised, and tell the host. Raises VaultFull."""
    new, same, raised, room = transfers.restore.plan
    if new > room:
        raise VaultFull
    transfers.plan = (new, same, raised)
    transfers.restore_state = CONFIRM
    return transfers.plan
