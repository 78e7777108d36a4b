"""The time servers: which may be asked, and when to try again. Forgotten at a restart.

Seconds are those of TokenClock.second: from the start of the token, whatever the time is.
"""

from otpfob.core.errors import BadField

COUNT = 3
DEFAULT_NAMES = ("0.pool.ntp.org", "1.pool.ntp.org", "2.pool.ntp.org")

FIRST_WAIT_S = 64
LAST_WAIT_S = 86_400


class BackOff:
    """Waits 64 s after a failure, twice as long after each more, a day at most."""

    def __init__(self) -> None:
        self._wait_s = 0
        self._since = 0

    def failed(self, second: int) -> None:
        self._wait_s = min(max(2 * self._wait_s, FIRST_WAIT_S), LAST_WAIT_S)
        self._since = second

    def succeeded(self) -> None:
        self._wait_s = 0

    @property
    def failing(self) -> bool:
        """Whether the last try failed."""
        return self._wait_s > 0

    def left_s(self, second: int) -> int:
        """Return how many seconds are still to wait."""
        return max(0, self._wait_s - (second - self._since))


class Servers:
    """Three names, each with an optional port (`ntp.example.org:1123`).

    Raises BadField("servers") when it is not three. Keep one for as long as the token runs:
    it remembers which server wants no more questions.
    """

    def __init__(self, names=DEFAULT_NAMES) -> None:
        if len(names) != COUNT:
            raise BadField("servers")
        self.names = names
        self.tries = BackOff()  # of whole syncs: for the schedule, not for a person who asks
        self._slow = [BackOff() for _ in names]
        self._denied = [False for _ in names]

    def may_ask(self, index: int, second: int) -> bool:
        """Return whether this server has not asked to be left alone."""
        return not self._denied[index] and not self._slow[index].left_s(second)

    def deny(self, index: int) -> None:
        """Never ask this server again (kiss of death, DENY or RSTR)."""
        self._denied[index] = True

    def slow_down(self, index: int, second: int) -> None:
        """Ask this server less often (kiss of death, RATE)."""
        self._slow[index].failed(second)

    def answered(self, index: int) -> None:
        self._slow[index].succeeded()
