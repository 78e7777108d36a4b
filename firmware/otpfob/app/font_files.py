"""The fonts of the screens, from files of a folder."""

from otpfob.core.errors import Damaged
from otpfob.ui.font import Font, Fonts

_DIGITS = ("digits32", "digits28", "digits24", "digits20")


def open_fonts(folder: str) -> Fonts:
    """Return the fonts in `folder`, `whole` when all of them are good.

    MicroPython's own stands in for texts; codes are drawn with what there is, so they show
    whichever file is missing or damaged.
    """
    small, name = _open(folder, "small"), _open(folder, "name")
    digits = [_open(folder, name) for name in _DIGITS]
    whole = None not in (small, name) and None not in digits
    digits = tuple(font for font in digits if font is not None)
    return Fonts(small or _built_in(), name or _built_in(), digits, whole)


def _open(folder, name):
    try:
        file = open(folder + "/" + name + ".font", "rb")  # noqa: SIM115 (open while it is used)
        return Font(file, _memory_of(file))
    except (OSError, Damaged):
        return None


def _memory_of(file):
    """Return a file of ROMFS as it lies in memory, None of any other."""
    try:
        return memoryview(file)
    except TypeError:
        return None


def _built_in():
    # Rarely wanted, so not in memory before.
    from otpfob.ui.built_in_font import BuiltInFont

    return BuiltInFont()
