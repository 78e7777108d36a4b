"""Frames survive a noisy line: what was damaged in any way is no frame."""

from binascii import crc32

from otpfob.link import frame

KINDS = (frame.SYNC, frame.DATA, frame.LAST, frame.ACK)
GOOD = frame.encode(frame.LAST, 0x5A, 7, b"good")


def read(data, reader=None):
    """Return (kind, session, sequence, payload) of every frame in `data`."""
    reader = reader or frame.Reader()
    got = [reader.feed(byte) for byte in data]
    return [(f.kind, f.session, f.sequence, f.payload) for f in got if f is not None]


def payload_of(size):
    return bytes((i * 91 + size) & 255 for i in range(size))


def test_the_layout_is_the_documented_one():
    body = b"S0AFFaGk="
    assert frame.encode(frame.SYNC, 0x0A, 0xFF, b"hi") == b":" + body + b"%08X\n" % crc32(body)
    assert frame.encode(frame.ACK, 1, 2) == b":A0102" + b"%08X\n" % crc32(b"A0102")


def test_every_size_of_every_kind_comes_back():
    for size in range(frame.MAX_PAYLOAD + 1):
        for kind in KINDS:
            payload = payload_of(size)
            line = frame.encode(kind, size & 255, 255 - size, payload)
            assert read(line) == [(kind, size & 255, 255 - size, payload)], (kind, size)


def test_every_session_and_sequence_comes_back():
    for number in range(256):
        line = frame.encode(frame.ACK, number, 255 - number)
        assert read(line) == [(frame.ACK, number, 255 - number, b"")], number


def test_no_frame_is_longer_than_200_bytes():
    longest = 0
    for size in range(frame.MAX_PAYLOAD + 1):
        longest = max(longest, len(frame.encode(frame.DATA, 255, 255, payload_of(size))))
    assert longest <= frame.MAX_FRAME == 200, longest


def test_only_the_end_is_a_control_character():
    for size in range(frame.MAX_PAYLOAD + 1):
        for value in (0, 3, 10, 13, 255):
            line = frame.encode(frame.DATA, 3, 3, bytes((value,)) * size)
            assert line[-1] == 10, size
            assert all(32 <= byte < 127 for byte in line[:-1]), (size, value)
            assert line.count(b":") == 1 and line[:1] == b":", (size, value)


def test_every_flipped_bit_is_noticed_and_the_next_frame_is_read():
    for payload in (b"", b"a", b"secret message", payload_of(frame.MAX_PAYLOAD)):
        line = frame.encode(frame.DATA, 0xA5, 0x3C, payload)
        for bit in range(8 * len(line)):
            bad = bytearray(line)
            bad[bit // 8] ^= 1 << bit % 8
            got = read(bytes(bad) + GOOD)
            assert got == [(frame.LAST, 0x5A, 7, b"good")], (len(payload), bit, got)


def test_every_truncation_is_noticed_and_the_next_frame_is_read():
    for payload in (b"", b"secret message", payload_of(frame.MAX_PAYLOAD)):
        line = frame.encode(frame.DATA, 0xA5, 0x3C, payload)
        for size in range(len(line)):
            for end in (b"", b"\n"):
                if size == len(line) - 1 and end:
                    continue  # that is the whole frame
                got = read(line[:size] + end + GOOD)
                assert got == [(frame.LAST, 0x5A, 7, b"good")], (size, end)
            if size:
                assert read(line[size:] + GOOD) == [(frame.LAST, 0x5A, 7, b"good")], size


def test_any_byte_put_in_or_taken_out_is_noticed():
    for at in range(1, len(GOOD)):
        for byte in (b"A", b"0", b"=", b" ", b"\0", b"\x03", b"\xff"):
            assert not read(GOOD[:at] + byte + GOOD[at:]), (at, byte)
        if at < len(GOOD) - 1:
            assert not read(GOOD[:at] + GOOD[at + 1 :]), at


def test_noise_before_a_frame_is_skipped():
    noises = (b"ets Jul 29 2019 12:21:46\r\n", b">>> ", b"\0\xff\x03:", b"::::", b":L5A07", b"\n")
    for noise in noises:
        assert read(noise + GOOD) == [(frame.LAST, 0x5A, 7, b"good")], noise


def test_glued_frames_are_both_read():
    other = frame.encode(frame.DATA, 1, 2, b"other")
    want = [(frame.LAST, 0x5A, 7, b"good"), (frame.DATA, 1, 2, b"other")]
    assert read(GOOD + other) == want
    # Without the end of the first, that one is lost and no more.
    assert read(GOOD[:-1] + other) == want[1:]


def test_a_line_that_is_too_long_is_skipped_in_a_fixed_buffer():
    reader = frame.Reader()
    size = len(reader._line)
    body = b"D0000" + b"AAAA" * 100
    long = b":" + body + b"%08X\n" % crc32(body)
    assert read(long, reader) == []
    assert read(b":" + b"A" * 100_000, reader) == []
    assert len(reader._line) == size <= frame.MAX_FRAME
    assert read(GOOD, reader) == [(frame.LAST, 0x5A, 7, b"good")]


def test_the_longest_line_that_is_read_has_200_bytes():
    body = b"D0000" + b"AAAA" * 46
    most = b":" + body + b"%08X\n" % crc32(body)
    assert len(most) == 199 and len(read(most)) == 1
    for more in (b"  ", b"   ", b"AAAA", b"AAAA" * 2):
        longer = body + more
        assert read(b":" + longer + b"%08X\n" % crc32(longer)) == [], more


def test_a_right_check_sum_does_not_make_a_frame_of_anything():
    bodies = (b"", b"L", b"L000", b"X0000", b"l0000", b"LG000", b"L00-1", b"L0000A", b"L0000AAA*")
    for body in bodies:
        line = b":" + body + b"%08X\n" % crc32(body)
        assert read(line) == [], body


def test_lower_case_check_sums_are_not_ours():
    line = b":" + b"L0001" + b"%08x\n" % crc32(b"L0001")
    assert line != frame.encode(frame.LAST, 0, 1)
    assert read(line) == []


def test_random_bytes_are_no_frame():
    seed = 1
    reader = frame.Reader()
    for _ in range(50_000):
        seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
        assert reader.feed(seed >> 16 & 255) is None
