"""A whole token with somebody at the other end of its line, and somebody who holds it."""

import gc
from random import choice, randrange

from fakes import Buttons, Chip, Panel, QuickSafe, RamFlash, Random, Reset, Ticks, run, token
from host_side import HostSide
from made_up import account
from person import Person
from ram_fs import RamFs
from ram_store import RamStore
from traffic import TEXTS, framed, mutated_line, mutated_text, random_frame, recording
from unit_paths import FONTS

import otpfob.app.token
from otpfob.app.font_files import open_fonts
from otpfob.clock.token_clock import TokenClock
from otpfob.core.account import HOTP
from otpfob.link import frame
from otpfob.link.messages import CODE, DONE, READY, RECEIVING, encode
from otpfob.link.part import part_text
from otpfob.link.terms import PART_BYTES
from otpfob.ui.screens.work import WorkScreen
from otpfob.vault.backup import NAME, BackupWriter, new_code
from otpfob.vault.entropy import Pool
from otpfob.vault.safe import CLOCK_BLOCK
from otpfob.vault.states import LOCKED, OPEN

PIN = b"135790"

_START_UNIX_S = 1_800_000_000
_FLOOD = 150  # frames: half a second of the line
_PILE_BYTES = 16 * 1024
_QUIET_MS = 4000
_NEAR, _AWAY = 6, 60  # steps until somebody answers the glass of an open, of a locked token


class WatchedClock(TokenClock):
    """Counts how often somebody set it: it also corrects itself."""

    sets = 0

    def set(self, *arguments, **named):
        WatchedClock.sets += 1
        TokenClock.set(self, *arguments, **named)


otpfob.app.token.TokenClock = WatchedClock


