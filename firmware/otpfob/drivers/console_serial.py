"""The console's serial line, byte by byte.

The ESP32 holds 260 bytes of input without flow control, and `read(n)` of its console
waits for all n: so one byte is read at a time, and only when there is one.
"""

import select
import sys

from micropython import const

# The USB-Serial/JTAG of ESP32-C3 and C6 stalls on writes of whole 64-byte packets.
_PACKET = const(64)


class SerialConsole:
    def __init__(self) -> None:
        self._in = sys.stdin.buffer
        self._out = sys.stdout.buffer
        self._byte = bytearray(1)
        self._poll = select.poll()
        self._poll.register(sys.stdin, select.POLLIN)

    def wait(self, limit_ms: int) -> None:
        """Return when there is input, or after `limit_ms`."""
        for _ in self._poll.ipoll(limit_ms):
            return

    def read(self) -> int:
        """Return the next byte, or -1 when there is none. Does not wait."""
        for _ in self._poll.ipoll(0):
            if self._in.readinto(self._byte) == 1:
                return self._byte[0]
        return -1

    def write(self, data: bytes) -> None:
        self._out.write(data)
        if len(data) % _PACKET == 0:
            self._out.write(b" ")
