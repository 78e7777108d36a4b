"""A monkey has the token: random buttons, time, clock, frames, resets, power cuts, damage.

Sometimes it knows what it does: then it enters the right PIN, or chooses one.
"""

from random import choice, randrange

from fakes import QuickSafe
from made_up import some_text
from model import WatchedSafe
from monkey_hand import DO_DOWN, PINS, START_UNIX_S, Hand
from ram_store import WAYS
from traffic import MESSAGES, framed, mutated_line, random_frame

import otpfob.app.token
from otpfob.link import frame
from otpfob.link.messages import encode
from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.ui.screens.backup_code import CodePages
from otpfob.ui.screens.confirm import ConfirmScreen
from otpfob.ui.screens.countdown import CountdownScreen
from otpfob.ui.screens.hotp import HotpScreen
from otpfob.ui.screens.menu import MenuScreen
from otpfob.ui.screens.totp import TotpScreen
from otpfob.ui.screens.wheel import WheelScreen
from otpfob.ui.screens.work import WorkScreen
from otpfob.ui.texts import id_of
from otpfob.vault.vault import Vault

_NEXT_DOWN = 1
_EACH = 5000  # events of one token
_CLICK_TURNS = 5
_REST_TURNS = 20  # no double click
_HOLD_TURNS = 66
_LONGEST_WAIT_MS = 512_000
_NEW_PIN, _PIN_AGAIN = id_of("NEW_PIN"), id_of("PIN_AGAIN")
_PIN_TITLES = (_NEW_PIN, _PIN_AGAIN, id_of("PIN"), id_of("OLD_PIN"))
_PLACES = 16  # of a wheel of digits


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
    _press(hand, choice((_NEXT_DOWN, DO_DOWN)), choice((4, 7, 15)), choice((4, 7, 15)))


def _press(hand, button, turns, rest=_REST_TURNS):
    hand.press(button)
    for _ in range(turns):
        hand.turn()
    hand.press(0)
    for _ in range(rest):
        hand.turn()


def _wait(hand):
    hand.turn(choice((10, 10, 100, 500, 990, 1000, 1010, 3000, 17_000)))
    if not randrange(200):
        hand.turn(70_000)


def _work(hand):
    """Let a work go on, and a wait pass."""
    if isinstance(hand.front, CountdownScreen):
        hand.turn(1000)
        hand.turn(_LONGEST_WAIT_MS)
    for _ in range(60):
        if not isinstance(hand.front, WorkScreen):
            break
        hand.turn()


def _know(hand):
    """Do what the glass asks for, on some screens that follow each other."""
    for _ in range(choice((1, 1, 2, 4))):
        _know_one(hand)
        _work(hand)


def _know_one(hand):
    front = hand.front
    if isinstance(front, ConfirmScreen):
        for _ in range(60):  # until a press counts
            hand.turn()
        _press(hand, choice((DO_DOWN, DO_DOWN, _NEXT_DOWN)), choice((_CLICK_TURNS, _HOLD_TURNS)))
    elif isinstance(front, CodePages):
        hand.code = bytes(front._code)
        _press(hand, DO_DOWN, _CLICK_TURNS)
    elif isinstance(front, WheelScreen):
        title = front._title
        if title in _PIN_TITLES:
            _enter(hand, _pin_for(hand, title))
        elif isinstance(title, tuple):  # which character of the backup's code?
            place = title[1] - 1
            _finish(hand, hand.code[place : place + 1] or b"A")
        else:
            _finish(hand, b"A" * 26)


def _menu(hand):
    """Take an entry of the menu, or of that of the account on the glass."""
    if isinstance(hand.front, (AccountsScreen, TotpScreen, HotpScreen)):
        _press(hand, DO_DOWN, _HOLD_TURNS)
    if isinstance(hand.front, MenuScreen):
        for _ in range(randrange(len(hand.front._entries))):
            _press(hand, _NEXT_DOWN, _CLICK_TURNS)
        _press(hand, DO_DOWN, _CLICK_TURNS)
        _know(hand)


def _pin_for(hand, title):
    if title == _NEW_PIN:
        hand.pin = choice(PINS)
    if title in (_NEW_PIN, _PIN_AGAIN):
        return hand.pin
    if not randrange(6):
        return b"111111"
    return hand.model.pin_of(hand.token._safe) or b"111111"


