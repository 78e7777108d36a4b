"""When a token that nobody uses locks itself, and whether a host uses it."""

from micropython import const

from otpfob.core.errors import FobError
from otpfob.vault.states import LOCKED, OPEN

# A host that keeps asking keeps the token open for so long after each message, and not for
# as long as a person: a forgotten program must not hold a door.
_HOST_S = const(60)
# So long it waits for the PIN that a change of the PIN asks for: more than the longest wait.
_OLD_PIN_S = const(600)


class Idle:
    """Seconds are those of `clock.second`, small ints."""

    def __init__(self, safe) -> None:
        self._safe = safe
        self._press_at = 0
        self._host_at = -_HOST_S
        self._was_open = False

    def pressed(self, second: int) -> None:
        """A button was pressed or released."""
        self._press_at = second

    def heard(self, second: int) -> None:
        """A message of the host was answered."""
        self._host_at = second

    def is_unused(self, second: int) -> bool:
        """Return whether nobody has wanted anything of the token for a minute."""
        return second - max(self._press_at, self._host_at) >= _HOST_S

    def is_spoken_to(self, second: int) -> bool:
        """Return whether a host has asked for something in the last minute."""
        return second - self._host_at < _HOST_S

    def is_over(self, second: int) -> bool:
        """Return whether it is time to lock."""
        safe = self._safe
        if safe.state == LOCKED and self._was_open:
            # Its keys are gone, but not all that was read with them.
            return second - self._press_at >= _OLD_PIN_S
        if safe.state != OPEN or not safe.has_pin:
            return False
        self._was_open = True
        if self.is_spoken_to(second):
            return False
        try:
            return second - self._press_at >= safe.settings.get("lock_after_s")
        except FobError:
            return True  # settings that cannot be read are no reason to stay open
