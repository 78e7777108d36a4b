"""Who answers a command of the link, and who may ask for it now.

The handlers are on loan (app/loans.py): one loan for what reads messages, from the first one
until the line has been quiet for a while, and in it one for the handlers of the last command. A
host that asks for all accounts, part by part, does not have them loaded each time.
"""

from otpfob.core.errors import Busy, Locked
from otpfob.link.terms import RECEIVING
from otpfob.vault.states import LOCKED

# What is answered while a journey has the token for itself: it changes nothing in the vault.
_ALWAYS = ("hello", "backup_state", "backup_end", "restore_state")


class Requests:
    """Call release() when nothing has come for a while."""

    def __init__(self, kit, board: str, serial: str, slot: str) -> None:
        self._kit = kit
        self._board = board
        self._serial = serial
        self._slot = slot
        self._loan = None
        self._group_loan = None
        self._handlers = {}

    def drop(self) -> None:
        """Another program is on the line: what the one before it began is off.

        A restore goes on that it sent all of. An import goes on only when the person has said
        yes: nobody else began it.
        """
        transfers = self._kit.transfers
        if transfers.backup is not None:
            self._kit.ended = transfers.end_hosts_backup() or self._kit.ended
        if transfers.restore_state == RECEIVING:
            transfers.end_restore("")
        elif transfers.unanswered is not None:
            self._kit.ended = transfers.unanswered

    def read(self, message: bytes):
        """Return (command, fields). Raises BadField, UnknownCommand, UnknownField."""
        if self._loan is None:
            self._loan = self._kit.loans.begin()
        from otpfob.link.messages import read_request

        return read_request(message)

    def answer(self, command: str, fields: dict):
        """Return the answer's fields or a Question. Raises any FobError."""
        if command != "hello" and self._kit.safe.state == LOCKED:
            raise Locked
        if self._kit.exclusive and command not in _ALWAYS:
            raise Busy
        return self._handler(command)(fields)

    def release(self) -> None:
        """Let go of all that answers need."""
        self._release_group()
        if self._loan is not None:
            self._kit.loans.end(self._loan)
            self._loan = None

    @property
    def loaded(self) -> bool:
        """Whether there is anything to release."""
        return self._loan is not None or self._group_loan is not None

    def _handler(self, command):
        if command not in self._handlers:
            self._release_group()
            self._group_loan = self._kit.loans.begin()
            from otpfob.app.answers.groups import group_of

            make = group_of(command)
            self._handlers = make(self._kit, self._board, self._serial, self._slot).handlers
        return self._handlers[command]

    def _release_group(self):
        self._handlers = {}
        if self._group_loan is not None:
            self._kit.loans.end(self._group_loan)
            self._group_loan = None
