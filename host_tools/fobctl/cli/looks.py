"""The options that look for QR codes without a file: the screen, the clipboard, a camera."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from fobctl.cli import clipboard, shown
from fobctl.cli.session import Session
from fobctl.sources.new_account import SourceError

_MOST_CHARACTERS = 64 * 1024
# Of those in a text on the clipboard; other lines may be anything.
_SCHEMES = ("otpauth:", "otpauth-migration:", "steam:")


@dataclass(frozen=True)
class Looks:
    """Where the person wants fobctl to look for QR codes."""

    screen: bool
    clipboard: bool
    camera: bool
    browser: bool  # open the camera's page in one

    def __bool__(self) -> bool:
        return self.screen or self.clipboard or self.camera

    def texts(self, session: Session, pick: Callable[[list[str]], list[str]]) -> list[str]:
        """Return what is found there; `pick` picks the keys. Raises SourceError."""
        found: list[str] = []
        if self.screen:
            found += pick(_on_screen())
        if self.clipboard:
            found += pick(_on_clipboard())
        if self.camera:
            found += shown.to_camera(session, pick, browser=self.browser)
        return found


def look_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options, and what they say as its argument `looks`."""

    @click.option("--screen", is_flag=True, help="Look for QR codes on the screen.")
    @click.option("--clipboard", is_flag=True, help="Take a picture or URIs from the clipboard.")
    @click.option("--camera", is_flag=True, help="Show the QR codes to a camera, in a browser.")
    @click.option("--no-browser", is_flag=True, help="With --camera: only say the page's address.")
    @functools.wraps(function)
    def with_looks(
        *arguments: Any, screen: bool, clipboard: bool, camera: bool, no_browser: bool, **given: Any
    ) -> Any:
        if no_browser and not camera:
            raise click.UsageError("--no-browser goes with --camera.")
        looks = Looks(screen, clipboard, camera, not no_browser)
        return function(*arguments, looks=looks, **given)

    return with_looks


def _on_screen() -> list[str]:
    from fobctl.sources import desktop, qr  # they take longer to load than all the rest

    return qr.read_pictures([desktop.screen()], "on the screen")


def _on_clipboard() -> list[str]:
    text = ""
    works = True
    try:
        text = clipboard.read()
    except clipboard.ClipboardFailed:
        works = False
    lines = [line.strip() for line in text[:_MOST_CHARACTERS].splitlines()]
    uris = [line for line in lines if line.lower().startswith(_SCHEMES)]
    if uris:
        return uris

    from fobctl.sources import desktop, qr

    copied = desktop.copied()
    if isinstance(copied, list):
        return [found for path in copied for found in qr.read_file(path)]
    if copied is not None:
        return qr.read_pictures([copied], "in the picture on the clipboard")
    if not works:
        raise SourceError(
            "No clipboard works here. On Linux install xclip (X11) or wl-clipboard (Wayland):"
            " `sudo apt install xclip wl-clipboard`. Without a desktop, as over ssh, there is none."
        )
    raise SourceError(
        "The clipboard holds no picture and no otpauth URI: copy one of them and try again."
    )
