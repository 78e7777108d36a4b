"""The picture of an account's label, and what is said where it cannot be whole."""

from __future__ import annotations

from collections.abc import Callable


def picture_of(issuer: str, name: str, warn: Callable[[str], None]) -> bytes:
    """Return the picture of a label, empty where the token's own fonts have all of it."""
    from fobctl.pictures import has_all

    if has_all(issuer) and has_all(name):
        return b""
    from fobctl.pictures.picture import drawn  # Pillow takes long to load

    made = drawn(issuer, name)
    label = ": ".join(text for text in (issuer, name) if text)
    for warning in made.warnings:
        warn(f"{label}: {warning}")
    return made.picture
