"""Names in scripts that the fonts lack are on the glass as fobctl drew them."""

import pytest
from sim.product import Product, totp
from system_packages import need

from fobctl.cli.drawing import picture_of
from fobctl.link.errors import TokenError
from fobctl.pictures import fonts
from fobctl.pictures.line import ROWS, draw

JAPANESE = ("三菱銀行", "佐藤花子")
ARABIC = ("البنك الأهلي", "ليلى")


@pytest.fixture(autouse=True)
def _fonts_are_installed():
    need({"fonts-unifont xfonts-wqy": list(fonts.known()), "libfribidi0": fonts.shapes()})


def _add(product: Product, issuer: str, name: str) -> None:
    warnings: list[str] = []
    picture = picture_of(issuer, name, warnings.append)
    assert picture and not warnings
    product.accept(lambda token: token.add(totp(name, issuer), 0, picture), "Add account?")


def _seen(product: Product, text: str, x: int, y: int, inverted: bool = False) -> bool:
    """Return whether a text is on the glass at (x, y), pixel by pixel."""
    glass, image = product.simulator.glass(), draw(text)
    return all(
        bool(glass[y + row][x + column]) == (bool(image.getpixel((column, row))) != inverted)
        for row in range(ROWS)
        for column in range(image.width)
    )


def test_two_accounts_are_drawn_in_the_list_and_above_their_codes(product):
    for label in (JAPANESE, ARABIC):
        _add(product, *label)
    product.disconnect()
    product.simulator.advance(500)
    assert _seen(product, JAPANESE[0], 2, 1, inverted=True)
    assert _seen(product, ARABIC[0], 2, 13)
    colon_px = 2 * 6
    assert _seen(product, ARABIC[1], 2 + draw(ARABIC[0]).width + colon_px, 13)
    for label in (JAPANESE, ARABIC):
        product.simulator.press("do")
        assert product.words()[:2] == list(label) and product.code()
        assert _seen(product, label[0], 2, 0) and _seen(product, label[1], 2, 12)
        product.simulator.press("next", hold=True)
        product.simulator.press("next")


def test_what_is_asked_and_chosen_for_an_account_names_it_by_its_picture(product):
    _add(product, *ARABIC)
    _add(product, *JAPANESE)
    account_id = {a.issuer: a.id for a in product.connect().accounts()}[JAPANESE[0]]
    answer = product.start(lambda token: token.delete(account_id), "Delete account?")
    assert _seen(product, JAPANESE[0], 2, 11) and _seen(product, JAPANESE[1], 2, 23)
    product.simulator.press("next")
    with pytest.raises(TokenError):
        answer.result(timeout=30)
    product.disconnect()
    product.simulator.press("next")
    product.simulator.press("do")
    product.simulator.press("do", hold=True)
    product.simulator.wait_for("Move")
    assert product.words()[0] == JAPANESE[0] and _seen(product, JAPANESE[0], 2, 0, inverted=True)
