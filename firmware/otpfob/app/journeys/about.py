"""What this token is: versions, serial number, room, memory; and its self-test, on demand."""

import gc
import sys

from micropython import const

from otpfob.app.journeys.steps import work
from otpfob.ui.screens.pages import PagesScreen
from otpfob.version import VERSION

_T_ABOUT = const(0x0E053)
_T_BOARD = const(0x2E9F7)
_T_SERIAL = const(0xC0E5A)
_T_SLOT = const(0xBCDD3)
_T_ACCOUNTS = const(0xB02E0)
_T_ROOM_FOR = const(0x28797)
_T_FREE_MEMORY = const(0x975BA)
_T_KILOBYTES = const(0x68165)
_T_BATTERY = const(0xB0AB4)
_T_SELF_TEST = const(0xC4756)
_T_SELF_TEST_BY = const(0xC5138)
_T_WORKS = const(0x1C0F3)
_T_FAILS = const(0xCD3A4)
_T_NOT_NOW = const(0x1284B)
_T_PART_DISPLAY = const(0x9AEEE)
_T_PART_FONTS = const(0x3A711)
_T_PART_TEXTS = const(0x55C55)
_T_PART_CODES = const(0xD8EA7)
_T_PART_CLOCK = const(0xBF178)
_T_PART_RANDOM = const(0x5B134)
_T_PART_VAULT = const(0x006CB)

# By the outcomes of otpfob.app.self_test, and by its names.
_OUTCOMES = (_T_WORKS, _T_FAILS, _T_NOT_NOW)
_PARTS = {
    "display": _T_PART_DISPLAY,
    "fonts": _T_PART_FONTS,
    "texts": _T_PART_TEXTS,
    "codes": _T_PART_CODES,
    "clock": _T_PART_CLOCK,
    "random": _T_PART_RANDOM,
    "vault": _T_PART_VAULT,
}
# What the parts know of themselves, at any time: no self-test has to be remembered for it.
_KNOWN = ("display", "fonts")


def about(kit):
    """Ends when the person goes back."""
    while True:
        screen = PagesScreen(_T_ABOUT, _rows(kit), _T_SELF_TEST_BY)
        yield screen
        if not screen.result:
            return
        yield from kit.lent(_self_test)


def _rows(kit):
    parts, vault = kit.parts, kit.safe.vault
    rows = [
        ("OTPfob", VERSION),
        (_T_BOARD, parts.board),
        (_T_SERIAL, parts.serial),
        (_T_ACCOUNTS, str(vault.count)),
        (_T_ROOM_FOR, str(vault.free)),
        (_T_FREE_MEMORY, (_T_KILOBYTES, _free_bytes() // 1024)),
        ("MicroPython", "%d.%d.%d" % sys.implementation.version[:3]),
    ]
    if parts.slot:
        rows.append((_T_SLOT, parts.slot))
    if kit.charge is not None:
        rows.append((_T_BATTERY, "%d%%" % kit.charge))
    return rows


def _free_bytes():
    gc.collect()
    return gc.mem_free()


def _self_test(kit):
    """Test every part, and say what came of it; then what to do about those that fail."""
    from otpfob.app.journeys.faults import faults
    from otpfob.app.self_test import FAILS, SelfTest

    found = (yield from work(_T_SELF_TEST, SelfTest(kit))) or []
    failed = [part for part, outcome in found if outcome == FAILS]
    kit.parts.failed = [part for part in failed if part not in _KNOWN]
    rows = [(_PARTS[part], (_OUTCOMES[outcome],)) for part, outcome in found]
    yield PagesScreen(_T_SELF_TEST, rows)
    yield from faults(failed)
