"""Syncs with three time servers. At most one of them is hostile; who is not on the way to
them can forge packets of all three, without the cookie.

Failures: an exception, a result that is more wrong than its bound, no result although two
honest servers answered, a socket that stays open.
"""

from random import choice, getrandbits, randrange

from made_up import some_bytes
from sntp_bench import FLOOR_S, NAMES, NOW_MS, Net, Server, packet

from otpfob.clock import sntp
from otpfob.clock.sntp_servers import Servers
from otpfob.clock.sntp_sync import ASKING, DONE, RESOLVING, Sync

_ERA_MS = (1 << 32) * 1000
_LIES_MS = (1, 30, 400, 1_990, 2_010, 60_000, 3_600_000, 10**9, 10**11)
_CODES = (b"DENY", b"RSTR", b"RATE", b"INIT", b"STEP", b"\0\0\0\0")
_LONGEST_MS = 40_000
_CONTROL_RUNS = 400


class Random:
    def read(self, size):
        return some_bytes(size)


def offset():
    """Return some milliseconds, of any size, early or late."""
    lie_ms = choice(_LIES_MS)
    return choice((-1, 1)) * (lie_ms // 2 + randrange(lie_ms // 2 + 1))


class Honest(Server):
    """Says how wrong it may be, and is no more wrong than that."""

    def __init__(self):
        error_ms = choice((0, 2, 20, 200))
        Server.__init__(
            self,
            randrange(2 * error_ms + 1) - error_ms,
            randrange(choice((2, 50, 700))),
            randrange(choice((2, 50, 700))),
            dispersion=error_ms * 65_536 // 1000 + 1,
            delay=randrange(3_000),
            leap=choice((0, 0, 1, 2)),
            version=choice((3, 4)),
            stratum=1 + randrange(15),
        )


class Hostile(Honest):
    """Changes a good answer."""

    def __init__(self):
        Honest.__init__(self)
        self.change = choice(CHANGES)

    def answer(self, cookie, unix_ms):
        return self.change(self, cookie, unix_ms)


def good(server, cookie, unix_ms):
    return packet(cookie, unix_ms + server.off_ms, **server.fields)


def flipped(server, cookie, unix_ms):
    data = bytearray(good(server, cookie, unix_ms))
    for _ in range(1 + randrange(8)):
        data[randrange(48)] ^= 1 << randrange(8)
    return [bytes(data)]


def overwritten(server, cookie, unix_ms):
    data = bytearray(good(server, cookie, unix_ms))
    first = randrange(48)
    size = 1 + randrange(48 - first)
    data[first : first + size] = some_bytes(size)
    return [bytes(data)]


def resized(server, cookie, unix_ms):
    data = good(server, cookie, unix_ms + offset()) + some_bytes(600)
    return [data[: randrange(601)]]


def lying(server, cookie, unix_ms):
    server.out_ms = server.back_ms = 0
    return [packet(cookie, unix_ms + offset())]


def stamped(server, cookie, unix_ms):
    return [packet(cookie, unix_ms, transmit=choice((bytes(8), some_bytes(8), b"\xff" * 8)))]


def without_time(server, cookie, unix_ms):
    return [packet(cookie, unix_ms + offset(), leap=3, stratum=choice((0, 1, 16, 255)))]


def kissing(server, cookie, unix_ms):
    return [packet(cookie, unix_ms + offset(), stratum=0, ref_id=choice(_CODES))]


def vague(server, cookie, unix_ms):
    fields = {choice(("delay", "dispersion")): getrandbits(30), "precision": randrange(256) - 128}
    return [packet(cookie, unix_ms + offset(), **fields)]


def late(server, cookie, unix_ms):
    server.back_ms = 1900 + randrange(4000)
    return [packet(cookie, unix_ms + offset())]


def repeating(server, cookie, unix_ms):
    return [packet(cookie, unix_ms + offset()) for _ in range(1 + randrange(6))]


def silent(server, cookie, unix_ms):
    return []


CHANGES = (
    flipped, overwritten, resized, lying, stamped, without_time, kissing, vague, late, repeating,
    silent,
)  # fmt: skip


class World(Net):
    """`forged_ms`: before every answer comes a packet that says so much more. `old` are answers
    of earlier syncs, sent again."""

    forged_ms = None
    old = ()

    def open(self, address):
        made = Net.open(self, address)
        send = made.send
        made.send = lambda data: self._forge(made, send, data)
        return made

    def _forge(self, made, send, data):
        if self.forged_ms is not None:
            forged = packet(some_bytes(8), self.unix_ms() + self.forged_ms)
            made._coming.append((self.ms, forged))
        made._coming += [(self.ms, data) for data in self.old]
        send(data)


def world():
    """Return a net, and how many of its servers are honest and heard."""
    servers = [Honest(), Honest(), Honest()]
    heard = 3
    if randrange(8):
        servers[randrange(3)] = Hostile()
        heard -= 1
    if not randrange(4):
        place = randrange(3)
        heard -= not isinstance(servers[place], Hostile)
        servers[place].answer = lambda cookie, unix_ms: []
    # Any time of the era that begins with the floor; often around its roll-over in 2036.
    now_ms = choice((NOW_MS, 2_085_978_496_000 - randrange(5_000), FLOOR_S * 1000 + 5000))
    if not randrange(4):
        now_ms = FLOOR_S * 1000 + 5000 + (getrandbits(30) * 4000 + randrange(4000)) * 99 // 100
    net = World(servers, now_ms % (FLOOR_S * 1000 + _ERA_MS), getrandbits(30))
    if not randrange(4):
        net.forged_ms = offset()
    if not randrange(4):
        past_ms = now_ms - randrange(10**8)
        net.old = [packet(some_bytes(8), past_ms) for _ in range(1 + randrange(3))]
    return net, heard


def one(report) -> None:
    """Make one sync."""
    net, heard = world()
    sync = Sync(net, Servers(NAMES), Random(), net, FLOOR_S, 0)
    turn_ms = 1 + randrange(40)
    while sync.state in (RESOLVING, ASKING) and net.ms < _LONGEST_MS:
        net.ms += turn_ms
        sync.turn(net.now_ms())
    report.runs += 1
    if net.open_sockets or net.ms >= _LONGEST_MS:
        report.fail("no end:", net.ms, net.open_sockets)
    if sync.state != DONE:
        report.note("no time")
        if heard > 1:
            report.fail("no time although honest servers answered:", heard, sync.reason)
        return
    report.note("times taken")
    off_ms = sync.unix_ms(net.now_ms()) - net.unix_ms()
    if abs(off_ms) > sync.result.bound_ms:
        hostile = [s.change for s in net.servers.values() if isinstance(s, Hostile)]
        report.fail("off by", off_ms, "with a bound of", sync.result.bound_ms, hostile)


def hostile(report) -> None:
    for name in ("times taken", "no time"):
        report.note(name, 0)
    _controls(report)
    while report.more:
        try:
            one(report)
        except Exception as error:  # noqa: BLE001 (none may escape)
            report.runs += 1
            report.fail(repr(error))


class _Quiet:
    def __init__(self):
        self.runs = 0
        self.failures = 0

    def note(self, name, number=1):
        pass

    def fail(self, kind, *details):
        self.failures += 1


def _best_alone(agreed):
    best = min(agreed, key=lambda answer: answer.round_trip_ms)
    return best.start_ms, best.bound_ms


def _any_cookie(judge):
    return lambda packet, size, cookie: judge(packet, size, bytes(packet[24:32]))


def _controls(report):
    """Clients that believe too much."""
    for name, what, wrong in (
        ("believes the shortest round trip", "combine", _best_alone),
        ("believes any cookie", "judge", _any_cookie(sntp.judge)),
        ("one server is enough", "agreeing", lambda answers: answers[:1] * 2),
    ):
        right = getattr(sntp, what)
        setattr(sntp, what, wrong)
        quiet = _Quiet()
        try:
            for _ in range(_CONTROL_RUNS):
                one(quiet)
        finally:
            setattr(sntp, what, right)
        report.control(name, quiet.failures > 0)
