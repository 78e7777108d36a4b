"""`make wiring`: draws boards/<name>/wiring.svg and writes the tables in boards/README.md.

With --check it only says what is not as the boards' pins give it.
"""

import argparse
import sys
from pathlib import Path

from fobctl.installer import boards
from fobctl.installer.boards import Board

sys.path.insert(0, str(Path(__file__).parent))

from drawing import draw
from headers import HEADERS
from nets import table

_README = boards.FOLDER / "README.md"


def section(board: Board) -> str:
    """Return the part of the README that is about the wiring of a board."""
    lines = [
        f"![The wiring of {board.name}]({board.name}/wiring.svg)",
        "",
        "| pin | goes to | connected by |",
        "|---|---|---|",
    ]
    lines += [f"| {pin} | {goes} | {by or 'you'} |" for pin, goes, by in table(board)]
    return "\n".join(lines)


def with_sections(readme: str) -> str:
    """Return the README with the text between each pair of marks made anew. Raises ValueError."""
    for name in boards.names():
        begin, end = f"<!-- wiring of {name}: made by `make wiring` -->\n", "<!-- end -->"
        head, found, tail = readme.partition(begin)
        _, found_end, rest = tail.partition(end)
        if not found or not found_end:
            raise ValueError(f"boards/README.md has no place for the wiring of {name}: {begin}")
        readme = head + begin + "\n" + section(boards.load(name)) + "\n\n" + end + rest
    return readme


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    wanted = {_README: with_sections(_README.read_text())}
    for name in boards.names():
        wanted[boards.FOLDER / name / "wiring.svg"] = draw(boards.load(name), HEADERS[name])
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if check:
            print(f"{path} is not what the pins give: run `make wiring`.", file=sys.stderr)
        else:
            path.write_text(wanted[path])
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
