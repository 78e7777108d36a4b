"""QR codes that a person shows to the camera: which page to open, and what it says."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from fobctl.cli.session import Session

if TYPE_CHECKING:
    from fobctl.sources.camera import Judged


def to_camera(
    session: Session, pick: Callable[[list[str]], list[str]], *, browser: bool
) -> list[str]:
    """Return the keys shown to the camera; `pick` picks them. Raises SourceError."""
    from fobctl.sources import camera  # takes longer to load than all the rest

    def invite(address: str) -> None:
        if browser and _opened(address):
            session.say(f"Show the QR code in the page that opens: {address}")
        else:
            session.say(f"Open this page in a browser on this PC: {address}")
        session.say("Ctrl-C gives up.")

    return pick(camera.look(lambda texts: _judged(pick(texts)), invite))


def _opened(address: str) -> bool:
    # Without a desktop, webbrowser would start one that takes the terminal, and has no camera.
    on_desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not on_desktop:
        return False
    import webbrowser

    return webbrowser.open(address)


def _judged(keys: list[str]) -> Judged:
    """Return whether these keys are all, and who they are of. Raises SourceError."""
    from fobctl.sources import otpauth
    from fobctl.sources.camera import Judged
    from fobctl.sources.formats import google

    exported = [key for key in keys if key.strip().lower().startswith(google.SCHEME)]
    parts = [google.read_part(key) for key in exported]
    labels = [otpauth.parse(key).label for key in keys if key not in exported]
    if parts:
        last = parts[-1]
        read = {part.index for part in parts if (part.batch, part.size) == (last.batch, last.size)}
        if len(read) < last.size:
            said = f"{len(read)} of {last.size} codes are read: show the next one."
            return Judged(False, said)
        labels.append(f"{last.size} of {last.size} codes of an export")
    return Judged(True, f"Read: {', '.join(labels)}.")