def _enter(hand, pin):
    """Turn the wheel to each digit, and OK. Gives up when something else comes."""
    front = hand.front
    while front._count and hand.front is front:
        _press(hand, _NEXT_DOWN, _HOLD_TURNS)  # correct what the monkey did before
    for digit in pin:
        for _ in range(_PLACES):
            if hand.front is not front or "[%c]" % digit in hand.words:
                break
            _press(hand, _NEXT_DOWN, _CLICK_TURNS)
        if hand.front is not front:
            return
        _press(hand, DO_DOWN, _CLICK_TURNS)
    if hand.front is front:
        _press(hand, DO_DOWN, _HOLD_TURNS)


def _finish(hand, text):
    """Enter what would take hundreds of presses at once."""
    hand.answer(bytearray(text))


def _clock(hand):
    what = randrange(6)
    if what < 2:
        hand.chip.lose()
    elif what == 2:
        hand.tell_time(START_UNIX_S + randrange(10**8))
    else:
        hand.chip.write(
            START_UNIX_S + choice((-5, 0, randrange(10**6), randrange(10**9), 4 * 10**9))
        )
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


def _cut(hand):
    """The power goes at one of the next operations on the keys' partition."""
    hand.store.cut(1 + randrange(4), choice(WAYS))


def _reset(hand):
    what = randrange(20)
    if what < 3:
        hand.model.hurt = True
    if what == 0:
        name = choice(list(hand.fs.files) or ["vault.1"])
        hand.fs.files[name] = hand.fs.files.get(name, b"")[:-3]
    elif what == 1:
        hand.flash.erase()
    elif what == 2:
        hand.store.flip(randrange(2), randrange(100), randrange(8))
    elif what < 12:
        hand.refill(choice((0, 0, 0, 1, 1, 1, 1, 2)))
        return
    hand.reset()
    hand.turn()


_EVENTS = (
    (_buttons,) * 70
    + (_click,) * 70
    + (_wait,) * 30
    + (_work,) * 6
    + (_know,) * 8
    + (_menu,) * 3
    + (_request,) * 6
    + (_noise,) * 8
    + (_hang_up,) * 8
    + (_clock,) * 4
    + (_cut,) * 1
    + (_reset,) * 1
)


def monkey(report) -> None:
    _controls(report)
    while report.more:
        hand = _hand(report)
        for _ in range(min(_EACH, report.wanted - report.runs)):
            choice(_EVENTS)(hand)
            report.runs += 1


def _hand(report, safe=WatchedSafe):
    hand = Hand(report, choice((64, 64, 32)), safe)
    hand.pin, hand.code = PINS[0], b""
    return hand


class _Quiet:
    """Counts the failures that begin with `text`."""

    def __init__(self, text) -> None:
        self._text = text
        self.failures = 0

    def fail(self, kind, *details):
        self.failures += kind.startswith(self._text)

    def note(self, name):
        pass


class _Believing(WatchedSafe):
    """Takes every PIN for the right one."""

    def unlocking(self, pin):
        self.model.tries(pin)
        return QuickSafe.unlocking(self, bytearray(self.model.pin_of(self)))


def _controls(report):
    """A token that takes a press as the answer to a question that has just come."""
    right = otpfob.app.token._GUARD_MS
    otpfob.app.token._GUARD_MS = 0
    quiet = _Quiet("a YES too early")
    hand = _hand(quiet)
    hand.refill(0)
    for _ in range(3000):
        choice((_buttons, _buttons, _buttons, _request))(hand)
        if quiet.failures:
            break
    otpfob.app.token._GUARD_MS = right
    report.control("an answer before the question can be read", quiet.failures > 0)
    quiet = _Quiet("from locked to open")
    hand = _hand(quiet, _Believing)
    hand.refill(1)
    for _ in range(_CLICK_TURNS):
        hand.turn()
    _enter(hand, b"111111")
    _work(hand)
    report.control("opens with any PIN", quiet.failures > 0)
    _hotp_control(report)


def _hotp_control(report):
    """A token that shows a code by counter without saving that it is used."""
    right = Vault.use_counter
    Vault.use_counter = Vault.counter
    quiet = _Quiet("a HOTP code whose counter")
    hand = _hand(quiet)
    hand.refill(0)
    for _ in range(_CLICK_TURNS):
        hand.turn()
    for button in (_NEXT_DOWN, DO_DOWN, DO_DOWN):  # the second account is one by counter
        _press(hand, button, _CLICK_TURNS)
    Vault.use_counter = right
    report.control("a code by counter that is not used up", quiet.failures > 0)
