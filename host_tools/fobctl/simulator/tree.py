"""Where the firmware, the simulated board and the packages of the device lie."""

from __future__ import annotations

from pathlib import Path

import otpfob
from fobctl.simulator.errors import SimulatorError

FIRMWARE = Path(otpfob.__file__).resolve().parents[1]
ROOT = FIRMWARE.parent
BOARD = ROOT / "boards" / "sim"
FONTS = FIRMWARE / "fonts"
TEXTS = FIRMWARE / "texts"
PACKAGES = ROOT / "build" / "device_packages"


def check() -> None:
    """Raise SimulatorError when something that the simulator runs is not there."""
    for path, remedy in (
        (FIRMWARE / "main.py", "the simulator needs a clone of the repository"),
        (BOARD / "board.py", "the simulator needs a clone of the repository"),
        (PACKAGES / "adafruit_ssd1306.py", "run `make setup` in the repository"),
    ):
        if not path.exists():
            raise SimulatorError(f"{path} is missing: {remedy}.")
