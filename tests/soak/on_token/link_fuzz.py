"""The firmware's end of the link with a real vault, fed with mutated and random frames.

Failures: an exception that escapes, output that is no frame or no answer, the error
`internal`, a vault or a clock that changed although nobody said YES, a heap that grew, and
answers that pile up while nobody acknowledges.
Good frames in between (SYNC, acknowledgements, the recording itself) keep the conversation
going; they are not counted.
"""

import gc
from random import choice, randrange

from fakes import Chip, RamFlash, Ticks
from host_side import HostSide
from made_up import account
from ram_fs import RamFs
from traffic import TEXTS, framed, mutated_line, mutated_text, random_frame, recording

from otpfob.app.requests import Question, Requests
from otpfob.app.server import Server
from otpfob.app.storage import OPEN, Storage
from otpfob.clock.token_clock import TokenClock
from otpfob.core.account import HOTP
from otpfob.link import frame
from otpfob.ui.screens import confirm
from otpfob.vault.vault import Vault

_START_UNIX_S = 1_800_000_000
_GROWTH_BYTES = 1024
_WARM_UP = 500
_FLOOD = 150  # frames: half a second of the line
_PILE_BYTES = 16 * 1024


class Clock(TokenClock):
    """Counts how often somebody set it: it also corrects itself."""

    sets = 0

    def set(self, unix_ms, now_ms, source):
        self.sets += 1
        TokenClock.set(self, unix_ms, now_ms, source)


class Line:
    """A token's server with somebody at its other end."""

    def __init__(self, report) -> None:
        self.report = report
        self.fs = RamFs()
        vault = Vault(self.fs)
        vault.create()
        for i in range(5):
            vault.add(account(HOTP if i == 1 else None, 20), i)
        self._files = dict(self.fs.files)
        self.ticks = Ticks()
        self.clock = Clock(Chip(self.ticks, _START_UNIX_S), self.ticks.diff, _START_UNIX_S, 0)
        self._flash = RamFlash(self.fs)
        self.storage = Storage(self._flash)
        self.storage.start()
        self.host = HostSide()
        requests = Requests(self.storage, self.clock, self.ticks, "fake", "0")
        self.server = Server(self.host, self.ticks, requests)
        self._recording = recording()
        self._next = 0
        self._sets = 0
        self.now = b""
        self.changed()

    def feed(self, data: bytes) -> None:
        """Send bytes and let the token turn until it has read them."""
        self.now = data
        self.host.put(data)
        while True:
            self.ticks.ms += 10
            self.server.turn(self.ticks.ms)
            self.clock.poll(self.ticks.ms)
            if self.host.empty:
                break

    def changed(self) -> bool:
        """Return whether something changed since the last call."""
        changed = bool(self.fs.log) or self.clock.sets != self._sets
        self.fs.log.clear()
        self._sets = self.clock.sets
        return changed

    def decide(self) -> None:
        """Now and then somebody answers the question."""
        what = randrange(40)
        if what >= 5:
            return
        result = (confirm.YES, confirm.NO, confirm.NO, confirm.NO, confirm.NOBODY)[what]
        self.server.decided(result)
        if self.changed() and result != confirm.YES:
            self.report.fail("changed by", result)
        if result == confirm.YES:
            self.report.note("yes")
            if self.storage.state != OPEN or not 3 <= self.storage.vault.count <= 12:
                self.restore()

    def restore(self) -> None:
        self.fs.files = dict(self._files)
        self._flash.made = True
        self.storage.start()
        self.changed()

    def acknowledge(self) -> None:
        header = self.host.to_acknowledge
        if header is not None:
            self.host.to_acknowledge = None
            self.feed(frame.encode(frame.ACK, *header))

    def one(self) -> int:
        """Send a frame or a message of frames. Returns how many were not good ones."""
        if randrange(10):
            self.acknowledge()
        if not randrange(300):
            self.ticks.ms += randrange(4000)  # the host is away
        if self.server.question is not None:
            self.decide()
        host = self.host
        if not randrange(4000):
            return self.flood()
        if randrange(2):
            self.feed(random_frame(host.session, host.heard + 1 & 255))
            return 1
        if randrange(2):
            text = choice(TEXTS)
            lines = framed(mutated_text(text), host.session, host.heard + 1)
            for line in lines:
                self.feed(line)
            return len(lines)
        line = self._recording[self._next]
        self._next = (self._next + 1) % len(self._recording)
        good = randrange(2)
        self.feed(line if good else mutated_line(line))
        return 0 if good else 1

    def flood(self) -> int:
        """A host asks for the list again and again, and acknowledges nothing."""
        gc.collect()
        before = gc.mem_alloc()
        self.feed(frame.encode(frame.SYNC, 9, 0, b"abcd"))
        for i in range(_FLOOD):
            self.feed(frame.encode(frame.LAST, 9, i + 1 & 255, b'{"cmd":"list","first":0}'))
        gc.collect()
        if gc.mem_alloc() - before > _PILE_BYTES:
            self.report.fail("answers pile up:", gc.mem_alloc() - before, "bytes")
        self.feed(self._recording[0])
        self._next = 1
        return _FLOOD

    def settled_heap(self) -> int:
        """Return what is in use when nothing is going on and the vault is the first one."""
        self.restore()
        self.feed(b"\n" + self._recording[0])
        self._next = 1
        self.host.to_acknowledge = None
        self.now = b""
        self.host.put(b"")
        for _ in range(3):
            gc.collect()
        return gc.mem_alloc()


def fuzz(report) -> None:
    _control(report)
    line = Line(report)
    for name in ("bytes", "good frames", "frames from the token", "answers", "errors", "yes"):
        report.note(name, 0)
    for _ in range(_WARM_UP):
        step(line, report)
    before = line.settled_heap()
    while report.more:
        step(line, report)
    line.host.complaints.clear()
    growth = line.settled_heap() - before
    if growth > _GROWTH_BYTES:
        report.fail("the heap grew by", growth, "bytes")
    report.note("frames from the token", line.host.frames)
    report.note("answers", line.host.messages)
    report.note("errors", line.host.errors)


def step(line, report) -> None:
    """One frame or message, and a look at what it did."""
    sent = 0
    try:
        sent = line.one()
    except Exception as error:  # noqa: BLE001 (none may escape)
        report.fail(repr(error), "after", line.now)
        line.restore()
    report.runs += sent
    if not sent:
        report.note("good frames")
    report.note("bytes", len(line.now))
    if line.changed():
        report.fail("changed without a YES, after", line.now)
        line.restore()
    if line.host.complaints:
        report.fail(line.host.complaints[0][:40], line.host.complaints[0][40:], "after", line.now)
        line.host.complaints.clear()


def _control(report):
    """Requests that do what they should ask for."""

    class Hasty(Requests):
        def answer(self, command, fields):
            answer = Requests.answer(self, command, fields)
            return answer.apply() if isinstance(answer, Question) else answer

    class Quiet:
        def note(self, name, number=1):
            pass

        def fail(self, kind, *details):
            pass

    line = Line(Quiet())
    line.server = Server(
        line.host, line.ticks, Hasty(line.storage, line.clock, line.ticks, "fake", "0")
    )
    noticed = False
    for _ in range(400):
        line.one()
        noticed = line.changed() or noticed
    report.control("changes without a question", noticed)
