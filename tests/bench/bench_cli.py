"""What it takes to start fobctl: CPU time of `fobctl --help`, which people and shells call."""

import os
import subprocess
import sys
from pathlib import Path

from bench.rows import Row

FOBCTL = Path(sys.executable).parent / "fobctl"
# The best of these: other programs on this PC only make it slower.
_ROUNDS = 20
_LIMIT_MS = 150


def _cpu_ms() -> float:
    """Return the CPU time of one call, of its own and in the kernel."""
    process = subprocess.Popen([FOBCTL, "--help"], stdout=subprocess.DEVNULL)
    used = os.wait4(process.pid, 0)[2]
    return (used.ru_utime + used.ru_stime) * 1000


def rows(lab):
    best = round(min(_cpu_ms() for _ in range(_ROUNDS)))
    yield Row("cli.import", "ms of CPU", best, _LIMIT_MS, "the limit for --help", floor=1)
