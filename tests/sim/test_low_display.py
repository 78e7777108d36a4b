"""The same on a display of 128 x 32."""

import pytest
from sim.product import NOW_UNIX_S, Product, hotp, make_simulator, totp


@pytest.fixture
def low(tmp_path):
    with make_simulator(tmp_path, height=32) as simulator:
        simulator.hardware.ds3231.set_unix_s(NOW_UNIX_S)
        simulator.reset()
        product = Product(simulator)
        product.set_up()
        yield product
        product.close()


def test_codes_stand_on_a_low_display(low):
    low.add(totp())
    low.add(hotp())
    low.simulator.press("do")
    assert len(low.code()) == 6
    low.simulator.press("next")
    low.simulator.press("do")
    assert low.code() == "755224"
    assert len(low.simulator.glass()) == 32


def test_a_question_that_does_not_fit_shows_all_its_lines_in_turn(low):
    future = low.start(lambda token: token.add(totp()), "Add account?")
    seen = set(low.words())
    for _ in range(6):
        low.simulator.advance(1000)
        seen |= set(low.words())
    assert {"Acme", "ann", "30 s, 6 digits, SHA1"} <= seen
    low.simulator.press("do")
    future.result(timeout=30)
