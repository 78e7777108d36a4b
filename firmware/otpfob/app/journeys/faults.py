"""What does not work, part by part, and what to do about it."""

from micropython import const

from otpfob.app.journeys.steps import say

_T_NO_DISPLAY = const(0xC211E)
_T_LOOK_AT_ITS_WIRES = const(0x03748)
_T_FONTS_DAMAGED = const(0x226F8)
_T_FONTS_UPDATE = const(0xD2019)
_T_TEXTS_DAMAGED = const(0xDD380)
_T_TEXTS_UPDATE = const(0x1FA51)
_T_WRONG_CODES = const(0x03602)
_T_USE_NO_CODE = const(0x3B654)
_T_MAKE_NO_KEY = const(0xDCAD6)
_T_NO_CLOCK_CHIP = const(0xF0549)
_T_NOT_RANDOM = const(0x24B21)
_T_STORAGE_DAMAGED = const(0xFBA7C)
_T_RESTORE_IT = const(0x7C5FB)

_SAYS = {
    "display": (_T_NO_DISPLAY, _T_LOOK_AT_ITS_WIRES),  # read once it answers again
    "fonts": (_T_FONTS_DAMAGED, _T_FONTS_UPDATE),
    "texts": (_T_TEXTS_DAMAGED, _T_TEXTS_UPDATE),
    "codes": (_T_WRONG_CODES, _T_USE_NO_CODE),
    "clock": (_T_NO_CLOCK_CHIP, _T_LOOK_AT_ITS_WIRES),
    "random": (_T_NOT_RANDOM, _T_MAKE_NO_KEY),
    "vault": (_T_STORAGE_DAMAGED, _T_RESTORE_IT),
}


def faults(found):
    """Say each, by its name on the link, until it is clicked away."""
    for part in found:
        yield from say(*_SAYS[part])
