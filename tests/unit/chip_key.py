"""A device key as a chip has one, made of the firmware's own HMAC."""

from otpfob.core.errors import FobError
from otpfob.core.hmac import SHA256, digest


class Broken(FobError):
    code = "device_key_failed"


class ChipKey:
    """Present, unless `key` is empty. `calls` are counted; from `fails_at` on each one fails."""

    def __init__(self, key=bytes(range(50, 82))):
        self._key = key
        self.calls = 0
        self.fails_at = None

    def present(self):
        return bool(self._key)

    def mix(self, message, result):
        self.calls += 1
        if self.calls == self.fails_at:
            raise Broken
        result[:] = digest(self._key, message, SHA256)
