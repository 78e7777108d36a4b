"""The power is cut at every program and erase of a change, once, and twice.

After a cut the token holds what it held before or what it would hold after, byte for byte; the
vault opens; and the next change gives byte for byte what it gives on a filesystem that never
was cut. How each change is judged: recordings.py.
"""

from random import choice, randrange

import recordings
from changes import SIZES, Change, Token, Tokens, new_token
from flash_model import Device, PowerCut
from recorder import every_cut, random_cuts
from removed_first import RemovingFirst
from token_flash import opened

from otpfob.core.errors import FobError

# So often in a round. A change of a large vault has many more writes, and so cuts.
_ROUND = (
    ((recordings.change, SIZES[0]),) * 8
    + ((recordings.change, SIZES[1]),) * 8
    + ((recordings.change, SIZES[2]),)
    + ((recordings.another_pin, SIZES[0]), (recordings.another_pin, SIZES[1])) * 2
    + ((recordings.restore, SIZES[0]), (recordings.restore, SIZES[1])) * 2
    + ((recordings.unlock_after_wrong_pins, SIZES[0]),)
    + ((recordings.first_start, SIZES[0]), (recordings.start_over_damage, SIZES[1])) * 2
    + ((recordings.erase, SIZES[1]),)
)
# Once in so many rounds, to a full vault.
_LARGE = (recordings.another_pin, recordings.restore, recordings.erase)
_LARGE_ROUNDS = 12
_PLAIN = (recordings.change, recordings.erase)  # need no PIN: often without one, which is faster

# A shard of so many runs takes every cut of a change, a shorter one a few of more changes.
_MANY = 1000
_FEW = 4
_FIRST_CUTS = 12
_SECOND_CUTS = 10  # of each first one


class _Rounds:
    """Tokens and what is done to them, in rounds whose order is chance."""

    def __init__(self) -> None:
        self._tokens = Tokens()
        self._left = []

    def next(self) -> "tuple[Token, recordings.Recording]":
        if not self._left:
            self._left = list(_ROUND)
            if not randrange(_LARGE_ROUNDS):
                self._left.append((choice(_LARGE), SIZES[2]))
        make, size = self._left.pop(randrange(len(self._left)))
        token = self._tokens.next(size, not randrange(4 if make in _PLAIN else 2))
        return token, make(token)


def _count(report, token, recording):
    report.runs += 1
    report.note("of %d accounts" % token.size)
    report.note(recording.name)


def single(report) -> None:
    """Every cut of one change after the other."""
    _control(report)
    rounds = _Rounds()
    while report.more:
        token, it = rounds.next()
        if report.wanted < _MANY:
            cuts = random_cuts(it.start, it.journal, _FEW)
        else:
            cuts = every_cut(it.start, it.journal)
        for n, way, left in cuts:
            if not report.more:
                return
            _count(report, token, it)
            wrong = it.wrong(left, n == len(it.journal) and way == "done")
            if wrong:
                report.fail(wrong, "after", it.name, "of", token.size, "cut at", n, way)


def double(report) -> None:
    """Cuts of a cut change's recovery, and of the change that follows it."""
    rounds = _Rounds()
    counts = (_FEW, _FEW) if report.wanted < _MANY else (_FIRST_CUTS, _SECOND_CUTS)
    while report.more:
        token, it = rounds.next()
        for n, way, left in random_cuts(it.start, it.journal, counts[0]):
            state = it.find(bytearray(left))[1]
            again = _second(Token(token.size, bytearray(left), state))
            if not again.journal:  # a counter at its end
                continue
            for n2, way2, twice in random_cuts(again.start, again.journal, counts[1]):
                if not report.more:
                    return
                _count(report, token, again)
                wrong = again.wrong(twice, n2 == len(again.journal) and way2 == "done")
                if wrong:
                    cuts = "%d %s, then %s at %d %s" % (n, way, again.name, n2, way2)
                    report.fail(wrong, "after", it.name, "of", token.size, "cut at", cuts)


def _second(token):
    """Record what is done next to a token that starts after a cut."""
    if token.state.files is None:
        return recordings.set_up_again(token)
    kinds = (recordings.change,) * 5 + (recordings.another_pin, recordings.erase)
    if token.size != SIZES[2]:
        kinds += (recordings.restore,)
    return choice(kinds)(token)


def _control(report):
    """A vault that removes the old file before it renames the new one is lost in some cut."""
    token = new_token(1, None)
    start = token.copy()
    with RemovingFirst():
        it = recordings.change(token, "use")
    lost = sum([1 for _, _, left in every_cut(it.start, it.journal) if it.wrong(left, False)])
    report.control("old file removed first", lost > 0)
    _recorded_is_real(report, start)


def _recorded_is_real(report, token):
    """Cut some operations of a change really: what is left is what the recording says."""
    start = bytes(token.image)
    change = Change(token.opened(), "use")
    journal = []
    change(token.opened(journal))
    for n, way, left in every_cut(start, journal):
        if way == "bits":  # a matter of chance
            continue
        image = bytearray(start)
        device = Device(image)
        safe = opened(device, None)
        device.cut(n, way)
        try:
            change(safe)
        except (PowerCut, FobError):
            pass
        if device.alive or image != left:
            report.fail("a recorded cut is not the real one:", n, way)
