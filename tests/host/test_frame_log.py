"""What -v tells of the line: every frame, and nothing of what is in it."""

from fobctl.link.frame_log import FrameLog
from otpfob.link import frame

SECRET = b"12345678901234567890"


def told(*received, sent=()):
    lines = []
    log = FrameLog(lines.append)
    for data in sent:
        log.sent(data)
    for data in received:
        log.received(data)
    return lines


def test_a_frame_is_told_by_kind_numbers_and_size():
    line = frame.encode(frame.LAST, 200, 7, SECRET)
    assert told(sent=[line]) == [f">   frame 7 of session 200: data, {len(line)} bytes"]


def test_a_frame_in_pieces_is_told_once_it_is_whole():
    line = frame.encode(frame.ACK, 1, 2)
    assert told(line[:5]) == []
    assert told(line[:5], line[5:]) == [
        f"<   frame 2 of session 1: acknowledged, {len(line)} bytes"
    ]


def test_noise_is_counted_and_not_shown():
    assert told(b"rst:0x1 (POWERON)\n") == ["<   no frame, 18 bytes"]
    line = frame.encode(frame.SYNC, 1, 0)
    assert told(b"noise" + line) == [f"<   frame 0 of session 1: sync, {len(line)} bytes"]


def test_what_never_ends_is_kept_to_the_length_of_a_frame():
    log = FrameLog(lambda line: None)
    for _ in range(100):
        log.received(b"x" * 100)
    assert len(log._received) <= frame.MAX_FRAME
