"""A code for the PC, and the end of everything: both only when the person says so."""

import pytest
from sim.product import NEW, NOW_UNIX_S, RFC_SECRET, hotp, totp

from fobctl.link.errors import TokenError
from otpfob.core import otp


def test_a_code_by_counter_uses_the_counter_up(product):
    account_id = product.add(hotp(), 5)
    given = product.accept(lambda token: token.code(account_id), "Uses up counter 5.")
    assert (given.code, given.counter) == (otp.hotp(RFC_SECRET, 5), 5)
    product.simulator.press("do")
    product.simulator.press("do")
    assert product.code() == otp.hotp(RFC_SECRET, 6)


def test_no_code_by_time_without_a_time(new_product):
    new_product.set_up()
    account_id = new_product.add(totp())
    with pytest.raises(TokenError) as caught:
        new_product.connect().code(account_id)
    assert caught.value.code == "clock_not_set"


def test_a_wipe_wants_do_held_and_leaves_nothing_in_flash(product):
    product.add(totp())
    future = product.start(lambda token: token.wipe(), "Erase everything?", "hold DO yes")
    product.simulator.press("do")
    assert "Erase everything?" in product.words()
    product.simulator.press("do", hold=True)
    future.result(timeout=30)
    flash = product.simulator.hardware.flash
    assert flash.image() == b"\xff" * flash.size_bytes
    assert NEW in product.words()
    assert not product.connect().hello().ready
    product.set_up()
    assert product.connect().accounts() == []
    assert product.connect().clock().unix_ms // 1000 >= NOW_UNIX_S


def test_a_refused_wipe_leaves_everything(product):
    product.add(totp())
    image = product.simulator.hardware.flash.image()
    future = product.start(lambda token: token.wipe(), "Erase everything?")
    product.simulator.press("next")
    with pytest.raises(TokenError):
        future.result(timeout=30)
    assert product.simulator.hardware.flash.image() == image


def test_a_wipe_of_an_account_on_the_glass_takes_it_away(product):
    product.add(totp())
    product.simulator.press("do")
    assert product.code()
    future = product.start(lambda token: token.wipe(), "Erase everything?")
    product.simulator.press("do", hold=True)
    future.result(timeout=30)
    assert NEW in product.words()
