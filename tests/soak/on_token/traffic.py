"""Frames for the token: recorded from a good conversation, mutated, and random.

The recording is made here, with the host's end of the channel talking to itself: every
command, short and long, in one session. (Without a network: no radio is on this line.)
"""

import json
from binascii import hexlify
from random import choice, getrandbits, randrange

from made_up import some_bytes

from otpfob.link import frame, messages
from otpfob.link.channel import Channel
from otpfob.link.part import part_text
from otpfob.link.terms import PART_BYTES

# Of the largest size: three bytes, and two lines of columns.
PICTURE = b"\x01\x63\x63" + b"\x7e\x05" * 198
RECOVERY_CODES = "4f7k-92mq-xx31\n8812 4410\nz"

_ACME = {"kind": "totp", "issuer": "Acme", "name": "ann@example.com", "secret": "3132" * 10}
_ADD = dict(_ACME, cmd="add", hash="SHA1", digits=6, period=30, counter=0)

MESSAGES = (
    {"cmd": "hello"},
    {"cmd": "list", "first": 0},
    {"cmd": "list", "first": 2},
    {"cmd": "time"},
    {"cmd": "time", "set": 1_900_000_000_000},
    {"cmd": "time", "set": 1_900_000_000_000, "bound_ms": 40},
    {"cmd": "prove", "id": 1, "nonce": "00112233445566778899aabbccddeeff"},
    {"cmd": "prove", "id": 2, "nonce": "ffeeddccbbaa99887766554433221100"},
    _ADD,
    dict(_ADD, kind="hotp", hash="SHA256", digits=8, counter=2**64 - 1),
    dict(_ADD, kind="steam", digits=5, name="ж" * 32, secret="ab" * 256),
    dict(_ADD, issuer="銀行", name="山田", picture=str(hexlify(PICTURE), "ascii")),
    {"cmd": "edit", "id": 1, "issuer": "Bcme", "name": "bob"},
    {"cmd": "edit", "id": 3, "name": "山", "picture": str(hexlify(PICTURE[:3]), "ascii")},
    {"cmd": "edit", "id": 2, "digits": 8, "favourite": True},
    {"cmd": "edit", "id": 1, "period": 60, "favourite": False},
    {"cmd": "recovery", "id": 1},
    {"cmd": "recovery_add", "id": 1, "codes": RECOVERY_CODES},
    {"cmd": "recovery_clear", "id": 1},
    {"cmd": "move", "id": 3, "to": 0},
    {"cmd": "delete", "id": 2},
    {"cmd": "code", "id": 1},
    {"cmd": "code", "id": 2},
    {"cmd": "settings"},
    {"cmd": "settings", "lock_after": 600},
    {"cmd": "settings", "dim_after": 10, "dark_after": 20, "sleep_after": 0},
    {"cmd": "wifi"},
    {"cmd": "sync"},
    {"cmd": "sync_state"},
    {"cmd": "backup"},
    {"cmd": "backup_state"},
    {"cmd": "backup_read", "at": 0},
    {"cmd": "backup_end"},
    {"cmd": "restore", "size": 1300},
    {"cmd": "restore_write", "at": 0, "data": part_text(b"FOBB" + b"Z" * (PART_BYTES - 4))},
    {"cmd": "restore_write", "at": PART_BYTES, "data": part_text(b"\xa5" * 80)},
    {"cmd": "restore_state"},
    {"cmd": "import", "size": 1300, "code": "A" * 26},
    {"cmd": "wipe"},
    {"cmd": "lock"},
)
assert set([message["cmd"] for message in MESSAGES]) == set(messages._REQUIRED)
TEXTS = tuple([json.dumps(message).encode() for message in MESSAGES])

