"""What the user chose, in the sealed file `settings`: a JSON object, at most 1024 bytes of UTF-8.

    name           limits                                         without one
    lock_after_s   30..3600                                       300
    dim_after_s    10..3600, 0: never                             30
    dark_after_s   10..3600, 0: never                             60
    sleep_after_s  10..3600, 0: never                             180
    sync_every_h   0..720, 0: only when asked                     168
    wifi_ssid      1 to 32 bytes, no control characters           no network
    wifi_password  8 to 63 bytes, or empty for an open network

Names that this firmware does not know are kept: a newer one wrote them.
"""

import json

from otpfob.core.errors import BadField, Damaged
from otpfob.core.network import check_network
from otpfob.vault.sealed import Sealed

NAME = "settings"
MAGIC = b"FOBS"
MAX_BYTES = 1024

# name: (lowest, highest)
_LIMITS = {
    "lock_after_s": (30, 3600),
    "dim_after_s": (10, 3600),
    "dark_after_s": (10, 3600),
    "sleep_after_s": (10, 3600),
    "sync_every_h": (1, 720),
}
_ALWAYS = ("lock_after_s",)  # all others can be 0 too: never

DEFAULTS = {
    "lock_after_s": 300,
    "dim_after_s": 30,
    "dark_after_s": 60,
    "sleep_after_s": 180,
    "sync_every_h": 168,
}

_SSID = "wifi_ssid"
_PASSWORD = "wifi_password"


class Settings:
    """The settings in RAM, as they are in flash."""

    def __init__(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self._values = {}

    @property
    def healthy(self) -> bool:
        """Whether flash is known to hold what RAM does. See Sealed.healthy."""
        return self._sealed.healthy

    def create(self) -> None:
        """Write a file without settings: all are as they come."""
        self._save({}, "")

    def load(self) -> None:
        """Read the file. Raises Damaged or StorageFailed."""
        self._sealed.load()
        if self._sealed.size > MAX_BYTES:
            raise Damaged
        content = bytearray(self._sealed.size)
        self._sealed.read(0, content)
        try:
            values = json.loads(str(content, "utf-8"))
        except ValueError:
            raise Damaged
        if not isinstance(values, dict):
            raise Damaged
        self._values = values

    def get(self, name: str) -> int:
        """Return a setting. Allocates nothing. Raises BadField for an unknown name."""
        if name not in _LIMITS:
            raise BadField(name)
        default = DEFAULTS[name]
        value = self._values.get(name, default)
        # What only a newer firmware allows must not keep this one from opening.
        return value if _fits(name, value) else default

    def check(self, name: str, value: int, field: str) -> None:
        """Raise BadField(field) for a value, or a name, that `put` does not take."""
        if name not in _LIMITS or not _fits(name, value):
            raise BadField(field)

    def put(self, name: str, value: int) -> None:
        """Change a setting. Raises BadField, VaultFull, StorageFailed."""
        self.put_all({name: value})

    def put_all(self, changes: dict) -> None:
        """Change several, all or none. Raises as put() does."""
        values = dict(self._values)
        name = ""
        for name in changes:
            self.check(name, changes[name], name)
            values[name] = changes[name]
        self._save(values, name)

    @property
    def wifi(self):
        """The network's (name, password), both empty when there is none."""
        ssid, password = self._values.get(_SSID, ""), self._values.get(_PASSWORD, "")
        return (ssid, password) if _is_network(ssid, password) else ("", "")

    def put_wifi(self, ssid: str, password: str) -> None:
        """Change the network; an empty name forgets it. Raises as check_wifi() and put() do."""
        self.check_wifi(ssid, password)
        values = dict(self._values)
        for name in (_SSID, _PASSWORD):
            values.pop(name, None)
        if ssid:
            values[_SSID] = ssid
            values[_PASSWORD] = password
        self._save(values, _SSID)

    @staticmethod
    def check_wifi(ssid: str, password: str) -> None:
        """Raise BadField("ssid") or BadField("password") for what no network has."""
        if ssid != "":
            check_network(ssid, password)
        elif password != "":
            raise BadField("password")

    def wipe(self) -> None:
        """Forget the settings and overwrite the keys."""
        self._values = {}
        self._sealed.wipe()

    def _save(self, values, name):
        content = json.dumps(values).encode()
        if len(content) > MAX_BYTES:
            raise BadField(name)
        self._sealed.replace(len(content), lambda: (content,))
        self._values = values


def _is_network(ssid, password):
    try:
        Settings.check_wifi(ssid, password)
    except BadField:
        return False
    return bool(ssid)


def _fits(name, value):
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    lowest, highest = _LIMITS[name]
    return lowest <= value <= highest or (value == 0 and name not in _ALWAYS)
