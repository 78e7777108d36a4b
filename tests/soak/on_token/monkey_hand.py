"""A token of fake parts in the hand of somebody who watches every turn it makes."""

from random import choice, randrange

from fakes import Buttons, Chip, Panel, RamFlash, Random, Reset, Ticks, run, token
from host_side import HostSide
from made_up import account
from model import ERASE, NAMES, Model, WatchedSafe
from ram_fs import RamFs
from ram_store import PowerCut, RamStore
from traffic import PICTURE, RECOVERY_CODES
from unit_paths import FONTS

import otpfob.app.token
from otpfob.app.font_files import open_fonts
from otpfob.app.server import Server
from otpfob.core import otp
from otpfob.core.account import HOTP
from otpfob.core.errors import FobError
from otpfob.ui.picture import Pictured
from otpfob.ui.screen import DONE
from otpfob.ui.screens import confirm
from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.hotp import HotpScreen
from otpfob.ui.screens.menu import MenuScreen
from otpfob.ui.screens.move import MoveScreen
from otpfob.ui.screens.recovery import RecoveryScreen
from otpfob.ui.screens.totp import TotpScreen
from otpfob.ui.screens.work import WorkScreen
from otpfob.ui.texts import id_of
from otpfob.vault import recovery
from otpfob.vault.changes import NewParts
from otpfob.vault.entropy import Pool
from otpfob.vault.states import LOCKED, OPEN

START_UNIX_S = 1_800_000_000
DO_DOWN = 2
PINS = (b"135790", b"000000", b"98765432")
GUARD_MS = 500
_SLOT_BLOCKS = (0, 1)
_BLANK = bytes(RamStore().image)
_CROSS_OFF = id_of("CROSS_IT_OFF")
_LABELS = (str, Pictured)
_SECRET_SCREENS = (AccountsScreen, TotpScreen, HotpScreen, RecoveryScreen)

_answers = []  # what was decided in this turn


class WatchedServer(Server):
    """Notes what the person is taken to have said."""

    def decided(self, result):
        _answers.append(result)
        Server.decided(self, result)


otpfob.app.token.Server = WatchedServer


class _Files(RamFs):
    """A filesystem of the same power as the store `powered_by`: after a cut, nothing is written.

    (A `finally` runs in this test. On a token that lost its power, nothing does.)
    """

    powered_by = None

    def may(self, what):
        if self.powered_by is not None and not self.powered_by.alive:
            raise PowerCut
        RamFs.may(self, what)


