"""The serial line between the host and the chip, with what a real one does to bytes.

The host's side is a pseudo-terminal, the chip's side the standard input and output of the
interpreter. The ESP32 holds 260 bytes of input: what comes while it is full is lost. At
115200 baud a byte takes 10 bits, so 11.52 of them pass in a millisecond.
"""

from __future__ import annotations

import fcntl
import os
import struct
import termios
import tty

INPUT_BYTES = 260
_BYTES_A_SECOND = 11_520
# The driver's own buffer: a line that stood still does not owe more than a burst of this.
_BURST_BYTES = 16


class Uart:
    """`paced`: bytes take their time. Otherwise they are there at once."""

    def __init__(self, paced: bool) -> None:
        self._paced = paced
        self.lost_bytes = 0
        self.received_bytes = 0
        self._pending = bytearray()
        # What has passed in each direction, in thousandths of a byte, since the start.
        self._moved = [0, 0]
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(self._slave)
        self.chip_in, self._to_chip = os.pipe()
        self._from_chip, self.chip_out = os.pipe()
        os.set_blocking(self._from_chip, False)

    def close(self) -> None:
        for fd in (
            self._master,
            self._slave,
            self.chip_in,
            self._to_chip,
            self._from_chip,
            self.chip_out,
        ):
            os.close(fd)

    @property
    def host_fd(self) -> int:
        """Readable when the host has sent something."""
        return self._master

    @property
    def chip_fd(self) -> int:
        """Readable when the chip has sent something."""
        return self._from_chip

    @property
    def unread(self) -> int:
        """How many bytes wait in the chip's input buffer."""
        return struct.unpack("i", fcntl.ioctl(self.chip_in, termios.FIONREAD, b"\0" * 4))[0]

    @property
    def busy(self) -> bool:
        """Bytes are on their way to the chip."""
        return bool(self._pending)

    def reset_chip(self) -> None:
        """Forget what the chip has not read: a reset empties its buffer."""
        if self.unread:
            os.read(self.chip_in, self.unread)

    def take_from_host(self) -> None:
        """Take what the host sent onto the line."""
        try:
            self._pending += os.read(self._master, 4096)
        except OSError:  # nothing there (any more)
            return

    def move_in(self, now_ms: int) -> None:
        """Let bytes arrive at the chip."""
        count = self._allowance(0, now_ms, len(self._pending))
        arrived = bytes(self._pending[:count])
        del self._pending[:count]
        room = max(0, INPUT_BYTES - self.unread)
        self.lost_bytes += max(0, len(arrived) - room)
        self.received_bytes += len(arrived)
        if arrived[:room]:
            os.write(self._to_chip, arrived[:room])

    def move_out(self, now_ms: int) -> bytes:
        """Let bytes of the chip arrive at the host; returns them."""
        count = self._allowance(1, now_ms, 4096)
        if not count:
            return b""
        try:
            data = os.read(self._from_chip, count)
        except BlockingIOError:
            return b""
        try:
            os.write(self._master, data)
        except BlockingIOError:
            pass  # nobody reads at the other end, and its buffer is full: lost, as on a cable
        return data

    def _allowance(self, direction: int, now_ms: int, wanted: int) -> int:
        """Return how many of `wanted` bytes have had the time to pass."""
        if not self._paced or not wanted:
            return wanted
        could = now_ms * _BYTES_A_SECOND
        self._moved[direction] = max(self._moved[direction], could - _BURST_BYTES * 1000)
        count = min(wanted, (could - self._moved[direction]) // 1000)
        self._moved[direction] += count * 1000
        return count
