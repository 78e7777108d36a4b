"""A new token asks before it makes anything of its flash."""

import pytest

from fobctl.link.errors import TokenError


def test_a_new_token_asks_for_the_language_and_then_to_be_set_up(new_product):
    assert new_product.words() == ["Language", "✓ English", "  Русский"]
    new_product.simulator.press("do")
    assert "Welcome to OTPfob" in new_product.words()


def test_nothing_is_written_before_the_person_says_yes(new_product):
    new_product.choose("  Русский")
    assert "Это OTPfob" in new_product.words()
    new_product.simulator.press("next")
    assert "✓ Русский" in new_product.words(), "it was no: the first question again"
    assert new_product.simulator.hardware.flash.operations == 0
    new_product.restart()
    assert "✓ English" in new_product.words()


def test_yes_makes_an_empty_vault_that_is_there_after_power_loss(new_product):
    new_product.set_up()
    new_product.simulator.cut_power()
    new_product.simulator.power_on()
    assert "No accounts yet" in new_product.words()


def test_before_that_the_host_is_told_to_look_at_the_token(new_product):
    token = new_product.connect()
    assert not token.hello().ready
    with pytest.raises(TokenError, match="not set up yet"):
        token.accounts()
