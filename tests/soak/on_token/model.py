"""What the token of ui.monkey may be, by what was done to it: a model that knows every PIN.

    from      to        when
    new       open      a set-up that was begun
    locked    open      the PIN of the key in use was tried, and nothing else
    open      locked    there is a PIN
    damaged   locked    there is a PIN
    damaged   open      there is none
    any       new       somebody held DO under "Erase everything?", or the tenth attempt was begun
    any       damaged   the monkey damaged the flash

A reset keeps the state, but for what was going on: a set-up and an erasing.
"""

from fakes import QuickSafe

from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.work import WorkScreen
from otpfob.ui.texts import id_of
from otpfob.vault.attempts import MAX_ATTEMPTS
from otpfob.vault.states import DAMAGED, LOCKED, NEW, OPEN

ERASE = id_of("ERASE_ALL")
CHECKING = id_of("CHECKING_THE_PIN")
SETTING_UP = id_of("SETTING_UP")

NAMES = {NEW: "new", DAMAGED: "damaged", LOCKED: "locked", OPEN: "open"}


class WatchedSafe(QuickSafe):
    """Tells the model what is begun."""

    model = None

    def creating(self, pin):
        self.model.begins_key(1, pin)
        self.model.setting_up = True
        return QuickSafe.creating(self, pin)

    def unlocking(self, pin):
        self.model.tries(pin)
        return QuickSafe.unlocking(self, pin)

    def changing_pin(self, pin):
        self.model.begins_key(self.slots.in_use().key_number + 1, pin)
        return QuickSafe.changing_pin(self, pin)

    def wipe(self):
        self.model.erasing = True
        QuickSafe.wipe(self)


class Model:
    """`pins` by key number; None where there is no PIN."""

    def __init__(self) -> None:
        self.pins = {}
        self.tried = None
        self.begun = 0  # attempts since the last right one, and one for each cut
        self.hurt = False
        self.setting_up = False
        self.erasing = False
        self.state = NEW

    def begins_key(self, number, pin) -> None:
        self.pins[number] = None if pin is None else bytes(pin)

    def tries(self, pin) -> None:
        self.tried = bytes(pin)
        self.begun += 1

    def pin_of(self, safe):
        """Return the PIN of the key in use."""
        current = safe.slots.current
        return None if current is None else self.pins.get(current.key_number)

    def started(self, safe) -> str:
        """Return what is wrong with what a reset made of the token, or nothing."""
        old, new = self.state, safe.state
        self.state = new
        lost = old not in (NEW, DAMAGED) and not self.erasing and self.begun < MAX_ATTEMPTS
        had_begun, self.setting_up, self.erasing = self.setting_up, False, False
        self.tried = None
        if new == NEW:
            self.begun = 0
            return "erased by a reset" if lost and not self.hurt else ""
        if new == DAMAGED:
            return "" if self.hurt else "damaged by a reset"
        if old == NEW and not had_begun:
            return "set up by a reset"
        if (new == LOCKED) != (self.pin_of(safe) is not None):
            return NAMES[new] + " after a reset"
        return ""

    def moved(self, safe, front, confirmed: bool) -> str:
        """Return what is wrong with the state after a turn, or nothing.

        `front` was on the glass before it; `confirmed`: a question was, and was answered yes.
        """
        old, new = self.state, safe.state
        if old == new:
            return ""
        self.state = new
        title = front._title if isinstance(front, (WorkScreen, ConfirmScreen)) else 0
        pin = self.pin_of(safe)
        if new == OPEN:
            allowed = self._may_open(old, title, pin)
            self.setting_up = False
            self.begun = 0
        elif new == LOCKED:
            allowed = old != NEW and pin is not None
        elif new == DAMAGED:
            allowed = self.hurt
        else:
            tenth = title == CHECKING and self.begun >= MAX_ATTEMPTS
            allowed = tenth or title == ERASE and confirmed
            self.begun = 0
            self.erasing = False
        if allowed:
            return ""
        return "from %s to %s under %r" % (NAMES[old], NAMES[new], title or front)

    def _may_open(self, old, title, pin):
        if old == NEW:
            return self.setting_up and title == SETTING_UP
        if old == LOCKED:
            return title == CHECKING and pin is not None and self.tried == pin
        return pin is None
