"""Attempts at a PIN, cut one after the other on the same flash: none is free, and ten wipe.

A walk is of somebody who tries wrong PINs and cuts the power whenever they like, at an operation
of the flash or between two. An attempt is tried when the chip has begun to derive: then they
may have learnt something. It is counted when its entry is in flash (one that is torn counts
for a while, and was not tried). The token is wiped with the tenth attempt that was counted since
the last one that is known to be right, and not before:

    tried <= what the token says it counted <= begun        at every start
    tried <= 10                                             in a walk
    wiped: ten were begun, and no key is left

The owner sometimes comes by and enters the right PIN, also cut; then the count begins anew.
"""

from random import choice, randrange

from changes import SIZES, Tokens
from flash_model import WAYS, Device, PowerCut
from token_flash import StampedFlash, contents, key_bytes, opened, started

from otpfob.core.errors import FobError
from otpfob.vault.attempts import MAX_ATTEMPTS
from otpfob.vault.pin_job import Unlocking
from otpfob.vault.states import LOCKED, NEW, OPEN

_WRONG = b"999999"
_SLOT_BLOCKS = (0, 1)
_WIPE_OPERATIONS = 60


class Hasty(Unlocking):
    """The control: tries the PIN first, and counts it when it is wrong."""

    def __init__(self, safe, pin) -> None:
        Unlocking.__init__(self, safe, pin)
        begin, derive, unwrap, open_ = self._stages
        self._stages = ((self._begin_hastily, 1), derive, (self._count, 1), unwrap, open_)

    def _begin_hastily(self):
        slot = self._safe.slots.in_use()
        self._pin_key.begin(slot.salt, slot.iterations)
        return True

    def _count(self):
        self._safe.attempt_log.add()
        return True


class Walk:
    """Attempts at the PIN of one token, until it is wiped. `wrong` says what must not be."""

    def __init__(self, token, job=Unlocking) -> None:
        self._token = token
        self._job = job
        self._tried = 0
        self._begun = 0
        self._cleared = False  # perhaps: the owner's attempt was cut
        self.cuts = 0
        self.wrong = ""
        self.wiped = False

    def step(self) -> None:
        """A start of the token and an attempt, of which one is probably cut."""
        device = Device(self._token.image)
        owner = not randrange(12)
        cut = randrange(5)
        try:
            if cut == 0:
                device.cut(1 + randrange(choice((3, _WIPE_OPERATIONS))), choice(WAYS))
            safe = started(device, StampedFlash)
            if not self._look(safe):
                return
            if cut in (1, 2):
                tenth = safe.attempts == MAX_ATTEMPTS - 1 and not randrange(2)
                n = 1 + randrange(_WIPE_OPERATIONS if tenth else 4)
                device.cut(n, choice(WAYS))
            self._attempt(safe, device, owner, cut == 3)
        except (PowerCut, FobError, OSError) as error:  # a dead device fails in its ways
            if device.alive:
                self.wrong = repr(error)
        self.cuts += cut == 3 or not device.alive

    def _look(self, safe) -> bool:
        """Compare what the token says with what was done to it. Returns whether it goes on."""
        if self._cleared and safe.state == LOCKED and not safe.attempts:
            self._tried = self._begun = 0
        elif self._cleared and safe.attempts == MAX_ATTEMPTS - 1:
            # The tenth was right, and is not the tenth wrong one.
            self._tried = min(self._tried, safe.attempts)
        self._cleared = False
        if safe.state == NEW:
            self.wiped = True
            if self._begun < MAX_ATTEMPTS:
                self.wrong = "wiped after %d attempts" % self._begun
            if key_bytes(self._token.image, _SLOT_BLOCKS).strip(b"\xff"):
                self.wrong = "wiped, and a key is left"
        elif safe.state != LOCKED:
            self.wrong = "is in the state %d" % safe.state
        elif not self._tried <= safe.attempts <= self._begun:
            self.wrong = "says %d" % safe.attempts
        elif self._tried >= MAX_ATTEMPTS:
            self.wrong = "not wiped"
        return not self.wrong and not self.wiped

    def _attempt(self, safe, device, owner, stop):
        """Try a PIN. `stop`: the power goes between two operations of the flash."""
        job = self._job(safe, bytearray(self._token.state.pin if owner else _WRONG))
        self._begun += 1
        stops_at = randrange(24) if stop else -1
        step = 0
        known = False
        try:
            while not job.step():
                step += 1
                if step == stops_at:
                    return
                # The first step counts; whatever comes after it derives.
                if step == 1:
                    self._tried += 1
                known = known or job.result
        finally:
            if owner and not device.alive:
                self._cleared = True
                self._begun += 1  # a torn entry that says 0 counts as one more
            elif known or job.result:
                self._tried = 0
                self._begun = safe.attempts
        if owner:
            self._owner(safe)
        elif safe.state == OPEN:
            self.wrong = "open with a wrong PIN"

    def _owner(self, safe):
        if safe.state != OPEN:
            self.wrong = "not open with its PIN"
        elif contents(safe) != self._token.state.files:
            self.wrong = "open with other files"


def cuts(report) -> None:
    tokens = Tokens()
    _control(report, tokens)
    for name in ("wiped", "attempts"):
        report.note(name, 0)
    while report.more:
        size = choice(SIZES[:2])
        walk = Walk(tokens.next(size, True))
        while report.more and not walk.wiped and not walk.wrong:
            before = walk.cuts
            walk.step()
            report.note("attempts")
            report.runs += walk.cuts - before
        if walk.wrong:
            counted = "with %d tried of %d begun" % (walk._tried, walk._begun)
            report.fail(walk.wrong, counted, "after", walk.cuts, "cuts")
        elif walk.wiped:
            report.note("wiped")
        elif walk._begun < MAX_ATTEMPTS:
            _opens(report, walk._token)


def _opens(report, token):
    """A token that was not wiped opens with its PIN, and nothing is lost."""
    try:
        safe = opened(Device(token.image), token.state.pin, StampedFlash)
        if contents(safe) != token.state.files:
            report.fail("other files at the end")
    except Exception as error:  # noqa: BLE001 (any is a failure here)
        report.fail("does not open at the end", repr(error))


def _control(report, tokens):
    caught = False
    for _ in range(6):
        walk = Walk(tokens.next(SIZES[0], True), Hasty)
        while not walk.wiped and not walk.wrong:
            walk.step()
        caught = caught or walk.wrong != ""
    report.control("counted after it was tried", caught)
