"""What was measured on a board, against its limits, as JSON and as a table.

A figure that was not measured stays in the report as unverified: nobody shall take a row that is
missing for one that is good.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

OK, OVER, UNVERIFIED = "ok", "over", "unverified"


@dataclass(frozen=True)
class Figure:
    """`most` is the limit of what is measured, and why; None: it is only noted."""

    name: str
    unit: str
    most: float | None
    why: str

    def verdict(self, value: float | None) -> str:
        if value is None:
            return UNVERIFIED
        return OK if self.most is None or value <= self.most else OVER


FIGURES = (
    Figure("pbkdf2.iteration", "us", 300, "3,300 iterations a second and more"),
    Figure("flash.erase", "ms", 400, "data sheets of the flash; the link waits 700"),
    Figure("flash.program", "us", 5000, "64 bytes: a HOTP counter before its code"),
    Figure("i2c.lost", "transfers", 0, "of 200 pictures"),
    Figure("display.show", "ms", 40, "1,037 bytes at 400 kHz are 23"),
    Figure("display.seen", "faults", 0, "somebody looked at every pixel lit"),
    Figure("clock.edge", "ms", 5, "the clock chip's second by the timer"),
    Figure("button.bounce", "us", 20_000, "two looks of the token, 10 ms apart"),
    Figure("button.latency", "ms", 50, "nobody feels it"),
    Figure("random.on.bits", "sigma", 5, "ones and zeros: finds a source that is stuck or biased"),
    Figure("random.on.bytes", "sigma", 5, "chi-square of byte values: the same"),
    Figure("random.off.bits", "sigma", None, "pseudo-random passes as well: that is no proof"),
    Figure("random.off.bytes", "sigma", None, "pseudo-random passes as well: that is no proof"),
    Figure("link.frames", "frames", None, "over the serial line"),
    Figure("link.resent", "of 10,000", 10, "frames that had to be sent again"),
    Figure("sleep.wake", "ms", 3000, "from the end of deep sleep to an answer over the line"),
    Figure("sleep.button", "faults", 0, "a button ended deep sleep"),
    Figure("sntp.bound", "ms", 1000, "three servers over the radio"),
)
NAMES = {figure.name: figure for figure in FIGURES}


class Report:
    """`about` says what was tested: board, chip, micropython, firmware, date."""

    def __init__(self, about: dict[str, str] | None = None) -> None:
        self.about = dict(about or {})
        self.values: dict[str, float] = {}
        self.tests = {"passed": 0, "failed": 0}

    def put(self, name: str, value: float) -> None:
        """Note a figure. Raises KeyError for one that there is none of."""
        self.values[NAMES[name].name] = value

    def verdict(self, name: str) -> str:
        return NAMES[name].verdict(self.values.get(name))

    def as_json(self) -> str:
        rows = [
            asdict(figure)
            | {"value": self.values.get(figure.name), "verdict": self.verdict(figure.name)}
            for figure in FIGURES
        ]
        return json.dumps({**self.about, "tests": self.tests, "figures": rows}, indent=2) + "\n"

    def table(self) -> str:
        """Return it for a terminal."""
        lines = [f"{name:12} {text}" for name, text in self.about.items()]
        for figure in FIGURES:
            value = self.values.get(figure.name)
            shown = "-" if value is None else f"{value:g}"
            most = "" if figure.most is None else f"at most {figure.most:g}"
            verdict = self.verdict(figure.name)
            lines.append(f"{figure.name:18} {shown:>10} {figure.unit:10} {most:14} {verdict}")
        return "\n".join(lines)

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.as_json())
