"""The rules of firmware/README.md that a program can check, on the syntax tree of a file.

Each rule is a function that yields (line, sentence). `violations` runs all of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from checks.resident import path_of, resident

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"

_HARDWARE = {"machine", "network", "esp32", "vfs", "time", "utime", "socket", "adafruit_ssd1306"}
_MAX_LINES = 400

Found = Iterator[tuple[int, str]]


def files() -> list[Path]:
    """Return every file that runs on the token."""
    folders = ("otpfob", "starter")
    modules = [path for name in folders for path in sorted((FIRMWARE / name).rglob("*.py"))]
    return [FIRMWARE / "main.py", *modules]


def no_floats(tree: ast.Module, path: Path) -> Found:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
            yield node.lineno, "a float: the ESP32's have 24 bits"
        if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div):
            yield node.lineno, "a division that makes a float"
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("float", "round"):
            yield node.lineno, "a call that makes a float"


def hardware_in_drivers_only(tree: ast.Module, path: Path) -> Found:
    if "drivers" in path.parts or "starter" in path.parts:
        return
    for line, name in _imports(tree):
        if name.split(".")[0] in _HARDWARE:
            yield line, f"imports {name}, which is for drivers only"


def no_wall_clock(tree: ast.Module, path: Path) -> Found:
    """Nobody calls time.time or gmtime: they count from 2000 on one port, 1970 on another."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("gmtime", "localtime", "mktime"):
            yield node.lineno, f"time.{node.attr}: use otpfob.core.calendar"
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "time"
            and getattr(node.value, "id", "") in ("time", "utime")
        ):
            yield node.lineno, "time.time: its epoch differs from port to port"
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("time", "utime"):
            for alias in node.names:
                if alias.name in ("time", "gmtime", "localtime", "mktime"):
                    yield node.lineno, f"time.{alias.name}: its epoch differs from port to port"


def no_nameless_except(tree: ast.Module, path: Path) -> Found:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "a bare except: it also eats KeyboardInterrupt"


def no_chaining(tree: ast.Module, path: Path) -> Found:
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.cause is not None:
            yield node.lineno, "raise from: MicroPython has no exception chaining"


def imports_at_the_top(tree: ast.Module, path: Path) -> Found:
    """But for modules that come on loan (otpfob.app.loans): those that nothing else imports."""
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.ClassDef)):
            for line, name in _imports(function):
                if path_of(name) is None or name in resident():
                    yield line, f"imports {name} inside of {function.name}, though it stays loaded"


def public_docstrings(tree: ast.Module, path: Path) -> Found:
    if not ast.get_docstring(tree):
        yield 1, "a module without a docstring"
    for node in tree.body:
        if (
            isinstance(node, (ast.FunctionDef, ast.ClassDef))
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
            and not (isinstance(node, ast.ClassDef) and len(node.body) <= 2)
            and path.parts[-2] not in ("drivers",)
            and path.name != "errors.py"
        ):
            yield node.lineno, f"{node.name} has no docstring"


def small_files(tree: ast.Module, path: Path) -> Found:
    lines = max(getattr(node, "end_lineno", 0) for node in tree.body)
    if lines > _MAX_LINES:
        yield _MAX_LINES, f"the file has {lines} lines"


def keyboard_interrupt_first(tree: ast.Module, path: Path) -> Found:
    """main.py: nothing but importing micropython comes before kbd_intr(-1)."""
    if path.name != "main.py":
        return
    statements = [ast.unparse(node) for node in tree.body[1:3]]
    if statements != ["import micropython", "micropython.kbd_intr(-1)"]:
        yield 1, "the keyboard interrupt is not turned off first"


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


RULES = (
    no_floats,
    hardware_in_drivers_only,
    no_wall_clock,
    no_nameless_except,
    no_chaining,
    imports_at_the_top,
    public_docstrings,
    small_files,
    keyboard_interrupt_first,
)


def violations(source: str, path: Path) -> list[str]:
    """Return a sentence for everything in `source` that breaks a rule."""
    tree = ast.parse(source)
    return [f"{path}:{line}: {what}" for rule in RULES for line, what in rule(tree, path)]
