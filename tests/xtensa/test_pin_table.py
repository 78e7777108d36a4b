"""The README says what the machine code and the graphics card come to."""

from pathlib import Path

from xtensa.pin_table import duration, table

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_table_of_the_readme_is_computed():
    assert table() in README.read_text()


def test_a_duration_is_said_in_the_unit_that_fits():
    assert [duration(s) for s in (0.5, 59, 61, 3599, 7200, 90_000)] == [
        "0.5 seconds",
        "59 seconds",
        "1 minutes",
        "60 minutes",
        "2 hours",
        "1 days",
    ]
