"""One token for all tests here, a simulated one or a board: none may count on an empty one."""

import pytest


@pytest.fixture
def held(bench):
    return bench.held
