"""The plug is pulled at every flash operation of an add and of a HOTP press, in three ways.

The fourth, before anything of an operation happened, is the end of the one before it. Through
the whole product: its port, its buttons, its glass. Afterwards there is the old vault or the
new one, whole, and no HOTP code is shown a second time.
"""

import pytest
from sim.product import RFC_SECRET, Product, hotp, make_simulator, totp

from fobctl.simulator.chips.flash import CUT_KINDS
from otpfob.core import otp

_MOST_OPERATIONS = 200
_KINDS = [kind for kind in CUT_KINDS if kind != "none"]


class Bench:
    """A product whose flash can be put back to where it was."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.simulator = product.simulator
        self.flash = self.simulator.hardware.flash
        self.cuts = 0

    def remember(self) -> None:
        self.product.disconnect()
        self.simulator.cut_power()
        self._image = self.flash.image()

    def cases(self):
        """Yield (operation, kind) until an operation is no longer reached; power is on."""
        for operation in range(1, _MOST_OPERATIONS):
            reached = False
            for kind in _KINDS:
                self.flash.restore(self._image)
                self.simulator.power_on()
                yield operation, kind
                reached = reached or not self.simulator.powered
                self.cuts += not self.simulator.powered
                self.flash.disarm()
                self.product.disconnect()
                self.simulator.cut_power()
            if not reached:
                return
        raise AssertionError("the change never came to an end")

    def back(self) -> None:
        """Power is there again."""
        self.product.disconnect()
        self.simulator.cut_power()
        self.simulator.power_on()


@pytest.fixture
def bench(tmp_path):
    with make_simulator(tmp_path / "token") as simulator:
        product = Product(simulator)
        product.set_up()
        yield Bench(product)
        product.close()


def listed(product):
    return [(item.label, item.counter) for item in product.connect().accounts()]


def test_an_add_that_is_cut_leaves_the_old_vault_or_the_new_one(bench, record_property):
    product = bench.product
    product.add(totp("old"))
    product.add(hotp("older"), 5)
    bench.remember()
    old = [("Acme: old", None), ("Bank: older", 5)]
    new = [*old, ("Bank: new", 9)]
    seen = set()
    for operation, kind in bench.cases():
        future = product.start(lambda token: token.add(hotp("new"), 9), "Add account?")
        bench.flash.cut_after(operation, kind, seed=operation)
        bench.simulator.press("do")
        if bench.simulator.powered:
            future.result(timeout=30)
        bench.flash.disarm()
        was_cut = not bench.simulator.powered
        if was_cut:
            bench.back()
        assert listed(product) in (old, new), (operation, kind)
        seen.add(listed(product) == new)
        if was_cut:
            product.add(totp("next"))
            assert ("Acme: next", None) in listed(product), (operation, kind)
            bench.simulator.cut_power()
    assert seen == {True, False}
    assert bench.flash.nor_violations == 0
    record_property("cuts", bench.cuts)
    assert bench.cuts >= 30


def test_a_hotp_press_that_is_cut_never_shows_a_code_twice(bench, record_property):
    product = bench.product
    product.add(hotp(), 5)
    bench.remember()
    codes = [otp.hotp(RFC_SECRET, counter) for counter in range(5, 8)]
    for operation, kind in bench.cases():
        bench.simulator.press("do")
        bench.flash.cut_after(operation, kind, seed=operation)
        bench.simulator.press("do")
        bench.flash.disarm()
        shown = [word for word in product.words() if word in codes]
        was_cut = not bench.simulator.powered
        if was_cut:
            assert shown == []
            bench.back()
            bench.simulator.press("do")
        bench.simulator.press("do")
        after = product.code()
        assert after in codes, (operation, kind)
        assert after not in shown, (operation, kind)
        if was_cut:
            bench.simulator.cut_power()
    record_property("cuts", bench.cuts)
    assert bench.cuts >= 8
