"""When a token that nobody uses locks itself."""

from otpfob.core.errors import FobError
from otpfob.vault.states import OPEN

# A host that keeps asking keeps the token open for so long after each message, and not for
# as long as a person: a forgotten program must not hold a door.
_HOST_S = 60


class Idle:
    """Seconds are those of `clock.second`, small ints."""

    def __init__(self, safe) -> None:
        self._safe = safe
        self._press_at = 0
        self._host_at = -_HOST_S

    def pressed(self, second: int) -> None:
        """A button was pressed."""
        self._press_at = second

    def heard(self, second: int) -> None:
        """A message of the host was answered."""
        self._host_at = second

    def is_over(self, second: int) -> bool:
        """Return whether it is time to lock."""
        safe = self._safe
        if safe.state != OPEN or not safe.has_pin:
            return False
        if second - self._host_at < _HOST_S:
            return False
        try:
            return second - self._press_at >= safe.settings.get("lock_after_s")
        except FobError:
            return True  # settings that cannot be read are no reason to stay open
