"""The screen and the clipboard of this PC's desktop, as pictures."""

import os
import subprocess

from PIL import Image, ImageGrab

from fobctl.sources.new_account import SourceError
from fobctl.sources.picture_file import pixel_limit

# What Pillow raises where there is no desktop, or one that does not let it.
_FAILS = (OSError, subprocess.SubprocessError, NotImplementedError, ValueError)
_OTHER_WAYS = "or take a screenshot and give its file, or copy it and use --clipboard."


def _no_screen():
    if os.environ.get("WAYLAND_DISPLAY"):
        return SourceError(
            "The screen cannot be read: Wayland lets only its own tools. Install gnome-screenshot,"
            f" grim or spectacle, as your desktop has it, {_OTHER_WAYS}"
        )
    return SourceError(
        "The screen cannot be read: there is no desktop here (as over ssh), or it does not let"
        f" fobctl. Run this in a terminal on the desktop, {_OTHER_WAYS}"
    )


def screen() -> Image.Image:
    """Return what all screens show. Raises SourceError."""
    picture = None
    try:
        with pixel_limit():
            picture = ImageGrab.grab(all_screens=True)
    except _FAILS:
        pass
    if picture is None:
        raise _no_screen()
    # The X server of a Wayland desktop shows the windows of others as black.
    if len(set(picture.convert("L").getextrema())) == 1:
        raise _no_screen()
    return picture


def copied() -> Image.Image | list[str] | None:
    """Return the picture on the clipboard, or the names of files, or None without either."""
    try:
        with pixel_limit():
            return ImageGrab.grabclipboard()
    except (*_FAILS, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
