"""What the token does while nobody uses it: its glass dims, then goes dark, then the chip sleeps.

    level    what is different
    BRIGHT   nothing
    DIM      the glass gives less light. A press means what it says: it can be read
    DARK     the glass gives none. The press that ends it means nothing else
    ASLEEP   it is time for deep sleep: secrets, keys and the line are gone, a button starts anew

Every level has a setting, in seconds without a press; 0 is never. Those of a locked token are
the ones it came with: what its user chose is encrypted.
"""

from otpfob.core.errors import FobError
from otpfob.vault.settings import DEFAULTS
from otpfob.vault.states import OPEN

BRIGHT = 0
DIM = 1
DARK = 2
ASLEEP = 3

_NAMES = ("", "dim_after_s", "dark_after_s", "sleep_after_s")


class Rest:
    """`level` is BRIGHT, DIM or DARK. Seconds are those of `clock.second`, small ints."""

    def __init__(self, safe) -> None:
        self._safe = safe
        self._since = 0  # when somebody was last there
        self.level = BRIGHT

    def touched(self, second: int) -> None:
        """Somebody is there: a button changed, or there is something to see."""
        self._since = second
        self.level = BRIGHT

    def look(self, second: int, busy: bool, may_sleep: bool) -> int:
        """Return the level for now. The caller carries it out, and sleeps at ASLEEP.

        `busy`: somebody waits for what is on the glass, so it stays as it is. Without
        `may_sleep` there is no ASLEEP.
        """
        if busy:
            if self.level == BRIGHT:
                self._since = second
            return self.level
        idle_s = second - self._since
        if may_sleep and self._is_over(ASLEEP, idle_s):
            return ASLEEP
        if self.level < DARK and self._is_over(DARK, idle_s):
            self.level = DARK
        elif self.level < DIM and self._is_over(DIM, idle_s):
            self.level = DIM
        return self.level

    def _is_over(self, level, idle_s):
        after_s = self._after_s(_NAMES[level])
        return 0 < after_s <= idle_s

    def _after_s(self, name):
        if self._safe.state == OPEN:
            try:
                return self._safe.settings.get(name)
            except FobError:
                pass  # settings that cannot be read are no reason to stay awake
        return DEFAULTS[name]
