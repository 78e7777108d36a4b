"""The three encrypted files under one data key, and what is made of them.

The files of key number n have the suffix "." and n & 1, so those of an old and of a new data
key lie side by side while a PIN is changed.
"""

from otpfob.core.errors import Busy
from otpfob.vault import counters, settings, vault
from otpfob.vault.counters import Counters
from otpfob.vault.generations import COUNTERS, FILES, SETTINGS, VAULT, Generations
from otpfob.vault.sealed import Sealed, discard
from otpfob.vault.settings import Settings
from otpfob.vault.vault import Vault


class DataFiles:
    """`vault` and `settings` are of use after create() or open(). Holds keys: wipe it.

    `log` is that of generations.py.
    """

    def __init__(self, fs, log, data_key: bytes, key_number: int) -> None:
        self._fs = fs
        suffix = ".%d" % (key_number & 1)
        generations = self._generations = Generations(log, data_key, key_number)
        # In the order of generations.py.
        self._names = (vault.NAME + suffix, counters.NAME + suffix, settings.NAME + suffix)
        self._sealed = (
            Sealed(fs, vault.NAME, vault.MAGIC, data_key, suffix, generations, VAULT),
            Sealed(fs, counters.NAME, counters.MAGIC, data_key, suffix, generations, COUNTERS),
            Sealed(fs, settings.NAME, settings.MAGIC, data_key, suffix, generations, SETTINGS),
        )
        self.vault = Vault(self._sealed[VAULT], Counters(self._sealed[COUNTERS]))
        self.settings = Settings(self._sealed[SETTINGS])

    def create(self) -> None:
        """Write empty files. Raises VaultFull, StorageFailed."""
        self._generations.start((0,) * FILES)
        self.vault.create()
        self.settings.create()

    def open(self) -> None:
        """Check every byte and that no file is an older one. Raises Damaged, StorageFailed."""
        self.vault.open()
        self.settings.load()
        self._generations.verify(self._found())

    def copy_from(self, old: "DataFiles", index: int) -> None:
        """Copy a file of `old` with its generation. Raises VaultFull, StorageFailed, Damaged."""
        if index == 0:
            old._generations.again()
        old._sealed[index].copy_to(self._sealed[index])
        if index == FILES - 1:
            self._generations.start(self._found())

    def check_copied(self, old: "DataFiles") -> None:
        """Raise Busy when a file of `old` was changed since it was copied."""
        if self._found() != old._found():
            raise Busy

    def discard_others(self) -> None:
        """Remove all other files: of another key, or what a power cut left half-written.

        As far as that is possible: what stays is encrypted, and goes the next time.
        """
        try:
            others = [entry[0] for entry in self._fs.ilistdir("/") if entry[0] not in self._names]
        except OSError:
            return
        for name in others:
            discard(self._fs, name)

    def wipe(self) -> None:
        """Overwrite all keys. The object is of no use after it."""
        self.vault.wipe()
        self.settings.wipe()
        self._generations.wipe()

    def _found(self):
        return [sealed.generation for sealed in self._sealed]
