"""Bugs put into a copy of the firmware on purpose, one at a time: does a fast test notice?

Each file of seeded_bugs/ is one bug:

    What is wrong, in a sentence.

    file: the source, from the repository's root
    tests: what must fail: test files, tests of pytest (file::test), or soak:TOPIC
    --- old
    a text that is in the source exactly once
    --- new
    what is there instead

A text that is not there any more is as much a failure as a bug that nobody notices.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUGS = Path(__file__).parent / "seeded_bugs"

_COPIED = ("firmware", "boards", "host_tools", "tests", "pyproject.toml")
_BUILT = "build/device_packages"  # linked
_SOAK = "soak:"
_SOAK_SCALE = 0.002  # as in test_soak.py
_LIMIT_S = 300
_OLD = "--- old\n"
_NEW = "--- new\n"


class Stale(Exception):
    """A bug does not fit the source any more."""


@dataclass(frozen=True)
class Bug:
    name: str
    says: str
    file: str
    tests: tuple[str, ...]
    old: str
    new: str

    def put_into(self, source: str) -> str:
        """Return the source with the bug. Raises Stale."""
        if source.count(self.old) != 1:
            raise Stale(f"its text is {source.count(self.old)} times in {self.file}")
        result = source.replace(self.old, self.new)
        compile(result, self.file, "exec")
        return result


def read(path: Path) -> Bug:
    """Read the description of a bug. Raises ValueError."""
    head, _, rest = path.read_text().partition(_OLD)
    old, _, new = rest.partition(_NEW)
    says, *fields = [line for line in head.splitlines() if line]
    values = dict(line.split(": ", 1) for line in fields)
    if not old or set(values) != {"file", "tests"}:
        raise ValueError(f"{path.name} is no description of a bug")
    tests = tuple(values["tests"].split())
    return Bug(path.stem, says, values["file"], tests, old, new)


def all_bugs() -> list[Bug]:
    return [read(path) for path in sorted(BUGS.glob("*.txt"))]


class Copy:
    """A copy of the repository in `root`, to put bugs into. Close it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="otpfob-bugs-")
        self.root = Path(self._folder.name)
        self._passed: dict[str, str] = {}
        for name in _COPIED:
            if (ROOT / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
                shutil.copytree(ROOT / name, self.root / name, ignore=ignored)
            else:
                shutil.copy(ROOT / name, self.root / name)
        (self.root / _BUILT).parent.mkdir()
        (self.root / _BUILT).symlink_to(ROOT / _BUILT)

    def close(self) -> None:
        self._folder.cleanup()

    def wrong(self, bug: Bug) -> str:
        """Return why the bug counts as not caught, or an empty string."""
        path = self.root / bug.file
        good = path.read_text()
        try:
            bad = bug.put_into(good)
        except (Stale, SyntaxError) as error:
            return str(error)
        for test in bug.tests:
            said = self._without_a_bug(test)
            if said:
                return f"{test} fails without it: {said}"
        path.write_text(bad)
        try:
            caught = any(self._run(test) for test in bug.tests)
        finally:
            path.write_text(good)
        return "" if caught else f"not noticed by {', '.join(bug.tests)}"

    def _without_a_bug(self, test: str) -> str:
        if test not in self._passed:
            self._passed[test] = self._run(test)
        return self._passed[test]

    def _run(self, test: str) -> str:
        """Run a test. Returns the end of what it printed when it failed, else nothing."""
        result = subprocess.run(
            [sys.executable, *_arguments(test)],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": "firmware:host_tools", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_LIMIT_S,
        )
        return result.stdout[-500:] or "?" if result.returncode else ""


def _arguments(test: str) -> list[str]:
    if test.startswith(_SOAK):
        topic = test[len(_SOAK) :]
        return ["tests/soak/run.py", "--scale", str(_SOAK_SCALE), "--out", os.devnull, topic]
    if test.startswith(("tests/unit/", "tests/mpy/")) and "::" not in test:
        return ["tests/run_mpy.py", test]
    return ["-m", "pytest", "-q", "-x", test]
