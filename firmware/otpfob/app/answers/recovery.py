"""Recovery codes: taken and forgotten after a question, counted, and never given out."""

from otpfob.app.answers.question import Question, labels
from otpfob.core.recovery import MAX_CODES_BYTES
from otpfob.vault import recovery


class RecoveryAnswers:
    """`handlers` by command, as app.requests collects them."""

    def __init__(self, kit) -> None:
        self._safe = kit.safe
        self.handlers = {
            "recovery": self._state,
            "recovery_add": self._add,
            "recovery_clear": self._clear,
        }

    def _details(self, fields):
        vault = self._safe.vault
        return vault.details_at(vault.index_of(fields["id"]))

    def _state(self, fields):
        extras = self._details(fields).extras
        return {
            "codes": extras.count,
            "used": [i + 1 for i in range(extras.count) if extras.used >> i & 1],
            "room": MAX_CODES_BYTES - extras.codes_size,
        }

    def _add(self, fields):
        details = self._details(fields)
        count = recovery.check(fields["codes"], details.extras)

        def apply():
            recovery.add(self._safe.vault, fields["id"], fields["codes"])
            return {}

        lines = labels(details.issuer, details.name)
        lines.append("%d recovery codes" % count)
        if details.extras.count:
            lines.append("more than the %d here" % details.extras.count)
        return Question("Add codes?", lines, apply)

    def _clear(self, fields):
        details = self._details(fields)
        if not details.extras.count:
            return {}

        def apply():
            recovery.clear(self._safe.vault, fields["id"])
            return {}

        lines = labels(details.issuer, details.name)
        lines.append("%d codes, %d not used," % (details.extras.count, details.extras.left))
        lines.append("will be lost.")
        return Question("Delete the codes?", lines, apply)
