"""What the host asks for, and what the person and the token make of it."""

import pytest
from sim.product import hotp, totp

from fobctl.link.errors import TokenError, Vanished


def test_nobody_answering_for_fifteen_seconds_changes_nothing(product):
    future = product.start(lambda token: token.add(totp()), "Add account?")
    product.simulator.advance(13_000)
    assert "Add account?" in product.words()
    product.simulator.advance(3_000)
    with pytest.raises(TokenError) as caught:
        future.result(timeout=30)
    assert caught.value.code == "timed_out"
    assert product.connect().accounts() == []
    assert "No accounts yet" in product.words()


def test_a_press_that_comes_with_the_question_is_not_its_answer(product):
    product.simulator.hold_down(["do"])
    product.simulator.advance(100)
    token = product.connect()
    future = product.submit(lambda: token.add(totp()))
    product.simulator.wait_for("Add account?")
    product.simulator.hold_down([])
    product.simulator.advance(100)
    assert "Add account?" in product.words()
    product.simulator.advance(600)
    product.simulator.press("next")
    with pytest.raises(TokenError):
        future.result(timeout=30)


def test_the_question_says_all_that_decides_the_codes(product):
    future = product.start(
        lambda token: token.add(hotp(digits=8), 77),
        "Add account?",
        "Bank",
        "bob",
        "Counter 77, 8 digits, SHA1",
    )
    product.simulator.press("do")
    assert future.result(timeout=30)


def test_an_account_that_is_deleted_while_shown_leaves_the_glass(product):
    account_id = product.add(totp())
    product.simulator.press("do")
    assert product.code()
    product.accept(lambda token: token.delete(account_id), "Delete account?")
    assert "No accounts yet" in product.words()


def test_the_clock_is_set_to_the_moment_the_host_meant(product):
    token = product.connect()
    before = product.simulator.hardware.ds3231.unix_s()
    wanted_ms = (before + 1000) * 1000 + 250
    future = product.start(
        lambda token: token._request("time", set=wanted_ms, bound_ms=10), "Set the clock?"
    )
    began_ms = product.simulator.time.now_ms()
    product.simulator.advance(5_000)
    product.simulator.press("do")
    assert "Set the clock?" in product.words(), "a click is not enough for a step this large"
    product.simulator.press("do", hold=True)
    future.result(timeout=30)
    product.simulator.advance(2_000)
    elapsed_ms = product.simulator.time.now_ms() - began_ms
    chip_ms = product.simulator.hardware.ds3231.unix_ms()
    # 600 ms went by between the question and where the test began to count.
    assert abs(chip_ms - (wanted_ms + 600 + elapsed_ms)) <= 30
    del token


def test_a_second_program_on_the_line_ends_the_question_of_the_first(product):
    future = product.start(lambda token: token.add(totp()), "Add account?")
    product.disconnect()
    with pytest.raises(Vanished):
        future.result(timeout=30)
    assert product.connect().hello().accounts == 0
    assert "No accounts yet" in product.words()
