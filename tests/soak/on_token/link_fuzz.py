"""The whole token at the end of a line, fed with mutated and random frames, locked and unlocked.

Failures: an exception that escapes, output that is no frame or no answer, the error
`internal`, more than a hello from a locked token, flash or a clock that changed although
nobody said YES, a heap that grew, and answers that pile up while nobody acknowledges.
Good frames in between (SYNC, acknowledgements, the recording itself, a backup and its way back)
keep the conversation going; they are not counted.
"""

import os

from fuzz_line import PIN, Line
from unit_paths import ROOT

import otpfob.app.token
from otpfob.app.answers.question import Question
from otpfob.app.loans import Loans
from otpfob.app.requests import Requests

_GROWTH_BYTES = 1024
_WARM_UP = 1000
_LOOKS = 5
_LOOK_FRAMES = 100
_CONTROL_FRAMES = 2000

_NOTES = ("bytes", "good frames", "frames from the token", "answers", "errors", "yes", "locks",
          "to a locked token", "backups", "restores")  # fmt: skip


def fuzz(report) -> None:
    _meet_every_name()
    _control(report)
    for name in _NOTES:
        report.note(name, 0)
    # Without a PIN the same token runs all the time; with one it begins anew with every lock.
    half = report.wanted // 2
    for pin, until in ((None, half), (PIN, report.wanted)):
        _fuzz(report, Line(report, pin), until)


def _meet_every_name(folder="otpfob"):
    """Load every module once, and let it go: names that were met stay, and are no leak."""
    for name in os.listdir(ROOT + "/firmware/" + folder):
        if name.endswith(".py"):
            loans = Loans()
            loan = loans.begin()
            try:
                __import__((folder + "/" + name[:-3]).replace("/", "."))
            except ImportError:
                pass  # a driver, of hardware that is not here
            loans.end(loan)
        elif "." not in name and not name.startswith("__"):
            _meet_every_name(folder + "/" + name)


def _fuzz(report, line, until):
    for _ in range(min(_WARM_UP, until)):
        step(line, report)
    before = line.settled_heap()
    while report.runs < until:
        step(line, report)
    growth = line.settled_heap() - before
    for _ in range(_LOOKS):
        if growth <= _GROWTH_BYTES:
            break
        # The collector takes whatever looks like an address for one, and keeps a block of
        # flash now and then; what is really kept is still there after the next frames.
        for _ in range(_LOOK_FRAMES):
            step(line, report)
        growth = min(growth, line.settled_heap() - before)
    if growth > _GROWTH_BYTES:
        report.fail("the heap grew by", growth, "bytes")
    report.note("frames from the token", line.host.frames)
    report.note("answers", line.host.messages)
    report.note("errors", line.host.errors)


def step(line, report) -> None:
    """One frame or message, and a look at what it did."""
    sent = 0
    locked = line.host.locked
    try:
        sent = line.one()
    except Exception as error:  # noqa: BLE001 (none may escape)
        report.fail(repr(error), "after", line.now)
        line.restore()
    report.runs += sent
    if not sent:
        report.note("good frames")
    if locked:
        report.note("to a locked token", sent)
    report.note("bytes", len(line.now))
    changed = line.changed()
    if changed and not line.may_change():
        report.fail("changed without a YES:", changed, "after", line.now)
        line.restore()
    line.may_change()
    if line.host.complaints:
        report.fail(line.host.complaints[0][:40], line.host.complaints[0][40:], "after", line.now)
        line.host.complaints.clear()


class _Hasty(Requests):
    """Does what it should ask for."""

    def answer(self, command, fields):
        answer = Requests.answer(self, command, fields)
        return answer.apply() if isinstance(answer, Question) else answer


class _Talkative(Requests):
    """Answers everybody."""

    def answer(self, command, fields):
        return self._handler(command)(fields)


class _Leaky(Requests):
    """Forgets nothing."""

    def answer(self, command, fields):
        # Of its own: what answers is let go of, with all that it holds.
        self._leaked = (bytearray(64), getattr(self, "_leaked", None))
        return Requests.answer(self, command, fields)


class _Quiet:
    """Counts the failures that begin with `text`."""

    def __init__(self, text):
        self._text = text
        self.runs = self.failures = 0

    def note(self, name, number=1):
        pass

    def fail(self, kind, *details):
        self.failures += kind.startswith(self._text)


def _control(report):
    for name, wrong, pin, complaint in (
        ("changes without a question", _Hasty, None, "changed without a YES"),
        ("answers while it is locked", _Talkative, PIN, "told by a locked token"),
        ("a leak", _Leaky, None, "the heap grew"),
    ):
        otpfob.app.token.Requests = wrong
        quiet = _Quiet(complaint)
        line = Line(quiet, pin)
        if wrong is _Leaky:
            _fuzz(quiet, line, _CONTROL_FRAMES)
        while quiet.runs < _CONTROL_FRAMES and not quiet.failures:
            step(line, quiet)
        otpfob.app.token.Requests = Requests
        report.control(name, quiet.failures > 0)
