"""A vault of fixed keys on a filesystem in RAM, for the tests of everything around it."""

from ram_fs import RamFs

from otpfob.vault import counters, settings, vault
from otpfob.vault.container import Keys
from otpfob.vault.counters import Counters
from otpfob.vault.sealed import Sealed
from otpfob.vault.settings import Settings
from otpfob.vault.vault import Vault

KEY = bytes(range(32))
SUFFIX = ".1"
VAULT = vault.NAME + SUFFIX
COUNTERS = counters.NAME + SUFFIX
SETTINGS = settings.NAME + SUFFIX


class Noted:
    """The place where generations are noted: a list of what was put."""

    def __init__(self) -> None:
        self.log = []
        self.error = None  # raised in place of noting

    def put(self, index, generation):
        if self.error is not None:
            raise self.error
        self.log.append((index, generation))


class Pool:
    """Random bytes that repeat with the seed."""

    def __init__(self, seed=1) -> None:
        self._seed = seed

    def take(self, size):
        result = bytearray(size)
        for i in range(size):
            self._seed = (self._seed * 1103515245 + 12345) & 0x3FFFFFFF
            result[i] = self._seed >> 16 & 255
        return result


def sealed_vault(fs, noted=None):
    return Sealed(fs, vault.NAME, vault.MAGIC, KEY, SUFFIX, noted or Noted(), 0)


def sealed_counters(fs, noted=None):
    return Sealed(fs, counters.NAME, counters.MAGIC, KEY, SUFFIX, noted or Noted(), 1)


def sealed_settings(fs, noted=None):
    return Sealed(fs, settings.NAME, settings.MAGIC, KEY, SUFFIX, noted or Noted(), 2)


def vault_on(fs, noted=None):
    """Return a Vault on `fs` that was neither created nor opened yet."""
    return Vault(sealed_vault(fs, noted), Counters(sealed_counters(fs, noted)))


def made(*accounts):
    """Return a filesystem and a vault on it that holds `accounts`."""
    fs = RamFs()
    one = vault_on(fs)
    one.create()
    for account in accounts:
        one.add(account)
    return fs, one


def opened(fs):
    one = vault_on(fs)
    one.open()
    return one


def opened_counters(fs):
    one = Counters(sealed_counters(fs))
    one.load()
    return one


def opened_settings(fs):
    one = Settings(sealed_settings(fs))
    one.load()
    return one


def keys_of(name):
    """Return the keys of a file: "vault", "counters" or "settings"."""
    return Keys(KEY, name)
