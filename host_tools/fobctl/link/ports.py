"""Where tokens may be: serial ports of the bridges that ESP32 boards have, and simulators."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from platformdirs import user_runtime_path
from serial.tools import list_ports

# USB vendors: Espressif (native USB), Silicon Labs CP210x, WCH CH34x, FTDI.
_VENDORS = {0x303A, 0x10C4, 0x1A86, 0x0403}


def serial_ports() -> list[str]:
    """Return the ports at which an ESP32 board may be, without opening any."""
    return sorted(port.device for port in list_ports.comports() if port.vid in _VENDORS)


def _register() -> Path:
    with warnings.catch_warnings():
        # It warns of a folder that others may read, and takes a different one. Ports are no
        # secret, and both ends take the same.
        warnings.simplefilter("ignore")
        return user_runtime_path("otpfob") / "simulators"


def simulator_ports() -> list[str]:
    """Return the ports of the simulators that this user has running."""
    ports = []
    for entry in sorted(path for path in _register().glob("*") if path.name.isdecimal()):
        try:
            os.kill(int(entry.name), 0)
            ports.append(entry.read_text())
        except (ValueError, OSError):
            entry.unlink(missing_ok=True)  # it ended without a word
    return ports


class Registered:
    """A simulator that `fobctl` finds by itself, for as long as the context lasts."""

    def __init__(self, port: str) -> None:
        self._entry = _register() / str(os.getpid())
        self._port = port

    def __enter__(self) -> None:
        self._entry.parent.mkdir(parents=True, exist_ok=True)
        # Named last: nobody reads half of it.
        aside = self._entry.with_suffix(".new")
        aside.write_text(self._port)
        aside.replace(self._entry)

    def __exit__(self, *exception: object) -> None:
        self._entry.unlink(missing_ok=True)
