"""A day of the token on 32 bits: what of the heap is in use, moment by moment. Runs in run.mjs.

`turn` is called again and again, with a collection after each; the figures are the most that such a
one left since the last. The screens' results are put into them: gestures are tested elsewhere.
"""

import gc
import json
from binascii import b2a_base64

from chips import Random

before = gc.mem_alloc()

# What runs first, from littlefs in any case: the starter's main.py, which keeps the slots only.
from starter import buttons, slots  # noqa: E402, F401

buttons.forget()
del buttons
gc.threshold(4096)
import board  # noqa: E402

from otpfob.app import start  # noqa: E402, F401
from otpfob.app.token import Token  # noqa: E402
from otpfob.link.terms import PART_BYTES  # noqa: E402
from otpfob.ui.screen import DONE, YES  # noqa: E402

PIN = b"135790"
CODE = "ABCDEFGHIJKLMNOPQRSTUVWXY2"


class Ticks:
    """Every look takes a while: the fewest iterations are set."""

    _now_ms = 0

    def now_ms(self):
        self._now_ms += 20
        return self._now_ms

    def diff(self, a, b):
        return a - b

    def pass_ms(self, ms):
        self._now_ms += ms


class Console:
    def read(self):
        return -1

    def wait(self, limit_ms):
        pass

    def write(self, data):
        pass


class Wifi:
    """Joins at once; nobody answers there."""

    reason = ""

    def begin(self, ssid, password):
        pass

    def joined(self):
        return True

    def end(self):
        pass


class Net:
    def resolve(self, name):
        return None


def _parts():
    parts = board.parts()
    parts.random = Random()
    parts.ticks = Ticks()
    parts.console = Console()
    parts.wifi = Wifi()
    parts.net = Net()
    return parts


class Hand:
    """Drives the token from one yield to the next, and keeps the figures."""

    def __init__(self):
        self.parts = _parts()
        self.token = Token(self.parts)
        self.live = 0

    def see(self):
        """Called when everything was collected."""
        self.live = max(self.live, gc.mem_alloc() - before)

    def say(self, name):
        print(name, self.live)
        self.live = 0

    def turn(self, ms=10):
        self.parts.ticks.pass_ms(ms)
        second = self.token._clock.second  # nobody is away
        self.token._idle.pressed(second)
        self.token._rest.touched(second)
        self.token.turn()

    @property
    def front(self):
        return self.token._flow.front

    def end(self, result):
        """End the screen in front with a result, and do the work that follows."""
        self.front.result = result
        self.token._flow._after(DONE)
        self.turn()
        yield
        while hasattr(self.front, "on_turn"):
            self.turn()
            yield

    def send(self, cmd, **fields):
        """Have the host ask, and the person say yes."""
        server = self.token._server
        fields["cmd"] = cmd
        server._answer(json.dumps(fields).encode())
        answer = json.loads(server._outbox.pop())
        assert "error" not in answer, answer
        yield
        if "asks" in answer:
            self.turn()
            yield
            self.front.result = YES
            self.token._flow._after(DONE)
            answer = json.loads(server._outbox.pop())
            assert "error" not in answer, answer
        self.turn()
        yield
        while hasattr(self.front, "on_turn"):
            self.turn()
            yield
        return answer

    def begin(self, make):
        kit = self.token._kit
        kit.begin(kit.lent(make))
        self.turn()
        yield

    def be_quiet(self):
        """Let the line be quiet until the answers have gone."""
        for _ in range(5):
            self.turn(1000)
            yield


def _change_pin(kit):
    from otpfob.app.journeys.pin_change import change_pin

    return change_pin(kit)


def _clock(kit):
    from otpfob.app.journeys.clock import clock

    return clock(kit)


def _sync(kit):
    from otpfob.app.journeys.clock import sync

    return sync(kit)


def of_a_full_token(hand):
    """200 accounts and a PIN are in the flash."""
    hand.turn()
    yield
    hand.say("locked")
    yield from hand.end(bytearray(PIN))
    hand.say("unlocking")
    yield
    yield
    hand.say("home")
    hand.front.result = 1  # by time
    hand.token._flow._after(DONE)
    for _ in range(5):
        hand.turn(1000)
        yield
    hand.say("code")
    yield from hand.end(False)
    yield from hand.send("hello")
    listed = yield from hand.send("list", first=0)
    id = listed["accounts"][1]["id"]
    listed = None
    yield from hand.send("prove", id=id, nonce="00" * 16)
    yield from hand.send("wifi", ssid="net", password="password")
    hand.say("host")
    yield from hand.be_quiet()
    hand.live = 0
    yield
    hand.say("home again")
    yield from hand.begin(_sync)
    while hasattr(hand.front, "on_turn"):
        hand.turn()
        yield
    hand.say("sync")
    yield from hand.end(None)
    yield from hand.end(-2)  # MENU
    hand.say("menu")
    yield from hand.begin(_clock)
    hand.say("clock")
    yield from hand.end(False)
    yield from hand.begin(_change_pin)
    for _ in range(3):
        yield from hand.end(bytearray(PIN))
    hand.say("PIN change")
    yield from hand.end(None)
    yield from hand.send("backup")
    yield from hand.end(bytearray(PIN))
    hand.say("backup")


def of_a_new_token(hand):
    """Nothing is in the flash; /flash/import has a backup of 200 accounts."""
    hand.turn()
    yield
    yield from hand.end(0)  # the language
    yield from hand.end(YES)
    yield from hand.end(0)
    for _ in range(2):
        yield from hand.end(bytearray(PIN))
    hand.say("set-up")
    with open("/flash/import", "rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        yield from hand.send("import", size=size, code=CODE)
        for at in range(0, size, PART_BYTES):
            # Not part_text(): its module is on loan.
            data = b2a_base64(file.read(PART_BYTES)).decode().rstrip()
            yield from hand.send("restore_write", at=at, data=data)
    hand.turn(3000)  # nobody answers at once
    yield from hand.end(YES)
    hand.say("import of 200")
    assert hand.token._kit.safe.vault.count == 200


hand = Hand()
steps = globals()[DAY](hand)  # noqa: F821 (the program before this one says which)


def turn():
    hand.see()
    try:
        next(steps)
    except StopIteration:
        return False
    gc.collect()
    return True
