"""Whoever finds an open token takes no keys with them: a backup wants the PIN."""

import pytest
from sim.product import filled_product, totp

PIN = "135790"


@pytest.fixture
def opened(tmp_path):
    with filled_product(tmp_path, [(totp(), 0)], pin=PIN) as product:
        product.unlock(PIN, "Acme: ann")
        product.accept(lambda token: token.begin_backup(), "Make a backup?")
        yield product


def test_the_code_comes_after_the_pin(opened):
    opened.enter(PIN, "PIN")
    opened.work("Backup code")


def test_a_wrong_pin_locks_it(opened):
    opened.enter("999999", "PIN")
    opened.work("Wrong PIN")
    assert opened.is_locked()


def test_who_gives_up_is_back_at_the_accounts(opened):
    opened.simulator.press("next", hold=True)
    opened.simulator.wait_for("Acme: ann")
    assert not opened.is_locked()
