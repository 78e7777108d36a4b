"""What ends the deep sleep of an ESP32, ESP32-S3 or ESP32-C3.

From Espressif's data sheets, sections by name: ESP32 "RTC_MUX", ESP32-S3 "RTC functions of the
pins", ESP32-C3 "Pin Overview" (the pins of the domain VDD3P3_RTC); and the ESP-IDF Programming
Guide, "Sleep Modes", for what each source waits for.
"""

from __future__ import annotations

from collections.abc import Iterable

from fobctl.simulator.chips.errors import ChipError

EXT0, EXT1, GPIO = range(3)

_ESP32_RTC = frozenset({0, 2, 4, *range(12, 16), *range(25, 28), *range(32, 40)})
_ESP32S3_RTC = frozenset(range(22))
_ESP32C3_RTC = frozenset(range(6))

# The sources of each chip, and its pins that they can use.
WAKE_SOURCES = {
    "esp32": ((EXT0, EXT1), _ESP32_RTC),
    "esp32s3": ((EXT0, EXT1), _ESP32S3_RTC),
    "esp32c3": ((GPIO,), _ESP32C3_RTC),
}


class WakeSources:
    """Those of one chip, as its program has armed them."""

    def __init__(self, chip: str) -> None:
        self._chip = chip
        self._sources, self._pins = WAKE_SOURCES[chip]
        self._armed: dict[int, tuple[bool, frozenset[int]]] = {}

    def reset(self) -> None:
        """Forget all: they are armed anew after each start."""
        self._armed.clear()

    def arm(self, source: int, high: bool, pins: Iterable[int]) -> None:
        """Let `source` end deep sleep. Raises ChipError for what the chip has not."""
        pins = frozenset(pins)
        if source not in self._sources:
            raise ChipError(
                f"the {self._chip} has no wake source {('ext0', 'ext1', 'gpio')[source]}"
            )
        if not pins or not pins <= self._pins:
            raise ChipError(f"GPIO {sorted(pins - self._pins)} cannot wake the {self._chip}")
        if source == EXT0 and len(pins) != 1:
            raise ChipError("ext0 waits for one pin")
        self._armed[source] = high, pins

    def woken(self, low: Iterable[int]) -> bool:
        """Return whether a source ends the sleep while these pins are low, and no others."""
        low = frozenset(low)
        return any(self._is_met(source, low) for source in self._armed)

    def _is_met(self, source: int, low: frozenset[int]) -> bool:
        high, pins = self._armed[source]
        if high:
            return bool(pins - low)
        if source == EXT1 and self._chip == "esp32":
            return pins <= low  # ESP_EXT1_WAKEUP_ALL_LOW is all that this chip has
        return bool(pins & low)
