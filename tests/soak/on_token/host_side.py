"""The PC's end of the line, as strict as can be: every byte the token sends is looked at."""

import json
from binascii import a2b_base64, crc32, unhexlify

from otpfob.core import errors

_CODES = tuple([error.code for error in errors.ALL])


class HostSide:
    """A console for the token. What is wrong with its output is added to `complaints`.

    `heard` is the number of the last frame of ours that it took, `to_acknowledge` the header
    of its own frame that waits for an answer, or None. While `locked`, which its user sets,
    it must say no more than who it is.
    """

    def __init__(self) -> None:
        self._input = b""
        self._at = 0
        self._parts = bytearray()
        self._last = None
        self.complaints = []
        self.locked = False
        self.session = 0
        self.heard = 0
        self.to_acknowledge = None
        self.frames = 0
        self.messages = 0
        self.errors = 0

    def forget(self) -> None:
        """The token restarts: it knows nothing of what went on, and what was on its way is lost."""
        self._input = b""
        self._at = 0
        self._parts = bytearray()
        self._last = None
        self.session = 0
        self.heard = 0
        self.to_acknowledge = None

    def put(self, data: bytes) -> None:
        """Give the token bytes to read."""
        self._input = data
        self._at = 0

    @property
    def empty(self) -> bool:
        return self._at >= len(self._input)

    def read(self) -> int:
        if self._at >= len(self._input):
            return -1
        self._at += 1
        return self._input[self._at - 1]

    def wait(self, limit_ms) -> None:
        pass

    def write(self, data: bytes) -> None:
        """Take what the token sends: one whole frame."""
        self.frames += 1
        body = data[1:-9]
        try:
            if not (data[:1] == b":" and data[-1:] == b"\n" and len(data) <= 200):
                raise ValueError
            if any([byte < 32 or byte > 126 for byte in data[:-1]]):
                raise ValueError
            if int(data[-9:-1], 16) != crc32(body) & 0xFFFFFFFF:
                raise ValueError
            session, sequence = unhexlify(body[1:5])
            payload = a2b_base64(body[5:])
        except ValueError:
            self.complaints.append("no frame: %r" % data)
            return
        if body[:1] == b"A":
            self._acknowledged(session, sequence)
        elif body[:1] in (b"D", b"L"):
            self._take(body[:1], session, sequence, payload)
        else:
            self.complaints.append("a frame that only hosts send: %r" % data)

    def _acknowledged(self, session, sequence):
        if session != self.session or not sequence:
            self._parts = bytearray()
            self._last = None
        self.session = session
        self.heard = sequence

    def _take(self, kind, session, sequence, payload):
        self.to_acknowledge = (session, sequence)
        if self._last == (session, sequence):
            return  # the same once more
        self._last = (session, sequence)
        if sequence == 1:
            self._parts = bytearray()
        self._parts.extend(payload)
        if kind == b"D":
            return
        message, self._parts = bytes(self._parts), bytearray()
        self.messages += 1
        try:
            answer = json.loads(str(message, "utf-8"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or len(message) > 2048:
            self.complaints.append("no answer: %r" % message)
        elif "error" in answer:
            self.errors += 1
            if answer["error"] not in _CODES or not answer["says"] or answer["error"] == "internal":
                self.complaints.append("no error of ours: %r" % message)
        elif self.locked and (not answer.get("locked") or answer["accounts"] or "pin" in answer):
            self.complaints.append("told by a locked token: %r" % message)
