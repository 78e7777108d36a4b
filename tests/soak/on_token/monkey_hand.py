"""A token of fake parts in the hand of somebody who watches every turn it makes."""

from fakes import Buttons, Chip, Panel, RamFlash, Ticks
from host_side import HostSide
from made_up import account
from ram_fs import RamFs
from unit_paths import FONTS

import otpfob.app.token
from otpfob.app.font_files import open_fonts
from otpfob.app.parts import Parts
from otpfob.app.server import Server
from otpfob.app.token import Token
from otpfob.core import otp
from otpfob.core.account import HOTP
from otpfob.core.errors import FobError
from otpfob.ui.screens import confirm
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.hotp import HotpScreen
from otpfob.ui.screens.totp import TotpScreen
from otpfob.vault.vault import Vault

START_UNIX_S = 1_800_000_000
DO_DOWN = 2
GUARD_MS = 500
# The clock looks at its chip once a minute; two seconds more to agree with it, and jumps.
_CHIP_MS = 66_000

_answers = []  # what was decided in this turn


class WatchedServer(Server):
    """Notes what the person is taken to have said."""

    def decided(self, result):
        _answers.append(result)
        Server.decided(self, result)


otpfob.app.token.Server = WatchedServer


class Hand:
    """`words` is what is on the glass. `turn` reports what must not be."""

    def __init__(self, report, height: int) -> None:
        self._report = report
        self._height = height
        self._fonts = open_fonts(FONTS)
        self.ticks = Ticks()
        self.chip = Chip(self.ticks, START_UNIX_S)
        self.chip_lost_ms = None
        self.buttons = Buttons()
        self._do_ms = -1  # since when DO is or was down
        self.words = []
        self._drawn = False
        self._question = None
        self._question_ms = 0
        self._front = None
        self._front_ms = 0
        self._totp_draws = 0
        self.fs = RamFs()
        self.flash = RamFlash(self.fs)
        self.refill()

    def refill(self) -> None:
        """Put a new vault into the flash, and reset."""
        self.fs.files = {}
        self.flash.made = True
        vault = Vault(self.fs)
        vault.create()
        for i in range(6):
            vault.add(account(HOTP if i % 3 == 1 else None, 20), 7 * i)
        self.reset()

    def reset(self) -> None:
        """Start the token on what is in the flash."""
        self._shown = {}  # id: (counter, the screen it was shown on)
        self.host = HostSide()
        self.fs.log.clear()
        self.token = Token(
            Parts(
                panel=Panel(self._height),
                buttons=self.buttons,
                console=self.host,
                ticks=self.ticks,
                chip=self.chip,
                flash=self.flash,
                fonts=self._fonts,
                reset=None,
                serial="0",
                board="fake",
                earliest_unix_s=START_UNIX_S,
                trace=self._trace,
            )
        )
        if self.chip_lost_ms is not None:
            self.chip_lost_ms = self.ticks.ms - _CHIP_MS  # it must know from the start
        self._question = None
        self._front = None

    def _trace(self, text):
        if text is None:
            self.words.clear()
            self._drawn = True
        else:
            self.words.append(text)

    def press(self, levels: int) -> None:
        """Hold these buttons down from the next turn on."""
        if levels & DO_DOWN and not self.buttons.down & DO_DOWN:
            self._do_ms = self.ticks.ms + 10
        self.buttons.down = levels

    def turn(self, later_ms: int = 10) -> None:
        """Let time pass and the token turn once, and look at it."""
        self.ticks.ms += later_ms
        token, front = self.token, self._front
        _answers.clear()
        try:
            token.turn()
        except Exception as error:  # noqa: BLE001 (none may escape)
            self._report.fail(repr(error), "with", self.words)
            self.refill()
            return
        if confirm.YES in _answers:
            self._report.note("questions answered YES")
            late_ms = self._do_ms - self._question_ms
            if late_ms < GUARD_MS:
                self._report.fail("a YES too early: DO pressed", late_ms, "ms after the question")
            if self.chip_lost_ms is not None:
                self.chip_lost_ms = self.ticks.ms  # perhaps the time was set
        if self.fs.log:
            self._changed(front)
        if token._server.question is not self._question:
            self._question = token._server.question
            self._question_ms = self.ticks.ms
        if token._flow.front is not front:
            self._front = token._flow.front
            self._front_ms = self.ticks.ms
        if self._drawn:
            self._drawn = False
            self._look()
        if self.host.complaints:
            self._report.fail(self.host.complaints[0][:30], self.host.complaints[0][30:])
            self.host.complaints.clear()

    def _changed(self, front):
        """Something was written in this turn: was it asked for?"""
        counters_only = all([entry[1].startswith("counters") for entry in self.fs.log])
        now = self.token._flow.front
        erased = any([entry[0] == "erase" for entry in self.fs.log])
        self.fs.log.clear()
        if confirm.YES not in _answers:
            if isinstance(front, ConfirmScreen) and erased:
                if self._do_ms < self._front_ms:
                    self._report.fail("set up without DO")
            elif not counters_only or HotpScreen not in (type(front), type(now)):
                # (A question that goes in this turn uncovers the screen that is pressed.)
                self._report.fail("written without a YES", "on", front)
        if erased:
            self._report.note("erased")
            self._shown = {}

    def _look(self):
        front = self.token._flow.front
        if isinstance(front, TotpScreen):
            if "Clock not set" not in self.words:
                self._look_at_totp()
        elif isinstance(front, HotpScreen) and "Press DO for a code" not in self.words:
            self._look_at_hotp(front)

    def _look_at_totp(self):
        token = self.token
        if not token._clock.has_time:
            self._report.fail("a TOTP code without a time", self.words)
            return
        lost_ms = self.chip_lost_ms
        if lost_ms is not None and self.chip.read() is None and self.ticks.ms - lost_ms > _CHIP_MS:
            self._report.fail("a TOTP code of a clock that stopped", self.words)
        self._totp_draws += 1
        self._report.note("TOTP codes drawn")
        if self._totp_draws & 15:
            return
        one = self._account()
        if one is not None:
            code = otp.code(one, token._clock.unix_s // one.period_s)
            if code not in self.words:
                self._report.fail("a wrong TOTP code", self.words, "and not", code)

    def _account(self):
        """Return the account on the glass as it is in the flash."""
        vault = Vault(self.fs)
        try:
            vault.open()
            return vault.account_at(vault.index_of(self.token._flow._account_id))
        except FobError:
            return None  # damaged meanwhile, by this monkey

    def _look_at_hotp(self, front):
        number = self.token._flow._account_id
        text = self.words[-1]
        said = int(text[len("Counter ") :]) if text.startswith("Counter ") else None
        last = self._shown.get(number)
        if last is not None and last[1] is front and last[0] == (said, self.words[-2:]):
            return  # drawn again
        one = self._account()
        if one is None:
            return
        vault = Vault(self.fs)
        vault.open()
        stored = vault.counter(number)
        counter = stored - 1 if said is None else said
        if stored <= counter:
            self._report.fail("a HOTP code whose counter is not saved", self.words, stored)
        if otp.code(one, counter) not in self.words:
            self._report.fail("a wrong HOTP code", self.words)
        if last is not None and counter <= last[2]:
            self._report.fail("a HOTP code shown twice", self.words)
        self._report.note("HOTP codes")
        self._shown[number] = ((said, self.words[-2:]), front, counter)
