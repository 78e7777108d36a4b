"""`make verified`: writes the table of boards that were tested into boards/README.md.

Out of the reports of `make test-device`, which lie beside this file: one for each board and
version of the firmware. With --check it only says whether the table is what they give.
"""

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
README = HERE.parent / "README.md"
BEGIN = "<!-- verified boards: made by `make verified` -->\n"
END = "<!-- end of verified boards -->"
NONE = "None yet: nobody has run this firmware on a board."
HEADER = "| board | firmware | MicroPython | chip | day | tests | over their limit | unverified |"


def reports(folder: Path = HERE) -> list[dict]:
    """Return the reports of real boards. Raises ValueError for one of the simulator."""
    found = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    if any(report["board"] == "sim" for report in found):
        raise ValueError("A report of the simulator says nothing of a board.")
    return found


def table(found: list[dict]) -> str:
    """Return the lines between the marks."""
    if not found:
        return NONE
    lines = [HEADER, "|---" * HEADER.count(" | ") + "|---|"]
    for report in found:
        tests = report["tests"]
        cells = [
            f"`{report['board']}`",
            report["firmware"],
            report["micropython"],
            report["machine"],
            report["date"],
            f"{tests['passed']} passed, {tests['failed']} failed",
            _names(report, "over"),
            _names(report, "unverified"),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _names(report: dict, verdict: str) -> str:
    names = [row["name"] for row in report["figures"] if row["verdict"] == verdict]
    return ", ".join(names) or "none"


def with_table(readme: str, found: list[dict]) -> str:
    """Return the README with the text between the marks made anew. Raises ValueError."""
    head, begun, tail = readme.partition(BEGIN)
    _, ended, rest = tail.partition(END)
    if not begun or not ended:
        raise ValueError(f"boards/README.md has no place for the table: {BEGIN}")
    return f"{head}{BEGIN}\n{table(found)}\n\n{END}{rest}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    readme = README.read_text()
    wanted = with_table(readme, reports())
    if wanted == readme:
        return 0
    if check:
        print(
            "boards/README.md is not what the reports give: run `make verified`.", file=sys.stderr
        )
        return 1
    README.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