class Line:
    """A token with somebody at the other end of its line, and somebody who holds it."""

    def __init__(self, report, pin) -> None:
        self.report = report
        self._fonts = open_fonts(FONTS)
        self._fs = RamFs()
        self._flash = RamFlash(self._fs)
        self._store = RamStore()
        self._make(pin)
        self._files = dict(self._fs.files)
        self._keys = bytes(self._store.image)
        self.person = Person(pin)
        self.person.code = self._code
        self.ticks = Ticks()
        self.chip = Chip(self.ticks, _START_UNIX_S)
        self.host = HostSide()
        self._recording = recording()
        self._next = 0
        self._sets = WatchedClock.sets
        self._working = False
        self._granted = False  # to make a backup
        self.now = b""
        self.token = None
        self.start()
        self.changed()

    def _make(self, pin):
        """Set the flash up with some accounts, and make a backup of them and one more."""
        safe = QuickSafe(self._flash, self._store, Pool(Random()), None)
        safe.start()
        run(safe.creating(None if pin is None else bytearray(pin)))
        for i in range(5):
            safe.vault.add(account(HOTP if i == 1 else None, 20), i)
        self._code = new_code(safe.pool)
        writer = BackupWriter(safe.fs(), safe.vault)
        run(writer.writing(self._code))
        self._backup = self._fs.files[NAME]
        writer.discard()
        safe.vault.delete(safe.vault.id_at(4))

    def start(self) -> None:
        """Start the token on what is in its flash."""
        if self.token is not None:
            # A reset clears the RAM: what the one before had on loan is not loaded any more.
            loans = self.token._kit.loans
            while loans._open:
                loans.end(loans._open[-1])
        self.host.forget()
        self.token = token(
            QuickSafe,
            panel=Panel(64),
            buttons=Buttons(),
            console=self.host,
            ticks=self.ticks,
            chip=self.chip,
            flash=self._flash,
            store=self._store,
            fonts=self._fonts,
            scrub=gc.collect,
            earliest_unix_s=_START_UNIX_S,
            trace=None,
        )
        self._restarted = True
        self.host.locked = self.safe.state == LOCKED

    @property
    def safe(self):
        return self.token._safe

    def feed(self, data: bytes) -> None:
        """Send bytes and let the token turn until it has read them."""
        self.now = data
        self.host.put(data)
        while True:
            self.turn()
            if self.host.empty:
                break

    def turn(self, ms: int = 10) -> None:
        self.ticks.ms += ms
        self._working = self._working or isinstance(self.token._flow.front, WorkScreen)
        try:
            self.token.turn()
        except Reset:
            self.report.note("locks")
            self.start()
        if self.safe.state == OPEN:
            self.host.locked = False

    def changed(self) -> str:
        """Return what changed since the last call and was not granted before, or nothing."""
        changed = "the clock" if WatchedClock.sets != self._sets else ""
        for entry in self._fs.log:
            # An import brings its file, and asks before anything becomes of it.
            if not (entry[1] == "restore" or self._granted and entry[1] == "backup"):
                changed = repr(entry)
        for entry in self._store.log:
            if entry[1] < CLOCK_BLOCK:  # the clock writes when it likes
                changed = repr(entry)
        self._fs.log.clear()
        self._store.log.clear()
        self._sets = WatchedClock.sets
        if self._restarted:
            # (What a lock has put away was granted to the one before.)
            self._restarted = self._granted = False
        transfers = self.token._kit.transfers
        if transfers.restore_state == DONE and not transfers.failed:
            self.report.note("restores")
            transfers.end()
        return changed

    def may_change(self) -> bool:
        """Return whether somebody said YES, or work went on that they had wanted."""
        granted = self.person.said_yes or self._working
        self._granted = self._granted or granted
        self.person.said_yes = self._working = False
        return granted

    def hold(self) -> None:
        """Now and then somebody answers what is on the glass."""
        if self.person.waits(self.token):
            self.turn(1000)
        elif not randrange(_AWAY if self.host.locked else _NEAR):
            transfers = self.token._kit.transfers
            before = transfers.backup_state
            self.person.answer(self.token)
            if self.person.said_yes:
                self.report.note("yes")
            if before == CODE and transfers.backup_state == READY:
                self.report.note("backups")
            if self.safe.state not in (OPEN, LOCKED):
                self.restore()
        if self.safe.state == OPEN and not 3 <= self.safe.vault.count <= 12:
            self.restore()

    def restore(self) -> None:
        """Put the first flash back. The token goes on as it does when the host wipes it."""
        self._fs.files = dict(self._files)
        self._flash.made = True
        self._store.image[:] = self._keys
        self.token._kit.transfers.end()
        self.safe.start()
        if self.safe.has_pin:
            run(self.safe.unlocking(bytearray(PIN)))
        self.host.locked = False
        self.token._kit.exclusive = False
        self.token._flow.restart()
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
            self.turn(randrange(4000))  # the host is away
        self.hold()
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
        if not randrange(4):
            return self._carry()
        line = self._recording[self._next]
        self._next = (self._next + 1) % len(self._recording)
        good = randrange(2)
        self.feed(line if good else mutated_line(line))
        return 0 if good else 1

    def _carry(self) -> int:
        """Go on with a backup or its way back, as fobctl does."""
        transfers = self.token._kit.transfers
        if transfers.restore_state == RECEIVING:
            at = transfers.restore._at if transfers.restore._size == len(self._backup) else 0
            data = self._backup[at : at + PART_BYTES]
            fields = {"cmd": "restore_write", "at": at, "data": part_text(data)}
        elif transfers.backup_state == READY and randrange(6):
            fields = {"cmd": "backup_read", "at": randrange(transfers.backup.size)}
        else:
            size = len(self._backup)
            fields = choice(({"cmd": "backup"}, {"cmd": "restore", "size": size}, {"cmd": "lock"}))
        bad = 0
        for line in framed(encode(fields), self.host.session, self.host.heard + 1):
            if not randrange(30):
                line = mutated_line(line)
                bad += 1
            self.feed(line)
        return bad

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
        """Return what is in use when nothing is going on, and nothing was for a while.

        The vault is the first one, and what answers the host is not loaded any more.
        """
        self.restore()
        self.feed(b"\n" + self._recording[0])
        self._next = 1
        self.host.to_acknowledge = None
        self.now = b""
        self.host.put(b"")
        for ms in (10, _QUIET_MS, 10):
            self.turn(ms)
        for _ in range(3):
            gc.collect()
        return gc.mem_alloc()
