"""Fonts are missing or damaged: codes are right, texts may not be readable."""

from micropython import const

from otpfob.app.journeys.steps import say

_T_FONTS_DAMAGED = const(0x226F8)
_T_FONTS_UPDATE = const(0xD2019)


def damaged_fonts():
    """Say so until it is clicked away."""
    yield from say(_T_FONTS_DAMAGED, _T_FONTS_UPDATE)
