"""A new token for every test, with time that stands still until the test moves it."""

import pytest
from sim.product import NOW_UNIX_S, Product, make_simulator


@pytest.fixture
def product(tmp_path):
    """A token whose clock is set and whose vault is ready and empty."""
    with make_simulator(tmp_path / "token") as simulator:
        simulator.hardware.ds3231.set_unix_s(NOW_UNIX_S)
        simulator.reset()
        product = Product(simulator)
        product.set_up()
        yield product
        product.close()


@pytest.fixture
def new_product(tmp_path):
    """A token as it comes: nobody has touched it, and its clock is not set."""
    with make_simulator(tmp_path / "token") as simulator:
        product = Product(simulator)
        yield product
        product.close()
