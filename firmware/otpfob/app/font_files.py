"""The fonts of the screens, from files of a folder."""

from otpfob.ui.font import Font, Fonts

_DIGITS = ("digits32", "digits28", "digits24", "digits20")


def open_fonts(folder: str) -> Fonts:
    """Return the fonts in `folder`. Raises OSError for a missing file, Damaged for a bad one."""

    def font(name):
        return Font(open(folder + "/" + name + ".font", "rb"))

    return Fonts(font("small"), font("name"), tuple(font(name) for name in _DIGITS))
