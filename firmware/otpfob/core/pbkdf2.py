"""PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2) for keys of 32 bytes, in slices of work.

Between two slices the caller serves buttons and link and draws how far it is:

    job = Pbkdf2(pin, salt, iterations)
    while not job.run(50):
        bar.show(job.done_iterations, iterations)
    key = job.result()
    job.wipe()
"""

from otpfob.core.errors import BadField
from otpfob.core.hmac import SHA256, digest

try:
    from otpfob.core.pbkdf2_viper import Loop
except (ImportError, SyntaxError, ValueError):
    # The same interpreters as in sha512.py.
    from otpfob.core.pbkdf2_plain import Loop

RESULT_BYTES = 32


class Pbkdf2:
    """One derivation. Holds what is as secret as the password: wipe it."""

    def __init__(self, password: bytes, salt: bytes, iterations: int) -> None:
        if iterations < 1:
            raise BadField("iterations")
        # The first block, and with 32 bytes the only one, has the number 1.
        self._loop = Loop(password, digest(password, salt + b"\x00\x00\x00\x01", SHA256))
        self._iterations = iterations
        self.done_iterations = 1

    def run(self, max_iterations: int) -> bool:
        """Do at most `max_iterations` more. Return whether all are done."""
        left = self._iterations - self.done_iterations
        count = max_iterations if max_iterations < left else left
        if count > 0:
            self._loop.run(count)
            self.done_iterations += count
        return self.done_iterations == self._iterations

    def result(self) -> bytearray:
        """Return the key. The caller wipes it when it has used it."""
        if self.done_iterations != self._iterations:
            raise BadField("iterations")
        return self._loop.result()

    def wipe(self) -> None:
        """Forget the password and the key."""
        self._loop.wipe()
