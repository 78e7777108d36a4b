"""The README says of the buttons what the firmware's table says."""

from pathlib import Path

from otpfob.ui import buttons_help
from otpfob.ui.texts import Texts

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "firmware" / "texts"


def told(buttons):
    """Return (what it does, gesture) for a board with so many buttons, as its help says it."""
    texts = Texts(lambda language: (TEXTS / f"{language}.texts").open("rb"), buttons)
    rows = {
        # The lengths of a press of the only button end in a colon: no name, as NEXT is, tells them.
        (texts.string(does), texts.string(gesture).rstrip(":"))
        for gesture, does in buttons_help.rows(buttons)
    }
    texts.close()
    return rows


def test_the_table_of_the_readme_is_that_of_the_firmware():
    section = (ROOT / "README.md").read_text().split("## Buttons")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line[:1] == "|"][2:]
    table = [[cell.strip() for cell in line] for line in lines]
    for buttons in (1, 2, 3):
        assert {(row[0], row[buttons]) for row in table if row[buttons]} == told(buttons)
