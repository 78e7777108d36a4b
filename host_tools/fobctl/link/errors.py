"""What can go wrong between the host and a token. Each is one sentence for a person."""

from __future__ import annotations


class LinkError(Exception):
    """The token did not answer as it should."""


class NoDevice(LinkError):
    """There is no port, it cannot be opened, or nothing that speaks the protocol is at it."""


class Vanished(LinkError):
    """The token was unplugged, or stopped answering, in the middle."""


class TokenError(LinkError):
    """The token answered with an error. `code` is one of otpfob.core.errors."""

    def __init__(self, code: str, says: str, field: str = "") -> None:
        super().__init__(f"{field}: {says}" if field else says)
        self.code = code
        self.field = field
