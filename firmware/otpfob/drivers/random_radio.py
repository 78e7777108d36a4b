"""Random bytes from the ESP32's own generator, with the radio on while they are read.

Only the radio's noise makes them truly random: "If neither RF subsystem nor entropy source is
enabled, the output should be considered pseudo-random only" (ESP-IDF, "Random Number
Generation"). So the Wi-Fi station is on for every read. It joins no network.
"""

import os

import network
from micropython import const

from otpfob.core.errors import FobError

_SEED_BYTES = const(32)


class RandomFailed(FobError):
    """The radio does not start: what the generator gives now may be foreseen."""

    code = "random_failed"
    says = "The random source does not work, so no key was made. Restart the token."


class RadioRandom:
    """Truly random while the radio runs. `insecure` is what every random source has to say."""

    insecure = False

    def __init__(self) -> None:
        self._begun = False
        self._was_on = False

    def seed(self) -> bytes:
        """Return 32 bytes that need no radio: no key may be made of them alone."""
        return os.urandom(_SEED_BYTES)

    def begin(self) -> None:
        """Turn the radio on for many reads: starting it takes a moment. Raises RandomFailed."""
        try:
            station = network.WLAN(network.STA_IF)
            on = station.active()
            if not on:
                station.active(True)
            started = station.active()
        except (OSError, RuntimeError):  # RuntimeError: Wi-Fi errors that have no errno
            raise RandomFailed
        if not started:
            raise RandomFailed
        if not self._begun:
            self._begun = True
            self._was_on = on

    def end(self) -> None:
        """Turn the radio off, unless it was on before begin()."""
        begun = self._begun
        self._begun = False
        if not begun or self._was_on:
            return
        try:
            network.WLAN(network.STA_IF).active(False)
        except (OSError, RuntimeError):
            pass  # it costs power; the bytes are good

    def read(self, n: int) -> bytes:
        """Return `n` random bytes, never with the radio off. Raises RandomFailed."""
        begun = self._begun
        self.begin()
        try:
            return os.urandom(n)
        finally:
            if not begun:
                self.end()
