"""The radio of the simulated board, as `network` (ESP32 port) gives it on the real one.

One access point is in reach: the one whose name and password are the simulator's settings
`wifi_ssid` and `wifi_password`; without these settings, none. Sockets are the PC's own:
loopback is the network.
"""

from time import ticks_diff, ticks_ms

import wire

STA_IF = 0

STAT_IDLE = 1000
STAT_CONNECTING = 1001
STAT_GOT_IP = 1010
STAT_NO_AP_FOUND = 201
STAT_WRONG_PASSWORD = 202

_JOIN_MS = 300  # for scanning, joining and an address: a little, so that joining is seen
_NOWHERE = ("0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0")
_LOOPBACK = ("127.0.0.1", "255.0.0.0", "127.0.0.1", "127.0.0.1")


def _text(value):
    return value if isinstance(value, str) else str(value, "utf-8")


def _setting(name):
    try:
        return wire.setting(name)
    except OSError:
        return None


class _Radio:
    """There is one, whoever asks for a WLAN."""

    def __init__(self):
        self.active = False
        self.asked = False
        self.asked_ms = 0
        self._names = ("", "")

    def join(self, ssid, password):
        self.asked = True
        self.asked_ms = ticks_ms()
        self._names = (ssid, password)

    def status(self):
        if not self.active or not self.asked:
            return STAT_IDLE
        if ticks_diff(ticks_ms(), self.asked_ms) < _JOIN_MS:
            return STAT_CONNECTING
        ssid, password = self._names
        if ssid != _setting("wifi_ssid"):
            return STAT_NO_AP_FOUND
        return STAT_GOT_IP if password == _setting("wifi_password") else STAT_WRONG_PASSWORD


_radio = _Radio()


class WLAN:
    IF_STA = STA_IF
    PM_NONE = 0
    PM_PERFORMANCE = 1

    def __init__(self, interface=STA_IF):
        if interface != STA_IF:
            raise ValueError("the simulated radio is a station only")

    def active(self, is_active=None):
        if is_active is None:
            return _radio.active
        _radio.active = bool(is_active)
        wire.payload[0] = _radio.active
        wire.call(65, 1)  # A
        if not is_active:
            _radio.asked = False
        return None

    def config(self, *names, **values):
        """Accept every setting, without effect."""

    def connect(self, ssid, password=None):
        if not _radio.active:
            raise OSError("Wifi Not Started")
        _radio.join(_text(ssid), _text(password or ""))

    def disconnect(self):
        if not _radio.active:
            raise OSError("Wifi Not Started")
        _radio.asked = False

    def isconnected(self):
        return self.status() == STAT_GOT_IP

    def status(self):
        return _radio.status()

    def ifconfig(self):
        return _LOOPBACK if self.isconnected() else _NOWHERE
