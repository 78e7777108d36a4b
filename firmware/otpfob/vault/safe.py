"""Keys and files together: what the app sees of the vault.

    NEW      no key: nothing that could be lost
    DAMAGED  what is stored cannot be read, or not be trusted
    LOCKED   waits for the PIN
    OPEN     `vault` and `settings` can be used

A power cut, at whatever write, leaves:

    unlocking       the same accounts, under the same PIN
    PIN changed     all accounts, under the old PIN or the new one
    wiped           all as it was, or NEW at the next start, which ends the wipe
    set up          NEW, or set up

Only who cuts the power during the tenth attempt loses all, be the PIN right or wrong: what is
not known to be right is wrong. Nothing is formatted unless a person asks for it on the token.

The jobs are imported by what makes them: none is needed while accounts are shown, and who asks
for one lets their modules go again (otpfob.app.loans).
"""

from otpfob.core.errors import Damaged, FobError, Locked, NoPin, NoStorage, StorageFailed
from otpfob.vault.attempts import MAX_ATTEMPTS, Attempts
from otpfob.vault.data_files import DataFiles
from otpfob.vault.generations import log_in
from otpfob.vault.key_slots import KeySlots
from otpfob.vault.keys import wipe
from otpfob.vault.look import FIRST_BLOCK as LOOK_BLOCK
from otpfob.vault.raw_log import erase
from otpfob.vault.settings import Settings
from otpfob.vault.states import DAMAGED, LOCKED, NEW, OPEN
from otpfob.vault.vault import Vault

CLOCK_BLOCK = 6  # the first of two


