"""A backup on its way to the host, and one on its way back: at most one at a time.

What lies in flash meanwhile is encrypted under the code that the person writes down.
"""

from otpfob.core.errors import BadField, Busy
from otpfob.link.messages import CHECKING, CODE, CONFIRM, MAKING, NONE, RECEIVING
from otpfob.vault.backup import BackupWriter
from otpfob.vault.restore import Restore


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

    def end(self) -> None:
        """Forget what is on its way, in whichever direction."""
        self.end_backup()
        self.end_restore("")

    def begin_backup(self) -> None:
        """Make a backup, in place of one that nobody fetched."""
        self.end_backup()
        self.backup = BackupWriter(self._safe.fs(), self._safe.vault)
        self.backup_state = MAKING

    def end_backup(self) -> None:
        """Forget the backup."""
        if self.backup is not None:
            self.backup.discard()
        self.backup = None
        self.backup_state = NONE

    def begin_restore(self, size: int) -> None:
        """Take a backup of `size` bytes. Raises BadField, Busy."""
        if self.restore_state in (CODE, CHECKING, CONFIRM):
            raise Busy
        self.end_restore("")
        restore = Restore(self._safe.fs(), self._safe.vault)
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
        if self.restore is not None:
            self.restore.discard()
        self.restore = None
        self.restore_state = state
        self.failed = failed
