"""The list of accounts, the codes, and what is done with one account."""

from ui.glass import Clock
from ui.hand import NEXT, NEXT_HELD
from ui.shown.entry import LONG, Shown, question, text

from otpfob.app.battery import Battery
from otpfob.core.account import STEAM, TOTP, Account
from otpfob.ui.picture import line
from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.ui.screens.hotp import HotpScreen
from otpfob.ui.screens.menu import MenuScreen
from otpfob.ui.screens.move import MoveScreen
from otpfob.ui.screens.recovery import RecoveryScreen
from otpfob.ui.screens.totp import TotpScreen

_KEY = b"12345678901234567890"
_MARKS = "\u0301" * 32  # 64 bytes of combining marks, with no letter to stand on
_NAMES = (
    ("GitHub", "anna-l"),
    ("Bitrix24", "a.lindqvist@example.com"),
    ("Банк", "Анна"),
    ("Ελλάδα", "άννα"),
    ("", "anna@example.org"),
)


def boxes(issuer_px, name_px):
    """Return a picture with boxes where a host draws letters."""
    return bytes([1, issuer_px, name_px]) + _boxes(issuer_px) + _boxes(name_px)


def _boxes(width):
    edge = (0, 9)
    upper = bytes([0 if x % 11 == 10 else 0xFF if x % 11 in edge else 0x11 for x in range(width)])
    lower = bytes([0 if x % 11 == 10 else 3 if x % 11 in edge else 2 for x in range(width)])
    return upper + lower


class Accounts:
    """As AccountsScreen wants them: `names` again and again."""

    def __init__(self, count, names=_NAMES, picture=b""):
        self.count = count
        self._names = names
        self._picture = picture

    def labels_at(self, position):
        return self._names[position % len(self._names)]

    def picture_at(self, position):
        return memoryview(self._picture)


class _Cell:
    low_mv = 3500

    def __init__(self, mv):
        self._mv = mv

    def read_mv(self):
        return self._mv


def _battery(mv):
    battery = Battery(_Cell(mv))
    battery.look(False)
    return battery


def _list(selected, *arguments):
    return AccountsScreen(Accounts(*arguments), selected)


def _scrolled(screen):
    screen.on_action(NEXT_HELD)
    return screen


def _totp(issuer="GitHub", name="anna-l", digits=6, kind=TOTP, picture=b"", battery=None):
    return TotpScreen(Account(kind, issuer, name, _KEY, digits=digits), picture, battery)


def _hotp(*codes, issuer="Bitrix24", name="anna@example.com", battery=None):
    screen = HotpScreen(issuer, name, b"", battery)
    for counter, code in codes:
        screen.show(counter, code)
    return screen


def _late():
    return Clock(27)


def _marked(age_s):
    clock = Clock(3)
    clock.trust(marked=True)
    clock.age_s = age_s
    return clock


def _late_and_marked():
    clock = _marked(3 * 86_400)
    clock.go(24)
    return clock


def _refused():
    clock = Clock(3)
    clock.trust(refused=True)
    return clock


def _moved():
    screen = MoveScreen(Accounts(5), 1)
    screen.on_action(NEXT)
    return screen


def _account_menu(title, *names):
    return MenuScreen(title, [text(name) for name in names])


def _recovery(code, used=False):
    return RecoveryScreen(code, 3, 10, used)


SCREENS = (
    Shown("accounts: none", lambda: _list(0, 0)),
    Shown("accounts: one", lambda: _list(0, 1)),
    Shown("accounts: a few", lambda: _list(1, 4), cuts=True),
    Shown("accounts: 200, the first", lambda: _list(0, 200), cuts=True),
    Shown("accounts: 200, the last", lambda: _list(199, 200), cuts=True),
    Shown("accounts: 200, scrolled", lambda: _scrolled(_list(98, 200)), cuts=True),
    Shown("accounts: long names", lambda: _list(1, 9, ((LONG, LONG),)), cuts=True),
    Shown("accounts: combining marks", lambda: _list(1, 9, ((_MARKS, _MARKS),)), cuts=True),
    Shown("accounts: pictures", lambda: _list(1, 4, (("銀行", "山田"),), boxes(43, 32))),
    Shown("accounts: battery", lambda: AccountsScreen(Accounts(4), 0, _battery(3690)), cuts=True),
    Shown("code: 6 digits", _totp),
    Shown("code: battery full", lambda: _totp(battery=_battery(4200))),
    Shown("code: battery empty", lambda: _totp(digits=10, battery=_battery(3200)), _late),
    Shown("code: 7 digits", lambda: _totp(digits=7)),
    Shown("code: 8 digits", lambda: _totp(digits=8)),
    Shown("code: 9 digits", lambda: _totp(digits=9)),
    Shown("code: 10 digits", lambda: _totp(digits=10)),
    Shown("code: Steam", lambda: _totp("Steam", "gabe", 5, STEAM)),
    Shown("code: the next one", _totp, _late),
    Shown("code: the next one, 10 digits", lambda: _totp(digits=10), _late),
    Shown("code: the next one, marked", _totp, _late_and_marked),
    Shown("code: marked", _totp, lambda: _marked(3 * 86_400)),
    Shown("code: marked, no sync", _totp, lambda: _marked(None)),
    Shown("code: marked, long name", lambda: _totp(LONG, LONG), lambda: _marked(119 * 60)),
    Shown("code: no time", _totp, Clock),
    Shown("code: too uncertain", _totp, _refused),
    Shown("code: a name only", lambda: _totp("", "anna@example.org")),
    Shown("code: long name", lambda: _totp(LONG, LONG)),
    Shown("code: combining marks", lambda: _totp(_MARKS, _MARKS)),
    Shown("code: picture", lambda: _totp("銀行", "山田", picture=boxes(43, 32))),
    Shown("counter: before", _hotp),
    Shown("counter: combining marks", lambda: _hotp((5, "254676"), issuer=_MARKS, name=_MARKS)),
    Shown("counter: 6 digits", lambda: _hotp((5, "254676"))),
    Shown("counter: battery half full", lambda: _hotp((5, "254676"), battery=_battery(3840))),
    Shown("counter: two in a row", lambda: _hotp((5, "254676"), (6, "287922"))),
    Shown("counter: 8 digits, two in a row", lambda: _hotp((41, "00254676"), (42, "18287922"))),
    Shown(
        "counter: the largest",
        lambda: _hotp((2**64 - 3, "9876543210"), (2**64 - 2, "0123456789"), issuer=LONG, name=LONG),
    ),
    Shown(
        "account menu",
        lambda: MenuScreen(
            "GitHub", ((text("RECOVERY_LEFT"), 16), text("MOVE"), text("OPEN_FIRST"))
        ),
    ),
    Shown("account menu: the favourite", lambda: _account_menu("GitHub", "MOVE", "NOT_FIRST")),
    Shown(
        "account menu: picture",
        lambda: _account_menu(line(boxes(43, 32), "銀行", ""), "MOVE", "OPEN_FIRST"),
    ),
    Shown("move", _moved, cuts=True),
    Shown("recovery code", lambda: _recovery(b"4f7k-92mq-xx31")),
    Shown("recovery code: used", lambda: _recovery(b"4f7k-92mq-xx31", True)),
    Shown("recovery code: long", lambda: _recovery(b"0123456789abcdef" * 2)),
    Shown("recovery code: cross off", lambda: question("CROSS_IT_OFF", (text("CODE_WAS_USED"), 3))),
)
