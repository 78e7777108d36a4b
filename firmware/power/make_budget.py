"""`make power`: computes the tables of firmware/POWER.md from currents of data sheets.

With --check it only says whether they are what this file gives. All currents are in microamperes,
from 3.3 V but for the battery. Nothing here was measured on a board.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

_PAGE = Path(__file__).resolve().parent.parent / "POWER.md"
_BEGIN, _END = "<!-- made by `make power` -->\n", "<!-- end -->"

# ESP32 Series Datasheet v3.5, table 6, "Power Consumption by Power Modes": the lower end of a
# range is of a chip whose cores wait, as ours do but for milliseconds, the upper one of work.
CHIP_240_MHZ = 30_000
CHIP_80_MHZ = 20_000
CHIP_WORKS = 68_000
CHIP_LIGHT_SLEEP = 800
CHIP_DEEP_SLEEP = 10

# SSD1306 Rev 1.1, table 12-1 (segment current at contrast 255, supply of the drivers, sleep) and
# 10.1.7 (it grows with the contrast). One row of 128 is on at a time. The charge pump doubles the
# voltage, so what it gives is taken twice; its losses are not in the data sheet.
SEGMENT = 100
DRIVERS = 430
PUMP = 2
DISPLAY_SLEEP = 20
COLUMNS = 128
LIT_PERCENT = 16  # of the pixels of a code screen: tests/sim/test_sleep.py counts them

# DS3231, 19-5170 Rev 10, electrical characteristics: standby supply current at 3.63 V, the most.
CLOCK = 110
# Two resistors of 100 kOhm at 4 V.
DIVIDER = 20
# Quiescent currents of regulators: ME6211 (typical), and the AMS1117 of many DevKits (typical).
REGULATORS = {"ME6211": 40, "AMS1117": 5_000}

# A small lithium cell, of which the last fifth is left alone.
CELL_MAH = 500
USABLE_PERCENT = 80

# Dim, dark, sleep: seconds after the last press. As it comes, the least it takes, and never.
SETTINGS = {
    "as it comes": (30, 60, 180),
    "30 s, 30 s, 60 s": (30, 30, 60),
    "never sleeps": (30, 60, None),
}
USES = {"2 codes a day": 2, "10 codes a day": 10, "50 codes a day": 50}
_START_S = 1  # from the press to the list, at work
_PRESSING_S = 5
_DAY_S = 86_400
_HOURS_A_YEAR = 8766


@dataclass(frozen=True)
class State:
    """What is on in it, in microamperes."""

    name: str
    chip: int
    display: int

    def total(self, regulator: str) -> int:
        return self.chip + self.display + CLOCK + DIVIDER + REGULATORS[regulator]


def display(contrast: int) -> int:
    """Return what the display takes while it shows a code."""
    segments = SEGMENT * (contrast + 1) * COLUMNS * LIT_PERCENT // (256 * 100)
    return PUMP * (segments + DRIVERS)


BRIGHT = State("bright, 240 MHz", CHIP_240_MHZ, display(255))
DIM = State("dim, 80 MHz", CHIP_80_MHZ, display(1))
DARK = State("dark, 80 MHz", CHIP_80_MHZ, DISPLAY_SLEEP)
WORKS = State("at work, 240 MHz", CHIP_WORKS, display(255))
LIGHT = State("light sleep (not used)", CHIP_LIGHT_SLEEP, DISPLAY_SLEEP)
DEEP = State("deep sleep", CHIP_DEEP_SLEEP, DISPLAY_SLEEP)
STATES = (WORKS, BRIGHT, DIM, DARK, LIGHT, DEEP)


def session(times: "tuple[int, int, int | None]") -> "list[tuple[State, int]]":
    """Return the states of one look at a code, with their seconds."""
    dim_s, dark_s, sleep_s = times
    return [
        (WORKS, _START_S),
        (BRIGHT, _PRESSING_S + dim_s),
        (DIM, dark_s - dim_s),
        (DARK, (sleep_s or dark_s) - dark_s),
    ]


def hours(codes: int, times: "tuple[int, int, int | None]", regulator: str) -> int:
    """Return how long a full cell lasts."""
    rest = DARK if times[2] is None else DEEP
    states = [(state, seconds * codes) for state, seconds in session(times)]
    rest_s = max(0, _DAY_S - sum(seconds for _, seconds in states))
    day = sum(state.total(regulator) * seconds for state, seconds in [*states, (rest, rest_s)])
    return CELL_MAH * USABLE_PERCENT * 10 * _DAY_S // day


def duration(count: int) -> str:
    """Return hours as people say them."""
    if count < 72:
        return f"{count} h"
    if count < _HOURS_A_YEAR:
        return f"{count // 24} d"
    return f"{count * 10 // _HOURS_A_YEAR / 10} years"


def _milliamperes(current: int) -> str:
    return f"{current / 1000:.2f}"


def tables() -> str:
    """Return the tables, as they stand in the page."""
    names = list(REGULATORS)
    head = ["state", "ESP32", "display", *(f"all, {name}" for name in names)]
    rows = [
        [state.name, *map(_milliamperes, (state.chip, state.display, *map(state.total, names)))]
        for state in STATES
    ]
    lines = [*_table(head, rows), ""]
    head = ["use", *(f"{setting}, {name}" for setting in SETTINGS for name in names)]
    rows = [
        [use] + [duration(hours(codes, SETTINGS[s], name)) for s in SETTINGS for name in names]
        for use, codes in USES.items()
    ]
    return "\n".join([*lines, *_table(head, rows)]) + "\n"


def _table(head, rows):
    return [
        "| " + " | ".join(head) + " |",
        "|---" * len(head) + "|",
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    page = _PAGE.read_text()
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    wanted = before + _BEGIN + "\n" + tables() + "\n" + _END + after
    if page == wanted:
        return 0
    if parser.parse_args().check:
        print(f"{_PAGE} is not what its currents give: run `make power`.", file=sys.stderr)
        return 1
    _PAGE.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
