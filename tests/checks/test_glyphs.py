"""Every text of the firmware can be read on the glass: its fonts have the characters."""

import ast

import pytest

from fobctl.simulator.tree import FIRMWARE, FONTS
from otpfob.ui.font import Font


def texts():
    """Return (file, text) for every string of what is drawn, but the docstrings."""
    for folder in ("ui", "app"):
        for path in sorted((FIRMWARE / "otpfob" / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
                if is_text and id(node) not in said:
                    yield path.name, node.value


@pytest.mark.parametrize("name", ["small", "name"])
def test_the_fonts_have_every_character_that_the_firmware_says(name):
    with (FONTS / f"{name}.font").open("rb") as file:
        font = Font(file)
        seen = {character: path for path, text in texts() for character in text}
        missing = {c: path for c, path in seen.items() if c not in "\n\0" and not font.has(c)}
    assert "…" in seen and missing == {}