class Safe:
    """`state` is NEW, DAMAGED, LOCKED or OPEN.

    `flash` is the partition of the files (is_blank, mount, format, erase), `store` the raw
    blocks of the keys, `pool.take(n)` gives random bytes, `ticks` are for measuring.
    `device_key` is a key of the chip that cannot be copied, with present() and
    mix(message, result); None: the board has none. New keys are bound to it when it is present.
    """

    def __init__(self, flash, store, pool, ticks, device_key=None) -> None:
        self._flash = flash
        self._store = store
        self._fs = None
        self.state = DAMAGED
        # For the jobs.
        self.device_key = device_key if device_key is not None and device_key.present() else None
        self.pool = pool
        self.ticks = ticks
        self.slots = KeySlots(store)
        self.attempt_log = Attempts(store)
        self.generation_log = log_in(store)
        self.files = None

    def start(self) -> None:
        """Find out what is in the flash. Opens by itself what has no PIN."""
        self._close()
        self.state = DAMAGED
        try:
            self.state = self._look()
        except (Damaged, StorageFailed):
            self._close()

    @property
    def has_pin(self) -> bool:
        """Whether a PIN is set."""
        return self.slots.current is not None and self.slots.current.has_pin

    @property
    def bound(self) -> bool:
        """Whether no other chip opens what is stored, whoever knows the PIN."""
        return self.slots.current is not None and self.slots.current.bound

    @property
    def of_another_chip(self) -> bool:
        """Whether it is bound to a device key, and this chip has none."""
        return self.bound and self.device_key is None

    @property
    def attempts(self) -> int:
        """How many PINs were wrong since the last right one."""
        return self.attempt_log.count

    @property
    def vault(self) -> Vault:
        """The open vault. Raises Locked, NoStorage before the set-up, Damaged."""
        vault = self._opened().vault
        if not vault.healthy:
            raise Damaged
        return vault

    @property
    def settings(self) -> Settings:
        """The open settings. Raises as `vault` does."""
        settings = self._opened().settings
        if not settings.healthy:
            raise Damaged
        return settings

    def creating(self, pin):
        """Return the job that sets a NEW safe up. `pin` is 6 to 12 digits, or None for none.

        All jobs take the PIN as a bytearray of ASCII digits and overwrite it when they end.
        """
        from otpfob.vault.new_key_jobs import Creating

        return Creating(self, pin)

    def unlocking(self, pin: bytearray):
        """Return the job that tries a PIN on a LOCKED safe."""
        from otpfob.vault.pin_job import Unlocking

        return Unlocking(self, pin)

    def checking(self, pin: bytearray):
        """Return the job that tries a PIN on an OPEN safe: whoever wants more must know it."""
        from otpfob.vault.pin_job import Checking

        return Checking(self, pin)

    def changing_pin(self, pin):
        """Return the job that gives an OPEN safe another PIN, or none."""
        from otpfob.vault.new_key_jobs import ChangingPin

        return ChangingPin(self, pin)

    def lock(self) -> None:
        """Overwrite all keys. Raises NoPin when nobody could unlock it again."""
        if self.state != OPEN:
            return
        if not self.has_pin:
            raise NoPin
        self._close()
        self.state = LOCKED

    def wipe(self) -> None:
        """Erase everything, the keys first, and look whether it is. Raises StorageFailed."""
        try:
            self.attempt_log.mark_wipe()
        except StorageFailed:
            pass  # a log that takes no entry must not keep the keys
        self._close()
        self.state = DAMAGED
        self.slots.erase()
        self._fs = None
        self._flash.erase()
        self.generation_log.erase()
        for block in (CLOCK_BLOCK, CLOCK_BLOCK + 1, LOOK_BLOCK, LOOK_BLOCK + 1):
            erase(self._store, block)
        self.attempt_log.erase()
        self.state = NEW

    def fs(self):
        """Return the filesystem of the files, for the jobs. Raises StorageFailed."""
        if self._fs is None:
            self._fs = self._flash.mount()
        return self._fs

    def device_key_of(self, slot):
        """Return what is mixed into the key of `slot`, or None, for the jobs."""
        return self.device_key if slot.bound else None

    def format(self) -> None:
        """Make an empty filesystem, for the job that a person asked for."""
        self._fs = None
        self._flash.format()

    def opened(self, data_key) -> DataFiles:
        """Return the files in use under `data_key`, checked, for the jobs.

        Removes all others. What cannot be read makes the safe DAMAGED.
        """
        files = None
        try:
            key_number = self.slots.in_use().key_number
            files = DataFiles(self.fs(), self.generation_log, data_key, key_number)
            files.open()
            files.discard_others()
        except FobError:
            if files is not None:
                files.wipe()
            self.state = DAMAGED
            raise
        return files

    def take(self, files) -> None:
        """Be open with `files`, which a job has made ready."""
        self.files = files
        self.state = OPEN

    def _opened(self):
        if self.files is None:
            raise {NEW: NoStorage, LOCKED: Locked}.get(self.state, Damaged)
        return self.files

    def _close(self):
        if self.files is not None:
            self.files.wipe()
            self.files = None

    def _look(self):
        """Return the state. Raises Damaged, StorageFailed."""
        slots = self.slots
        blank = slots.is_blank()
        try:
            self.attempt_log.load()
        except Damaged:
            if not blank:
                raise
            # The log was cut while it was erased, at the end of a wipe, or begun.
        if self.attempt_log.count >= MAX_ATTEMPTS:
            self.wipe()
            return NEW
        slots.load()
        if blank:
            return NEW
        slots.settle()
        if self.of_another_chip:
            raise Damaged  # before anybody enters a PIN, and uses up the attempts
        if slots.in_use().has_pin:
            return LOCKED
        self._open_without_pin()
        return OPEN

    def _open_without_pin(self):
        from otpfob.vault.pin_key import PinKey

        slot = self.slots.in_use()
        nothing = PinKey(None)
        nothing.begin(slot.salt, slot.iterations, self.device_key_of(slot))
        nothing.run()
        data_key = slot.unwrap(nothing.key)
        nothing.wipe()
        if data_key is None:
            raise Damaged
        try:
            self.attempt_log.clear()
            self.take(self.opened(data_key))
        finally:
            wipe(data_key)
