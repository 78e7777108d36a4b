"""What the built firmware takes of the chip: flash in either file system, and heap on 32 bits.

The simulator's heap is in bench_firmware.py; its objects are those of 64 bits.
"""

from bench.rows import Row
from wasm import heap_of_the_firmware

from fobctl.installer import boards, firmware_files, image, romfs

# What MicroPython's heap grows to on an ESP32 without PSRAM, with about 40 kB left for the radio
# (micropython pull request 13219; not measured by us).
_ESP32_HEAP_BYTES = 112_000


def rows(lab):
    files = firmware_files.of(boards.load("esp32_devkit"))
    rom = romfs.make(files)
    yield Row(
        "flash.firmware", "bytes", len(rom), image.ROMFS_BYTES, "the romfs partition", floor=1
    )
    yield Row(
        "heap.imported.romfs",
        "bytes",
        heap_of_the_firmware.in_place(rom),
        _ESP32_HEAP_BYTES,
        "the heap of an ESP32 without PSRAM",
        floor=1,
    )
    yield Row(
        "heap.imported.littlefs",
        "bytes",
        heap_of_the_firmware.loaded(files),
        _ESP32_HEAP_BYTES,
        "the heap of an ESP32 without PSRAM",
    )
