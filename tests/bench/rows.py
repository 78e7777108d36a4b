"""A row of the benchmark: one figure of ours, one of what it is compared with, and the floor.

Each `bench_<topic>.py` beside this file has `rows(lab)`, which yields Rows; run.py finds
them. `lab` is a measure.Lab. To add a figure, add a row; to add a topic, add a file.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`floor` is the least ratio, `limit` the most of ours, that `make bench` accepts.

    `aim` is the ratio the design hopes for; it is shown and not enforced.
    """

    name: str
    unit: str
    ours: float
    reference: float | None = None
    reference_name: str = "none"
    more_is_better: bool = False
    floor: float | None = None
    aim: float | None = None
    limit: float | None = None

    @property
    def ratio(self):
        """How many times better than the reference. Nothing at all counts as one."""
        if self.reference is None:
            return None
        ours, reference = max(self.ours, 1), max(self.reference, 1)
        return ours / reference if self.more_is_better else reference / ours

    @property
    def complaint(self):
        """What is wrong with this row, or an empty string."""
        if self.floor is not None and self.ratio < self.floor:
            return f"{self.name}: {self.ratio:.2f} times better, the floor is {self.floor:g}"
        if self.limit is not None and self.ours > self.limit:
            return f"{self.name}: {self.ours:g} {self.unit}, the limit is {self.limit:g}"
        return ""

    def as_json(self):
        return {
            "name": self.name,
            "unit": self.unit,
            "ours": self.ours,
            "reference": self.reference,
            "reference_name": self.reference_name,
            "ratio": None if self.ratio is None else round(self.ratio, 3),
        }


_HEAD = ("name", "ours", "reference", "times better", "floor", "unit", "reference is")
_TEXT_COLUMNS = (0, 5, 6)


def _number(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.2f}"


def _least(row):
    if row.floor is not None:
        return f"{row.floor:g}x"
    return "-" if row.limit is None else f"<= {row.limit:,.0f}"


def table(rows):
    """Return the rows as text, one line each."""
    lines = [_HEAD]
    for row in rows:
        ratio = "-" if row.ratio is None else f"{row.ratio:,.2f}"
        lines.append(
            (
                row.name,
                _number(row.ours),
                _number(row.reference),
                ratio,
                _least(row),
                row.unit,
                row.reference_name,
            )
        )
    widths = [max(len(line[i]) for line in lines) for i in range(len(_HEAD))]
    text = []
    for line in lines:
        cells = [
            cell.ljust(widths[i]) if i in _TEXT_COLUMNS else cell.rjust(widths[i])
            for i, cell in enumerate(line)
        ]
        text.append("  ".join(cells).rstrip())
    return "\n".join(text)
