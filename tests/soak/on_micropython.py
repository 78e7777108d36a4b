"""Runs the programs of on_token/ under MicroPython, from a copy of the firmware.

The copy is made once: a long run is of one state of the firmware, whatever is edited
meanwhile. The interpreter gets no more than it needs: the heap of `link.fuzz` is watched.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from soak.rows import Outcome

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 3600
_FOLDERS = ("tests/soak/on_token", "firmware", "tests/unit", "tests/mpy")


@cache
def _copies() -> tempfile.TemporaryDirectory:
    kept = tempfile.TemporaryDirectory(prefix="otpfob-soak-")
    for folder in _FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, Path(kept.name, folder), ignore=ignored)
    return kept


def prepare() -> None:
    """Copy the firmware now. Call it before threads do."""
    _copies()


def run(program: str, seed: int, runs: int, heap: str = "16M") -> tuple[Outcome, str]:
    """Run `module.function` of on_token/. Returns what came of it, and what else it printed."""
    folder = Path(_copies().name)
    path = ":".join([*(str(folder / name) for name in _FOLDERS), ".frozen"])
    shard = str(folder / _FOLDERS[0] / "shard.py")
    command = [sys.executable, "-m", "micropython_unix", "-X", f"heapsize={heap}", shard]
    result = subprocess.run(
        [*command, program, str(seed), str(runs)],
        env=os.environ | {"MICROPYPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=LIMIT_S,
    )
    printed, _, last = result.stdout.rstrip("\n").rpartition("\n")
    if not last.startswith("@{"):
        outcome = Outcome()
        outcome.fail(f"the interpreter ended with {result.returncode}: {result.stdout[-2000:]}")
        return outcome, printed
    return Outcome(**json.loads(last[1:])), printed


def program(name: str, heap: str = "16M"):
    """Return the `work` of a Soak that is wholly a program of on_token/."""

    def work(seed: int, runs: int) -> Outcome:
        return run(name, seed, runs, heap)[0]

    return work
