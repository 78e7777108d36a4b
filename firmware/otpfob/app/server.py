"""The token's end of the link: requests in, answers out, one question at a time."""

from micropython import const

from otpfob.app.requests import Requests
from otpfob.core.errors import Busy, FobError, NoMemory, Refused, TimedOut
from otpfob.link.channel import Channel, LinkLost
from otpfob.link.encoding import encode
from otpfob.link.terms import CONFIRM_S
from otpfob.ui.screen import NO, YES

# Bytes taken in one turn of the event loop: what arrives in 10 ms at 115200 baud, and a bit.
_BYTES_A_TURN = const(160)
# What answers is let go when nothing has come for so long.
_QUIET_MS = const(3000)


class Server:
    """`question` is the one that waits for the person holding the token, or None.

    `heard(message)` is called with every message before it is answered.
    """

    def __init__(self, console, ticks, requests: Requests, heard) -> None:
        self._console = console
        self._ticks = ticks
        self._requests = requests
        self._heard = heard
        self._diff = ticks.diff
        self._channel = Channel(console.write, ticks.diff)
        self._outbox = []
        self._conversation = b""
        self._heard_ms = 0
        self.question = None

    def turn(self, now_ms: int) -> None:
        """Do a bounded piece of work. Allocates nothing when nothing has come."""
        for _ in range(_BYTES_A_TURN):
            byte = self._console.read()
            if byte < 0:
                break
            self._channel.feed(byte, now_ms)
        if self._channel.opened is not self._conversation:
            # Another program is on the line: what the one before it asked for is off.
            self._conversation = self._channel.opened
            self._drop()
            self._requests.drop()
        if not self._outbox and self._channel.idle:
            # Not while an answer waits: a host that takes none gets no more of them.
            message = self._channel.take()
            if message is not None:
                self._heard_ms = now_ms
                self._answer(message)
        try:
            self._channel.poll(now_ms)
        except LinkLost:
            self._drop()
        if self._outbox and self._channel.idle:
            self._channel.send(self._outbox.pop(0), now_ms)
        if self._requests.loaded and self.question is None:
            self._release_when_quiet(now_ms)

    @property
    def idle(self) -> bool:
        """Whether every answer has arrived, or nobody wants it."""
        return not self._outbox and self._channel.idle

    def forget(self) -> None:
        """Let go of the question, and of all that was on the line."""
        self._drop()
        self._channel.forget()

    def decided(self, result: int) -> None:
        """Carry out the question, or not: YES, NO or NOBODY of ui.screen."""
        question = self.question
        self.question = None
        if question is None:
            return
        if result == YES:
            self._send_outcome(question.apply)
        else:
            self._send_error(Refused() if result == NO else TimedOut())

    def _drop(self):
        self._outbox.clear()
        self.question = None

    def _release_when_quiet(self, now_ms):
        if self._diff(now_ms, self._heard_ms) > _QUIET_MS:
            self._requests.release()

    def _answer(self, message):
        self._heard(message)

        def outcome():
            if self.question is not None:
                raise Busy
            command, fields = self._requests.read(message)
            return self._requests.answer(command, fields)

        self._send_outcome(outcome)

    def _send_outcome(self, outcome):
        """Send what `outcome()` returns, or the error it raises."""
        try:
            fields = outcome()
        except FobError as error:
            self._send_error(error)
        except MemoryError:
            self._send_error(NoMemory())
        except Exception as error:  # noqa: BLE001 (one of the three places: the frame server)
            self._send_error(FobError(type(error).__name__))
        else:
            if not isinstance(fields, dict):  # an otpfob.app.answers.question.Question
                self.question = fields
                fields = {"asks": CONFIRM_S}
            self._outbox.append(encode(fields))

    def _send_error(self, error):
        fields = {"error": error.code, "says": error.says}
        if error.field:
            fields["field"] = error.field
        self._outbox.append(encode(fields))
