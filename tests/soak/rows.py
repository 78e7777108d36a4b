"""A row of the soak: what is run how often, and what came of it.

Each `soak_<topic>.py` beside this file has `SOAKS`, a list of Soak; run.py finds them. To add
a row, add a Soak; to add a topic, add a file.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What a shard did. `controls` has (tried, caught) of code that is wrong on purpose."""

    runs: int = 0
    failures: int = 0
    cases: list = field(default_factory=list)  # the first failure of each kind, in words
    notes: dict = field(default_factory=dict)
    controls: dict = field(default_factory=dict)

    def fail(self, case: str) -> None:
        self.failures += 1
        if len(self.cases) < 8:
            self.cases.append(case)


@dataclass(frozen=True)
class Soak:
    """`work(seed, runs)` returns an Outcome. A shard is what one process does with one seed.

    There are `shards` of them, or fewer of at least so many runs each.
    """

    name: str
    runs: int
    work: Callable[[int, int], Outcome]
    shards: int = 8
    least: int = 50


@dataclass
class Row:
    """All shards of a soak added up."""

    soak: Soak
    wanted: int
    runs: int = 0
    failures: int = 0
    seconds: float = 0.0
    cases: list = field(default_factory=list)
    notes: dict = field(default_factory=dict)
    controls: dict = field(default_factory=dict)

    def add(self, seed: int, outcome: Outcome, seconds: float) -> None:
        self.runs += outcome.runs
        self.failures += outcome.failures
        self.seconds += seconds
        self.cases += [f"seed {seed}: {case}" for case in outcome.cases]
        for name, number in outcome.notes.items():
            self.notes[name] = self.notes.get(name, 0) + number
        for name, (tried, caught) in outcome.controls.items():
            before = self.controls.get(name, (0, 0))
            self.controls[name] = (before[0] + tried, before[1] + caught)

    @property
    def complaint(self) -> str:
        """What is wrong with this row, or an empty string."""
        if self.failures:
            return f"{self.failures:,} failures"
        if self.runs < self.wanted:
            return f"{self.runs:,} runs of {self.wanted:,}"
        missed = [name for name, (tried, caught) in self.controls.items() if caught < tried]
        return f"not caught: {', '.join(missed)}" if missed else ""

    def as_json(self) -> dict:
        return {"name": self.soak.name, "runs": self.runs, "failures": self.failures}


def table(rows) -> str:
    """Return the rows as text, one line each."""
    lines = [("name", "runs", "failures", "seconds", "controls caught", "what was in it")]
    for row in rows:
        caught = sum(caught for _, caught in row.controls.values())
        tried = sum(tried for tried, _ in row.controls.values())
        lines.append(
            (
                row.soak.name,
                f"{row.runs:,}",
                f"{row.failures:,}",
                f"{row.seconds:,.0f}",
                f"{caught} of {tried}" if tried else "-",
                ", ".join(f"{name} {number:,}" for name, number in sorted(row.notes.items())),
            )
        )
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    text = []
    for line in lines:
        cells = [
            cell.rjust(widths[i]) if 1 <= i <= 3 else cell.ljust(widths[i])
            for i, cell in enumerate(line)
        ]
        text.append("  ".join(cells).rstrip())
    return "\n".join(text)
