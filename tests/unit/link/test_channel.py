"""Two ends of a line that loses, repeats, damages and delays what it carries."""

from raises import raises

from otpfob.link import frame
from otpfob.link.channel import RETRIES, RETRY_MS, Channel, LinkLost
from otpfob.link.terms import MAX_MESSAGE

WRAP_MS = 1 << 30
NONCE = b"\x01\x02\x03\x04\x05\x06\x07\x08"


def ticks_diff(a, b):
    """Do what time.ticks_diff does on the ESP32, where ticks_ms wraps at 2^30."""
    return (a - b + WRAP_MS // 2) % WRAP_MS - WRAP_MS // 2


def text(size, salt=0):
    return bytes((i * 31 + salt) & 255 for i in range(size))


class Pair:
    """A host and a token, and the bytes that are on the way. No time passes by itself."""

    def __init__(self, now_ms=0):
        self.now_ms = now_ms
        self.to_token = []  # whole lines
        self.to_host = []
        self.host = Channel(self.to_token.append, ticks_diff)
        self.token = Channel(self.to_host.append, ticks_diff)

    def deliver(self):
        """Carry everything until nothing is on the way."""
        while self.to_token or self.to_host:
            self.carry(self.to_token, self.token)
            self.carry(self.to_host, self.host)

    def carry(self, lines, to):
        while lines:
            for byte in lines.pop(0):
                to.feed(byte, self.now_ms)

    def wait(self, ms):
        self.now_ms = (self.now_ms + ms) % WRAP_MS


def opened(now_ms=0, session=7):
    pair = Pair(now_ms)
    pair.host.open(session, NONCE, pair.now_ms)
    pair.deliver()
    assert pair.host.idle
    return pair


def test_opening_names_the_session_on_both_sides():
    pair = opened(session=0xC3)
    assert pair.host.session == pair.token.session == 0xC3
    assert pair.host.opened == pair.token.opened == b"0102030405060708"


def test_a_message_arrives_once_and_whole_each_way():
    pair = opened()
    for size in (1, 2, 137, 138, 139, 276, 277, 1000, MAX_MESSAGE - 1, MAX_MESSAGE):
        for sender, receiver in ((pair.host, pair.token), (pair.token, pair.host)):
            sender.send(text(size), pair.now_ms)
            pair.deliver()
            assert sender.idle, size
            assert receiver.take() == text(size), size
            assert receiver.take() is None, size


def test_three_hundred_messages_pass_the_end_of_the_numbers():
    pair = opened()
    for i in range(300):
        pair.host.send(text(5, i), pair.now_ms)
        pair.deliver()
        assert pair.token.take() == text(5, i), i
        pair.token.send(text(200, i), pair.now_ms)
        pair.deliver()
        assert pair.host.take() == text(200, i), i


def test_messages_of_no_or_too_many_bytes_are_not_sent():
    pair = opened()
    for size in (0, MAX_MESSAGE + 1):
        raises(ValueError, pair.host.send, text(size), 0)
    assert pair.host.idle and not pair.to_token


def test_one_frame_is_in_flight_and_one_message_at_a_time():
    pair = opened()
    pair.host.send(text(MAX_MESSAGE), 0)
    assert len(pair.to_token) == 1
    assert not pair.host.idle
    raises(ValueError, pair.host.send, b"more", 0)


def test_an_unanswered_frame_is_sent_again_three_times_and_then_lost():
    for start_ms in (0, WRAP_MS - 1000):
        pair = opened(start_ms)
        pair.host.send(b"hello", pair.now_ms)
        line = pair.to_token.pop()
        for _ in range(RETRIES):
            pair.wait(RETRY_MS - 1)
            pair.host.poll(pair.now_ms)
            assert not pair.to_token
            pair.wait(1)
            pair.host.poll(pair.now_ms)
            assert pair.to_token == [line], start_ms
            pair.to_token.clear()
        pair.wait(RETRY_MS)
        raises(LinkLost, pair.host.poll, pair.now_ms)
        assert pair.host.idle and not pair.to_token
        pair.wait(RETRY_MS)
        pair.host.poll(pair.now_ms)
        assert not pair.to_token


def test_a_lost_acknowledgement_does_not_make_two_messages():
    pair = opened()
    pair.host.send(b"hello", 0)
    pair.carry(pair.to_token, pair.token)
    assert pair.token.take() == b"hello"
    pair.to_host.clear()
    pair.wait(RETRY_MS)
    pair.host.poll(pair.now_ms)
    pair.deliver()
    assert pair.host.idle
    assert pair.token.take() is None


def test_what_comes_after_a_lost_message_is_not_acknowledged():
    pair = opened()
    pair.host.send(b"lost", 0)
    for _ in range(RETRIES + 1):
        pair.to_token.clear()
        pair.wait(RETRY_MS)
        try:
            pair.host.poll(pair.now_ms)
        except LinkLost:
            break
    pair.host.send(b"after", pair.now_ms)
    pair.deliver()
    assert not pair.host.idle, "acknowledged, and dropped"
    assert pair.token.take() is None
    pair.host.open(8, NONCE, pair.now_ms)
    pair.deliver()
    pair.host.send(b"anew", pair.now_ms)
    pair.deliver()
    assert pair.token.take() == b"anew"


def test_frames_of_another_session_are_ignored():
    pair = opened(session=7)
    for kind in (frame.DATA, frame.LAST):
        for byte in frame.encode(kind, 6, 1, b"stale"):
            pair.token.feed(byte, 0)
    assert pair.token.take() is None and not pair.to_host
    pair.host.send(b"hello", 0)
    for byte in frame.encode(frame.ACK, 6, 1):
        pair.host.feed(byte, 0)
    assert not pair.host.idle


def test_before_a_session_is_opened_only_sync_is_heard():
    pair = Pair()
    for session in range(256):
        for byte in frame.encode(frame.LAST, session, 1, b"early"):
            pair.token.feed(byte, 0)
    assert pair.token.take() is None and not pair.to_host


def test_the_answer_to_the_sync_of_another_program_does_not_count():
    pair = Pair()
    pair.host.open(7, NONCE, 0)
    pair.to_token.clear()
    for payload in (b"", b"0102030405060709", b"x"):
        for byte in frame.encode(frame.ACK, 7, 0, payload):
            pair.host.feed(byte, 0)
        assert not pair.host.idle, payload


def test_an_acknowledgement_of_another_number_does_not_count():
    pair = opened()
    pair.host.send(b"hello", 0)
    for number in (0, 2, 255):
        for byte in frame.encode(frame.ACK, 7, number):
            pair.host.feed(byte, 0)
        assert not pair.host.idle, number


def test_sync_forgets_half_a_message_each_way():
    pair = opened()
    pair.host.send(text(1000), 0)
    pair.carry(pair.to_token, pair.token)  # the first part
    pair.token.send(b"an answer to the old one", 0)
    pair.to_host.clear()
    pair.host.open(9, b"\xff" * 8, 0)
    pair.deliver()
    assert pair.host.idle and pair.token.idle
    assert pair.host.take() is None and pair.token.take() is None
    pair.host.send(b"new", 0)
    pair.deliver()
    assert pair.token.take() == b"new"


def test_sync_forgets_a_message_that_nobody_took():
    pair = opened()
    pair.host.send(b"old", 0)
    pair.deliver()
    pair.host.open(9, b"\xff" * 8, 0)
    pair.deliver()
    assert pair.token.take() is None


def test_a_message_waits_until_the_one_before_it_is_taken():
    pair = opened()
    pair.host.send(b"first", 0)
    pair.deliver()
    pair.host.send(b"second", 0)
    pair.deliver()
    assert not pair.host.idle
    assert pair.token.take() == b"first"
    pair.wait(RETRY_MS)
    pair.host.poll(pair.now_ms)
    pair.deliver()
    assert pair.host.idle and pair.token.take() == b"second"


def test_a_message_that_is_too_long_is_one_malformed_message():
    for size in (MAX_MESSAGE + 1, 2 * MAX_MESSAGE, 20_000):
        pair = opened()
        pair.host._outgoing = text(size)  # send() would refuse it
        pair.host._next(0)
        taken = []
        while pair.to_token or pair.to_host:
            pair.carry(pair.to_token, pair.token)
            pair.carry(pair.to_host, pair.host)
            assert len(pair.token._incoming) <= MAX_MESSAGE + frame.MAX_PAYLOAD
            message = pair.token.take()
            if message is not None:
                taken.append(message)
        assert taken == [b""], (size, taken)
        pair.host.send(b"next", 0)
        pair.deliver()
        assert pair.token.take() == b"next", size


def test_a_host_does_not_take_its_own_echo_for_a_token():
    sent = []
    host = Channel(sent.append, lambda a, b: a - b)
    host.open(7, b"12345678", 0)
    for byte in sent.pop():
        host.feed(byte, 0)
    assert sent == []
    assert not host.idle
