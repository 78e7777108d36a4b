"""Recovery codes: taken and forgotten after a question, counted, and never given out."""

from micropython import const

from otpfob.app.answers.question import Question, labels_at
from otpfob.core.recovery import MAX_CODES_BYTES
from otpfob.vault import recovery

_T_RECOVERY_CODES = const(0x37A3C)
_T_MORE_THAN_HERE = const(0x427D1)
_T_ADD_CODES = const(0x0D055)
_T_CODES_LOST = const(0x51A8B)
_T_DELETE_CODES = const(0x0B70B)


class RecoveryAnswers:
    """`handlers` by command, as app.requests collects them."""

    def __init__(self, kit) -> None:
        self._safe = kit.safe
        self.handlers = {
            "recovery": self._state,
            "recovery_add": self._add,
            "recovery_clear": self._clear,
        }

    def _extras(self, fields):
        vault = self._safe.vault
        return vault.details_at(vault.index_of(fields["id"])).extras

    def _labels(self, fields):
        vault = self._safe.vault
        return labels_at(vault, vault.index_of(fields["id"]))

    def _state(self, fields):
        extras = self._extras(fields)
        return {
            "codes": extras.count,
            "used": [i + 1 for i in range(extras.count) if extras.used >> i & 1],
            "room": MAX_CODES_BYTES - extras.codes_size,
        }

    def _add(self, fields):
        extras = self._extras(fields)
        count = recovery.check(fields["codes"], extras)

        def apply():
            recovery.add(self._safe.vault, fields["id"], fields["codes"])
            return {}

        lines = self._labels(fields)
        lines.append((_T_RECOVERY_CODES, count))
        if extras.count:
            lines.append((_T_MORE_THAN_HERE, extras.count))
        return Question(_T_ADD_CODES, lines, apply)

    def _clear(self, fields):
        extras = self._extras(fields)
        if not extras.count:
            return {}

        def apply():
            recovery.clear(self._safe.vault, fields["id"])
            return {}

        lines = self._labels(fields)
        lines.append((_T_CODES_LOST, extras.count, extras.left))
        return Question(_T_DELETE_CODES, lines, apply)
