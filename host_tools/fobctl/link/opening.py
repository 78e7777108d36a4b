"""Why a serial port cannot be opened, and what to do about it."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

import serial

from fobctl.link.errors import NoDevice

_ESPRESSIF = "303a"
_RULE = 'SUBSYSTEM=="tty", ATTRS{idVendor}=="%s", MODE="0660", TAG+="uaccess"' % _ESPRESSIF


def check(port: str) -> None:
    """Raise NoDevice when `port` cannot be opened now: missing, not permitted, or in use."""
    line = serial.Serial()
    line.port = port
    line.exclusive = True
    line.dtr = line.rts = False  # high on both lines holds many boards in reset
    try:
        line.open()
    except (OSError, ValueError) as error:
        raise NoDevice(why_not_open(port, error)) from None
    line.close()


def why_not_open(port: str, error: Exception) -> str:
    """Return the sentence for what pyserial raised when it was to open `port`."""
    text = str(error).lower()
    if "permission" in text or "access is denied" in text:
        return _not_permitted(port)
    if "no such file" in text or "filenotfound" in text or "cannot find" in text:
        return f"There is no port {port}. Is the token plugged in?"
    if "exclusive" in text or "busy" in text or "resource temporarily" in text:
        return f"{port} is in use by another program. Close it first."
    return f"{port} cannot be opened as a serial port."


def _not_permitted(port: str) -> str:
    group = _group(port)
    if group is None:
        return f"No permission to open {port}, or another program has it open."
    if group == "root":
        return (
            f"No permission to open {port}: it belongs to root alone. Write this line to"
            f" /etc/udev/rules.d/60-otpfob.rules and plug the token in again: {_RULE}"
        )
    return (
        f"No permission to open {port}: it belongs to the group {group}. "
        f"`sudo usermod -aG {group} $USER`, then log in again."
    )


def _group(port: str) -> str | None:
    """Return the group that may read and write `port`: dialout, uucp; root when none may."""
    with suppress(ImportError, OSError, KeyError):
        import grp

        found = os.stat(port)
        if found.st_mode & (stat.S_IRGRP | stat.S_IWGRP) != stat.S_IRGRP | stat.S_IWGRP:
            return "root"
        return grp.getgrgid(found.st_gid).gr_name
    return None
