"""The simulated token syncs over its Wi-Fi from chrony, whose clock is off by a known time.

In time that runs: the servers are other processes.
"""

import json
import time
from contextlib import contextmanager

import pytest
from peers.test_chrony import (
    NEAR_MS,
    _needs_chrony,  # noqa: F401 (a fixture of every test here, too)
    three,
)
from sim.product import NOW_UNIX_S, Product, _filled_flash

from fobctl.simulator.simulator import Simulator

SSID, PASSWORD = "Office", "correct horse battery"
HOST_BOUND_MS = 510  # what fobctl says of a PC


@contextmanager
def running_product(folder, names):
    """A token whose clock is that of this PC, and that knows its network."""
    # A line of 115,200 bit/s takes longer for an answer than for its question: 25 ms of the 20.
    options = {"wifi": (SSID, PASSWORD), "time_servers": tuple(names)}
    simulator = Simulator(folder, paced=False, **options)
    image = _filled_flash(json.dumps({"pin": None, "unix_s": NOW_UNIX_S, "accounts": []}))
    simulator.hardware.flash.restore(image)
    with simulator:
        product = Product(simulator)
        product.accept(tell_the_time, "Set the clock?", "from not set")
        product.accept(lambda token: token.set_wifi(SSID, PASSWORD), "Use this network?")
        yield product
        product.close()


def tell_the_time(token):
    unix_ms = time.time_ns() // 1_000_000
    return token._request("time", set=unix_ms, bound_ms=HOST_BOUND_MS)


# What the clock's bound allows is taken in silence; what it does not, the person confirms.
@pytest.mark.parametrize("off_s", [-0.4, 0.25, 12_345.678])
def test_the_token_is_within_20_ms_of_real_servers(tmp_path, off_s):
    clocks = [(off_s,)] * 3
    with three(tmp_path, *clocks) as names, running_product(tmp_path / "token", names) as product:
        product.accept(lambda token: token.begin_sync(), "Ask for the time?", SSID)
        if abs(off_s) > 1:
            product.simulator.wait_for("Set the clock?")
            product.simulator.advance(600)  # what comes with the question is not its answer
            product.simulator.press("do", hold=True)
        product.simulator.wait_for("Clock set")
        assert not product.simulator.hardware.radio_on
        token = product.connect()
        state, clock = token.sync_state(), token.clock()
        error_ms = clock.offset_ms - off_s * 1000
        print(off_s, error_ms, clock.round_trip_ms, state, clock)
        assert state.state == "done" and clock.source == "sntp"
        assert abs(error_ms) <= min(NEAR_MS, clock.bound_ms)


def test_one_real_server_of_three_that_is_wrong_does_not_count(tmp_path):
    with (
        three(tmp_path, (0.25,), (-90_000.0,), (0.25,)) as names,
        running_product(tmp_path / "token", names) as product,
    ):
        product.accept(lambda token: token.begin_sync(), "Ask for the time?")
        product.simulator.wait_for("Clock set", "2 servers agree")
        clock = product.connect().clock()
        assert abs(clock.offset_ms - 250) <= NEAR_MS
