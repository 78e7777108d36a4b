"""Resets, power loss, and errors that nobody expected."""

from sim.product import NOW_UNIX_S, Product, hotp, make_simulator, totp

from fobctl.simulator.hardware import RequestError


def test_a_reset_keeps_accounts_counters_and_the_time(product):
    product.add(hotp(), 3)
    product.simulator.press("do")
    product.simulator.press("do")
    first = product.code()
    product.simulator.reset()
    product.simulator.press("do")
    assert not [word for word in product.words() if word.isdecimal()]
    product.simulator.press("do")
    assert product.code() != first
    assert "Counter 4" in product.words()
    assert product.connect().clock().unix_ms is not None


def test_without_the_clock_chip_the_time_survives_a_reset_but_not_power_loss(tmp_path):
    with make_simulator(tmp_path, ds3231=False) as simulator:
        product = Product(simulator)
        product.set_up()
        product.set_clock(NOW_UNIX_S)
        simulator.reset()
        assert product.connect().clock().source == "host"
        product.disconnect()
        simulator.cut_power()
        simulator.power_on()
        assert product.connect().clock().unix_ms is None
        product.close()


def test_an_uncaught_error_shows_on_the_glass_and_resets(product):
    product.add(totp())
    simulator = product.simulator
    hardware = simulator.hardware
    pin, failures = hardware._handlers[ord("P")], []

    def failing(payload):
        if failures:
            return pin(payload)
        failures.append(payload)
        raise RequestError(5)

    resets = simulator.resets
    hardware._handlers[ord("P")] = failing
    simulator.advance(100)
    assert "Error" in product.words(), simulator.console
    assert any("OSError" in word for word in product.words())
    simulator.advance(10_200)
    simulator.settle()
    assert simulator.resets == resets + 1
    assert product.connect().hello().accounts == 1
