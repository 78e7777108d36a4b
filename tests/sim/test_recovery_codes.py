"""Recovery codes, favourites and places, from the host's request to the glass and the flash."""

import pytest
from sim.product import filled_product, hotp, totp

from fobctl.link.errors import TokenError

CODES = ["1111-2222", "3333-4444", "5555-6666"]


@pytest.fixture
def product(tmp_path):
    with filled_product(tmp_path / "token", [(totp("ann"), 0), (hotp("bob"), 5)]) as product:
        yield product


def open_codes(product, left):
    product.simulator.press("do", hold=True)
    product.choose(f"Recovery codes: {left}")


def test_codes_are_added_shown_crossed_off_and_cleared(product):
    product.accept(
        lambda token: token.add_recovery(1, CODES), "Add codes?", "Acme", "3 recovery codes"
    )
    product.simulator.press("do")
    open_codes(product, 3)
    assert {"1111-2222", "1/3"} <= set(product.words())
    product.simulator.press("next")
    assert {"3333-4444", "2/3"} <= set(product.words())
    product.simulator.press("do")
    assert {"Cross it off?", "Code 2 was used."} <= set(product.words())
    product.simulator.press("do")
    assert {"3333-4444", "was used"} <= set(product.words())
    # It is in the flash before anybody sees it crossed off.
    product.restart()
    assert product.connect().recovery(1).used == [2]
    listed = product.connect().accounts()
    assert [(item.codes, item.codes_left) for item in listed] == [(3, 2), (0, 0)]
    product.accept(lambda token: token.clear_recovery(1), "Delete the codes?", "will be lost.")
    assert product.connect().recovery(1).codes == 0


def test_a_favourite_opens_first_and_is_moved_with_the_buttons(product):
    product.accept(lambda token: token.edit(2, favourite=True), "Change account?", "opens first")
    product.restart()
    assert "bob" in product.words() and "Press DO for a code" in product.words()
    product.simulator.press("do", hold=True)
    product.choose("Move")
    product.simulator.press("next")
    product.simulator.press("do")
    listed = product.connect().accounts()
    assert [(item.id, item.favourite) for item in listed] == [(2, True), (1, False)]


def test_an_edit_of_the_digits_says_what_it_means_and_the_counter_stays(product):
    product.accept(
        lambda token: token.edit(2, digits=8),
        "Change account?",
        "bob",
        "8 digits, now 6",
        "Other codes: only if",
    )
    product.simulator.press("next")
    product.simulator.press("do")
    product.simulator.press("do")
    assert "Counter 5" in product.words()
    assert [len(word) for word in product.words() if word.isdecimal()] == [8]


def test_what_cannot_be_is_refused_by_its_field(product):
    token = product.connect()
    for ask, field in (
        (lambda: token.edit(1, digits=11), "digits"),
        (lambda: token.edit(2, period=60), "period"),
        (lambda: token.edit(1, issuer="", name=""), "name"),
        (lambda: token.edit(1, picture=bytes(401)), "picture"),
        (lambda: token.add_recovery(1, ["x" * 33]), "codes"),
        (lambda: token.add_recovery(1, ["a"] * 21), "codes"),
    ):
        with pytest.raises(TokenError, match=field):
            ask()
