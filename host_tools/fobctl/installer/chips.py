"""The chips that OTPfob runs on, as the builder of images needs to know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """`image_id` and `bootloader` as in ESP-IDF's esp_app_format.h and its Kconfig.

    name          as esptool calls it
    title         as people call it
    image_id      in the header of every image for it
    bootloader    where in flash the bootloader lies, and so where an image begins
    architecture  what mpy-cross calls its processor
    heap_bytes    what MicroPython's heap can grow to, without PSRAM and with the radio off
    """

    name: str
    title: str
    image_id: int
    bootloader: int
    architecture: str
    heap_bytes: int


# Heaps as others read them off official images at the prompt, the first area and the largest
# that could be added (none measured by us): ESP32 of 1.27, micropython issue 18859; ESP32-C3 of
# 1.22, issue 14293; ESP32-S3 of 1.21, pull request 12141.
CHIPS = {
    chip.name: chip
    for chip in (
        Chip("esp32", "ESP32", 0, 0x1000, "xtensawin", 134_544 + 30_704),
        Chip("esp32s3", "ESP32-S3", 9, 0, "xtensawin", 64_000 + 188_352),
        Chip("esp32c3", "ESP32-C3", 5, 0, "rv32imc", 64_000 + 139_264),
    )
}

# What of that ESP-IDF needs while the radio is on: "about 40k left for the IDF. That's enough to
# start WiFi and do a HTTPS request" (micropython pull request 13219, which tuned it so).
RADIO_BYTES = 40_000

# Others, by image_id: to name them when somebody gives an image for one.
OTHER_CHIPS = {
    2: "ESP32-S2",
    12: "ESP32-C2",
    13: "ESP32-C6",
    16: "ESP32-H2",
    18: "ESP32-P4",
    23: "ESP32-C5",
}
