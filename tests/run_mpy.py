"""Runs test files under MicroPython: `python tests/run_mpy.py [--heap 2M] PATH...`

A test file is a module with `test_*` functions; each file gets an interpreter of its own,
which calls them in the order of the file. Prints the traceback of every failure, what the
tests print, and last `N passed, N failed`. Exit status 1 when a test failed or none ran.
"""

import argparse
import ast
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent
HEAP = "2M"
AT_ONCE = 2
LIMIT_S = 300

_PASSED = "@passed "
_FAILED = "@failed "
_ENDED = "@ended"

# Runs in the interpreter: argument 1 is the folder, 2 the module, the others its tests. The
# functions of a module have no order of their own in MicroPython.
_DRIVER = """
import sys

sys.path.insert(0, sys.argv[1])
module = __import__(sys.argv[2])
for name in sys.argv[3:]:
    try:
        getattr(module, name)()
    except (Exception, SystemExit) as error:
        print("@failed " + name)
        sys.print_exception(error)
    else:
        print("@passed " + name)
print("@ended")
"""


class Outcome:
    """What came of one file: names of tests, and all that was printed but the marks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.passed: list[str] = []
        self.failed: list[str] = []
        self.output = ""

    def fail(self, name: str, reason: str) -> None:
        self.failed.append(name)
        self.output += f"{name}: {reason}\n"


def test_names(path: Path) -> list[str]:
    """Return the names of the tests in a file, in its order. Raises SyntaxError."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def command(heap: str = HEAP) -> list[str]:
    """Return how MicroPython is started, without a program."""
    return [sys.executable, "-m", "micropython_unix", "-X", f"heapsize={heap}"]


def environment() -> dict[str, str]:
    """Return the environment in which MicroPython finds the firmware and the tests' own modules."""
    folders = (TESTS.parent / "firmware", TESTS / "unit", TESTS / "mpy")
    return os.environ | {"MICROPYPATH": ":".join([*map(str, folders), ".frozen"])}


def run_file(path: Path, heap: str = HEAP) -> Outcome:
    """Run every test of a file."""
    outcome = Outcome(path)
    try:
        names = test_names(path)
    except (OSError, SyntaxError) as error:
        outcome.fail(path.stem, str(error))
        return outcome
    arguments = ["-c", _DRIVER, str(path.resolve().parent), path.stem, *names]
    try:
        result = subprocess.run(
            [*command(heap), *arguments],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired as error:
        _read(outcome, (error.stdout or b"").decode("utf-8", "replace"))
        outcome.fail(_next_of(outcome, names), f"not done after {LIMIT_S} s")
        return outcome
    if not _read(outcome, result.stdout):
        outcome.fail(_next_of(outcome, names), f"the interpreter ended with {result.returncode}")
    return outcome


def _read(outcome: Outcome, printed: str) -> bool:
    """Sort what was printed. Returns whether the last test came to its end."""
    ended = False
    for line in printed.splitlines():
        if line.startswith(_PASSED):
            outcome.passed.append(line[len(_PASSED) :])
        elif line.startswith(_FAILED):
            outcome.failed.append(line[len(_FAILED) :])
            outcome.output += f"FAILED {outcome.path}::{outcome.failed[-1]}\n"
        elif line == _ENDED:
            ended = True
        else:
            outcome.output += line + "\n"
    return ended


def _next_of(outcome: Outcome, names: list[str]) -> str:
    """Return the test that was running when the interpreter stopped."""
    seen = len(outcome.passed) + len(outcome.failed)
    return names[seen] if seen < len(names) else outcome.path.stem


def files_in(paths: list[Path]) -> list[Path]:
    """Return the test files among and below `paths`."""
    found = []
    for path in paths:
        found += sorted(path.rglob("test_*.py")) if path.is_dir() else [path]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Run test files under MicroPython.")
    parser.add_argument("--heap", default=HEAP, help=f"heap of the interpreter (default {HEAP})")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    options = parser.parse_args()
    passed = failed = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for outcome in pool.map(lambda path: run_file(path, options.heap), files_in(options.paths)):
            print(outcome.output, end="")
            passed += len(outcome.passed)
            failed += len(outcome.failed)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
