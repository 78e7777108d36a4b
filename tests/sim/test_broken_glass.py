"""A display that does not answer, and fonts that are damaged, keep nobody from their codes."""

import shutil

import pytest
from sim.product import filled_product, totp

from fobctl.simulator.tree import FONTS

FONT_NAMES = sorted(path.stem for path in FONTS.glob("*.font"))


def lit(product):
    return sum(map(sum, product.simulator.glass()))


@pytest.fixture
def token(tmp_path):
    with filled_product(tmp_path / "token", [(totp(), 0)]) as product:
        yield product


def test_a_token_without_a_display_serves_the_host_and_says_so(token):
    simulator = token.simulator
    display = simulator.hardware.i2c.pop(simulator.hardware.display.address)
    simulator.reset()
    assert b"works without its display" in simulator.console
    info = token.connect().hello()
    assert info.faults == ("display",) and info.accounts == 1
    assert token.words() == []
    # It is found again when something is to be seen.
    simulator.hardware.i2c[display.address] = display
    simulator.press("do")
    assert lit(token) > 200 and "ann" in token.words()
    assert token.connect().hello().faults == ()


def test_a_display_that_comes_and_goes_shows_what_a_whole_one_does(token):
    simulator = token.simulator
    display = simulator.hardware.i2c.pop(simulator.hardware.display.address)
    simulator.press("do")
    display.hard_reset()
    display.ram[:] = bytes(range(256)) * 4
    simulator.hardware.i2c[display.address] = display
    simulator.advance(1000)
    seen = simulator.glass()
    simulator.press("next", hold=True)
    simulator.press("do")
    assert "Acme" in token.words()
    assert seen[:20] == simulator.glass()[:20]


@pytest.mark.parametrize("names", [FONT_NAMES, ["digits32"], ["name"], ["small"]])
@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_a_code_shows_whichever_font_is_gone(tmp_path, names, damage):
    fonts = tmp_path / "fonts"
    shutil.copytree(FONTS, fonts)
    for name in names:
        path = fonts / f"{name}.font"
        if damage == "missing":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-9] + b"\0" * 9)
    with filled_product(tmp_path / "token", [(totp(), 0)], fonts=fonts) as token:
        assert "Fonts damaged" in token.words()
        token.simulator.press("do")
        assert "Fonts damaged" not in token.words()
        token.simulator.press("do")
        assert len(token.code()) == 6 and lit(token) > 100
        assert token.connect().hello().faults == ("fonts",)
