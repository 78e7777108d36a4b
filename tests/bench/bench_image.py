"""What the built firmware takes of each chip: flash, and heap on 32 bits through a day.

From either filesystem. The simulator's heap, with fragments and garbage, is in bench_firmware.py.
"""

from dataclasses import replace

import blocks_in_use
from bench.rows import Row
from micropython_images import BOARDS, official
from wasm import heap_of_the_firmware

from fobctl.installer import boards, firmware_files, image, littlefs, micropython_image
from fobctl.installer.chips import CHIPS, RADIO_BYTES

_BUDGETS = (
    ("romfs", True, image.ROMFS_HEAP_BYTES),
    ("littlefs", False, image.LITTLEFS_HEAP_BYTES),
)


def rows(lab):
    yield from _flash()
    board = boards.load(BOARDS["esp32"])
    for filesystem, in_place, budget in _BUDGETS:
        files = firmware_files.of(board, in_place=in_place)
        day = heap_of_the_firmware.of_a_day(files, in_place)
        for moment, used in day.items():
            name = f"heap.{filesystem}.{moment.replace(' ', '_')}"
            yield Row(name, "bytes", used, limit=budget)
        for chip in CHIPS.values():
            for name, used in (("start", day["locked"]), ("worst", max(day.values()))):
                yield _against(chip, f"heap.{name}.{filesystem}.{chip.name}", used, budget)
        if in_place:
            yield _against(CHIPS["esp32"], "heap.start", day["locked"], budget)


def _flash():
    """With the official MicroPython of each chip; that it runs in place is pretended."""
    of_romfs = []
    for chip, name in BOARDS.items():
        board, micropython = boards.load(name), micropython_image.parse(official(chip))
        rom = _partition(board, replace(micropython, runs_in_place=True), "romfs")
        of_romfs.append(_against_partition("romfs." + chip, rom["used"], rom))
        vfs = _partition(board, micropython, "vfs")
        used = blocks_in_use.of_both_slots(board) * littlefs.BLOCK
        yield _against_partition("slots." + chip, used, vfs)
    yield from of_romfs
    most = max(of_romfs, key=lambda row: row.ours)
    yield replace(most, name="flash.firmware")


def _partition(board, micropython, label):
    """Return what the manifest of an image says of one of its partitions."""
    parts = image.build(board, micropython).manifest["partitions"]
    return next(part for part in parts if part["label"] == label)


def _against_partition(name, used, partition):
    reference = f"the {partition['label']} partition"
    return Row("flash.firmware." + name, "bytes", used, partition["size"], reference, floor=1)


def _against(chip, name, used, budget):
    """Compare with what a chip has. Where the budget does not fit in that, image.py warns."""
    has = chip.heap_bytes - RADIO_BYTES
    reference = f"the heap of an {chip.title} without PSRAM, radio on"
    floor = 1 if has >= budget else None
    return Row(name, "bytes", used, has, reference, floor=floor, limit=budget)
