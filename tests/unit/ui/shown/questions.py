"""What the PC asks, and the errors."""

from ui.shown.codes import boxes
from ui.shown.entry import LONG, QUESTION_S, Shown, message, question, text

from otpfob.clock.sntp_radio import SAYS
from otpfob.core.errors import ALL
from otpfob.ui.picture import line
from otpfob.ui.texts import error_text, sync_text

_ACCOUNT = ("GitHub", "anna-l")
_PICTURE = boxes(43, 200)
_PICTURED = (line(_PICTURE, "銀行", ""), line(_PICTURE, "", "山田"))
_SETTINGS = ("LOCK", "DIM", "DARK", "SLEEP")


def _host(name, title, *lines, hold=False):
    return Shown(name, lambda: question(title, *lines, hold=hold, limit_s=QUESTION_S))


def _t(name, *gaps):
    return (text(name),) + gaps if gaps else text(name)


SCREENS = (
    _host("add", "ADD_ACCOUNT", *_ACCOUNT, _t("BY_TIME", 30, 6, "SHA1")),
    _host("add: long name", "ADD_ACCOUNT", LONG, LONG, _t("BY_TIME", 86_400, 10, "SHA512")),
    _host("add: by counter", "ADD_ACCOUNT", *_ACCOUNT, _t("BY_COUNTER", "0", 6, "SHA1")),
    _host(
        "add: the largest counter",
        "ADD_ACCOUNT",
        *_ACCOUNT,
        _t("BY_COUNTER", "18446744073709551614", 10, "SHA512"),
    ),
    _host("add: Steam", "ADD_ACCOUNT", "Steam", "gabe", "Steam"),
    _host("add: pictures", "ADD_ACCOUNT", *_PICTURED, _t("BY_TIME", 30, 6, "SHA1")),
    _host("delete", "DELETE_ACCOUNT", *_ACCOUNT, _t("KEY_IS_LOST")),
    _host("delete: pictures", "DELETE_ACCOUNT", *_PICTURED, _t("KEY_IS_LOST")),
    _host("rename: pictures", "CHANGE_ACCOUNT", *_PICTURED, _t("BECOMES"), *_PICTURED),
    _host("rename", "CHANGE_ACCOUNT", *_ACCOUNT, _t("BECOMES"), "GitHub", "anna@example.com"),
    _host(
        "edit",
        "CHANGE_ACCOUNT",
        *_ACCOUNT,
        _t("DIGITS_NOW", 8, 6),
        _t("PERIOD_NOW", 60, 30),
        _t("OTHER_CODES"),
    ),
    _host("favourite", "CHANGE_ACCOUNT", *_ACCOUNT, _t("FAVOURITE")),
    _host("no favourite", "CHANGE_ACCOUNT", *_ACCOUNT, _t("NO_FAVOURITE")),
    _host("add codes", "ADD_CODES", *_ACCOUNT, _t("RECOVERY_CODES", 10), _t("MORE_THAN_HERE", 6)),
    _host("delete codes", "DELETE_CODES", *_ACCOUNT, _t("CODES_LOST", 16, 12)),
    _host("move", "MOVE_ACCOUNT", *_ACCOUNT, _t("FROM_PLACE_TO", 199, 200)),
    _host("give a code", "GIVE_A_CODE", *_ACCOUNT),
    _host("give a code: by counter", "GIVE_A_CODE", *_ACCOUNT, _t("USES_UP_COUNTER", "5")),
    _host("settings", "CHANGE_SETTINGS", *[_t(name + "_AFTER_S", 3600) for name in _SETTINGS]),
    _host("settings: never", "CHANGE_SETTINGS", *[_t(name + "_NEVER") for name in _SETTINGS]),
    _host("use network", "USE_NETWORK", "Home", _t("JOINED_FOR_TIME")),
    _host("forget network", "FORGET_NETWORK", "Home"),
    _host("ask for the time", "ASK_FOR_TIME", _t("OVER_WIFI"), "Home"),
    _host("make a backup", "MAKE_A_BACKUP", _t("WHAT_A_BACKUP_IS", 200)),
    _host("restore a backup", "RESTORE_A_BACKUP", _t("HAVE_THE_CODE", 59_000)),
    _host("erase all", "ERASE_ALL", _t("ALL_ERASED"), hold=True),
)


def _error(code):
    return Shown("error: " + code, lambda: message("ERROR", error_text(code)))


def _no_sync(reason):
    return Shown("no sync: " + reason, lambda: message("NO_SYNC", sync_text(reason)))


# Three errors are of one part of the token only, and no others can be met.
_CODES = sorted([error.code for error in ALL]) + ["insecure_random", "random_failed", "wrong_codes"]
ERRORS = tuple(
    [_error(code) for code in _CODES]
    + [_no_sync(reason) for reason in sorted(SAYS)]
    + [Shown("error: none of ours", lambda: message("ERROR", _t("RESTARTS", "MemoryError")))]
)
