"""The Wi-Fi station: off, but between begin() and end().

MicroPython (esp32/network_wlan.c) keeps network and password in the radio's RAM, never in
flash, until the chip resets or joins another network.
"""

import network
from micropython import const

# Why a network was not joined. The numbers are ESP-IDF's wifi_err_reason_t, which status()
# gives when it has stopped trying: 15, 202 and 204 are what a wrong password looks like.
NO_RADIO = "no_radio"
_REASONS = (
    ("wrong_password", (15, 202, 204)),
    ("no_network", (201, 210, 211, 212)),
)
_OTHER = "no_join"
REASONS = (NO_RADIO, _OTHER, "wrong_password", "no_network")

_TRYING = (network.STAT_IDLE, network.STAT_CONNECTING, network.STAT_GOT_IP)
_TRIES = const(3)


class Wifi:
    """Joins one network. `reason` is empty, or one of REASONS: it will not be joined."""

    def __init__(self) -> None:
        self.reason = ""
        self._station = None

    def begin(self, ssid: bytes, password) -> None:
        """Turn the radio on and begin to join `ssid`; an empty password: an open network.

        Returns at once; see joined(). MicroPython takes no bytearray, so a copy of the password
        is made that stays on the heap until it is collected.
        """
        self.reason = ""
        try:
            self._station = network.WLAN(network.STA_IF)
            self._station.active(True)
            # Otherwise it tries for ever and status() never says why.
            self._station.config(reconnects=_TRIES)
            # Saving power, the radio wakes for answers ten times a second only.
            self._station.config(pm=network.WLAN.PM_NONE)
            # Bytes, which the stubs do not know of: a network's name need not be UTF-8.
            key = bytes(password) if len(password) else None
            self._station.connect(bytes(ssid), key)  # type: ignore[reportArgumentType]
        except (OSError, RuntimeError):  # RuntimeError: Wi-Fi errors that have no errno
            self.end()
            self.reason = NO_RADIO

    def joined(self) -> bool:
        """Return whether the token is in the network and has an address. Does not wait."""
        if self._station is None or self.reason:
            return False
        try:
            if self._station.isconnected():
                return True
            status = self._station.status()
        except (OSError, RuntimeError):
            self.reason = _OTHER
            return False
        if status not in _TRYING:
            self.reason = _why(status)
        return False

    def end(self) -> None:
        """Leave the network and turn the radio off, whatever state it is in."""
        station = self._station
        self._station = None
        if station is None:
            return
        try:
            station.disconnect()
        except (OSError, RuntimeError):
            pass  # it was in no network
        try:
            station.active(False)
        except (OSError, RuntimeError):
            pass  # it never started


def _why(status):
    for word, numbers in _REASONS:
        if status in numbers:
            return word
    return _OTHER
