"""A reliable conversation over frames: stop and wait, one frame in flight, three retries.

Neither side does I/O here: received bytes are fed in, frames to send go to a function,
and the time is told. The host opens a conversation with a SYNC frame that names a new
session; frames of another session are ignored, so what an interrupted program left on
the line cannot be taken for an answer. Each side numbers the data frames that it sends
from 1, modulo 256; a frame with the number of the one before it is a repetition, is
acknowledged again and otherwise ignored.
"""

from binascii import hexlify

from otpfob.link import frame
from otpfob.link.terms import MAX_MESSAGE

RETRIES = 3
# A frame of 200 bytes takes 17 ms at 115200 baud, its answer as long at most; the rest is
# for a token that is in the middle of erasing flash (data sheets: up to 400 ms a sector).
RETRY_MS = 700

_WRAP = 256


class LinkLost(Exception):
    """Nobody acknowledged a frame, however often it was sent."""


class Channel:
    """One end of the link. `write` takes the bytes of whole frames.

    `ticks_diff(a, b)` returns a - b in milliseconds for a counter that may wrap.
    """

    def __init__(self, write, ticks_diff) -> None:
        self._write = write
        self._ticks_diff = ticks_diff
        self._host = False
        self.forget()

    def forget(self) -> None:
        """Let go of all that was on the line: a frame holds a part of a secret to the next one.

        Only a new conversation helps after it.
        """
        # The nonce of the last SYNC; another one means another program on the line.
        self.opened = b""
        self._reader = frame.Reader()
        self.session = -1
        self._reset()

    def _reset(self):
        self._outgoing = b""  # what of the message is not yet acknowledged
        self._in_flight = b""  # the frame, as sent
        self._in_flight_size = 0
        self._sequence = 0
        self._sent_ms = 0
        self._tries = 0
        self._heard = 0  # number of the last data frame that was taken
        self._incoming = bytearray()
        self._received = None

    @property
    def idle(self) -> bool:
        """Nothing waits for an acknowledgement."""
        return not self._in_flight

    def open(self, session: int, nonce: bytes, now_ms: int) -> None:
        """Begin a conversation (host only). `session` is 0 to 255; `nonce` tells it from others."""
        self._reset()
        self._host = True
        self.session = session
        self.opened = hexlify(nonce)
        self._fly(frame.encode(frame.SYNC, session, 0, self.opened), 0, now_ms)

    def send(self, message: bytes, now_ms: int) -> None:
        """Send a message of 1 to MAX_MESSAGE bytes. The one before it has been acknowledged."""
        if not 1 <= len(message) <= MAX_MESSAGE or self._in_flight:
            raise ValueError("message")
        self._outgoing = message
        self._next(now_ms)

    def _next(self, now_ms):
        part = self._outgoing[: frame.MAX_PAYLOAD]
        kind = frame.LAST if len(part) == len(self._outgoing) else frame.DATA
        self._sequence = (self._sequence + 1) % _WRAP
        self._fly(frame.encode(kind, self.session, self._sequence, part), len(part), now_ms)

    def _fly(self, line, size, now_ms):
        self._in_flight = line
        self._in_flight_size = size
        self._tries = 1
        self._sent_ms = now_ms
        self._write(line)

    def poll(self, now_ms: int) -> None:
        """Send again what was not acknowledged in time. Raises LinkLost after RETRIES of it."""
        if not self._in_flight or self._ticks_diff(now_ms, self._sent_ms) < RETRY_MS:
            return
        if self._tries > RETRIES:
            # The other end may have a part of the message: only a new conversation helps.
            self._reset()
            self.session = -1
            raise LinkLost
        self._tries += 1
        self._sent_ms = now_ms
        self._write(self._in_flight)

    def feed(self, byte: int, now_ms: int) -> None:
        """Take one received byte."""
        got = self._reader.feed(byte)
        if got is None:
            return
        if got.kind == frame.SYNC:
            if not self._host:  # a host hears its own from what echoes
                self._synchronise(got)
        elif got.session != self.session:
            return
        elif got.kind == frame.ACK:
            self._acknowledged(got, now_ms)
        else:
            self._take(got)

    def take(self) -> "bytes | None":
        """Return the message received since the last call, or None."""
        message = self._received
        self._received = None
        return message

    def _synchronise(self, got):
        # Also when it is repeated: nothing else can have been sent between the two.
        self._reset()
        self.session = got.session
        self.opened = got.payload
        self._write(frame.encode(frame.ACK, got.session, 0, got.payload))

    def _acknowledged(self, got, now_ms):
        if not self._in_flight or got.sequence != self._sequence:
            return
        if self._sequence == 0 and not self._outgoing and got.payload != self.opened:
            return  # the answer to somebody else's SYNC
        self._in_flight = b""
        self._outgoing = self._outgoing[self._in_flight_size :]
        if self._outgoing:
            self._next(now_ms)

    def _take(self, got):
        if self._received is not None and got.sequence != self._heard:
            return  # the message before it was not taken yet: the sender will repeat
        expected = got.sequence == (self._heard + 1) % _WRAP
        if not expected and got.sequence != self._heard:
            return  # one before it was lost for good: only a new conversation helps
        self._write(frame.encode(frame.ACK, self.session, got.sequence))
        if not expected:
            return
        self._heard = got.sequence
        if len(self._incoming) <= MAX_MESSAGE:  # beyond it the rest is only waited for
            self._incoming.extend(got.payload)
        if got.kind == frame.LAST:
            # b"" is never valid JSON: too long a message is answered as a malformed one.
            valid = len(self._incoming) <= MAX_MESSAGE
            self._received = bytes(self._incoming) if valid else b""
            self._incoming = bytearray()
