"""The vault from start to ready: not set up, damaged, or open.

Nothing is formatted unless a person asks for it on the token.
"""

from otpfob.core.errors import Damaged, NoStorage, StorageFailed
from otpfob.vault.vault import Vault

NEW = 0  # blank flash, or a set-up that was interrupted after formatting: nothing can be lost
DAMAGED = 1
OPEN = 2


class Storage:
    """Holds the vault once it is open. `state` is NEW, DAMAGED or OPEN."""

    def __init__(self, flash) -> None:
        self._flash = flash
        self._vault = None
        self.state = DAMAGED

    def start(self) -> None:
        """Find out what is in the flash, and open the vault if there is one."""
        try:
            fs = self._flash.mount()
            if not Vault.is_in(fs):
                self.state = NEW if self._holds_nothing(fs) else DAMAGED
                return
            vault = Vault(fs)
            vault.open()
        except (Damaged, StorageFailed):
            self.state = NEW if self._flash.is_blank() else DAMAGED
            return
        self._vault = vault
        self.state = OPEN

    @staticmethod
    def _holds_nothing(fs):
        """A set-up cut between formatting and the first vault leaves at most a file aside."""
        return all(entry[0] == "vault.new" for entry in fs.ilistdir("/"))

    def create(self) -> None:
        """Format and write an empty vault. Raises StorageFailed."""
        self._vault = None
        self.state = DAMAGED
        self._flash.format()
        vault = Vault(self._flash.mount())
        vault.create()
        self._vault = vault
        self.state = OPEN

    def wipe(self) -> None:
        """Erase every block of the partition. Raises StorageFailed when one does not erase."""
        self._vault = None
        self.state = DAMAGED
        self._flash.erase()
        self.state = NEW

    @property
    def vault(self) -> Vault:
        """The open vault. Raises NoStorage before it was set up, Damaged when it cannot be read."""
        if self._vault is None:
            raise NoStorage if self.state == NEW else Damaged
        if not self._vault.healthy:
            raise Damaged
        return self._vault
