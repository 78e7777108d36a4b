"""A code for the PC when the person says so: by time as others compute it, by counter once."""

import pyotp
import pytest
from sim.product import RFC_SECRET, hotp, totp

from fobctl.link.errors import TokenError
from otpfob.core import otp

QUESTION = "Give the PC a code?"
BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_a_code_by_time_is_given_when_do_is_pressed(held):
    account_id = held.agree(lambda token: token.add(totp("by time")), "Add account?")
    began_ms = held.token().clock().unix_ms
    given = held.agree(lambda token: token.code(account_id), QUESTION)
    ended_ms = held.token().clock().unix_ms
    steps = range(began_ms // 30_000, ended_ms // 30_000 + 1)
    assert given.code in {pyotp.TOTP(BASE32).at(30 * step) for step in steps}
    assert given.counter is None and 1 <= given.left_s <= 30


def test_a_code_by_counter_uses_the_counter_up_and_a_refused_one_does_not(held):
    account_id = held.agree(lambda token: token.add(hotp("by counter"), 5), "Add account?")
    given = held.agree(lambda token: token.code(account_id), QUESTION)
    assert (given.code, given.counter) == (otp.hotp(RFC_SECRET, 5), 5)
    with pytest.raises(TokenError) as caught:
        held.refuse(lambda token: token.code(account_id), QUESTION)
    assert caught.value.code == "refused"
    (item,) = [item for item in held.token().accounts() if item.id == account_id]
    assert item.counter == 6
