"""Every text of every screen is whole and by itself, on both sizes and all boards."""

from ui.glass import SIZES, Clock, StrictCanvas, strict_words
from ui.hand import BASE32, DIGITS, DO, DO_HELD, NEXT, enter

from otpfob.core.account import TOTP, Account
from otpfob.core.errors import ALL as ERRORS
from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.ui.screens.backup_code import CodePages
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.countdown import CountdownScreen
from otpfob.ui.screens.hotp import HotpScreen
from otpfob.ui.screens.menu import MenuScreen
from otpfob.ui.screens.message import MessageScreen
from otpfob.ui.screens.totp import TotpScreen
from otpfob.ui.screens.wheel import WheelScreen
from otpfob.ui.screens.work import WorkScreen
from otpfob.ui.texts import LANGUAGES

BUTTONS = (1, 2, 3)
LONG = "Щ" * 32


class Accounts:
    def __init__(self, count, issuer="Acme", name="ann"):
        self.count = count
        self._labels = (issuer, name)

    def labels_at(self, position):
        return self._labels

    def picture_at(self, position):
        return b""


class Job:
    done = 3
    total = 7


def everywhere(screen):
    """Draw it on every glass, in every language; returns what was written last, in English."""
    shown = []
    for language in reversed(LANGUAGES):
        for height in SIZES:
            for buttons in BUTTONS:
                shown = strict_words(screen, height, buttons, language)
    return shown


def test_the_strict_canvas_finds_what_is_cut_or_covered():
    def refuses(what, height=64):
        try:
            what(StrictCanvas(height))
        except AssertionError:
            return True
        return False

    small = StrictCanvas(64).fonts.small
    assert refuses(lambda canvas: canvas.text(0, 0, "x" * 26, small))
    assert refuses(lambda canvas: canvas.text(0, 57, "x", small))
    assert refuses(lambda canvas: canvas.ends(0, "x" * 13, "x" * 13))
    assert refuses(lambda canvas: canvas.wrapped(0, "x" * 26, small, 1))
    assert refuses(lambda canvas: canvas.wrapped(32, "x", small, 1), 32)
    assert refuses(lambda canvas: canvas.grouped(0, 0, b"x" * 21, 4, small))
    assert not refuses(lambda canvas: canvas.grouped(0, 0, b"x" * 20, 4, small))
    assert not refuses(lambda canvas: canvas.ends(0, "x" * 12, "x" * 13))


def test_lists_and_menus_fit():
    everywhere(AccountsScreen(Accounts(0)))
    for count in (1, 3, 200):
        screen = AccountsScreen(Accounts(count, "Acme", "ann"))
        for _ in range(min(count, 10)):
            everywhere(screen)
            screen.on_gesture(NEXT)
    everywhere(AccountsScreen(Accounts(1, LONG, LONG)))
    entries = ("Lock now", "Lock after ...", "Change the PIN", "Remove the PIN", LONG)
    for selected in range(5):
        # The long one would be cut where it is not selected.
        everywhere(MenuScreen("Menu", entries if selected == 4 else entries[:4], selected))


def test_codes_and_questions_fit():
    clock = Clock(27)
    for issuer, name in (("Acme", "ann"), (LONG, LONG), ("", "ann")):
        totp = TotpScreen(Account(TOTP, issuer, name, b"12345678901234567890"))
        totp.on_tick(clock)
        everywhere(totp)
        for marked, refused in ((True, False), (False, True)):
            clock.age_s = 119 * 60
            clock.trust(marked, refused)
            totp.on_tick(clock)
            everywhere(totp)
        clock.trust()
        totp.on_tick(Clock())
        everywhere(totp)
        hotp = HotpScreen(issuer, name)
        everywhere(hotp)
        hotp.show(18446744073709551614, "0123456789")
        everywhere(hotp)
    for hold in (False, True):
        lines = ["Acme", LONG, "Its key is lost."]
        everywhere(ConfirmScreen("Change the settings?", lines, 120, hold))


def test_work_and_waiting_fit():
    everywhere(WorkScreen("Opening the backup", Job()))
    everywhere(WorkScreen("Opening the backup", Job(), "This takes about a second, or two."))
    text = "9 wrong. 1 more and everything is erased."
    everywhere(CountdownScreen("Wrong PIN", text, 511))


def test_the_backup_code_fits():
    screen = CodePages(bytearray(b"W" * 26))
    for _ in range(2):
        everywhere(screen)
        screen.on_gesture(DO)


def test_the_wheel_fits_at_every_length_and_place():
    for alphabet, shortest, longest, masked in (
        (DIGITS, 6, 12, True),
        (BASE32, 26, 26, False),
        (BASE32, 1, 1, False),
    ):
        screen = WheelScreen(
            "Character 17?", alphabet, shortest, longest, lambda n: n - 1, masked, "6 to 12 digits"
        )
        for _ in range(longest - 1):
            everywhere(screen)
            enter(screen, "7")
        for _ in range(13):
            everywhere(screen)
            screen.on_gesture(NEXT)
        screen.on_gesture(DO)
        for _ in range(13):
            everywhere(screen)
            screen.on_gesture(NEXT)
        screen.on_gesture(DO_HELD)
        everywhere(screen)


def test_every_error_can_be_read():
    for error in ERRORS:
        for buttons in BUTTONS:
            for height in SIZES:
                strict_words(MessageScreen("Error", error.says), height, buttons)
