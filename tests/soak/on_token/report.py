"""What came of a shard: handed to every program of this folder, printed as JSON at its end."""

import json

_MOST_KINDS = 8


class Report:
    """`wanted` runs are asked for. Count them in `runs`; tell of a wrong one with fail()."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.runs = 0
        self.failures = 0
        self._cases = []  # kind, details of the first, how often
        self.notes = {}  # numbers that are added up over the shards
        self.controls = {}  # name: [tried, caught]

    @property
    def more(self) -> bool:
        return self.runs < self.wanted

    def fail(self, kind: str, *details) -> None:
        """Count a failure; describe the first of its kind."""
        self.failures += 1
        for case in self._cases:
            if case[0] == kind:
                case[2] += 1
                return
        if len(self._cases) < _MOST_KINDS:
            self._cases.append([kind, " ".join([str(detail) for detail in details]), 1])

    def note(self, name: str, number: int = 1) -> None:
        self.notes[name] = self.notes.get(name, 0) + number

    def control(self, name: str, caught: bool) -> None:
        """Count one try of code that is wrong on purpose, and whether it was noticed."""
        counts = self.controls.setdefault(name, [0, 0])
        counts[0] += 1
        counts[1] += 1 if caught else 0

    def as_json(self) -> str:
        return json.dumps(
            {
                "runs": self.runs,
                "failures": self.failures,
                "cases": ["%s %s (%d times)" % tuple(case) for case in self._cases],
                "notes": self.notes,
                "controls": self.controls,
            }
        )
