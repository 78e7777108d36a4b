"""What the built firmware takes of the chip: flash, and heap on 32 bits through a day.

From either filesystem. The simulator's heap, with fragments and garbage, is in bench_firmware.py.
"""

from bench.rows import Row
from wasm import heap_of_the_firmware

from fobctl.installer import boards, firmware_files, image, romfs
from fobctl.installer.chips import CHIPS, RADIO_BYTES

_BUDGETS = (
    ("romfs", True, image.ROMFS_HEAP_BYTES),
    ("littlefs", False, image.LITTLEFS_HEAP_BYTES),
)


def rows(lab):
    board = boards.load("esp32_devkit")
    rom = romfs.make(firmware_files.of(board, in_place=True))
    yield Row(
        "flash.firmware", "bytes", len(rom), image.ROMFS_BYTES, "the romfs partition", floor=1
    )
    for filesystem, in_place, budget in _BUDGETS:
        files = firmware_files.of(board, in_place=in_place)
        day = heap_of_the_firmware.of_a_day(files, in_place)
        for moment, used in day.items():
            name = f"heap.{filesystem}.{moment.replace(' ', '_')}"
            yield Row(name, "bytes", used, limit=budget)
        if in_place:
            chip = CHIPS["esp32"]
            yield _against(chip, "heap.start", day["locked"], budget)
        for chip in CHIPS.values():
            yield _against(chip, f"heap.worst.{filesystem}.{chip.name}", max(day.values()), budget)


def _against(chip, name, used, budget):
    """Compare with what a chip has. Where the budget does not fit in that, image.py warns."""
    has = chip.heap_bytes - RADIO_BYTES
    reference = f"the heap of an {chip.title} without PSRAM, radio on"
    return Row(name, "bytes", used, has, reference, floor=1 if has >= budget else None)
