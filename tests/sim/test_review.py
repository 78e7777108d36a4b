"""Ways out of an unlocked token that are no lock: nothing may be left in memory either."""

import hashlib

import pytest
from sim.product import filled_product, totp
from sim.traces import Search, keys

from fobctl.simulator.hardware import RequestError
from otpfob.link import frame, messages

PIN = "135790"
ACCOUNTS = [(totp("ann", "Acme", secret=hashlib.sha256(b"ann").digest()[:20]), 0)]
FIRST = "Acme: ann"
LONGEST_OLD_PIN_S = 600


@pytest.fixture
def unlocked(tmp_path):
    with filled_product(tmp_path / "token", ACCOUNTS, PIN) as product:
        product.unlock(PIN, FIRST)
        yield product


@pytest.fixture
def search(unlocked):
    """A search for every key of the token, and the secret of its account."""
    search = Search(unlocked.simulator)
    for name, key in keys(unlocked.simulator.flash_image(), PIN).items():
        search.want_key("key " + name, key)
    search.want_secret("secret", ACCOUNTS[0][0].secret)
    unlocked.simulator.press("do")
    assert {"key vault encrypt"} <= search.now(), "it would be found"
    return search


def fail_once(simulator):
    """Let the next look at a button fail, in a way that nobody expects."""
    pin = simulator.hardware._handlers[ord("P")]

    def failing(payload):
        simulator.hardware._handlers[ord("P")] = pin
        raise RequestError(5)

    simulator.hardware._handlers[ord("P")] = failing


def test_nothing_is_left_in_memory_after_an_uncaught_error(unlocked, search):
    simulator = unlocked.simulator
    resets = simulator.resets
    search.at_reset()
    fail_once(simulator)
    simulator.advance(100)
    assert "Error" in unlocked.words()
    simulator.advance(10_200)
    simulator.before_reset = None
    assert simulator.resets == resets + 1
    assert search.left == set()


def test_a_token_that_waits_for_the_old_pin_restarts_when_nobody_enters_it(unlocked, search):
    simulator = unlocked.simulator
    simulator.press("next", hold=True)
    unlocked.menu("Change the PIN")
    assert "Old PIN" in unlocked.words()
    resets = simulator.resets
    search.at_reset()
    unlocked.leap(LONGEST_OLD_PIN_S - 5)
    assert simulator.resets == resets
    unlocked.leap(10)
    simulator.before_reset = None
    assert simulator.resets == resets + 1
    assert search.left == set()
    assert "PIN" in unlocked.words()


def test_a_key_that_still_waits_for_its_press_is_gone_when_it_locks(unlocked, search):
    """A host that is slow to take the answer to `lock` has sent an account before it does."""
    simulator = unlocked.simulator
    secret = hashlib.sha256(b"new").digest()
    search.want_secret("secret of the new one", secret)
    fields = {"cmd": "add", "kind": "totp", "issuer": "New", "name": "new", "hash": "SHA1"}
    fields |= {"secret": secret.hex(), "digits": 6, "period": 30, "counter": 0}
    channel = unlocked.connect()._conversation._channel
    channel.send(b'{"cmd": "lock"}', 0)
    simulator.advance(100)
    message = messages.encode(fields)
    sequence = channel._sequence
    for at in range(0, len(message), frame.MAX_PAYLOAD):
        part = message[at : at + frame.MAX_PAYLOAD]
        last = at + len(part) == len(message)
        sequence += 1
        kind = frame.LAST if last else frame.DATA
        channel._write(frame.encode(kind, channel.session, sequence, part))
        simulator.advance(100)
    channel._write(frame.encode(frame.ACK, channel.session, channel._heard + 1))
    simulator.advance(100)
    assert "Add account?" in unlocked.words()
    search.at_reset()
    simulator.advance(1000)
    simulator.before_reset = None
    assert "PIN" in unlocked.words()
    assert search.left == set()