class Hand:
    """`words` is what is on the glass. `turn` reports what must not be."""

    def __init__(self, report, height: int, safe=WatchedSafe) -> None:
        self._report = report
        self._safe = safe
        self._fonts = open_fonts(FONTS)
        self.ticks = Ticks()
        self.chip = Chip(self.ticks, START_UNIX_S)
        self.buttons = Buttons()
        self._down = 0
        self._do_ms = -1  # since when DO is or was down
        self.panel = Panel(height)
        self.words = []
        self._drawn = False
        self._totp_draws = 0
        self.fs = _Files()
        self.flash = RamFlash(self.fs)
        self.store = RamStore()
        self._kept = [self._made(None), self._made(choice(PINS)), (None, {}, _BLANK)]
        self.refill(randrange(2))

    def _made(self, pin):
        """Return (PIN, files, keys) of a token with some accounts."""
        fs = RamFs()
        store = RamStore()
        WatchedSafe.model = Model()
        safe = WatchedSafe(RamFlash(fs), store, Pool(Random()), None)
        safe.start()
        run(safe.creating(None if pin is None else bytearray(pin)))
        for i in range(6):
            one = account(HOTP if i % 3 == 1 else None, 20)
            added = safe.vault.add(one, 7 * i, NewParts(PICTURE if i > 3 else b""))
            if i & 1:
                recovery.add(safe.vault, added, RECOVERY_CODES)
        return pin, fs.files, bytes(store.image)

    def refill(self, which: int) -> None:
        """Put a vault without a PIN, one with a PIN, or none into the flash, and reset."""
        self.model = WatchedSafe.model = Model()
        pin, files, keys = self._kept[which]
        if files:
            self.model.begins_key(1, pin)
            self.model.state = OPEN if pin is None else LOCKED
        self.fs.files = dict(files)
        self.flash.made = bool(files)
        self.store.image[:] = keys
        self.reset()
        if randrange(4):
            self.tell_time(START_UNIX_S + randrange(10**6))

    def tell_time(self, unix_s: int) -> None:
        """Set the clock, whose chip alone is not believed."""
        try:
            self.token._clock.set(unix_s * 1000 + randrange(1000), self.ticks.ms, "host")
        except FobError:
            pass  # too early for it
        except PowerCut:
            self._cut()

    def reset(self) -> None:
        """Start the token on what is in the flash."""
        self.store = self.fs.powered_by = RamStore(self.store.image)
        self._shown = {}  # id: (the screen that showed its last code, the counter)
        self._counters = None  # their file when a code was shown last
        self.host = HostSide()
        self._key_number = 1
        self._granted = False
        self._question = self._front = None
        self._question_ms = self._front_ms = 0
        self.token = token(
            self._safe,
            panel=self.panel,
            buttons=self.buttons,
            console=self.host,
            ticks=self.ticks,
            chip=self.chip,
            flash=self.flash,
            store=self.store,
            fonts=self._fonts,
            scrub=self._scrub,
            earliest_unix_s=START_UNIX_S,
            trace=self._trace,
        )
        self.fs.log.clear()
        self.store.log.clear()
        self._tell(self.model.started(self.token._safe))

    def _trace(self, text):
        if text is None:
            self.words.clear()
            self._drawn = True
        else:
            self.words.append(text)

    def _scrub(self):
        """The token locks: nothing is left on the glass, and no key in RAM."""
        self._report.note("locks")
        if any(self.panel.pixels):
            self._report.fail("something is on the glass of a token that locks")
        if self.token._safe.files is not None:
            self._report.fail("keys are left in a token that locks")

    def _tell(self, wrong):
        if wrong:
            self._report.fail(wrong, "with", self.words)

    @property
    def front(self):
        """The screen on the glass."""
        return self.token._flow.front

    def press(self, levels: int) -> None:
        """Hold these buttons down from the next turn on; if it is turned, those in their places."""
        if levels & DO_DOWN and not self._down & DO_DOWN:
            self._do_ms = self.ticks.ms + 10
        self._down = levels
        if self.token._glass.turned:
            levels = levels >> 1 | (levels & 1) << 1
        self.buttons.down = levels

    def answer(self, result) -> None:
        """End the screen in front with a result that its buttons would take long to give."""
        self.front.result = result
        try:
            self.token._flow._after(DONE)
        except PowerCut:
            self._cut()
            return
        self.turn()

    def turn(self, later_ms: int = 10) -> None:
        """Let time pass and the token turn once, and look at it."""
        self.ticks.ms += later_ms
        front = self.front
        _answers.clear()
        try:
            self.token.turn()
        except Reset:
            if self.token._safe.state == OPEN:
                self._report.fail("a reset of a token that is not locked")
            self._tell(self.model.moved(self.token._safe, front, False))
            self.reset()
            return
        except PowerCut:
            self._cut()
            return
        except Exception as error:  # noqa: BLE001 (none may escape)
            self._report.fail(repr(error), "with", self.words)
            self.refill(0)
            return
        self._look_around(front)

    def _cut(self):
        """The power went: what was being written is a torn entry, perhaps."""
        self._report.note("power cuts")
        self.model.begun += 1
        self.reset()

    def _look_around(self, front):
        """Look at a turn; `front` was on the glass before it."""
        safe = self.token._safe
        said_yes = confirm.YES in _answers
        if said_yes:
            self._said_yes()
        held = isinstance(front, ConfirmScreen) and self._do_ms >= self._front_ms
        if safe.slots.current is not None and safe.slots.current.key_number != self._key_number:
            self._key_number = safe.slots.current.key_number
            self._report.note("new keys")
        before = self.model.state
        self._tell(self.model.moved(safe, front, said_yes or held))
        if before != self.model.state:
            self._report.note("%s to %s" % (NAMES[before], NAMES[self.model.state]))
        if self.fs.log or self.store.log:
            self._changed(front, said_yes, held)
        if self.token._server.question is not self._question:
            self._question = self.token._server.question
            self._question_ms = self.ticks.ms
        if self.front is not front or self._front is None:
            self._front = self.front
            self._front_ms = self.ticks.ms
        if safe.state == LOCKED and isinstance(self.front, _SECRET_SCREENS):
            self._report.fail("locked, and shows", self.front, self.words)
        if self._drawn:
            self._drawn = False
            self._look()
        if self.host.complaints:
            self._report.fail(self.host.complaints[0][:30], self.host.complaints[0][30:])
            self.host.complaints.clear()

    def _said_yes(self):
        self._report.note("questions answered YES")
        self._granted = True
        late_ms = self._do_ms - self._question_ms
        if late_ms < GUARD_MS:
            self._report.fail("a YES too early: DO pressed", late_ms, "ms after the question")

    def _changed(self, front, said_yes, held):
        """Something was written in this turn: was it asked for?"""
        works = isinstance(front, WorkScreen)
        erases = held and front._title == ERASE
        wanted = said_yes or works or erases
        for entry in self.fs.log:
            if not wanted and not self._may_write(entry, front, held):
                self._report.fail("written and not wanted", entry, "on", front)
        for entry in self.store.log:
            if not wanted and entry[1] in _SLOT_BLOCKS:
                self._report.fail("key slots changed", entry, "on", front)
        self.fs.log.clear()
        self.store.log.clear()

    def _may_write(self, entry, front, held):
        """Return whether what is on the glass writes this file."""
        name = entry[1].split(".")[0]
        if name == "restore":
            return True  # an import brings its file, and asks before anything becomes of it
        if name == "backup":
            return self._granted or entry[0] == "remove"
        if name == "counters":
            # (A question that goes in this turn uncovers the screen that is pressed.)
            return HotpScreen in (type(front), type(self.front))
        if name == "vault" and isinstance(front, ConfirmScreen):
            return held and front._title == _CROSS_OFF
        if name == "vault":
            # An account's menu is named after it; the other menus have titles of the firmware.
            is_its_menu = isinstance(front, MenuScreen) and isinstance(front._title, _LABELS)
            return is_its_menu or isinstance(front, MoveScreen)
        if name == "settings":
            return isinstance(front, MenuScreen) and front._now is not None
        return False

    def _look(self):
        front = self.front
        if self.token._safe.state != OPEN:
            return
        if isinstance(front, TotpScreen):
            if front._code:
                self._look_at_totp(front)
        elif isinstance(front, RecoveryScreen):
            self._report.note("recovery codes drawn")
        elif isinstance(front, HotpScreen) and front._code:
            self._look_at_hotp(front)

    def _look_at_totp(self, front):
        clock = self.token._clock
        if not clock.has_time or clock.refused:
            self._report.fail("a TOTP code without a time to rely on", self.words)
            return
        self._totp_draws += 1
        self._report.note("TOTP codes drawn")
        if self._totp_draws & 15:
            return
        accounts = self._accounts(front)
        codes = [otp.code(one, clock.unix_s // one.period_s) for _, one in accounts]
        if codes and not any([code in self.words for code in codes]):
            self._report.fail("a wrong TOTP code", self.words, "and not", codes)

    def _accounts(self, front) -> list:
        """Return (id, account) of all that have the name on the glass, as they are in flash."""
        heading = front._heading
        found = []
        try:
            vault = self.token._safe.vault
            for i in range(vault.count):
                issuer, name = vault.labels_at(i)
                shown = _said(heading._issuer), _said(heading._name)
                if shown == (issuer or name, issuer and name):
                    found.append((vault.id_at(i), vault.account_at(i)))
        except FobError:
            pass  # damaged meanwhile, by this monkey
        return found

    def _look_at_hotp(self, front):
        accounts = [(number, one) for number, one in self._accounts(front) if one.kind == HOTP]
        if len(accounts) != 1:
            return  # somebody gave two the same name
        number, one = accounts[0]
        counter = front._counter
        last = self._shown.get(number)
        if last is not None and last[0] is front and last[1] == counter:
            return  # drawn again
        stored = self.token._safe.vault.counter(number)
        if stored <= counter or self._file_of_counters() == self._counters:
            self._report.fail("a HOTP code whose counter is not saved", self.words, stored)
        if otp.code(one, counter) not in self.words:
            self._report.fail("a wrong HOTP code", self.words)
        if last is not None and counter <= last[1]:
            self._report.fail("a HOTP code shown twice", self.words)
        self._report.note("HOTP codes")
        self._shown[number] = (front, counter)
        self._counters = self._file_of_counters()

    def _file_of_counters(self):
        number = self.token._safe.slots.in_use().key_number
        return self.fs.files.get("counters.%d" % (number & 1))


def _said(line):
    """Return what a line says, whether the fonts or the host drew it."""
    return line.text if isinstance(line, Pictured) else line
