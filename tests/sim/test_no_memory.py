"""A request that the heap has no room for is one sentence, and the token goes on as before."""

from contextlib import contextmanager

from sim.product import filled_product, totp

from fobctl.link.errors import TokenError
from otpfob.core.errors import NoMemory

# From what is enough for every answer down to where the token does not start; a step is less than
# any answer loads. Objects here are twice as large as an ESP32's.
_HEAPS_KIB = range(256, 128, -4)
# When the line is quiet for so long, what reads its messages is let go.
_LET_GO_MS = 4000


def refusals(product):
    """Ask for the accounts three times; return the errors."""
    found = []
    for _ in range(3):
        try:
            product.connect().accounts()
        except TokenError as error:
            found.append(error)
    return found


@contextmanager
def short_of_memory(folder):
    """Yield a token in the largest heap that never has room for the list of accounts."""
    for heap_kib in _HEAPS_KIB:
        where = folder / str(heap_kib)
        with filled_product(where, [(totp(), 0)], heap=f"{heap_kib}k") as product:
            product.simulator.wait_for("Acme")
            if len(refusals(product)) == 3:
                yield product
                return
    raise AssertionError("there is room enough in every heap")


def test_the_host_gets_a_sentence_and_the_token_still_makes_codes(tmp_path):
    with short_of_memory(tmp_path) as product:
        found = refusals(product)
        assert len(found) == 3
        for error in found:
            assert error.code == NoMemory.code and NoMemory.says in str(error)
        product.simulator.advance(_LET_GO_MS)
        product.simulator.press("do")
        assert len(product.code()) == 6
        assert product.simulator.resets == 1
