"""Waiting for a token that was told to start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fobctl.cli import waiting
from fobctl.cli.session import Session
from fobctl.link.conversation import Conversation, Patience
from fobctl.link.errors import NoDevice
from fobctl.token import Token

# A new firmware that does not start is started three times, with five seconds after each.
STARTING = Patience(open_s=60.0)
# A board with USB of its own is gone from the PC while it starts.
_LOOKS = 20


@contextmanager
def started(session: Session, port: str) -> Iterator[Token]:
    """Yield the token at `port` once it answers. Raises NoDevice when it does not."""
    for _ in range(_LOOKS):
        try:
            conversation = Conversation(port, STARTING, session.log)
            break
        except NoDevice as error:
            if "There is no port" not in str(error):
                raise
            waiting.pause(0.5)
    else:
        raise NoDevice(f"{port} did not come back. Plug the token in again.")
    with conversation:
        yield Token(conversation, session.asked)
