"""The list of accounts, and the codes."""

from micropython import const

from otpfob.app.flow import CHANGED, failure
from otpfob.core import otp
from otpfob.core.account import HOTP
from otpfob.core.errors import FobError, NoAccount
from otpfob.ui.screen import ASK, DONE
from otpfob.ui.screens.accounts import MENU, AccountsScreen
from otpfob.ui.screens.heading import ACCOUNT_MENU
from otpfob.ui.screens.totp import TotpScreen
from otpfob.vault.states import OPEN

_LIST = const(-1)


def accounts(kit):
    """Ends when the vault is not open any more, or was opened anew under another key."""
    vault = kit.safe.vault
    screen = AccountsScreen(vault, 0, kit.battery)
    position = vault.index_of(vault.favourite) if vault.favourite else _LIST
    while kit.safe.state == OPEN and kit.safe.vault is vault:
        while position != _LIST:
            screen.select(position)
            # On a loan: what only some kinds of account need comes and goes with them.
            position = yield from kit.lent(_codes, vault, position, screen)
        yield screen
        position = screen.result
        if position == MENU:
            yield from kit.lent(_menu)
            position = _LIST


def _codes(kit, vault, position, accounts_screen):
    """Show the codes of one account. Returns the position of the next one, or _LIST."""
    try:
        picture = bytes(vault.picture_at(position))
        screen = _screen(vault.account_at(position), picture, kit.battery)
    except FobError as error:
        yield from failure(error)
        return _LIST
    try:
        account_id = vault.id_at(position)
        shown = _shown(vault, position)
        while True:
            answer = yield screen
            if answer == ASK:
                _next_code(vault, account_id, screen)
                continue
            has_menu = answer == DONE and screen.result == ACCOUNT_MENU
            if has_menu:
                yield from kit.lent(_account_menu, account_id)
            try:
                position = vault.index_of(account_id)
            except NoAccount:
                return _LIST  # deleted by the host meanwhile
            if answer == CHANGED or has_menu:
                accounts_screen.select(position)
                if _shown(vault, position) != shown:
                    return position
            else:
                return (position + screen.result) % vault.count if screen.result else _LIST
    finally:
        screen.wipe()


def _shown(vault, position):
    """Return what an edit by the host can change of what is on the glass."""
    details = vault.details_at(position)
    return details.issuer, details.name, details.digits, details.period_s


def _screen(account, picture, battery):
    """Return the screen of an account. The secret stays in what makes the codes, if anywhere."""
    try:
        if account.kind == HOTP:
            from otpfob.ui.screens.hotp import HotpScreen

            return HotpScreen(account.issuer, account.name, picture, battery)
        return TotpScreen(account, picture, battery)
    finally:
        account.wipe()


def _next_code(vault, account_id, screen):
    """The next counter is saved and read back before its code is drawn."""
    account = vault.account_at(vault.index_of(account_id))
    try:
        counter = vault.use_counter(account_id)
        screen.show(counter, otp.code(account, counter))
    finally:
        account.wipe()


def _account_menu(kit, account_id):
    from otpfob.app.journeys.account_menu import account_menu

    return account_menu(kit, account_id)


def _menu(kit):
    from otpfob.app.journeys.menu import menu

    return menu(kit)
