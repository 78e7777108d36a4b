"""The token at its limit: 200 accounts are shown and proven; one more is refused."""

import pytest
from sim.product import filled_product, hotp, totp

from fobctl.link.errors import TokenError
from otpfob.core import otp
from otpfob.core.account import HOTP

# Twice the 128 kB that an ESP32 without PSRAM gives: objects of the 64-bit simulator are twice
# as large. tests/bench measures the smallest that will do.
_HEAP = "256k"
_LAST = 3  # so many are added as a person does it


def account(i):
    fields = {"name": f"person{i}@example.com", "issuer": f"Издатель {i}"}
    secret = bytes((i % 256, 7)) * (8 + i % 40)
    return hotp(secret=secret, **fields) if i % 5 == 0 else totp(secret=secret, **fields)


def test_two_hundred_accounts_are_all_shown_and_one_more_is_refused(tmp_path):
    most = [(account(i), i) for i in range(200 - _LAST)]
    with filled_product(tmp_path, most, heap=_HEAP) as product:
        simulator = product.simulator
        ids = [item.id for item in product.connect().accounts()]
        ids += [product.add(account(i), i) for i in range(200 - _LAST, 200)]
        with pytest.raises(TokenError) as caught:
            product.connect().add(account(200))
        assert caught.value.code == "full"
        token = product.connect()
        assert token.hello().free == 0
        assert [item.id for item in token.accounts()] == ids
        assert all(token.prove(ids[i], account(i), i).same for i in range(0, 200, 20))
        product.restart()
        simulator.press("do")
        for i in range(200):
            shown = account(i)
            assert shown.name in product.words()
            if shown.kind == HOTP:
                simulator.press("do")
                assert product.code() == otp.code(shown, i)
            else:
                step = otp.step(simulator.hardware.ds3231.unix_s(), 30)
                assert product.code() == otp.code(shown, step)
            simulator.press("next")
        assert account(0).name in product.words()
        assert simulator.resets == 2  # and none by itself
