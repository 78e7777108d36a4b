"""The token as a whole: what it is, its settings, locking and erasing it."""

from otpfob.app.answers.question import Question
from otpfob.core.errors import FobError, NoPin
from otpfob.link.messages import PROTOCOL
from otpfob.vault.states import DAMAGED, LOCKED, OPEN
from otpfob.version import VERSION

_SETTINGS = (
    ("lock_after", "Lock"),
    ("dim_after", "Dim"),
    ("dark_after", "Dark"),
    ("sleep_after", "Sleep"),
)


class DeviceAnswers:
    """`handlers` by command."""

    def __init__(self, kit, board: str, serial: str, slot: str) -> None:
        self._kit = kit
        self._board = board
        self._serial = serial
        self._slot = slot
        self.handlers = {
            "hello": self._hello,
            "settings": self._settings,
            "lock": self._lock,
            "wipe": self._wipe,
        }

    def _hello(self, fields):
        safe = self._kit.safe
        try:
            vault = safe.vault
        except FobError:
            vault = None
        answer = {
            "firmware": VERSION,
            "protocol": PROTOCOL,
            "board": self._board,
            "serial": self._serial,
            "locked": safe.state == LOCKED,
            "ready": vault is not None,
            "damaged": vault is None and safe.state in (DAMAGED, OPEN),
            "time": self._kit.clock.has_time,
            "accounts": vault.count if vault is not None else 0,
            "free": vault.free if vault is not None else 0,
        }
        if self._slot:
            answer["slot"] = self._slot
        if vault is not None:
            answer["pin"] = safe.has_pin
        if self._kit.charge is not None:
            answer["battery"] = self._kit.charge
        faults = self._kit.faults()
        if faults:
            answer["faults"] = faults
        return answer

    def _settings(self, fields):
        settings = self._kit.safe.settings
        changes = {}
        lines = []
        for field, text in _SETTINGS:
            if field in fields:
                seconds = fields[field]
                settings.check(field + "_s", seconds, field)
                changes[field + "_s"] = seconds
                lines.append(text + (" after %d s" % seconds if seconds else ": never"))

        def apply():
            if changes:
                settings.put_all(changes)
            return {field: settings.get(field + "_s") for field, _ in _SETTINGS}

        return Question("Change settings?", lines, apply) if changes else apply()

    def _lock(self, fields):
        # No question: locking harms nobody.
        if not self._kit.safe.has_pin:
            raise NoPin
        self._kit.lock_due = True
        return {}

    def _wipe(self, fields):
        def apply():
            self._kit.transfers.end()
            self._kit.safe.wipe()
            return {}

        lines = ["All accounts on this", "token will be erased."]
        return Question("Erase everything?", lines, apply, hold=True)
