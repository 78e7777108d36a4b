"""How many blocks of littlefs a board's files take."""

from littlefs import LittleFS

from fobctl.installer import boards, firmware_files, littlefs, slots
from fobctl.installer.boards import Board

_ROOMY_BYTES = 0x400000


def of(files: dict[str, bytes]) -> int:
    """Return the blocks in use of a filesystem with these files."""
    filesystem = LittleFS(
        block_size=littlefs.BLOCK, block_count=_ROOMY_BYTES // littlefs.BLOCK, mount=False
    )
    image = littlefs.make(files, _ROOMY_BYTES)
    filesystem.context.buffer = bytearray(image.ljust(_ROOMY_BYTES, b"\xff"))
    filesystem.mount()
    return filesystem.used_block_count


def of_both_slots(board: Board) -> int:
    """Return those after an update: the starter, and a firmware in both slots."""
    firmware = firmware_files.of(board)
    starter = firmware_files.starter(board.chip.architecture)
    files = slots.filled(slots.root(starter, firmware, boards.pins(board.name)), firmware)
    return of(files | {f"{slots.NAMES[1]}/{path}": file for path, file in firmware.items()})
