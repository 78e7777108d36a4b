"""The same on a display of 128 x 32."""

import pytest
from sim.product import hotp, ready_product, totp


@pytest.fixture
def low(tmp_path):
    with ready_product(tmp_path, height=32) as product:
        yield product


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
