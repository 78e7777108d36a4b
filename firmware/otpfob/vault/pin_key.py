"""The key that a PIN gives, in slices of work, and how many iterations a chip can afford.

On a chip that has a device key, it makes the last part of the way, in a chain: who has a copy
of the flash and not the chip cannot try one PIN, and who has both waits for the chip at each.
"""

from micropython import const

from otpfob.core.errors import BadField, FobError
from otpfob.core.pbkdf2 import Pbkdf2
from otpfob.vault.key_slots import MIN_ITERATIONS
from otpfob.vault.keys import KEY_BYTES, wipe

MIN_DIGITS = 6
MAX_DIGITS = 12
SLICES = 20  # of a derivation: 50 ms each on the device that counted its iterations

NO_PIN_ITERATIONS = 1
# What a device of today sets. More is read than is set: key_slots.MAX_ITERATIONS.
HIGHEST_COUNT = 200_000

# One after the other: some 100 ms here, and milliseconds for the fastest program on the chip.
DEVICE_ROUNDS = 256
_DEVICE_LABEL = b"OTPfob device"

_AIM_MS = const(1000)
_ENOUGH_MS = const(100)
_ENOUGH_ITERATIONS = const(4000)
_SAMPLE = const(200)
_ROUND = const(100)
_ZERO = const(48)
_NINE = const(57)


def check_pin(pin) -> None:
    """Raise BadField("pin") unless `pin` is None or 6 to 12 ASCII digits in a bytearray."""
    if pin is None:
        return
    if not isinstance(pin, bytearray) or not MIN_DIGITS <= len(pin) <= MAX_DIGITS:
        raise BadField("pin")
    for digit in pin:
        if not _ZERO <= digit <= _NINE:
            raise BadField("pin")


def calibrated(ticks) -> int:
    """Return how many iterations take a second here. Takes a tenth of it."""
    sample = Pbkdf2(b"", b"", _ENOUGH_ITERATIONS + 1)
    start = ticks.now_ms()
    done = spent_ms = 0
    while done < _ENOUGH_ITERATIONS and spent_ms < _ENOUGH_MS:
        sample.run(_SAMPLE)
        done += _SAMPLE
        spent_ms = ticks.diff(ticks.now_ms(), start)
    if spent_ms <= 0:
        return HIGHEST_COUNT
    count = done * _AIM_MS // spent_ms
    return max(MIN_ITERATIONS, min(count - count % _ROUND, HIGHEST_COUNT))


class PinKey:
    """One derivation. Overwrites the PIN when it is done or given up."""

    def __init__(self, pin) -> None:
        """`pin` is None for none; see check_pin."""
        self.pin = pin
        self.key = bytearray()
        self._work = None
        self._slice = 0
        self._device_key = None

    def begin(self, salt: bytes, iterations: int, device_key=None) -> None:
        """Say what the PIN is stretched with. None works like an empty one.

        `device_key` has mix(message, result), or is None: none is mixed in.
        """
        self._work = Pbkdf2(self.pin or b"", salt, iterations)
        self._slice = iterations // SLICES + 1
        self._device_key = device_key

    def run(self) -> bool:
        """Do a slice. Returns True when `key` is there; the PIN is gone then."""
        work = self._work
        if work is None:
            raise FobError
        if not work.run(self._slice):
            return False
        self.key = work.result()
        work.wipe()
        if self.pin is not None:
            wipe(self.pin)
        if self._device_key is not None:
            self._mix(self._device_key)
        return True

    def _mix(self, device_key):
        block = bytearray(len(_DEVICE_LABEL) + KEY_BYTES)
        block[: len(_DEVICE_LABEL)] = _DEVICE_LABEL
        key = memoryview(block)[len(_DEVICE_LABEL) :]
        key[:] = self.key
        try:
            for _ in range(DEVICE_ROUNDS):
                device_key.mix(block, key)
            self.key[:] = key
        except FobError:
            wipe(self.key)
            raise
        finally:
            wipe(block)

    def wipe(self) -> None:
        """Overwrite PIN and key."""
        if self._work is not None:
            self._work.wipe()
        if self.pin is not None:
            wipe(self.pin)
        wipe(self.key)
