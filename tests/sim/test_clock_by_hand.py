"""Date and time set with the token's buttons: from the menu, without a PC."""

import pytest
from sim.product import NOW_UNIX_S, filled_product

from otpfob.core import calendar

MINUTE_S = 60
SYNC_MS = 3500
ORDER = ("year", "month", "day", "hour", "minute")


@pytest.fixture(params=[2, 1], ids=["two buttons", "one button"])
def product(request, tmp_path):
    """A token whose clock was set just now; its list of accounts is on the glass."""
    with filled_product(tmp_path / "token", buttons=request.param) as product:
        product.simulator.advance(SYNC_MS)
        yield product


def begin(product):
    product.menu("Clock")
    product.simulator.press("do", hold=True)
    product.choose("Set it by hand")
    assert product.words()[0] == "Set the year"


def shown(product) -> list[int]:
    """Return the fields on the glass."""
    (text,) = [word for word in product.words() if len(word) == 16 and word[4] == "-"]
    return [int(part) for part in text.replace("-", " ").replace(":", " ").split()]


def enter(product, *fields):
    """Count every field up to what it is to be, and go on to the next."""
    for i, value in enumerate(fields):
        assert product.words()[0] == f"Set the {ORDER[i]}"
        for _ in range(60):
            if shown(product)[i] == value:
                break
            product.simulator.press("next")
        assert shown(product)[i] == value
        product.simulator.press("do")
    assert product.words()[0] == "Set the clock" and shown(product) == list(fields)


def chip_s(product) -> int:
    return product.simulator.hardware.ds3231.unix_s()


def true_ms(product) -> int:
    return NOW_UNIX_S * 1000 + product.simulator.time.now_ms()


LEAP_DAY = (2028, 2, 29, 0, 1)


def test_a_leap_day_entered_by_buttons_is_the_time_when_its_minute_begins(product):
    begin(product)
    enter(product, *LEAP_DAY)
    pressed_ms = product.simulator.time.now_ms()
    product.simulator.press("do")
    before, after = [word for word in product.words() if word.startswith(("from ", "to "))]
    assert before.startswith("from 2026-11-22 00:0")
    assert after == "to   2028-02-29 00:01:00"
    # Who thinks about it for a while does not make the clock late.
    product.simulator.advance(9000)
    product.simulator.press("do")
    assert "Set the clock?" in product.words(), "a click moves a clock that a sync vouches for"
    product.simulator.press("do", hold=True)
    product.simulator.advance(SYNC_MS)
    clock = product.connect().clock()
    want_ms = calendar.unix(*LEAP_DAY) * 1000 + product.simulator.time.now_ms() - pressed_ms
    assert -1100 <= clock.unix_ms - want_ms <= 0, "it was as DO went up, or was long down"
    assert clock.source == "user" and clock.bound_ms in range(2000, 2100)
    assert abs(chip_s(product) * 1000 - clock.unix_ms) <= 1100


def test_giving_up_anywhere_changes_nothing(product):
    image = product.simulator.flash_image()
    begin(product)
    product.simulator.press("next")
    product.simulator.press("next", hold=True)
    assert "Clock, UTC" in product.words()
    product.simulator.press("do", hold=True)
    product.choose("Set it by hand")
    enter(product, 2027, 1, 1, 0, 0)
    for name in reversed(ORDER):
        product.simulator.press("next", hold=True)
        assert product.words()[0] == f"Set the {name}"
    product.simulator.press("next", hold=True)
    assert "Clock, UTC" in product.words()
    assert product.simulator.flash_image() == image
    assert chip_s(product) == true_ms(product) // 1000
    assert abs(product.connect().clock().unix_ms - true_ms(product)) <= 20


def test_no_leaves_the_clock_alone(product):
    image = product.simulator.flash_image()
    begin(product)
    enter(product, 2027, 1, 1, 0, 0)
    product.simulator.press("do")
    product.simulator.wait_for("Set the clock?")
    product.simulator.press("next")
    assert "Clock, UTC" in product.words()
    assert product.simulator.flash_image() == image
    assert abs(product.connect().clock().unix_ms - true_ms(product)) <= 20


def test_a_day_that_the_month_does_not_have_cannot_be_entered(product):
    begin(product)
    for name, presses in (("year", 2), ("month", 3), ("day", 7)):
        assert product.words()[0] == f"Set the {name}"
        for _ in range(presses):
            product.simulator.press("next")
        if name != "day":
            product.simulator.press("do")
    assert shown(product)[:3] == [2028, 2, 29]
    product.simulator.press("next")
    assert shown(product)[:3] == [2028, 2, 1]
    for _ in range(28):
        product.simulator.press("next")
    product.simulator.press("next", hold=True)
    product.simulator.press("next", hold=True)
    product.simulator.press("next")
    assert shown(product)[:3] == [2029, 2, 28]


def test_a_clock_that_was_never_set_takes_a_click(new_product):
    new_product.set_up()
    begin(new_product)
    assert shown(new_product) == [2000, 1, 2, 0, 0]
    enter(new_product, 2026, 1, 2, 0, 0)
    new_product.simulator.press("do")
    assert "from not set" in new_product.words()
    new_product.simulator.press("do")
    new_product.simulator.advance(SYNC_MS)
    assert 0 <= chip_s(new_product) - calendar.unix(2026, 1, 2) <= 10
    assert new_product.connect().clock().trust == "shown"
    new_product.restart()
    assert new_product.connect().clock().trust == "shown"
