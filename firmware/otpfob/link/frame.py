"""One frame of the link: a line of text that survives a noisy console.

    :kSSNN<payload in base64>CCCCCCCC\\n

    part     size     meaning
    :        1        start; whatever stands before the last one in a line is noise
    k        1        kind: S sync, D data with more to follow, L last data, A acknowledge
    SS       2        session, hex: chosen by the host, in every frame of a conversation
    NN       2        sequence number, hex
    payload  0..184   base64 (RFC 4648, section 4) of up to 138 bytes
    C...     8        CRC-32 (IEEE 802.3) of all between `:` and here, hex
    \\n       1

A frame is at most 200 bytes with its end: the ESP32 holds 260 bytes of input and has
no flow control. No control character but the newline occurs, so no 0x03.
"""

from binascii import a2b_base64, b2a_base64, crc32, unhexlify

MAX_FRAME = 200
MAX_PAYLOAD = 138

SYNC = ord("S")
DATA = ord("D")
LAST = ord("L")
ACK = ord("A")
_KINDS = (SYNC, DATA, LAST, ACK)

_START = ord(":")
_END = ord("\n")


def encode(kind: int, session: int, sequence: int, payload: bytes = b"") -> bytes:
    """Return the line of a frame. `payload` is at most MAX_PAYLOAD bytes."""
    body = b"%c%02X%02X" % (kind, session, sequence) + b2a_base64(payload).strip()
    return b":" + body + b"%08X\n" % (crc32(body) & 0xFFFFFFFF)


class Frame:
    """A received frame whose check sum was right."""

    def __init__(self, kind, session, sequence, payload):
        self.kind = kind
        self.session = session
        self.sequence = sequence
        self.payload = payload


class Reader:
    """Finds frames in received bytes. One buffer, bounded; what is no frame is skipped."""

    def __init__(self) -> None:
        self._line = bytearray(MAX_FRAME)
        self._size = 0
        self._inside = False

    def feed(self, byte: int) -> "Frame | None":
        """Take one byte. Returns the frame that it completes, or None."""
        if byte == _START:
            self._size = 0
            self._inside = True
            return None
        if not self._inside:
            return None
        if byte == _END:
            self._inside = False
            return _decode(bytes(self._line[: self._size]))
        if self._size >= MAX_FRAME - 2 or byte < 32:
            self._inside = False  # too long, or a control character: noise
            return None
        self._line[self._size] = byte
        self._size += 1
        return None


def _decode(body):
    """Return the Frame of the text between `:` and the newline, or None."""
    end = len(body) - 8
    if end < 5 or body[0] not in _KINDS:
        return None
    try:
        if body[end:] != b"%08X" % (crc32(body[:end]) & 0xFFFFFFFF):
            return None
        session, sequence = unhexlify(body[1:5])
        return Frame(body[0], session, sequence, a2b_base64(body[5:end]))
    except ValueError:  # no hex, no base64, or no ASCII: noise (binascii.Error is one too)
        return None
