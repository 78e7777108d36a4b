"""How the glass looks: which language it speaks, and whether it is turned. No secret.

It lies beside the keys, unencrypted: it is needed to ask for the PIN, and before there is one.

    offset  size  field
    0       1     format version, 1
    1       1     language: its place in LANGUAGES of otpfob.ui.texts
    2       1     1: turned by half, for the left hand; else 0
    3       5     zero
"""

from micropython import const

from otpfob.core.errors import StorageFailed
from otpfob.vault.raw_log import RawLog

FIRST_BLOCK = 8
_PAYLOAD_BYTES = const(8)
_VERSION = const(1)


class Look:
    """`language` is a place in a list, `turned` is True or False. Change them, then save()."""

    def __init__(self, store, languages: int) -> None:
        """Read what was saved; what cannot be read is as on a new token."""
        self._log = RawLog(store, FIRST_BLOCK, _PAYLOAD_BYTES)
        self.language = 0
        self.turned = False
        try:
            payload = self._log.last()
        except StorageFailed:
            return
        if payload is not None and payload[0] == _VERSION:
            self.language = payload[1] if payload[1] < languages else 0
            self.turned = payload[2] == 1

    def save(self) -> None:
        """Keep it. Raises StorageFailed."""
        self._log.append(bytes((_VERSION, self.language, int(self.turned), 0, 0, 0, 0, 0)))
