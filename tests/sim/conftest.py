"""A new token for every test, with time that stands still until the test moves it."""

import pytest
from sim.product import Product, make_simulator, ready_product


@pytest.fixture
def product(tmp_path):
    """A token whose clock is set and whose vault is ready and empty."""
    with ready_product(tmp_path / "token") as product:
        yield product


@pytest.fixture
def new_product(tmp_path):
    """A token as it comes: nobody has touched it, and its clock is not set."""
    with make_simulator(tmp_path / "token") as simulator:
        product = Product(simulator)
        yield product
        product.close()
