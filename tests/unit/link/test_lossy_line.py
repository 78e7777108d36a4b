"""Whatever a line does to frames, a message arrives exactly once, whole and in order."""

from otpfob.link.channel import RETRY_MS, Channel, LinkLost

LATE_MS = 2 * RETRY_MS


class Dice:
    """A linear congruential generator: the same on every interpreter."""

    def __init__(self, seed):
        self._state = seed * 2654435761 & 0x3FFFFFFF

    def below(self, limit):
        self._state = (self._state * 1103515245 + 12345) & 0x3FFFFFFF
        return (self._state >> 12) % limit

    def happens(self, percent):
        return self.below(100) < percent


class Line:
    """Carries bytes one way, in order. `trouble` gives the percentages of what goes wrong."""

    def __init__(self, dice, **trouble):
        self._dice = dice
        self._trouble = trouble
        self._queue = []  # (when, bytes)
        self.now_ms = 0
        self._last_ms = 0

    def write(self, data):
        dice, trouble = self._dice, self._trouble
        times = 0 if dice.happens(trouble.get("drop", 0)) else 1
        if dice.happens(trouble.get("twice", 0)):
            times += 1
        for _ in range(times):
            data = bytearray(data)
            if dice.happens(trouble.get("damage", 0)):
                data[dice.below(len(data))] ^= 1 << dice.below(8)
            if dice.happens(trouble.get("cut", 0)):
                at = dice.below(len(data))
                data[at : at + 1 + dice.below(20)] = b""
            if dice.happens(trouble.get("noise", 0)):
                data = b">>> :L07" + bytes(data)
            late_ms = dice.below(LATE_MS) if dice.happens(trouble.get("late", 0)) else 0
            # A serial line does not overtake itself.
            self._last_ms = max(self._last_ms, self.now_ms + late_ms)
            self._queue.append((self._last_ms, bytes(data)))

    def deliver(self, to):
        while self._queue and self._queue[0][0] <= self.now_ms:
            for byte in self._queue.pop(0)[1]:
                to.feed(byte, self.now_ms)


def converse(seed, messages, **trouble):
    """Send `messages` both ways at once. Returns what arrived at each end, and if all did."""
    dice = Dice(seed)
    lines = Line(dice, **trouble), Line(dice, **trouble)
    ends = [Channel(line.write, lambda a, b: a - b) for line in lines]
    arrived = [], []
    sent = [0, 0]
    ends[0].open(seed & 255, bytes((seed & 255, 1)), 0)
    for now_ms in range(0, 600_000, 10):
        for i in (0, 1):
            lines[i].now_ms = now_ms
            lines[i].deliver(ends[1 - i])
            message = ends[i].take()
            if message is not None:
                arrived[i].append(message)
            try:
                ends[i].poll(now_ms)
            except LinkLost:
                return arrived, False
            # Only the host begins: what a token sends before it knows a session is nobody's.
            ready = ends[i].idle and ends[i].session >= 0 and (i == 0 or arrived[1])
            if ready and sent[i] < len(messages):
                ends[i].send(messages[sent[i]], now_ms)
                sent[i] += 1
        if len(arrived[0]) == len(arrived[1]) == len(messages):
            return arrived, True
    raise AssertionError("it never came to an end")


def messages_of(seed):
    dice = Dice(seed + 1000)
    return [bytes([dice.below(256)]) * (1 + dice.below(500)) + b"%d" % i for i in range(12)]


def check(runs, least_whole, **trouble):
    """Every message once and in order, or the line was given up after a beginning of them."""
    whole = 0
    for seed in range(runs):
        messages = messages_of(seed)
        arrived, all_done = converse(seed, messages, **trouble)
        for end in arrived:
            assert end == messages[: len(end)], (seed, trouble)
        if all_done:
            assert arrived == (messages, messages), (seed, trouble)
            whole += 1
    assert whole >= least_whole, whole


def test_a_good_line():
    check(3, 3)


def test_a_line_that_loses_frames():
    check(12, 8, drop=8)


def test_a_line_that_repeats_frames():
    check(6, 6, twice=40)


def test_a_line_that_flips_bits():
    check(12, 8, damage=8)


def test_a_line_that_loses_bytes():
    check(12, 8, cut=8)


def test_a_line_with_noise_of_the_console():
    check(6, 6, noise=50)


def test_a_line_that_is_late():
    check(6, 5, late=20)


def test_a_line_with_everything():
    check(25, 12, drop=3, twice=10, damage=3, cut=3, noise=20, late=5)


def test_a_line_that_is_cut_for_good_is_given_up():
    _, all_done = converse(1, messages_of(1), drop=100)
    assert not all_done
