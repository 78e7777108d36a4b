"""Backup, restore and import: the person decides on the token.

A backup's file is nothing the host can read; that of an import it has made itself.
"""

from micropython import const

from otpfob.app.answers.question import Question
from otpfob.core.errors import BadField, Busy
from otpfob.link.part import part_text
from otpfob.link.terms import CHECKING, CODE, PART_BYTES, READY

_T_MAKE_A_BACKUP = const(0x27C84)
_T_WHAT_A_BACKUP_IS = const(0x2F766)
_T_RESTORE_A_BACKUP = const(0xA3286)
_T_HAVE_THE_CODE = const(0x5AD28)


class TransferAnswers:
    """`handlers` by command."""

    def __init__(self, kit) -> None:
        self._kit = kit
        self._transfers = kit.transfers
        self.handlers = {
            "backup": self._backup,
            "backup_state": self._backup_state,
            "backup_read": self._backup_read,
            "backup_end": self._backup_end,
            "restore": self._restore,
            "restore_write": self._restore_write,
            "restore_state": self._restore_state,
            "import": self._import,
        }

    def _backup(self, fields):
        count = self._kit.safe.vault.count

        def apply():
            self._transfers.begin_backup()
            self._transfers.journey = self._kit.begin(self._kit.lent(_backup))
            return {}

        return Question(_T_MAKE_A_BACKUP, [(_T_WHAT_A_BACKUP_IS, count)], apply)

    def _backup_state(self, fields):
        transfers = self._transfers
        ready = transfers.backup_state == READY
        return {"state": transfers.backup_state, "size": transfers.backup.size if ready else 0}

    def _backup_read(self, fields):
        at = fields["at"]
        transfers = self._transfers
        if transfers.backup_state != READY or not 0 <= at < transfers.backup.size:
            raise BadField("at")
        return {"data": part_text(transfers.backup.read(at, PART_BYTES))}

    def _backup_end(self, fields):
        # At any time: a host that gave up does not leave its screens behind.
        self._kit.ended = self._transfers.end_hosts_backup() or self._kit.ended
        return {}

    def _restore(self, fields):
        size = fields["size"]
        # Nobody is asked for what cannot be done.
        _ = self._kit.safe.vault
        _check_size(size)

        def apply():
            self._transfers.begin_restore(size)
            return {}

        return Question(_T_RESTORE_A_BACKUP, [(_T_HAVE_THE_CODE, size)], apply)

    def _restore_write(self, fields):
        transfers = self._transfers
        if not transfers.receive(fields["at"], fields["data"]):
            return {}
        if transfers.code is not None:
            transfers.restore_state = CHECKING
            transfers.unanswered = self._kit.begin(self._kit.lent(_import))
        else:
            transfers.restore_state = CODE
            self._kit.begin(self._kit.lent(_restore))
        return {}

    def _restore_state(self, fields):
        transfers = self._transfers
        new, same, raised = transfers.plan
        answer = {"state": transfers.restore_state, "new": new, "same": same, "raised": raised}
        if transfers.failed:
            answer["failed"] = transfers.failed
        return answer

    def _import(self, fields):
        if self._transfers.backup is not None:
            # Of two journeys only one can be ended with their conversation.
            raise Busy
        _ = self._kit.safe.vault
        _check_size(fields["size"])
        self._transfers.begin_import(fields["size"], fields["code"])
        return {}


# What follows is loaded when it is needed: not every backup is restored.


def _check_size(size):
    from otpfob.vault.restore import check_size

    check_size(size)


def _backup(kit):
    from otpfob.app.journeys.backup import backup

    return backup(kit)


def _restore(kit):
    from otpfob.app.journeys.restore import restore

    return restore(kit)


def _import(kit):
    from otpfob.app.journeys.restore import import_from_host

    return import_from_host(kit)
