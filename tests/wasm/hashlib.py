"""SHA-1 for a MicroPython without it: the WebAssembly build has SHA-256 only. FIPS 180-4, 6.1."""

from uhashlib import sha256  # noqa: F401 (what is imported from here)

_MASK = 0xFFFFFFFF


def _rotated(value, bits):
    return (value << bits | value >> 32 - bits) & _MASK


class sha1:
    def __init__(self, data=b""):
        self._data = bytes(data)

    def update(self, data):
        self._data += bytes(data)

    def digest(self):
        data = self._data + b"\x80" + bytes(-(len(self._data) + 9) % 64)
        data += (8 * len(self._data)).to_bytes(8, "big")
        state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]
        for start in range(0, len(data), 64):
            words = [int.from_bytes(data[i : i + 4], "big") for i in range(start, start + 64, 4)]
            for i in range(16, 80):
                mixed = words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16]
                words.append(_rotated(mixed, 1))
            a, b, c, d, e = state
            for i in range(80):
                if i < 20:
                    f, k = b & c | ~b & d, 0x5A827999
                elif i < 40:
                    f, k = b ^ c ^ d, 0x6ED9EBA1
                elif i < 60:
                    f, k = b & c | b & d | c & d, 0x8F1BBCDC
                else:
                    f, k = b ^ c ^ d, 0xCA62C1D6
                new = _rotated(a, 5) + (f & _MASK) + e + k + words[i]
                a, b, c, d, e = new & _MASK, a, _rotated(b, 30), c, d
            state = [x + y & _MASK for x, y in zip(state, (a, b, c, d, e))]  # noqa: B905
        return b"".join(word.to_bytes(4, "big") for word in state)
