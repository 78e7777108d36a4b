"""Which handlers answer a command. They are loaded when it comes, on a loan of app.requests."""

from otpfob.core.errors import UnknownCommand


def _accounts(kit, board, serial, slot):
    from otpfob.app.answers.accounts import AccountAnswers

    return AccountAnswers(kit, kit.ticks)


def _recovery(kit, board, serial, slot):
    from otpfob.app.answers.recovery import RecoveryAnswers

    return RecoveryAnswers(kit)


def _clock(kit, board, serial, slot):
    from otpfob.app.answers.clock import ClockAnswers

    return ClockAnswers(kit, kit.ticks)


def _device(kit, board, serial, slot):
    from otpfob.app.answers.device import DeviceAnswers

    return DeviceAnswers(kit, board, serial, slot)


def _transfer(kit, board, serial, slot):
    from otpfob.app.answers.transfer import TransferAnswers

    return TransferAnswers(kit)


GROUPS = (
    (_accounts, ("list", "add", "delete", "edit", "move", "prove", "code")),
    (_recovery, ("recovery", "recovery_add", "recovery_clear")),
    (_clock, ("time", "wifi", "sync", "sync_state")),
    (_device, ("hello", "settings", "lock", "wipe")),
    (
        _transfer,
        (
            "backup",
            "backup_state",
            "backup_read",
            "backup_end",
            "restore",
            "restore_write",
            "restore_state",
            "import",
        ),
    ),
)


def group_of(command: str):
    """Return what makes the answers of a command. Raises UnknownCommand."""
    for make, commands in GROUPS:
        if command in commands:
            return make
    raise UnknownCommand
