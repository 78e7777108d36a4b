"""A backup on its way to the host, and one on its way back: at most one at a time.

What lies in flash meanwhile is encrypted: a backup under the code that the person writes
down, an import under one that the host made and that is in RAM only. The code of both comes
on loan (app/loans.py): what is kept between two messages of the host is here.
"""

from otpfob.core.errors import BadField, Busy
from otpfob.link.terms import CHECKING, CODE, CONFIRM, MAKING, NONE, RECEIVING
from otpfob.vault.keys import wipe


class Transfers:
    """`backup_state` and `restore_state` are for the host, which asks for them again and again.

    Their files lie beside the open vault: whoever locks or erases it ends them first.
    """

    def __init__(self, safe) -> None:
        self._safe = safe
        self.backup = None
        self.backup_state = NONE
        self.restore = None
        self.restore_state = NONE
        self.plan = (0, 0, 0)  # accounts that are new, there already, with a raised counter
        self.failed = ""  # the wire code of what went wrong with the last restore
        self.code = None  # of an import, as a bytearray, until it is opened
        self.journey = None  # that of the last backup
        self.unanswered = None  # the journey of an import that the person has not agreed to

    def end(self) -> None:
        """Forget what is on its way, in whichever direction."""
        self.end_backup()
        self.end_restore("")

    def begin_backup(self) -> None:
        """Make a backup, in place of one that nobody fetched."""
        from otpfob.vault.backup import BackupWriter

        self.end_backup()
        self.backup = BackupWriter(self._safe.fs(), self._safe.vault)
        self.backup_state = MAKING

    def end_backup(self) -> None:
        """Forget the backup."""
        if self.backup is not None:
            self.backup.discard()
        self.backup = None
        self.backup_state = NONE

    def end_hosts_backup(self):
        """Forget it, for a host that wants it no more; returns its journey, or None."""
        self.end_backup()
        journey = self.journey
        self.journey = None  # a second end in one turn must not undo the first
        return journey

    def begin_restore(self, size: int) -> None:
        """Take a backup of `size` bytes. Raises BadField, Busy."""
        from otpfob.vault.restore import Restore

        self._begin(Restore(self._safe.fs(), self._safe.vault), size)

    def begin_import(self, size: int, code: str) -> None:
        """Take a backup of `size` bytes that the host made. Raises BadField, Busy."""
        from otpfob.app.imported import Import, kept

        buffer = kept(code)
        self._begin(Import(self._safe.fs(), self._safe.vault), size)
        self.code = buffer

    def opening(self):
        """Return the job that opens what was imported; the code is overwritten. Raises BadField."""
        restore = self.restore
        if restore is None:
            raise BadField("at")
        try:
            return restore.opening(self.code)
        finally:
            self._forget_code()

    def _forget_code(self):
        if self.code is not None:
            wipe(self.code)
            self.code = None

    def _begin(self, restore, size):
        if self.restore_state in (CODE, CHECKING, CONFIRM):
            raise Busy
        self.end_restore("")
        self.plan = (0, 0, 0)
        restore.begin(size)
        self.restore = restore
        self.restore_state = RECEIVING

    def receive(self, at: int, data: bytes) -> bool:
        """Take a part of the backup; returns whether it was the last one. Raises BadField."""
        restore = self.restore
        if restore is None or self.restore_state != RECEIVING:
            raise BadField("at")
        restore.write(at, data)
        return restore.complete

    def end_restore(self, failed: str, state: str = NONE) -> None:
        """Forget what was received. `failed` is the wire code of an error, or empty."""
        self._forget_code()
        if self.restore is not None:
            self.restore.discard()
        self.restore = None
        self.unanswered = None
        self.restore_state = state
        self.failed = failed
