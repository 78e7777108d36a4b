"""Which modules of the firmware stay loaded: what its start imports, and what that imports.

All others come on loan (otpfob.app.loans), imported inside the function that needs them.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"
BOARDS = FIRMWARE.parent / "boards"


@cache
def resident() -> frozenset[str]:
    """Return the names of all modules of ours that are loaded once the token has started."""
    found: set[str] = set()
    waiting = ["otpfob.app.start"]
    for path in (FIRMWARE / "main.py", *sorted(BOARDS.rglob("*.py"))):
        waiting += imports(ast.parse(path.read_text()))
    while waiting:
        name = waiting.pop()
        path = path_of(name)
        if name in found or path is None:
            continue
        found.add(name)
        waiting += imports(ast.parse(path.read_text()))
    return frozenset(found)


def imports(tree: ast.Module) -> list[str]:
    """Return what may be a module among all that is imported at the top of a file."""
    found = []
    for node in tree.body:
        for inner in node.body if isinstance(node, ast.Try) else [node]:
            found += names(inner)
    return found


def names(node: ast.AST) -> list[str]:
    """Return the modules that an import names: `from a import b` may be of a.b, too."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def path_of(name: str) -> Path | None:
    """Return the file of a module of the firmware, or None for what is no such module."""
    stem = FIRMWARE.joinpath(*name.split("."))
    for path in (stem.with_suffix(".py"), stem / "__init__.py"):
        if name.startswith("otpfob") and path.exists():
            return path
    return None
