"""When the token syncs by Wi-Fi without being asked: its user chose how often."""

from micropython import const

from otpfob.core.errors import FobError
from otpfob.vault.states import OPEN

_LOOK_EVERY_S = const(60)
_HOUR_S = const(3600)
# A time that was found, and that the person did not want or was not there to confirm, is not
# asked for again before.
_AGAIN_S = 86_400


class Schedule:
    """Seconds are those of `clock.second`. `tries` as in otpfob.clock.sntp_servers."""

    def __init__(self, safe, clock, tries) -> None:
        self._safe = safe
        self._clock = clock
        self._tries = tries
        self._look_at = _LOOK_EVERY_S
        self._again_at = 0

    def is_due(self, second: int) -> bool:
        """Return whether it is time for a sync. Allocates nothing but once a minute."""
        if second < self._look_at:
            return False
        self._look_at = second + _LOOK_EVERY_S
        if self._safe.state != OPEN:
            return False
        try:
            settings = self._safe.settings
            every_s = settings.get("sync_every_h") * _HOUR_S
            if not every_s or not settings.wifi[0] or self._tries.left_s(second):
                return False
        except FobError:
            return False
        age_s = self._clock.age_s
        if age_s is not None and age_s < every_s:
            return False
        if second < self._again_at and not self._tries.failing:
            return False
        self._again_at = second + min(every_s, _AGAIN_S)
        return True
