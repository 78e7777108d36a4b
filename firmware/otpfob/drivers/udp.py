"""Datagrams over IPv4, without waiting. The net of otpfob.clock.sntp_sync.

An error is silence: whoever asks has a time limit anyway.
"""

import select
import socket

from micropython import const

_NTP_PORT = const(123)


class Udp:
    def resolve(self, name: str):
        """Return the first IPv4 address of `host` or `host:port`, or None. May block for seconds.

        The port is NTP's when the name has none.
        """
        host, _, port = name.partition(":")
        try:
            found = socket.getaddrinfo(
                host, int(port or _NTP_PORT), socket.AF_INET, socket.SOCK_DGRAM
            )
        except (OSError, ValueError):
            return None
        for info in found:
            if info[0] == socket.AF_INET:
                return info[-1]
        return None

    def open(self, address):
        """Return a UdpSocket that speaks with this address only, or None."""
        try:
            return UdpSocket(address)
        except OSError:
            return None


class UdpSocket:
    """Connected: the network stack drops what comes from any other address or port."""

    def __init__(self, address) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.connect(address)
            self._socket.setblocking(False)
        except OSError:
            self._socket.close()
            raise
        self._poll = select.poll()
        self._poll.register(self._socket, select.POLLIN)

    def send(self, data) -> None:
        try:
            self._socket.send(data)
        except OSError:
            pass  # as if it were lost on the way

    def receive(self, buffer) -> int:
        """Put a datagram into `buffer`; returns its size, at most the buffer's, or 0 for none.

        Allocates nothing when there is none, after the first call. On the ESP32 nothing is
        received any more after an empty datagram: then there is no answer.
        """
        for _ in self._poll.ipoll(0):
            try:
                # readinto() would go on with the next datagram until the buffer is full.
                data = self._socket.recv(len(buffer))
            except OSError:
                return 0  # nobody listens there
            buffer[: len(data)] = data
            return len(data)
        return 0

    def close(self) -> None:
        self._socket.close()
