"""Codes as the person sees them, against the tables of the RFCs and of another program."""

import pyotp
import pytest
from sim.product import NOW_UNIX_S, RFC_SECRET, filled_product, hotp, totp

from otpfob.core.account import STEAM, Account
from otpfob.core.hmac import SHA1, SHA256, SHA512

# RFC 6238 appendix B. The chip's calendar begins in 2000, so the first time of the table, in
# 1970, and the last, in 2603, are tested at the clock's port: tests/unit/core/test_otp.py.
RFC_6238 = [
    (1111111109, SHA1, "07081804"),
    (1111111109, SHA256, "68084774"),
    (1111111109, SHA512, "25091201"),
    (1111111111, SHA1, "14050471"),
    (1111111111, SHA256, "67062674"),
    (1111111111, SHA512, "99943326"),
    (1234567890, SHA1, "89005924"),
    (1234567890, SHA256, "91819424"),
    (1234567890, SHA512, "93441116"),
    (2000000000, SHA1, "69279037"),
    (2000000000, SHA256, "90698825"),
    (2000000000, SHA512, "38618901"),
]
SEEDS = {
    SHA1: RFC_SECRET,
    SHA256: (RFC_SECRET * 2)[:32],
    SHA512: (RFC_SECRET * 4)[:64],
}

# RFC 4226 appendix D.
RFC_4226 = (
    *("755224", "287082", "359152", "969429", "338314"),
    *("254676", "287922", "162583", "399871", "520489"),
)


def test_every_code_of_rfc_6238_appendix_b(product):
    for hash_id, seed in SEEDS.items():
        product.add(totp(issuer=f"Hash {hash_id}", secret=seed, hash_id=hash_id, digits=8))
    for unix_s in sorted({row[0] for row in RFC_6238}):
        product.set_clock(unix_s - 20)
        chip_ms = product.simulator.hardware.ds3231.unix_ms()
        product.simulator.advance(unix_s * 1000 + 50 - chip_ms)
        product.simulator.press("do")
        for hash_id in (SHA1, SHA256, SHA512):
            expected = [row[2] for row in RFC_6238 if row[:2] == (unix_s, hash_id)]
            assert [product.code()] == expected, (unix_s, hash_id)
            product.simulator.press("next")
        product.simulator.press("next", hold=True)


def test_a_time_that_no_sync_vouches_for_makes_no_code(product):
    product.add(totp())
    # Somebody set the chip ahead, to see the codes of a year from now.
    product.simulator.hardware.ds3231.set_unix_s(NOW_UNIX_S + 365 * 86_400)
    product.simulator.reset()
    product.simulator.press("do")
    assert "Clock too uncertain" in product.words()
    assert not [word for word in product.words() if word.isdecimal()]


def test_every_code_of_rfc_4226_appendix_d_by_the_button(product):
    product.add(hotp())
    product.simulator.press("do")
    assert "Press DO for a code" in product.words()
    for counter, code in enumerate(RFC_4226):
        product.simulator.press("do")
        assert product.code() == code
        assert f"Counter {counter}" in product.words()


def test_the_code_changes_when_the_period_ends_and_not_before(product):
    product.add(totp())
    product.simulator.press("do")
    clock = product.simulator.hardware.ds3231
    other = pyotp.TOTP(pyotp.random_base32(32, "ABCDEFGH"))
    other.secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for _ in range(58):
        # A second is over when the chip says so; the token follows within one turn of its loop.
        product.simulator.advance(1000 - clock.unix_ms() % 1000 + 100)
        assert product.code() == other.at(clock.unix_s())


@pytest.mark.parametrize("digits", range(6, 11))
def test_all_lengths_of_codes_stand_on_the_glass(product, digits):
    product.add(totp(digits=digits))
    product.simulator.press("do")
    code = product.code()
    assert len(code) == digits
    assert code == pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", digits=digits).at(NOW_UNIX_S)


def test_a_steam_account_shows_five_characters_of_its_alphabet(product):
    product.add(Account(STEAM, "Steam", "gabe", RFC_SECRET, digits=5))
    product.simulator.press("do")
    code = product.words()[-1]
    assert len(code) == 5
    assert set(code) <= set("23456789BCDFGHJKMNPQRTVWXY")


def test_no_code_without_a_time(new_product):
    new_product.set_up()
    new_product.add(totp())
    new_product.simulator.press("do")
    assert "Clock not set" in new_product.words()
    assert not [word for word in new_product.words() if word.isdecimal()]


def test_a_code_goes_from_the_glass_when_the_clock_loses_its_time(product):
    product.add(totp())
    product.simulator.press("do")
    assert product.code()
    product.simulator.hardware.ds3231.lose_power()
    product.simulator.advance(66_000)  # the chip is looked at every minute
    product.light()
    assert "Clock not set" in product.words()


def test_setting_the_clock_brings_the_codes(new_product):
    new_product.set_up()
    new_product.add(totp())
    new_product.simulator.press("do")
    assert "Clock not set" in new_product.words()
    new_product.set_clock(NOW_UNIX_S)
    assert new_product.code()


def test_a_name_of_combining_marks_alone_keeps_nobody_from_its_code(tmp_path):
    marks = "\u0301" * 32  # 64 bytes, and not one letter
    for height in (64, 32):
        folder = tmp_path / str(height)
        with filled_product(folder, [(totp(marks, marks), 0)], height=height) as product:
            assert product.words() == [f"{marks}: {marks}"]
            product.simulator.press("do")
            code = product.code()
            for _ in range(20):  # while it scrolls
                product.simulator.advance(1000)
                assert marks in product.words()[0] or product.words()[0].startswith("→")
            assert len(code) == 6
