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
    """

    name: str
    title: str
    image_id: int
    bootloader: int
    architecture: str


CHIPS = {
    chip.name: chip
    for chip in (
        Chip("esp32", "ESP32", 0, 0x1000, "xtensawin"),
        Chip("esp32s3", "ESP32-S3", 9, 0, "xtensawin"),
        Chip("esp32c3", "ESP32-C3", 5, 0, "rv32imc"),
    )
}

# Others, by image_id: to name them when somebody gives an image for one.
OTHER_CHIPS = {
    2: "ESP32-S2",
    12: "ESP32-C2",
    13: "ESP32-C6",
    16: "ESP32-H2",
    18: "ESP32-P4",
    23: "ESP32-C5",
}
