"""PBKDF2's loop in plain Python over the built-in SHA-256: the twin of pbkdf2_viper.py."""

from otpfob.core.hmac import SHA256, keyed


class Loop:
    """T of RFC 8018, 5.2: the XOR of U1 and all that follow it."""

    def __init__(self, password: bytes, u1: bytes) -> None:
        self._key = keyed(password, SHA256)
        self._last = u1
        self._sum = bytearray(u1)

    def run(self, count: int) -> None:
        """Compute the next `count` U."""
        key = self._key
        last = self._last
        total = self._sum
        for _ in range(count):
            last = key.digest(last)
            for i in range(len(total)):
                total[i] ^= last[i]
        self._last = last

    def result(self) -> bytearray:
        """Return T."""
        return bytearray(self._sum)

    def wipe(self) -> None:
        """Forget the password and T."""
        self._key.wipe()
        self._last = b""
        for i in range(len(self._sum)):
            self._sum[i] = 0
