"""A backup on its way from a token to this PC, or from here to a token."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict

from fobctl.cli import backup_file, waiting
from fobctl.cli.session import Session
from fobctl.link.errors import LinkError, TokenError, Vanished
from fobctl.token import RestoreState, Token
from otpfob.core import errors
from otpfob.link.messages import CHECKING, CODE, CONFIRM, DONE, MAKING, NONE, READY

_OF_BACKUP = {
    MAKING: "The token makes the backup.",
    CODE: "Write the code down that the token shows, then answer its questions.",
}
_OF_RESTORE = {
    CODE: "Enter the code of the backup on the token.",
    CHECKING: "The token checks the backup.",
    CONFIRM: "Look at the token: it says what will change, and asks.",
}
# What these mean for a backup; the other errors say it themselves.
_FAILED = {
    "wrong_code": "This is not the code of this backup, or the file was altered. "
    "Nothing was changed.",
    "damaged": "The backup is damaged. Nothing was changed.",
}


def fetch(session: Session, token: Token, keep: Callable[[bytes], None]) -> bytes:
    """Have the token make a backup, and return it.

    `keep` is called with it before the token forgets it. Raises LinkError.
    """
    token.begin_backup()
    try:
        size = _ready(session, token)
        with session.progress("Reading the backup", size) as advance:
            data = token.read_backup(size, advance)
        backup_file.check(data, "What the token sent")
        keep(data)
    except Vanished:
        raise  # there is nobody to be told that this is over
    except BaseException:
        _end(token)
        raise
    _end(token)
    return data


def _ready(session: Session, token: Token) -> int:
    """Wait until the person has written the code down; returns the backup's size."""
    said = ""
    for _ in waiting.turns():
        now = token.backup_state()
        if now.state == READY:
            return now.size
        if now.state == NONE:
            break
        if now.state != said:
            said = now.state
            session.say(_OF_BACKUP[said])
    raise TokenError("refused", "The backup was given up on the token. Nothing was saved.")


def _end(token: Token) -> None:
    with suppress(LinkError):  # the backup is here, or the first error is the one to tell
        token.end_backup()


def send(session: Session, token: Token, data: bytes) -> RestoreState:
    """Have the token take a backup over, and return what that changed. Raises LinkError."""
    token.begin_restore(len(data))
    with session.progress("Sending the backup", len(data)) as advance:
        token.write_restore(data, advance)
    said = ""
    for _ in waiting.turns():
        now = token.restore_state()
        if now.failed is not None:
            raise TokenError(now.failed, _why(now.failed))
        if now.state == DONE:
            return now
        if now.state == NONE:
            break
        if now.state != said:
            said = now.state
            if said in _OF_RESTORE:
                session.say(_OF_RESTORE[said])
    raise TokenError("refused", "The restore was given up on the token. Nothing was changed.")


def _why(code: str) -> str:
    """Return the sentence of an error that a restore ended with."""
    if code in _FAILED:
        return _FAILED[code]
    for known in errors.ALL:
        if known.code == code:
            return known.says
    return f"The token could not restore the backup ({code})."


def put(session: Session, changed: RestoreState) -> None:
    """Print what a restore changed, and say what must not be done now."""
    value = {name: asdict(changed)[name] for name in ("new", "same", "raised")}
    session.put(value, list(value.items()))
    session.warn("two tokens with the same counter accounts must not both be used: use one.")
