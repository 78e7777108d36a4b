"""A monkey has the token: random buttons, time, clock, frames, resets, damage."""

from random import choice, randrange

from made_up import some_text
from monkey_hand import DO_DOWN, START_UNIX_S, Hand
from traffic import MESSAGES, framed, mutated_line, random_frame

import otpfob.app.token
from otpfob.link import frame
from otpfob.link.messages import encode

_NEXT_DOWN = 1
_EACH = 5000  # events of one token


def _buttons(hand):
    """Press or release, and wait: mostly long enough for a click, sometimes for a hold."""
    hand.press(choice((0, 0, 0, _NEXT_DOWN, _NEXT_DOWN, DO_DOWN, DO_DOWN, DO_DOWN, 3)))
    for _ in range(choice((1, 2, 3, 4, 5))):
        hand.turn()
    if not randrange(12):
        for _ in range(62):
            hand.turn()


def _click(hand):
    """What a person does, at any speed."""
    hand.press(choice((_NEXT_DOWN, DO_DOWN)))
    for _ in range(choice((4, 7, 15))):
        hand.turn()
    hand.press(0)
    for _ in range(choice((4, 7, 15))):
        hand.turn()


def _wait(hand):
    hand.turn(choice((10, 10, 100, 500, 990, 1000, 1010, 3000, 17_000)))
    if not randrange(200):
        hand.turn(70_000)


def _clock(hand):
    what = randrange(5)
    if what < 2:
        hand.chip.lose()
        if hand.chip_lost_ms is None:
            hand.chip_lost_ms = hand.ticks.ms
    else:
        hand.chip.write(
            START_UNIX_S + choice((-5, 0, randrange(10**6), randrange(10**9), 4 * 10**9))
        )
        hand.chip_lost_ms = None
    hand.turn()


def _request(hand):
    """A message of the host, right in form and mostly in what it asks for."""
    fields = dict(choice(MESSAGES))
    if "id" in fields:
        fields["id"] = 1 + randrange(9)
    if "name" in fields:
        fields["name"] = some_text(40)
    if fields["cmd"] == "wipe" and randrange(20):
        fields = {"cmd": "hello"}
    if "set" in fields:
        fields["set"] = (START_UNIX_S + randrange(10**8)) * 1000 + randrange(1000)
    host = hand.host
    if host.session == 0 and host.heard == 0:
        _send(hand, frame.encode(frame.SYNC, 1 + randrange(255), 0, b"abcd"))
    for line in framed(encode(fields), host.session, host.heard + 1):
        if not randrange(20):
            line = mutated_line(line)
        _send(hand, line)
    for _ in range(8):
        if host.to_acknowledge is None:
            break
        header, host.to_acknowledge = host.to_acknowledge, None
        _send(hand, frame.encode(frame.ACK, *header))


def _noise(hand):
    _send(hand, random_frame(hand.host.session, hand.host.heard + 1 & 255))


def _hang_up(hand):
    """Another program opens the port; what the one before it asked for is off."""
    _send(hand, frame.encode(frame.SYNC, randrange(256), 0, b"%08x" % randrange(2**30)))


def _send(hand, data):
    hand.host.put(data)
    hand.turn()
    hand.turn()


def _reset(hand):
    what = randrange(20)
    if what == 0:
        name = choice(("vault", "counters"))
        hand.fs.files[name] = hand.fs.files.get(name, b"")[:-3]
    elif what == 1:
        hand.flash.erase()
    elif what < 12:
        hand.refill()
    hand.reset()
    hand.turn()


_EVENTS = (
    (_buttons,) * 70
    + (_click,) * 70
    + (_wait,) * 30
    + (_request,) * 6
    + (_noise,) * 8
    + (_hang_up,) * 8
    + (_clock,) * 4
    + (_reset,) * 1
)


def monkey(report) -> None:
    _control(report)
    while report.more:
        hand = Hand(report, choice((64, 64, 32)))
        for _ in range(min(_EACH, report.wanted - report.runs)):
            choice(_EVENTS)(hand)
            report.runs += 1


def _control(report):
    """A token that takes a press as the answer to a question that has just come."""

    class Quiet:
        failures = 0

        def fail(self, kind, *details):
            self.failures += kind.startswith("a YES too early")

        def note(self, name):
            pass

    right = otpfob.app.token._GUARD_MS
    otpfob.app.token._GUARD_MS = 0
    quiet = Quiet()
    hand = Hand(quiet, 64)
    for _ in range(3000):
        choice((_buttons, _buttons, _buttons, _request))(hand)
        if quiet.failures:
            break
    otpfob.app.token._GUARD_MS = right
    report.control("an answer before the question can be read", quiet.failures > 0)
