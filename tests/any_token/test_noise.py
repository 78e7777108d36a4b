"""Noise and floods on the serial line are skipped, and the token goes on."""

from otpfob.link import frame


def test_bytes_beyond_the_input_buffer_are_lost_and_the_link_recovers(held):
    for _ in range(8):
        held.line(bytes(range(256)) * 8)
    assert held.token().hello().ready


def test_noise_and_broken_frames_are_skipped(held):
    good = frame.encode(frame.LAST, 7, 1, b'{"cmd":"hello"}')
    held.line(b"garbage:" + good[:20] + b"\n" + good[:-3] + b"00\n" + b":" * 300 + b"\n")
    assert held.token().hello().ready


def test_a_message_that_is_too_long_is_refused_and_the_next_one_answered(held):
    channel = held.token()._conversation._channel
    channel._outgoing = b'{"cmd":"' + b"x" * 3000 + b'"}'
    channel._next(0)
    assert held.token().hello().ready
