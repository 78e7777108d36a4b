"""Which handler answers a command of the link, and who may ask for it now."""

from otpfob.app.answers.accounts import AccountAnswers
from otpfob.app.answers.clock import ClockAnswers
from otpfob.app.answers.device import DeviceAnswers
from otpfob.app.answers.transfer import TransferAnswers
from otpfob.core.errors import Busy, Locked
from otpfob.vault.states import LOCKED

# What is answered while a journey has the token for itself: it changes nothing in the vault.
_ALWAYS = ("hello", "backup_state", "backup_end", "restore_state")


class Requests:
    """Handlers by command, from the answers of app.answers."""

    def __init__(self, kit, ticks, board: str, serial: str) -> None:
        self._kit = kit
        self._handlers = {}
        self._transfer = TransferAnswers(kit)
        for answers in (
            AccountAnswers(kit, ticks),
            ClockAnswers(kit, ticks),
            DeviceAnswers(kit, board, serial),
            self._transfer,
        ):
            self._handlers.update(answers.handlers)

    def drop(self) -> None:
        """Another program is on the line: what the one before it began is off."""
        self._transfer.drop()

    def answer(self, command: str, fields: dict):
        """Return the answer's fields or a Question. Raises any FobError."""
        if command != "hello" and self._kit.safe.state == LOCKED:
            raise Locked
        if self._kit.exclusive and command not in _ALWAYS:
            raise Busy
        return self._handlers[command](fields)
