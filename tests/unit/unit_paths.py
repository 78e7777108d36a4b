"""Where the repository's files are, on CPython and on MicroPython (which has no pathlib)."""

_HERE = __file__.rsplit("/", 1)[0] if "/" in __file__ else "."

ROOT = _HERE + "/../.."
FONTS = ROOT + "/firmware/fonts"
TEXTS = ROOT + "/firmware/texts"
