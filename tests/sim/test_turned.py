"""The token in the left hand: the glass upside down, and the buttons swapped."""

import pytest
from sim.product import filled_product, totp

ACCOUNTS = [(totp(name), 0) for name in ("ann", "bob", "cat")]


@pytest.fixture(params=[(1, 64), (2, 64), (2, 32), (3, 64)], ids=lambda p: f"{p[0]}-{p[1]}")
def token(request, tmp_path):
    """A token with three accounts, by its buttons and its height."""
    buttons, height = request.param
    with filled_product(tmp_path / "token", ACCOUNTS, buttons=buttons, height=height) as product:
        yield product


def open_the_second(token):
    token.simulator.press("next")
    token.simulator.press("do")
    assert any("bob" in word for word in token.words()[:2])


def back(token):
    token.simulator.press("prev" if token.simulator.buttons == 3 else "next", hold=True)


def test_turned_it_looks_and_works_upside_down_until_it_is_turned_back(token):
    simulator = token.simulator
    upright = simulator.glass()
    token.menu("Turn the glass")
    simulator.turn_over()
    back(token)
    assert simulator.glass() == upright
    open_the_second(token)
    back(token)
    token.restart()
    assert simulator.glass() == upright
    open_the_second(token)
    back(token)
    token.menu("Turn the glass")
    simulator.turn_over()
    back(token)
    token.restart()
    assert simulator.glass() == upright
    open_the_second(token)
