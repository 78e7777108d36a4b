"""TOTP as hobby tokens compute it: everything anew for each code.

Written for this benchmark after the way Adafruit's Learn guide and its many descendants go
about it: decode the secret, build both pads with generators, join them with the message,
hash with the built-in SHA-1, pick the four bytes, pad the text with zeros one at a time.
Only SHA-1, and a secret longer than a block is wrong, as it is in many of them.
"""

from hashlib import sha1

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BLOCK_BYTES = 64


def base32_decode(text):
    bits = 0
    size = 0
    result = []
    for character in text:
        bits = bits << 5 | _ALPHABET.index(character)
        size += 5
        if size >= 8:
            size -= 8
            result.append(bits >> size & 0xFF)
            bits &= (1 << size) - 1
    return bytes(result)


def counter_bytes(counter):
    result = []
    for _ in range(8):
        result.append(counter & 0xFF)
        counter >>= 8
    return bytes(bytearray(reversed(result)))


def hmac_sha1(key, message):
    block = key + b"\0" * (_BLOCK_BYTES - len(key))
    inner = bytes((x ^ 0x36) for x in block)
    outer = bytes((x ^ 0x5C) for x in block)
    return sha1(outer + sha1(inner + message).digest()).digest()


def totp(secret_text, unix_s, digits=6, period_s=30):
    mac = hmac_sha1(base32_decode(secret_text), counter_bytes(unix_s // period_s))
    offset = mac[-1] & 0xF
    number = (
        (mac[offset] & 0x7F) << 24
        | (mac[offset + 1] & 0xFF) << 16
        | (mac[offset + 2] & 0xFF) << 8
        | (mac[offset + 3] & 0xFF)
    )
    text = str(number % 10**digits)
    while len(text) < digits:
        text = "0" + text
    return text
