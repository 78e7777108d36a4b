"""First start, PIN, menus, locking and erasing."""

from ui.hand import DIGITS, NEXT, enter
from ui.shown.entry import Shown, menu, message, question, text, work

from otpfob.ui.buttons_help import rows
from otpfob.ui.screens.countdown import CountdownScreen
from otpfob.ui.screens.menu import MenuScreen
from otpfob.ui.screens.pages import PagesScreen
from otpfob.ui.screens.wheel import WheelScreen

_PIN_ENTRIES = ("CLOCK", "SLEEP", "LOCK_NOW", "LOCK_AFTER", "CHANGE_THE_PIN", "REMOVE_THE_PIN")
_LAST_ENTRIES = ("CHOOSE_LANGUAGE", "TURN_THE_GLASS", "BUTTONS", "ABOUT", "ERASE_EVERYTHING")
_ABOUT = (
    ("OTPfob", "10.20.30"),
    (text("BOARD"), "heltec_wifi_kit_32"),
    (text("SERIAL"), "a0b1c2d3e4f5"),
    (text("ACCOUNTS"), "120"),
    (text("ROOM_FOR"), "80"),
    (text("FREE_MEMORY"), (text("KILOBYTES"), 8100)),
    ("MicroPython", "1.29.0"),
    (text("SLOT"), "a"),
    (text("BATTERY"), "100%"),
)
_TESTED = ("DISPLAY", "FONTS", "TEXTS", "CODES", "CLOCK", "RANDOM", "VAULT")


def _languages():
    return MenuScreen(text("CHOOSE_LANGUAGE"), ("English", "Русский"), 0)


def _pin(entered="", title="PIN", hint=""):
    screen = WheelScreen(text(title), DIGITS, 6, 12, lambda n: 3 % n, masked=True, hint=hint)
    enter(screen, entered)
    return screen


def _buttons(count):
    return PagesScreen(text("BUTTONS"), rows(count))


def _times(title, *times, now=1):
    return MenuScreen(text(title), [(text(unit), count) for unit, count in times], now)


def _menu(presses=0):
    screen = menu("MENU", *_PIN_ENTRIES + _LAST_ENTRIES)
    for _ in range(presses):
        screen.on_action(NEXT)
    return screen


def _tested():
    rows = [("PART_" + part, outcome) for part in _TESTED for outcome in ("WORKS", "FAILS")]
    return [(text(part), (text(outcome),)) for part, outcome in rows + [("PART_RANDOM", "NOT_NOW")]]


def _wrong(failed, seconds):
    said = (text("WRONG_SO_FAR"), failed, 10 - failed)
    return CountdownScreen(text("WRONG_PIN"), said, seconds)


def _dim():
    times = [(text("SECONDS"), 10), (text("SECONDS"), 30), (text("MINUTES"), 1), text("NEVER")]
    return MenuScreen(text("DIM_AFTER"), times, 1)


SCREENS = (
    Shown("language", _languages),
    Shown("welcome", lambda: question("WELCOME", text("SET_IT_UP"))),
    Shown("protect it with", lambda: menu("PROTECT_IT_WITH", "A_PIN", "NO_PIN")),
    Shown("new PIN", lambda: _pin(title="NEW_PIN", hint=text("PIN_LENGTH"))),
    Shown("PIN again", lambda: _pin("1357", "PIN_AGAIN")),
    Shown("PINs differ", lambda: message("NOT_THE_SAME", "PINS_DIFFER")),
    Shown("no PIN", lambda: question("WITHOUT_PIN", text("WHAT_NO_PIN_MEANS"), hold=True)),
    Shown("setting up", lambda: work("SETTING_UP")),
    Shown("PIN: nothing entered", _pin),
    Shown("PIN: too few digits", lambda: _pin("135")),
    Shown("PIN: enough digits", lambda: _pin("135790")),
    Shown("PIN: no more digits", lambda: _pin("135790135790")),
    Shown("PIN: being checked", lambda: work("CHECKING_THE_PIN")),
    Shown("PIN: once wrong", lambda: _wrong(1, 1)),
    Shown("PIN: nine times wrong", lambda: _wrong(9, 511)),
    Shown("PIN: ten times wrong", lambda: message("ERASED", "TEN_WRONG_PINS")),
    Shown("locked", lambda: menu("LOCKED", "ENTER_THE_PIN", "ERASE_EVERYTHING")),
    Shown("menu", _menu),
    Shown("menu: the middle", lambda: _menu(4)),
    Shown("menu: the last", lambda: _menu(9)),
    Shown("menu: no PIN, battery", lambda: menu("MENU", "SET_A_PIN", *_LAST_ENTRIES, note="100%")),
    Shown(
        "lock after", lambda: _times("LOCK_AFTER", ("SECONDS", 30), ("MINUTES", 15), ("HOURS", 1))
    ),
    Shown("old PIN", lambda: _pin(title="OLD_PIN")),
    Shown("changing the key", lambda: work("CHANGING_THE_KEY")),
    Shown("new PIN counts", lambda: message("DONE", "NEW_PIN_COUNTS")),
    Shown("no PIN any more", lambda: message("DONE", "NO_PIN_ANY_MORE")),
    Shown("one button", lambda: _buttons(1)),
    Shown("two buttons", lambda: _buttons(2)),
    Shown("three buttons", lambda: _buttons(3)),
    Shown("sleep", lambda: menu("SLEEP", "DIM_AFTER", "DARK_AFTER", "SLEEP_AFTER")),
    Shown("dim after", _dim),
    Shown("about", lambda: PagesScreen(text("ABOUT"), _ABOUT, text("SELF_TEST_BY"))),
    Shown("self-test", lambda: work("SELF_TEST")),
    Shown("self-test: done", lambda: PagesScreen(text("SELF_TEST"), _tested())),
    Shown("display silent", lambda: message("NO_DISPLAY", "LOOK_AT_ITS_WIRES")),
    Shown("clock chip silent", lambda: message("NO_CLOCK_CHIP", "LOOK_AT_ITS_WIRES")),
    Shown("texts damaged", lambda: message("TEXTS_DAMAGED", "TEXTS_UPDATE")),
    Shown("wrong codes", lambda: message("WRONG_CODES", "USE_NO_CODE")),
    Shown("not random", lambda: message("NOT_RANDOM", "MAKE_NO_KEY")),
    Shown("an account damaged", lambda: message("STORAGE_DAMAGED", "RESTORE_IT")),
    Shown("battery low", lambda: message("BATTERY_LOW", "CHARGE_IT")),
    Shown("erase all", lambda: question("ERASE_ALL", text("ALL_ERASED"), hold=True)),
    Shown("erased", lambda: message("ERASED", "EVERY_BLOCK_ERASED")),
    Shown("storage damaged", lambda: menu("STORAGE_DAMAGED", "TRY_AGAIN", "ERASE_EVERYTHING")),
    Shown("of another chip", lambda: menu("OF_ANOTHER_CHIP", "TRY_AGAIN", "ERASE_EVERYTHING")),
    Shown("fonts damaged", lambda: message("FONTS_DAMAGED", "FONTS_UPDATE")),
)
