"""A network of time servers with a true time of its own, written from RFC 5905.

Nothing here is taken from the firmware: `packet` writes answers field by field.
"""

import struct

from otpfob.clock.sntp_servers import Servers
from otpfob.clock.sntp_sync import ASKING, RESOLVING, Sync

WRAP_MS = 1 << 30
FLOOR_S = 1_795_305_600
NOW_MS = 1_800_000_000_123
NAMES = ("a.example", "b.example", "c.example")
TURN_MS = 10
_1900_S = 2_208_988_800


def stamp(unix_ms):
    """Return 8 bytes: seconds since 1900 modulo 2^32, and a fraction.

    The fraction is never zero: all zeros mean that there is no stamp.
    """
    seconds, ms = divmod(unix_ms, 1000)
    fraction = (ms << 32) // 1000 + 1
    return ((seconds + _1900_S) % (1 << 32)).to_bytes(4, "big") + fraction.to_bytes(4, "big")


def packet(
    cookie,
    unix_ms,
    leap=0,
    version=4,
    mode=4,
    stratum=2,
    precision=-20,
    delay=0,
    dispersion=0,
    ref_id=b"GPS\0",
    transmit=None,
):
    """Return an answer. Root delay and dispersion are in 65536ths of a second."""
    head = struct.pack(
        ">BBbbII", leap << 6 | version << 3 | mode, stratum, 6, precision, delay, dispersion
    )
    now = stamp(unix_ms)
    return head + ref_id + now + cookie + now + (now if transmit is None else transmit)


class Random:
    """Cookies that never repeat and are easy to tell apart."""

    def __init__(self):
        self.count = 0

    def read(self, size):
        self.count += 1
        return (0xC00C1E00 + self.count).to_bytes(size, "big")


class Server:
    """Answers after `out_ms` and `back_ms`. Its clock is `off_ms` fast.

    `answer(cookie, unix_ms)` returns packets: change it to make it a hostile one.
    """

    def __init__(self, off_ms=0, out_ms=20, back_ms=20, **fields):
        self.off_ms = off_ms
        self.out_ms = out_ms
        self.back_ms = back_ms
        self.fields = fields
        self.asked = []

    def answer(self, cookie, unix_ms):
        return [packet(cookie, unix_ms + self.off_ms, **self.fields)]


class Net:
    """The world: true time, a millisecond counter, names, addresses, sockets."""

    def __init__(self, servers, now_ms=NOW_MS, ticks_ms=0):
        self.servers = {NAMES[i]: server for i, server in enumerate(servers)}
        self.addresses = {name: (name, 123) for name in NAMES}
        self.start_ms = now_ms
        self.ticks_ms = ticks_ms
        self.ms = 0
        self.open_sockets = 0
        self.resolve_ms = 0
        self.closed = False  # open() finds no socket

    def now_ms(self):
        return (self.ticks_ms + self.ms) % WRAP_MS

    def diff(self, a, b):
        """Do what time.ticks_diff does on the ESP32."""
        return (a - b + WRAP_MS // 2) % WRAP_MS - WRAP_MS // 2

    def unix_ms(self):
        return self.start_ms + self.ms

    def resolve(self, name):
        self.ms += self.resolve_ms
        return self.addresses[name]

    def open(self, address):
        if self.closed:
            return None
        self.open_sockets += 1
        return Socket(self, self.servers[address[0]])


class Socket:
    def __init__(self, net, server):
        self._net = net
        self._server = server
        self._coming = []  # when, what

    def send(self, data):
        assert len(data) == 48 and data[0] == 0x23 and not any(data[1:40]), data
        net, server = self._net, self._server
        cookie = bytes(data[40:])
        server.asked.append(cookie)
        sent_ms = net.unix_ms() + server.out_ms
        comes_ms = net.ms + server.out_ms + server.back_ms
        self._coming += [(comes_ms, data) for data in server.answer(cookie, sent_ms)]

    def receive(self, buffer):
        if not self._coming or self._coming[0][0] > self._net.ms:
            return 0
        data = self._coming.pop(0)[1][: len(buffer)]
        buffer[: len(data)] = data
        return len(data)

    def close(self):
        self._net.open_sockets -= 1


def run(net, servers=None, second=0, floor_s=FLOOR_S, random=None):
    """Make a whole sync and return it. Every socket is closed, and it ends within half a minute."""
    sync = Sync(net, servers or Servers(NAMES), random or Random(), net, floor_s, second)
    turn(net, sync)
    return sync


def turn(net, sync):
    limit_ms = net.ms + 30_000
    while sync.state in (RESOLVING, ASKING):
        net.ms += TURN_MS
        sync.turn(net.now_ms())
        assert net.ms < limit_ms, "it does not end"
    assert net.open_sockets == 0


def error_ms(net, sync):
    """Return how wrong the result is now."""
    return sync.unix_ms(net.now_ms()) - net.unix_ms()


def honest(net, sync):
    """Return whether the result is as good as it says."""
    return abs(error_ms(net, sync)) <= sync.result.bound_ms
