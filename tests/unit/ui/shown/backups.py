"""Backup, restore and import."""

from ui.hand import BASE32, NEXT, enter
from ui.shown.entry import Shown, message, question, text, work

from otpfob.ui.screens.backup_code import CodePages
from otpfob.ui.screens.wheel import WheelScreen
from otpfob.ui.texts import error_text

_CODE = b"K4XW7Q2MZD5RTB3NJH6PVAYGC2"


def _quiz(*presses):
    screen = WheelScreen((text("CHARACTER"), 17), BASE32, 1, 1, lambda n: 0)
    for event in presses:
        screen.on_action(event)
    return screen


def _entered(count):
    screen = WheelScreen(text("BACKUP_CODE"), BASE32, 26, 26, lambda n: 0)
    enter(screen, _CODE[:count].decode())
    return screen


def _restore():
    lines = (text("NEW_AND_SAME"), 120, 80), (text("COUNTERS_GO_UP"), 12), text("USE_ONLY_ONE")
    return question("RESTORE", *lines)


def _import():
    more = (text("AND_MORE"), 100)
    labels = ["Site %d: anna" % i for i in range(3)]
    return question("IMPORT", (text("NEW_AND_SAME"), 120, 80), *labels, more, limit_s=60)


SCREENS = (
    Shown("making the backup", lambda: work("MAKING_THE_BACKUP")),
    Shown("backup code", lambda: CodePages(bytearray(_CODE))),
    Shown("quiz", _quiz),
    Shown("quiz: another row", lambda: _quiz(NEXT)),
    Shown("quiz: wrong", lambda: message("NOT_QUITE", "COMPARE_THE_CODE")),
    Shown("backup ready", lambda: message("BACKUP_READY", "BACKUP_NEEDS_CODE")),
    Shown("code entered: nothing", lambda: _entered(0)),
    Shown("code entered: a few", lambda: _entered(9)),
    Shown("code entered: all", lambda: _entered(26)),
    Shown("wrong code", lambda: message("WRONG_CODE", error_text("wrong_code"))),
    Shown("opening the backup", lambda: work("OPENING_THE_BACKUP")),
    Shown("restore", _restore),
    Shown("restoring", lambda: work("RESTORING")),
    Shown("restored", lambda: message("RESTORED", (text("NEW_ACCOUNTS"), 120))),
    Shown("checking the import", lambda: work("CHECKING_THE_IMPORT")),
    Shown("import", _import),
    Shown("importing", lambda: work("IMPORTING")),
    Shown("imported", lambda: message("IMPORTED", (text("NEW_ACCOUNTS"), 120))),
)
