"""Which screen is in front: the list, an account, a question, a message."""

from otpfob.app.storage import DAMAGED, NEW, OPEN
from otpfob.core import otp
from otpfob.core.account import HOTP
from otpfob.core.errors import FobError, NoAccount
from otpfob.link.messages import CONFIRM_S
from otpfob.ui.screen import ASK, DONE
from otpfob.ui.screens import confirm
from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.hotp import HotpScreen
from otpfob.ui.screens.message import MessageScreen
from otpfob.ui.screens.totp import TotpScreen


class Flow:
    """`front` is the screen on the glass. Every method answers as a screen does.

    `tell(result)` takes what the user said to a question of the host.
    """

    def __init__(self, storage, clock, tell) -> None:
        self._storage = storage
        self._clock = clock
        self._tell = tell
        self._question = None  # the confirm screen of the host's question
        self._account_id = 0  # of the account on the glass
        self._labels = ("", "")
        self._list = AccountsScreen(None)  # until the vault is open
        self.front = self._home()
        self._behind = self.front  # the screen that the question covers

    def _home(self):
        """Return the first screen for what is in the flash."""
        state = self._storage.state
        if state == OPEN:
            self._list = AccountsScreen(self._storage.vault)
            return self._list
        if state == NEW:
            lines = ("This token is new.", "Set it up now?")
            return ConfirmScreen("Welcome to OTPfob", lines, None)
        return MessageScreen(
            "Storage damaged",
            "The stored accounts cannot be read. Hold DO to erase them.",
            stays=True,
        )

    def ask(self, question) -> None:
        """Cover the glass with a question of the host."""
        self._behind = self.front
        self._question = ConfirmScreen(question.title, question.lines, CONFIRM_S, question.hold)
        self.front = self._question

    def withdraw(self) -> None:
        """Take the question away: whoever asked it is gone."""
        if self._question is not None:
            self.front = self._behind
            self._question = None

    def on_tick(self) -> int:
        return self._after(self.front.on_tick(self._clock))

    def on_gesture(self, event: int) -> int:
        return self._after(self.front.on_gesture(event))

    def _after(self, answer):
        if answer == ASK:
            self._do(self.front)
        elif answer == DONE:
            self._finished(self.front)
        return answer

    def _do(self, screen):
        if screen is self._list:
            self._open(screen.result)
        elif isinstance(screen, HotpScreen):
            self._next_code(screen)

    def _finished(self, screen):
        if screen is self._question:
            self.withdraw()
            self._tell(screen.result)
            if screen.result == confirm.YES:
                self._follow_change()
        elif self._storage.state != OPEN:
            self._set_up(screen)
        elif isinstance(screen, (TotpScreen, HotpScreen)) and screen.result:
            self._open_next()
        else:
            self._go(self._list)

    def _go(self, screen):
        """Put a screen in front of the one that is left."""
        left = self.front
        self.front = screen
        if isinstance(left, TotpScreen):
            left.wipe()

    def _follow_change(self):
        """The account on the glass may have gone, or got another name, while it was covered."""
        if self._storage.state != OPEN:
            self._go(self._home())
            return
        if not isinstance(self.front, (TotpScreen, HotpScreen)):
            return
        vault = self._storage.vault
        try:
            position = vault.index_of(self._account_id)
        except NoAccount:
            self._go(self._list)
            return
        self._list.select(position)
        if vault.labels_at(position) != self._labels:
            self._open(position)

    def _open(self, position):
        vault = self._storage.vault
        try:
            account = vault.account_at(position)
        except FobError as error:
            self._fail(error)
            return
        self._account_id = vault.id_at(position)
        self._labels = (account.issuer, account.name)
        self._list.select(position)
        if account.kind == HOTP:
            self._go(HotpScreen(account.issuer, account.name))
        else:
            self._go(TotpScreen(account))

    def _open_next(self):
        vault = self._storage.vault
        try:
            position = vault.index_of(self._account_id) + 1
        except NoAccount:
            self._go(self._list)
            return
        self._open(position % vault.count)

    def _next_code(self, screen):
        """The next counter is saved and read back before its code is drawn."""
        vault = self._storage.vault
        try:
            account = vault.account_at(vault.index_of(self._account_id))
            counter = vault.use_counter(self._account_id)
        except FobError as error:
            self._fail(error)
            return
        screen.show(counter, otp.code(account, counter))

    def _fail(self, error):
        self._go(MessageScreen("Error", error.says))

    def _set_up(self, screen):
        """The answer to the screens that stand before an open vault."""
        if self._storage.state == DAMAGED and isinstance(screen, MessageScreen):
            lines = ("All accounts on this", "token will be erased.")
            self.front = ConfirmScreen("Erase everything?", lines, None, hold=True)
            return
        if isinstance(screen, ConfirmScreen) and screen.result == confirm.YES:
            try:
                self._storage.create()
            except FobError as error:
                self._fail(error)
                return
        self.front = self._home()
