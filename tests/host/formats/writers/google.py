"""Export codes of Google Authenticator."""

from base64 import b64encode
from urllib.parse import quote

_HASHES = {"SHA1": 1, "SHA256": 2, "SHA512": 3, "MD5": 4}
_DIGITS = {6: 1, 8: 2}
_KINDS = {"hotp": 1, "totp": 2}


def varint(value) -> bytes:
    value &= (1 << 64) - 1
    data = b""
    while value > 0x7F:
        data += bytes((value & 0x7F | 0x80,))
        value >>= 7
    return data + bytes((value,))


def number(field, value) -> bytes:
    return varint(field << 3) + varint(value)


def field_bytes(field, data) -> bytes:
    return varint(field << 3 | 2) + varint(len(data)) + data


def account(sample) -> bytes:
    data = field_bytes(1, sample.secret) + field_bytes(2, sample.name.encode())
    data += field_bytes(3, sample.issuer.encode()) + number(4, _HASHES[sample.hash])
    data += number(5, _DIGITS.get(sample.digits, 9)) + number(6, _KINDS[sample.kind])
    return data + (number(7, sample.counter) if sample.kind == "hotp" else b"")


def code(accounts, size=1, index=0, batch=-1234567, encode=quote) -> str:
    """Return the text of one QR code. `accounts` are bytes."""
    data = b"".join(field_bytes(1, data) for data in accounts)
    data += number(2, 1) + number(3, size) + (number(4, index) if index else b"")
    text = b64encode(data + number(5, batch)).decode()
    return "otpauth-migration://offline?data=" + encode(text)


def codes(samples, each=3, **how) -> list[str]:
    parts = [samples[at : at + each] for at in range(0, len(samples), each)]
    return [
        code([account(sample) for sample in part], len(parts), index, **how)
        for index, part in enumerate(parts)
    ]


def plain(samples) -> bytes:
    return "\n".join(codes(samples)).encode()
