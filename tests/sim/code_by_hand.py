"""What a person does with the code of a backup: reads it, proves that, enters it elsewhere."""

import re

from sim.product import Product

_ROWS = ("ABCDEFGH", "IJKLMNOP", "QRSTUVWX", "YZ234567")
_CHARACTERS = 26


def read_code(product: Product) -> str:
    """Return the code that stands on the glass."""
    product.work("Backup code", "DO done")
    words = product.words()
    # Four lines, each after the number of its first character.
    first = words.index("1")
    parts = words[first + 1 : first + 8 : 2]
    code = "".join(parts).replace(" ", "")
    assert len(code) == _CHARACTERS, words
    return code


def write_code_down(product: Product) -> str:
    """Read the code and answer the questions about it; returns it."""
    code = read_code(product)
    product.simulator.press("do")
    while (asked := _asked(product)) is not None:
        turn_to_character(product, code[asked - 1])
    return code


def _asked(product):
    """Return the number of the character that the token asks for, or None."""
    found = re.fullmatch(r"Character (\d+)\?", product.words()[0])
    return int(found[1]) if found else None


def enter_code(product: Product, code: str) -> None:
    """Enter a code, and let the token look at it."""
    product.work("Backup code", "OK" if not code else "[A-H]")
    for character in code:
        turn_to_character(product, character)
    product.simulator.press("do")  # on OK, which is all that is left


def turn_to_character(product: Product, character: str) -> None:
    """Take one character: first its row, then itself."""
    row = next(row for row in _ROWS if character in row)
    product.turn_to(f"[{row[0]}-{row[-1]}]")
    product.simulator.press("do")
    product.turn_to(f"[{character}]")
    product.simulator.press("do")
