"""The firmware's SNTP client and UDP driver under MicroPython against servers that lie.

The servers are sockets on loopback, written from RFC 5905. All cases run at once: some of
them are silent, which takes seconds.
"""

import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from peers.test_chrony import syncs

NTP_TO_UNIX_S = 2_208_988_800
HOUR_S = 3600
NEAR_MS = 500  # the smallest lie is a second
AT_ONCE = 24


def answer(cookie, off_s=0.0, leap=0, stratum=1, code=b"GPS\0", delay=0, dispersion=0, mode=4):
    now = time.time() + off_s + NTP_TO_UNIX_S
    stamp = struct.pack(">II", int(now) % 2**32, int(now % 1 * 2**32))
    head = struct.pack(">BBbbII", leap << 6 | 4 << 3 | mode, stratum, 6, -20, delay, dispersion)
    return head + code + stamp + cookie + stamp + stamp


class Server:
    """Answers each request with what `make(cookie, number of the request)` gives."""

    def __init__(self, make):
        self._make = make
        self.asked = 0
        self._from_elsewhere = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.name = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        while True:
            data, back = self._socket.recvfrom(100)
            if len(data) != 48:
                return
            self.asked += 1
            for packet in self._make(data[40:], self.asked):
                if packet[:1] == ELSEWHERE:
                    self._from_elsewhere.sendto(packet[1:], back)
                else:
                    self._socket.sendto(packet, back)

    def close(self):
        self._from_elsewhere.sendto(b"end", self._socket.getsockname())
        self._thread.join()
        self._socket.close()
        self._from_elsewhere.close()


ELSEWHERE = b"\xee"  # sent by another socket than the one that was asked


def good(cookie, number):
    return [answer(cookie)]


def says(**fields):
    return lambda cookie, number: [answer(cookie, **fields)]


def silent(cookie, number):
    return []


def wrong_cookie(cookie, number):
    return [answer(bytes(8), HOUR_S), answer(cookie[::-1], HOUR_S)]


def flooding(cookie, number):
    return [answer(bytes(8), HOUR_S)] * 50 + [answer(cookie)]


def stepping(cookie, number):
    return [answer(cookie, float(number))]


def twice(cookie, number):
    return [answer(cookie), answer(cookie, HOUR_S)]


def garbage(cookie, number):
    return [bytes(range(256))[:size] for size in range(1, 49)] + [b"\x24" * 600]


def garbage_with_cookie(cookie, number):
    return [b"\x24\xff" + b"\xff" * 22 + cookie + b"\xff" * 16]


def elsewhere(cookie, number):
    return [ELSEWHERE + answer(cookie, HOUR_S)]


def elsewhere_first(cookie, number):
    return [ELSEWHERE + answer(cookie, HOUR_S), answer(cookie)]


class Replaying:
    def __init__(self):
        self._first = None

    def __call__(self, cookie, number):
        self._first = self._first or answer(cookie, HOUR_S)
        return [self._first] if number > 1 else []


liar = says(off_s=HOUR_S)

# Name: the servers, and what must come of it: those that agree, or the reason.
CASES = {
    "three good ones": ((good, good, good), [0, 1, 2]),
    "one liar": ((good, liar, good), [0, 2]),
    "one that is an hour slow": ((says(off_s=-HOUR_S), good, good), [1, 2]),
    "one with a wrong cookie": ((good, good, wrong_cookie), [0, 1]),
    "one that floods": ((flooding, good, good), [0, 1, 2]),
    "one that is silent": ((silent, good, good), [1, 2]),
    "one that answers twice": ((twice, good, twice), [0, 1, 2]),
    "one that replays": ((good, Replaying(), good), [0, 2]),
    "one of garbage": ((good, garbage, good), [0, 2]),
    "one of garbage with the cookie": ((good, garbage_with_cookie, good), [0, 2]),
    "another address": ((elsewhere, good, good), [1, 2]),
    "another address first": ((elsewhere_first, good, good), [0, 1, 2]),
    "the mode of a client": ((good, says(mode=3, off_s=HOUR_S), good), [0, 2]),
    "stratum 16": ((says(stratum=16),) * 3, "servers_unusable"),
    "leap 3": ((says(leap=3),) * 3, "servers_unusable"),
    "root delay": ((says(delay=0x30000),) * 3, "servers_unusable"),
    "root dispersion": ((says(dispersion=0x10000),) * 3, "servers_unusable"),
    "three lies": ((good, liar, says(off_s=-HOUR_S)), "servers_disagree"),
    "a liar and silence": ((good, liar, silent), "servers_disagree"),
    "deny": ((says(stratum=0, code=b"DENY"),) * 3, "servers_refuse"),
    "stepping": ((good, stepping, good), None),
}
ROUNDS = {"deny": 3, "stepping": 6}


@pytest.fixture(scope="module")
def outcomes():
    def run(name):
        servers = [Server(make) for make in CASES[name][0]]
        try:
            said = syncs([server.name for server in servers], ROUNDS.get(name, 1))
        finally:
            for server in servers:
                server.close()
        return said, [server.asked for server in servers]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(CASES, pool.map(run, CASES), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_no_wrong_time_is_taken(outcomes, name):
    said, _ = outcomes[name]
    wanted = CASES[name][1]
    for one in said:
        if isinstance(wanted, str):
            assert one["reason"] == wanted and "off_ms" not in one, one
            continue
        assert one["reason"] == "", one
        assert wanted in (None, one["servers"]), one
        assert abs(one["off_ms"]) <= min(one["bound_ms"], NEAR_MS), one


def test_a_server_that_denies_is_not_asked_again(outcomes):
    said, asked = outcomes["deny"]
    assert len(said) == 3 and asked == [1, 1, 1]


def test_a_silent_server_is_asked_twice(outcomes):
    assert outcomes["one that is silent"][1] == [2, 1, 1]
