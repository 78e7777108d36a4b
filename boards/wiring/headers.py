"""How each board looks from above: the labels on its two headers, from the end with the antenna.

From the makers' drawings: Espressif's user guides of ESP32-DevKitC V4 and ESP32-S3-DevKitC-1,
and the common ESP32-C3 SuperMini. The boards with an OLED of their own were made in many
layouts: only the pins to be wired are drawn, where there is room.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Header:
    """`left` and `right`: labels, a number being a GPIO. `exact`: in the order of the board."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    exact: bool = True


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


HEADERS = {
    "esp32_devkit": Header(
        _words("3V3 EN 36 39 34 35 32 33 25 26 27 14 12 GND 13 9 10 11 5V"),
        _words("GND 23 22 TX RX 21 GND 19 18 5 17 16 4 0 2 15 8 7 6"),
    ),
    "esp32s3_devkit": Header(
        _words("3V3 3V3 RST 4 5 6 7 15 16 17 18 8 3 46 9 10 11 12 13 14 5V GND"),
        _words("GND TX RX 1 2 42 41 40 39 38 37 36 35 0 45 48 47 21 20 19 GND GND"),
    ),
    "esp32c3_supermini": Header(
        _words("21 20 10 9 8 7 6 5"),
        _words("0 1 2 3 4 3V3 GND 5V"),
    ),
    "heltec_wifi_kit_32": Header((), _words("GND 3V3 4 15"), exact=False),
    "heltec_wifi_kit_32_v2": Header((), _words("GND 3V3 4 15"), exact=False),
    "lolin32_oled": Header((), _words("GND 3V3 5 4"), exact=False),
}
