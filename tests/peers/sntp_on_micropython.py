"""Runs under MicroPython: syncs from three time servers, with the firmware's own UDP driver.

    sntp_on_micropython.py FIRMWARE ROUNDS NAME NAME NAME

A line of JSON for each round; rounds share what is remembered of the servers. `off_ms` is
what was found minus the PC's clock.
"""

import json
import os
import sys
import time

sys.path.insert(0, sys.argv[1])

from otpfob.clock.sntp_servers import Servers
from otpfob.clock.sntp_sync import ASKING, DONE, RESOLVING, Sync
from otpfob.drivers.ticks import Ticks
from otpfob.drivers.udp import Udp
from otpfob.version import RELEASED_UNIX_S

LIMIT_MS = 30_000
DAY_S = 86_400


class Random:
    def read(self, size):
        return os.urandom(size)


def off_ms(sync):
    """Return what was found minus the PC's clock, both looked at in one millisecond."""
    while True:
        now_ms = Ticks.now_ms()
        pc_ms = time.time_ns() // 1_000_000
        if Ticks.now_ms() == now_ms:
            return sync.unix_ms(now_ms) - pc_ms


def one(servers, second):
    sync = Sync(Udp(), servers, Random(), Ticks, RELEASED_UNIX_S, second)
    began_ms = Ticks.now_ms()
    while sync.state in (RESOLVING, ASKING):
        now_ms = Ticks.now_ms()
        if Ticks.diff(now_ms, began_ms) > LIMIT_MS:
            raise SystemExit("it does not end")
        sync.turn(now_ms)
        time.sleep_ms(1)
    said = {"reason": sync.reason, "ms": Ticks.diff(Ticks.now_ms(), began_ms)}
    if sync.state == DONE:
        found = sync.result
        said["off_ms"] = off_ms(sync)
        said["bound_ms"] = found.bound_ms
        said["round_trip_ms"] = found.round_trip_ms
        said["servers"] = [servers.names.index(name) for name in found.servers]
    return said


servers = Servers(sys.argv[3:6])
for i in range(int(sys.argv[2])):
    print(json.dumps(one(servers, i * DAY_S)))
