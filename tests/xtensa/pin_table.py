"""What the length of a PIN means to somebody with a copy of the flash and a graphics card.

    python tests/xtensa/pin_table.py        prints the table of the README

The token's PBKDF2 takes about a second on an ESP32: the iterations follow from the cycles of
its own machine code, counted here. A graphics card does the same work side by side: the
figure is the one that tobtu.com/minimum-password-settings gives for a GeForce RTX 4090
(600,000 iterations of PBKDF2-HMAC-SHA256 at 10,000 passwords a second on two thirds of one).
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.bench_pbkdf2 import xtensa_iteration

_HERTZ = 240_000_000
_GPU_ITERATIONS_A_SECOND = 600_000 * 10_000 * 3 // 2
_UNITS = ((60, "seconds"), (3600, "minutes"), (86_400, "hours"), (1 << 62, "days"))


def iterations() -> int:
    """Return what the token's calibration comes to on an ESP32 at 240 MHz."""
    with TemporaryDirectory() as folder:
        cycles = xtensa_iteration(Path(folder))[1]
    return _HERTZ // cycles // 100 * 100


def duration(seconds: float) -> str:
    """Return a duration as people say it."""
    below = 1
    for limit, unit in _UNITS:
        if seconds < limit:
            return f"{seconds / below:.2g} {unit}"
        below = limit
    raise ValueError(seconds)


def table() -> str:
    """Return the table, in Markdown."""
    count = iterations()
    lines = [
        f"| digits of the PIN | all PINs on one graphics card, {count:,} iterations each |",
        "|---|---|",
    ]
    for digits in range(6, 13):
        lines.append(f"| {digits} | {duration(10**digits * count / _GPU_ITERATIONS_A_SECOND)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
