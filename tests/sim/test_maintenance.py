"""A button held while the power comes gives MicroPython's prompt, and no secret with it."""

import io
import json
from contextlib import contextmanager, redirect_stdout
from hashlib import sha256

import pytest
from mpremote.transport_serial import SerialTransport
from sim.installed import (
    filesystem,
    installed,
    maintain,
    root,
)
from sim.product import NEW, Product, filled_product, hotp, totp
from sim.traces import key_pieces, keys, pieces

PIN = "314159"
# Nothing that lies in the interpreter anyway.
SECRET = sha256(b"a secret").digest()[:20]
# Every block can be read; so what is in the flash is what whoever is there gets.
READ_BLOCK = """
from binascii import hexlify
from esp32 import Partition
block = bytearray(4096)
Partition("vault").readblocks(0, block)
print(hexlify(block).decode())
"""


@contextmanager
def prompt(simulator):
    """Yield mpremote's end of MicroPython's prompt."""
    with redirect_stdout(io.StringIO()):
        transport = SerialTransport(simulator.port, timeout=5)
        transport.enter_raw_repl(soft_reset=False, timeout_overall=2)
    yield transport
    transport.close()


@pytest.mark.parametrize("button", ["next", "do"])
@pytest.mark.parametrize("height", [64, 32])
def test_a_held_button_gives_the_prompt_and_the_glass_says_so(button, height, tmp_path):
    pins = json.loads(root()["pins.json"]) | {"height": height}
    own = filesystem(**{"pins.json": json.dumps(pins).encode()})
    with installed(tmp_path, own, paced=False, height=height) as simulator:
        empty = simulator.glass()
        maintain(simulator, button)
        lines = simulator.glass()
        # Four lines of eight rows, in MicroPython's own font; nothing below them.
        assert all(any(map(any, lines[top : top + 8])) for top in (0, 8, 16, 24))
        assert not any(map(any, lines[32:])) and lines != empty
        with prompt(simulator) as transport:
            assert transport.eval("1 + 1") == 2


def test_without_a_display_the_prompt_is_there_all_the_same(tmp_path):
    with installed(tmp_path, filesystem(), paced=False) as simulator:
        simulator.cut_power()
        del simulator.hardware.i2c[simulator.hardware.display.address]
        simulator.hold_down(["do"])
        simulator.power_on()
        simulator.wait_for_prompt()


def test_the_prompt_does_not_need_a_firmware_that_works(tmp_path):
    broken = {"main.mpy": b"", "otpfob/drivers/heap.mpy": b""}
    with installed(tmp_path, filesystem(a=broken), paced=False) as simulator:
        maintain(simulator)


def test_a_button_that_is_down_at_any_other_start_is_no_wish_for_it(tmp_path):
    with installed(tmp_path, filesystem(), stepped=True) as simulator:
        simulator.hold_down(["next"])
        simulator.reset()
        assert not simulator.at_prompt
        assert NEW in simulator.words()


def test_the_way_out_is_a_start_without_a_button(tmp_path):
    with installed(tmp_path, filesystem(), paced=False) as simulator:
        maintain(simulator)
        with prompt(simulator) as transport:
            transport.exec_raw_no_follow("import machine; machine.reset()")
        simulator.wait_for(NEW)
        assert not simulator.at_prompt


def holds_any(simulator, pieces):
    return any(simulator.memory_holds(piece) for piece in pieces)


@pytest.mark.parametrize("pin", [PIN, None])
def test_no_secret_can_be_read_at_the_prompt(pin, tmp_path):
    """Without a PIN the data key can: it lies there in the clear, as README.md's table says."""
    with filled_product(
        tmp_path, [(totp(secret=SECRET), 0), (hotp(secret=SECRET), 7)], pin
    ) as product:
        image = product.simulator.flash_image()
    with installed(tmp_path, filesystem(), stepped=True) as simulator:
        if pin:
            product = Product(simulator)
            product.unlock(pin, "Acme")
            product.close()
        simulator.press("do")
        assert holds_any(simulator, pieces(SECRET))
    with installed(tmp_path, filesystem(), paced=False) as simulator:
        maintain(simulator)
        with prompt(simulator) as transport:
            block = bytes.fromhex(transport.exec(READ_BLOCK).decode())
            modules = transport.eval("list(__import__('sys').modules)")
        assert not [name for name in modules if "vault" in name]
        # What the display's driver takes of the core.
        glass = {"otpfob.core", "otpfob.core.pixels", "otpfob.core.pixels_viper"}
        assert {name for name in modules if "core" in name} <= glass
        assert not holds_any(simulator, pieces(SECRET) | {b"Acme"})
        if pin:
            of_keys = keys(image, pin).items()
            assert not [name for name, key in of_keys if holds_any(simulator, key_pieces(key))]
        flash = simulator.flash_image()
    assert flash[:4096] == block and b"littlefs" in block
    for secret in pieces(SECRET) | {b"Acme", b"Bank"}:
        assert secret not in flash


MARK = bytes(97 + (i * i * 5 + i * 7) % 23 for i in range(32))
LEAVES_MARKS = b"""
def leave():
    data = bytearray(32)
    for i in range(32):
        data[i] = 97 + (i * i * 5 + i * 7) % 23
    for size in range(1, 400):
        bytes(str(data, "ascii") * (size % 7 + 1), "ascii")
leave()
"""


def test_what_an_earlier_run_left_in_memory_is_overwritten_before_the_prompt(tmp_path):
    """A chip's memory survives its reset button. Here, main.py begins with that run."""
    main = LEAVES_MARKS + root()["main.py"]
    with installed(tmp_path, filesystem(**{"main.py": main}), paced=False) as simulator:
        maintain(simulator)
        assert not simulator.memory_holds(MARK)
