"""How the firmware lies in MicroPython's own filesystem: a starter, and two slots beside it.

    main.py, pins.json, starter/    the starter (firmware/starter), and what it takes of a firmware
    slot                            which slot is started
    a/ b/                           a whole firmware each; b only after an update

With the firmware in ROMFS there are no slots and no selector: the starter starts it from there.
"""

from __future__ import annotations

import json

SELECTOR = "slot"
NAMES = ("a", "b")
# So often is a new firmware started that has not shown its first screen yet: opening the port
# resets many boards, so a start may be cut by fobctl itself.
TRIES = 3

# What the starter takes of the firmware, from a copy of its own: a broken slot does not matter.
_SHARED = (
    "otpfob/core/pixels.mpy",
    "otpfob/core/pixels_plain.mpy",
    "otpfob/core/pixels_viper.mpy",
    "otpfob/drivers/bus_i2c.mpy",
    "otpfob/drivers/heap.mpy",
    "otpfob/drivers/panel_ssd1306.mpy",
)
_SHARED_PACKAGES = "adafruit"


def root(starter: dict[str, bytes], firmware: dict[str, bytes], pins: dict) -> dict[str, bytes]:
    """Return what lies beside the slots: contents by path. `pins`: see boards.pins()."""
    shared = {path: firmware[path] for path in _SHARED}
    shared |= {
        path: content for path, content in firmware.items() if path.startswith(_SHARED_PACKAGES)
    }
    return starter | shared | {"pins.json": json.dumps(pins).encode()}


def filled(root: dict[str, bytes], firmware: dict[str, bytes]) -> dict[str, bytes]:
    """Return all of a filesystem whose first slot has a firmware."""
    first = NAMES[0]
    slot = {f"{first}/{path}": content for path, content in firmware.items()}
    return root | slot | {SELECTOR: first.encode()}


def other(name: str) -> str:
    """Return the slot that is not `name`."""
    return NAMES[1 - NAMES.index(name)]
