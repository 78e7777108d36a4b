"""esptool, run as a program: what is at a port, and the image onto it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from fobctl.installer.boards import Board
from fobctl.installer.errors import InstallError
from fobctl.installer.image import FLASH, TokenImage

_BAUD = 460_800
_CHIP = re.compile(r"^Chip type:\s*(ESP32[-\w]*)", re.M)
_FLASH = re.compile(r"Detected flash size: (\d+)(MB|KB)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")
# What it says went wrong; advice may follow. An exception that it does not catch ends in one line.
_ERROR = re.compile(r"A (fatal|serial exception) error occurred: (.*)")
_LINE_BROKE = ("Input/output error", "SerialException")
_NOT_WRITTEN = "Nothing was written."
_AGAIN = "The board cannot start until all of it is there: run this again."


def check(port: str, board: Board) -> None:
    """Raise InstallError when what is at `port` is not the board's chip, or its flash is small."""
    said = "".join(_lines(port, ["--chip", "auto"], ["flash-id"], _NOT_WRITTEN))
    chip = _CHIP.search(said)
    # "ESP32-D0WD-V3" and "ESP32-PICO-D4" are an ESP32; an "ESP32-S3" is none.
    title = chip[1] if chip else "an unknown chip"
    if not chip or _family(title) != board.chip.name:
        raise InstallError(
            f"The chip at {port} is {title}; the board {board.name} has {board.chip.title}."
            f" {_NOT_WRITTEN}"
        )
    size = _FLASH.search(said)
    if size and int(size[1]) * (1024 if size[2] == "KB" else 1 << 20) < FLASH:
        raise InstallError(
            f"The board at {port} has {size[1]} {size[2]} of flash; OTPfob needs"
            f" {FLASH >> 20} MB. {_NOT_WRITTEN}"
        )


def write(port: str, image: TokenImage, path: Path, advance: Callable[[int], None]) -> None:
    """Write the image that lies at `path`; `advance(n)` for every percent. Raises InstallError."""
    chip = image.manifest["chip"]
    command = ["write-flash", hex(image.offset), str(path)]
    done = 0
    for line in _lines(port, ["--chip", chip, "--baud", str(_BAUD)], command, _AGAIN):
        percent = _PERCENT.search(line)
        if percent and (now := min(100, int(float(percent[1])))) > done:
            advance(now - done)
            done = now
    advance(100 - done)


def _family(title: str) -> str:
    name = title.lower().replace("-", "")
    for other in ("s2", "s3", "c2", "c3", "c5", "c6", "c61", "h2", "p4"):
        if name.startswith("esp32" + other):
            return "esp32" + other
    return "esp32"


def _lines(port: str, options: list[str], command: list[str], after: str):
    """Yield what esptool prints, by lines. Raises InstallError, with `after`, when it fails."""
    program = Path(sys.executable).with_name("esptool")
    found = str(program) if program.exists() else shutil.which("esptool")
    if found is None:
        raise InstallError("esptool is missing. Get it with: pip install esptool")
    process = subprocess.Popen(
        [found, "--port", port, *options, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    last, error = "", None
    try:
        for line in process.stdout:
            last = line.strip() or last
            error = error or _ERROR.search(line)
            yield line
        process.wait()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    if process.returncode:
        kind, says = error.groups() if error else ("", last)
        broke = kind == "serial exception" or any(text in says for text in _LINE_BROKE)
        raise InstallError(f"{_reason(port, says, broke)} {after}")


def _reason(port: str, says: str, broke: bool) -> str:
    if broke:
        return f"The line to {port} broke: the board was unplugged, or its cable is bad."
    if "No serial data received" in says or "Failed to connect" in says:
        return (
            f"No chip answers at {port}. Hold its BOOT button down, press and let go its reset"
            " button, and let go BOOT."
        )
    return f"esptool says: {says.rstrip('.')}."
