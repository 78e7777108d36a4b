"""The token that was named, and no other: matched first, and only then touched."""

from __future__ import annotations

from fobctl.link.conversation import Conversation
from fobctl.token import Info, Token


class NotNamed(Exception):
    """The token at the port is not the one whose serial was given. Nothing was done to it."""


def named(port: str, serial: str | None) -> Info:
    """Return what the token says of itself. Raises NotNamed; only `hello` was sent to it."""
    with Conversation(port) as conversation:
        info = Token(conversation, lambda seconds: None).hello()
    if not serial:
        raise NotNamed(
            f"The token at {port} has the serial number {info.serial}. The test erases all that is"
            f" on it. If that is the one to test: SERIAL={info.serial}"
        )
    if serial.lower() != info.serial.lower():
        raise NotNamed(
            f"The token at {port} is {info.serial}, not {serial}. Nothing was done to it. Plug the"
            " other one in, or give its port."
        )
    return info
