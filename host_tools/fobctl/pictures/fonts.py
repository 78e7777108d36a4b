"""Fonts of this PC that have what the token's lack, and which of their characters are which.

First those whose letters were drawn for so few pixels; then what the system has at known places,
or fontconfig knows of.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

_BITMAPS = "/usr/share/fonts/X11/misc/"
_UNIFONT = (
    "/usr/share/fonts/opentype/unifont/",  # Debian, Ubuntu
    "/usr/share/fonts/unifont/",  # Fedora
    "/usr/share/fonts/Unifont/",  # Arch
)
_PLACES = (
    _BITMAPS + "wenquanyi_9pt.pcf",
    *(folder + name for folder in _UNIFONT for name in ("unifont.otf", "unifont_upper.otf")),
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "C:/Windows/Fonts/msgothic.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/malgun.ttf",
    "C:/Windows/Fonts/segoeui.ttf",
    "C:/Windows/Fonts/Nirmala.ttf",
    "C:/Windows/Fonts/leelawui.ttf",
    "C:/Windows/Fonts/seguiemj.ttf",
)
PACKAGES = "fonts-unifont xfonts-wqy"

# Those that were drawn for a size, and what else they look well in. Others are tried in all
# sizes from the largest to the smallest.
_SIZES_PX = {"wenquanyi_9pt": (12,), "unifont": (16, 12), "unifont_upper": (16, 12)}
_LARGEST_PX = 16
_ALL_SIZES_PX = tuple(range(_LARGEST_PX, 7, -1))

# No character, so that no font has it.
_NONE = "\U0010ffff"
_FC_MATCH_S = 10


class Font:
    """A font file, in whatever sizes it can be drawn."""

    def __init__(self, path: str) -> None:
        """Open it. Raises OSError for what is no font."""
        self._path = path
        self.sizes_px = _SIZES_PX.get(Path(path).stem, _ALL_SIZES_PX)
        self._sized = functools.cache(self._at)
        self._none = self._look(_NONE)

    def _at(self, size_px: int) -> ImageFont.FreeTypeFont:
        # Not ImageFont.truetype: that looks for another file of this name.
        return ImageFont.FreeTypeFont(self._path, size_px)

    def sized(self, size_px: int) -> ImageFont.FreeTypeFont:
        return self._sized(size_px)

    def has(self, character: str) -> bool:
        """Tell whether it has a glyph for a character."""
        return self._look(character) != self._none

    def _look(self, character: str) -> bytes:
        image = Image.new("1", (3 * _LARGEST_PX, 3 * _LARGEST_PX))
        pen = ImageDraw.Draw(image)
        pen.text((_LARGEST_PX, _LARGEST_PX), character, font=self.sized(self.sizes_px[0]), fill=1)
        return image.tobytes()


def shapes() -> bool:
    """Tell whether letters are joined and ordered as their script wants it."""
    return bool(features.check("raqm"))


@functools.cache
def opened(path: str) -> Font | None:
    """Return a font, or None for a file that is none, or that cannot be used."""
    try:
        return Font(path)
    except OSError:
        return None


def known() -> Iterator[Font]:
    """Give the fonts at known places, the best first."""
    for path in _PLACES:
        font = opened(path) if Path(path).exists() else None
        if font is not None:
            yield font


@functools.cache
def matched(character: str) -> Font | None:
    """Return a font that fontconfig knows of, and that has a character."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    pattern = f":charset={ord(character):x}:scalable=true"
    try:
        done = subprocess.run(
            [program, "-f", "%{file}", pattern],
            capture_output=True, text=True, timeout=_FC_MATCH_S, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    font = opened(done.stdout.strip()) if done.returncode == 0 else None
    return font if font is not None and font.has(character) else None
