"""What can be done with one account on the token itself: its recovery codes, and its place."""

from micropython import const

from otpfob.app.answers.question import labels_at
from otpfob.app.journeys.steps import choose, sure
from otpfob.core.errors import NoAccount
from otpfob.ui.screen import DONE
from otpfob.ui.screens.move import MoveScreen
from otpfob.ui.screens.recovery import BACK, CROSS_OFF, RecoveryScreen
from otpfob.vault import recovery
from otpfob.vault.changes import edit
from otpfob.vault.keys import wipe
from otpfob.vault.states import OPEN

_T_RECOVERY_LEFT = const(0x2FF95)
_T_MOVE = const(0xBDACC)
_T_NOT_FIRST = const(0x1B006)
_T_OPEN_FIRST = const(0xFD658)
_T_CROSS_IT_OFF = const(0x060EF)
_T_CODE_WAS_USED = const(0xD4CA9)


def account_menu(kit, account_id):
    """Ends when the person goes back, or the account is gone."""
    vault = kit.safe.vault
    choice = 0
    while kit.safe.state == OPEN and kit.safe.vault is vault:
        try:
            position = vault.index_of(account_id)
            details = vault.details_at(position)
        except NoAccount:
            return
        entries = []
        if details.extras.count:
            entries.append(((_T_RECOVERY_LEFT, details.extras.left), _recovery))
        if vault.count > 1:
            entries.append((_T_MOVE, _move))
        first = vault.favourite == account_id
        entries.append((_T_NOT_FIRST if first else _T_OPEN_FIRST, _favourite))
        title = labels_at(vault, position)[0]
        choice = yield from choose(title, [entry[0] for entry in entries], at=choice)
        if choice < 0:
            return
        yield from entries[choice][1](vault, account_id)


def _favourite(vault, account_id):
    edit(vault, account_id, {"favourite": vault.favourite != account_id})
    return
    yield  # a journey without a screen


def _move(vault, account_id):
    """Let the person take the account through the list, and write where it ends.

    A list that the host changes meanwhile is another one: the person looks at it first.
    """
    screen = MoveScreen(vault, vault.index_of(account_id))
    if (yield screen) == DONE and screen.result is not None:
        vault.move(account_id, screen.result)


def _recovery(vault, account_id):
    """Show the codes one at a time, the first that is not used first.

    Codes that the host changes meanwhile are others: the person looks at them first.
    """
    number = _unused(vault.details_at(vault.index_of(account_id)).extras)
    while True:
        extras = vault.details_at(vault.index_of(account_id)).extras
        if number > extras.count:
            return  # the host took them away
        used = extras.used >> (number - 1) & 1
        code = recovery.code(vault, account_id, number)
        screen = RecoveryScreen(code, number, extras.count, bool(used))
        try:
            yield screen
        finally:
            wipe(code)
        if screen.result == BACK:
            return
        if screen.result != CROSS_OFF:
            number = (number - 1 + screen.result) % extras.count + 1
        else:
            lines = ((_T_CODE_WAS_USED, number),)
            if (yield from sure(_T_CROSS_IT_OFF, lines, follows_changes=True)):
                recovery.cross_off(vault, account_id, number)


def _unused(extras):
    for i in range(extras.count):
        if not extras.used >> i & 1:
            return i + 1
    return 1
