"""What goes over the line, frame by frame, for `fobctl -v`: kinds and sizes, never a content."""

from __future__ import annotations

import re
from collections.abc import Callable

from otpfob.link.frame import ACK, DATA, LAST, MAX_FRAME, SYNC

_KINDS = {SYNC: "sync", DATA: "data, more follows", LAST: "data", ACK: "acknowledged"}
# The last start in a line, kind, session and sequence: what stands before the content.
_HEAD = re.compile(rb":([SDLA])([0-9A-F]{2})([0-9A-F]{2})[^:]*\n\Z")


class FrameLog:
    """`log` is called with a line for each frame. Noise between frames is counted, not shown."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self._log = log
        self._received = b""

    def sent(self, data: bytes) -> None:
        """Tell of a frame that goes out."""
        self._tell(">", data)

    def received(self, data: bytes) -> None:
        """Tell of the frames that are complete with these bytes."""
        *whole, rest = (self._received + data).split(b"\n")
        # What never ends is no frame.
        self._received = rest[-MAX_FRAME:]
        for line in whole:
            self._tell("<", line + b"\n")

    def _tell(self, direction: str, line: bytes) -> None:
        match = _HEAD.search(line)
        if match is None:
            self._log(f"{direction}   no frame, {len(line)} bytes")
            return
        kind, session, sequence = match.groups()
        self._log(
            f"{direction}   frame {int(sequence, 16)} of session {int(session, 16)}:"
            f" {_KINDS[kind[0]]}, {len(line) - match.start()} bytes"
        )
