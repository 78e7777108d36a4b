"""Unlocking, and what it has in common with the other jobs that are given a PIN."""

from otpfob.core.errors import BadField, FobError
from otpfob.vault.attempts import MAX_ATTEMPTS
from otpfob.vault.job import Job
from otpfob.vault.keys import wipe
from otpfob.vault.pin_key import SLICES, PinKey, check_pin
from otpfob.vault.states import LOCKED, OPEN


class PinJob(Job):
    """A job with a PIN, the key made of it, and files until they are handed over."""

    def __init__(self, safe, pin, stages) -> None:
        self._safe = safe
        self._pin_key = PinKey(pin)
        self._data_key = bytearray()
        self._files = None  # those that are the job's own
        super().__init__(stages)

    def wipe(self) -> None:
        """Give up, or end: PIN and keys are overwritten."""
        super().wipe()
        self._pin_key.wipe()
        wipe(self._data_key)
        if self._files:
            self._files.wipe()
            self._files = None

    def _derive(self):
        return self._pin_key.run()

    def _hand_over(self):
        files = self._files
        self._files = None
        self._safe.take(files)


class Unlocking(PinJob):
    """One attempt. `result` is whether the PIN was right. The tenth wrong one wipes first."""

    _state = LOCKED

    def __init__(self, safe, pin) -> None:
        stages = (
            (self._begin, 1),
            (self._derive, SLICES),
            (self._unwrap, 1),
            (self._open, 4),
        )
        check_pin(pin)
        if pin is None:
            raise BadField("pin")
        super().__init__(safe, pin, stages)

    def _begin(self):
        safe = self._safe
        if safe.state != self._state:
            raise FobError
        # Before anything is derived, and read back: no cut makes an attempt free.
        safe.attempt_log.add()
        slot = safe.slots.in_use()
        self._pin_key.begin(slot.salt, slot.iterations, safe.device_key_of(slot))
        return True

    def _unwrap(self):
        safe = self._safe
        data_key = safe.slots.in_use().unwrap(self._pin_key.key)
        self.result = data_key is not None
        if data_key is not None:
            self._data_key = data_key
            # The PIN was right, whatever the files are: who tries again with damaged ones
            # must not come to a wipe.
            safe.attempt_log.clear()
        elif safe.attempt_log.count >= MAX_ATTEMPTS:
            safe.wipe()
        return True

    def _open(self):
        if self.result:
            self._files = self._safe.opened(self._data_key)
            self._hand_over()
        return True


class Checking(Unlocking):
    """One attempt on a safe that is open, and stays as it is unless it was the tenth wrong one."""

    _state = OPEN

    def _open(self):
        return True
