"""Setting the safe up and changing its PIN: both make a data key and wrap it.

A job that raises has changed nothing, unless the state of the safe says so.
"""

from otpfob.core.errors import FobError, Locked, StorageFailed
from otpfob.vault.data_files import DataFiles
from otpfob.vault.generations import COUNTERS, SETTINGS, VAULT
from otpfob.vault.key_slots import SALT_BYTES, wrapped
from otpfob.vault.keys import KEY_BYTES, wipe
from otpfob.vault.pin_job import PinJob
from otpfob.vault.pin_key import NO_PIN_ITERATIONS, SLICES, calibrated, check_pin
from otpfob.vault.states import NEW, OPEN


class _NewKeyJob(PinJob):
    """A job that makes a data key and wraps it."""

    def __init__(self, safe, pin, stages) -> None:
        check_pin(pin)
        self._has_pin = pin is not None
        self._number = 0
        self._iterations = NO_PIN_ITERATIONS
        self._salt = b""
        super().__init__(safe, pin, stages)

    def _make_key(self):
        safe = self._safe
        self._data_key = safe.pool.take(KEY_BYTES)
        self._salt = bytes(safe.pool.take(SALT_BYTES))
        if self._has_pin:
            self._iterations = calibrated(safe.ticks)
        self._pin_key.begin(self._salt, self._iterations, safe.device_key)

    def _make_files(self):
        safe = self._safe
        self._files = DataFiles(safe.fs(), safe.generation_log, self._data_key, self._number)

    def _write_slot(self):
        """Write the slot and read it back. Returns it."""
        kek = self._pin_key.key
        slot = wrapped(
            self._number,
            self._has_pin,
            self._iterations,
            self._salt,
            kek,
            self._data_key,
            self._safe.device_key is not None,
        )
        found = slot.unwrap(kek)
        if found is None or found != self._data_key:
            raise StorageFailed
        wipe(found)
        self._safe.slots.write(slot)
        return slot


class Creating(_NewKeyJob):
    """The set-up of a new safe. From the mark to the end, a cut leads to a new safe again."""

    def __init__(self, safe, pin) -> None:
        stages = (
            (self._begin, 1),
            (self._derive, SLICES),
            (self._format, 4),
            (self._create_files, 1),
            (self._finish, 1),
        )
        super().__init__(safe, pin, stages)
        self._number = 1

    def _begin(self):
        safe = self._safe
        if safe.state != NEW:
            raise FobError
        safe.attempt_log.mark_wipe()
        self._make_key()
        return True

    def _format(self):
        self._safe.format()
        return True

    def _create_files(self):
        self._safe.generation_log.erase()
        self._make_files()
        self._files.create()
        self._files.open()
        return True

    def _finish(self):
        slot = self._write_slot()
        # With this the mark is gone and the set-up is done.
        self._safe.attempt_log.clear()
        self._safe.slots.use(slot)
        self._hand_over()
        return True


class ChangingPin(_NewKeyJob):
    """A new data key under the new PIN. The old wrap is erased when the new one was read back."""

    def __init__(self, safe, pin) -> None:
        stages = (
            (self._begin, 1),
            (self._derive, SLICES),
            (self._copy_vault, 8),
            (self._copy_counters, 1),
            (self._copy_settings, 1),
            (self._open, 4),
            (self._finish, 1),
        )
        super().__init__(safe, pin, stages)
        self._old = safe.files

    def wipe(self) -> None:
        """Give up, or end: PIN and keys are overwritten, and copies that are not used go."""
        copied = self._files is not None
        super().wipe()
        if copied and self._safe.files is self._old:
            self._old.discard_others()

    def _begin(self):
        self._check_old()
        self._number = self._safe.slots.in_use().key_number + 1
        self._make_key()
        return True

    def _copy_vault(self):
        self._check_old()
        self._make_files()
        self._files.copy_from(self._old, VAULT)
        return True

    def _copy_counters(self):
        self._check_old()
        self._files.copy_from(self._old, COUNTERS)
        return True

    def _copy_settings(self):
        self._check_old()
        self._files.copy_from(self._old, SETTINGS)
        return True

    def _open(self):
        self._check_old()
        self._files.open()
        return True

    def _finish(self):
        safe = self._safe
        self._check_old()
        # A counter that was used meanwhile would be used again.
        self._files.check_copied(self._old)
        try:
            safe.slots.use(self._write_slot())
        except FobError:
            # Which slot counts now is for the flash to say.
            safe.start()
            raise
        self._old.wipe()
        self._hand_over()
        safe.files.discard_others()
        return True

    def _check_old(self):
        if self._safe.state != OPEN or self._safe.files is not self._old:
            raise Locked