_VALUES = (
    b"null", b"true", b"-1", b"0", b"1", b"3", b"1.5", b"1e400", b"4294967296", b"-" + b"9" * 60,
    b"18446744073709551616", b'""', b'"\\u0000"', b'"\\ud800"', b'"zz"', b"[]", b"{}", b"[" * 90,
    b'"' + b"x" * 300 + b'"', b"253402300799999", b"1830000000000",
)  # fmt: skip
_PIECES = (
    b'"',
    b"{",
    b"}",
    b":",
    b",",
    b"\\",
    b"\\u",
    b"\x00",
    b"\xff",
    b"\xc3\xa9",
    b"\xed\xa0\x80",
)
_FIELDS = (
    b"cmd", b"id", b"to", b"set", b"first", b"nonce", b"counter", b"digits", b"kind", b"at",
    b"size", b"data", b"lock_after", b"picture", b"favourite", b"codes", b"bound_ms", b"zz",
)  # fmt: skip


def recording() -> list:
    """Return the lines of a good conversation, one SYNC first."""
    lines = []
    host = Channel(lines.append, lambda a, b: a - b)
    host.open(7, b"\x01\x02\x03\x04", 0)
    sequence = 0
    for text in TEXTS:
        while not host.idle:
            for byte in frame.encode(frame.ACK, 7, sequence, host.opened if not sequence else b""):
                host.feed(byte, 0)
            sequence += 1
        host.send(text, 0)
    return lines


def framed(text: bytes, session: int, sequence: int) -> list:
    """Return the lines of a message whose first one has this number."""
    lines = []
    while True:
        part, text = text[: frame.MAX_PAYLOAD], text[frame.MAX_PAYLOAD :]
        kind = frame.DATA if text else frame.LAST
        lines.append(frame.encode(kind, session, sequence & 255, part))
        if not text:
            return lines
        sequence += 1


def mutated_text(text: bytes) -> bytes:
    """Return the JSON of a message with something else in it."""
    for _ in range(choice((1, 1, 1, 2, 4))):
        at = randrange(len(text) + 1)
        what = randrange(7)
        if what == 0:  # another value
            colon = text.find(b": ", at)
            if colon >= 0:
                end = text.find(b",", colon)
                end = end if end >= 0 else len(text) - 1
                text = text[: colon + 2] + choice(_VALUES) + text[end:]
        elif what == 1:  # one field more, or twice
            text = text[:1] + b'"%s": %s, ' % (choice(_FIELDS), choice(_VALUES)) + text[1:]
        elif what == 2:
            text = text[:at] + choice(_PIECES) + text[at:]
        elif what == 3:
            text = text[:at] + text[at + 1 + randrange(9) :]
        elif what == 4:
            text = text[:at] + bytes((getrandbits(8),)) + text[at + 1 :]
        elif what == 5:
            text = text[:at] + choice(TEXTS)[at:]
        else:
            text = text[:at] + some_bytes(randrange(20)) + text[at:]
    return text or b" "


def mutated_line(line: bytes) -> bytes:
    """Return a frame as a bad line hands it on. Never the same."""
    data = line
    while data == line:
        at = randrange(len(line))
        what = randrange(6)
        if what == 0:
            data = line[:at] + bytes((line[at] ^ 1 << randrange(8),)) + line[at + 1 :]
        elif what == 1:
            data = line[:at]
        elif what == 2:
            data = line[:at] + line[at + 1 + randrange(20) :]
        elif what == 3:
            data = line[:at] + some_bytes(1 + randrange(4)) + line[at:]
        elif what == 4:
            data = line[:at] + line
        else:
            data = line[: -1 - randrange(3)] + b"\x03\r\n"
    return data


def random_frame(session: int, sequence: int) -> bytes:
    """Return noise, or a frame with a right check sum and random content."""
    what = randrange(8)
    if what == 0:
        return some_bytes(1 + randrange(220))
    if what == 1:
        return b":" + bytes([32 + randrange(95) for _ in range(randrange(210))]) + b"\n"
    kind = choice((frame.SYNC, frame.DATA, frame.LAST, frame.LAST, frame.ACK))
    if what < 4:
        session, sequence = getrandbits(8), getrandbits(8)
    elif what < 6:
        kind = choice((frame.DATA, frame.LAST))
    payload = some_bytes(randrange(frame.MAX_PAYLOAD + 1))
    if what == 7:
        payload = mutated_text(choice(TEXTS))[: frame.MAX_PAYLOAD]
    return frame.encode(kind, session, sequence, payload)
