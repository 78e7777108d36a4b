"""`make screens`: draws every screen, writes build/screens/*.png to look at, and screens.txt.

screens.txt has a line for each screen of tests/unit/ui/shown: a sum of its pixels on each glass and
in each language, over all parts of it and all numbers of buttons. With --check it is only
compared: a screen that looks different is named, and nothing is written.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent))

from run_mpy import command, environment  # noqa: E402

_SUMS = _HERE / "screens.txt"
_SHEETS = _HERE.parents[1] / "build" / "screens"
_HEAD = "# Made by `make screens`: look at build/screens, then commit it."
_SUM_LENGTH = 8
_LIMIT_S = 120


class Picture:
    """One part of a screen, on one glass."""

    def __init__(self, line: str) -> None:
        topic, name, language, height, buttons, pixels = line.split("\t")
        self.topic = topic
        self.name = name
        self.glass = f"128x{height} {language}"
        self.buttons = int(buttons)
        self.pixels = bytes.fromhex(pixels)


def drawn() -> "list[Picture]":
    """Return the pictures of every screen. Raises SystemExit when MicroPython fails."""
    done = subprocess.run(
        [*command("8M"), str(_HERE / "artist.py")],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=_LIMIT_S,
    )
    if done.returncode:
        sys.exit(f"the screens cannot be drawn:\n{done.stdout[-2000:]}")
    return [Picture(line) for line in done.stdout.splitlines()]


def sums(pictures: "list[Picture]") -> "dict[str, list[str]]":
    """Return the sums of each screen, one for each glass, by its topic and name."""
    hashes: dict[str, dict[str, hashlib._Hash]] = {}
    for picture in pictures:
        of_screen = hashes.setdefault(f"{picture.topic}/{picture.name}", {})
        total = of_screen.setdefault(picture.glass, hashlib.sha256())
        total.update(bytes([picture.buttons]) + picture.pixels)
    return {
        screen: [total.hexdigest()[:_SUM_LENGTH] for total in of_screen.values()]
        for screen, of_screen in hashes.items()
    }


def listed(pictures: "list[Picture]") -> str:
    """Return the contents of screens.txt."""
    glasses = list(dict.fromkeys(picture.glass for picture in pictures))
    lines = [_HEAD, "# " + ", ".join(glasses)]
    lines += [f"{screen}: {' '.join(found)}" for screen, found in sums(pictures).items()]
    return "\n".join(lines) + "\n"


def changed(before: str, after: str) -> "list[str]":
    """Return the screens whose lines differ, are new or are gone."""
    old = [line for line in before.splitlines() if not line.startswith("#")]
    new = [line for line in after.splitlines() if not line.startswith("#")]
    differing = dict.fromkeys(line for line in old + new if line not in old or line not in new)
    return list(dict.fromkeys(line.rpartition(": ")[0] for line in differing))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    check = parser.parse_args().check
    pictures = drawn()
    after = listed(pictures)
    before = _SUMS.read_text(encoding="utf-8") if _SUMS.exists() else ""
    for screen in changed(before, after):
        print(f"{screen} looks different" if check else screen, file=sys.stderr)
    if check:
        if before != after:
            print("Run `make screens`, look at build/screens, commit the sums.", file=sys.stderr)
        return int(before != after)
    from sheets import write_sheets

    _SUMS.write_text(after, encoding="utf-8")
    for path in write_sheets(pictures, _SHEETS):
        print(path.relative_to(_SHEETS.parents[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
