"""The token as a whole: what it is, its settings, locking and erasing it."""

from micropython import const

from otpfob.app.answers.question import Question
from otpfob.core.errors import FobError, NoPin
from otpfob.link.messages import PROTOCOL
from otpfob.vault.states import DAMAGED, LOCKED, OPEN
from otpfob.version import VERSION

_T_CHANGE_SETTINGS = const(0x37A2B)
_T_LOCK_AFTER_S = const(0xDFC97)
_T_LOCK_NEVER = const(0x28A9C)
_T_DIM_AFTER_S = const(0xF1F62)
_T_DIM_NEVER = const(0x2A645)
_T_DARK_AFTER_S = const(0xB4BB9)
_T_DARK_NEVER = const(0x6204F)
_T_SLEEP_AFTER_S = const(0x8D3AA)
_T_SLEEP_NEVER = const(0xBA30E)
_T_ERASE_ALL = const(0xA8041)
_T_ALL_ERASED = const(0x02C0B)

# field, what it says with a number of seconds, and with 0
_SETTINGS = (
    ("lock_after", _T_LOCK_AFTER_S, _T_LOCK_NEVER),
    ("dim_after", _T_DIM_AFTER_S, _T_DIM_NEVER),
    ("dark_after", _T_DARK_AFTER_S, _T_DARK_NEVER),
    ("sleep_after", _T_SLEEP_AFTER_S, _T_SLEEP_NEVER),
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
        faults = self._kit.parts.faults()
        if faults:
            answer["faults"] = faults
        return answer

    def _settings(self, fields):
        settings = self._kit.safe.settings
        changes = {}
        lines = []
        for field, after, never in _SETTINGS:
            if field in fields:
                seconds = fields[field]
                settings.check(field + "_s", seconds, field)
                changes[field + "_s"] = seconds
                lines.append((after, seconds) if seconds else never)

        def apply():
            if changes:
                settings.put_all(changes)
            return {field: settings.get(field + "_s") for field, _, _ in _SETTINGS}

        return Question(_T_CHANGE_SETTINGS, lines, apply) if changes else apply()

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

        return Question(_T_ERASE_ALL, [_T_ALL_ERASED], apply, hold=True)
