"""The two partitions of the simulated flash, and the drivers on them."""

import pytest
from host.simulator.programs import said

from fobctl.simulator.hardware import RequestError

BLOCK = 4096

RAW = """
from otpfob.drivers.raw_partition import RawStore
store = RawStore()
print(store.blocks, store.block_bytes)
store.program(0, 16, b"first")
store.program(7, 4091, memoryview(b"the last")[3:])
store.program(7, 4091, b"\\0")
buffer = bytearray(7)
store.read(0, 15, buffer)
print(buffer)
"""

WALLS = """
from esp32 import Partition
for label in ("vault", "keys"):
    part = Partition(label)
    last = part.ioctl(4, 0) - 1
    part.writeblocks(last, b"end", 0)
    for block in (-1, last + 1):
        for use in (
            lambda: part.readblocks(block, bytearray(1)),
            lambda: part.writeblocks(block, b"a", 0),
            lambda: part.writeblocks(block, b"a"),
            lambda: part.ioctl(6, block),
        ):
            try:
                use()
            except OSError as error:
                print(label, block, error.errno)
"""

NO_PARTITION = """
from otpfob.core.errors import NoStorage
from otpfob.drivers.flash_partition import VaultPartition
from otpfob.drivers.raw_partition import RawStore
for store in (RawStore, VaultPartition):
    try:
        store("other")
    except NoStorage:
        print("no storage")
"""

FAILING = """
from otpfob.core.errors import StorageFailed
from otpfob.drivers.flash_partition import VaultPartition
from otpfob.drivers.raw_partition import RawStore
store = RawStore()
vault = VaultPartition()
for use in (
    lambda: store.read(0, 0, bytearray(1)),
    lambda: store.program(0, 0, b"a"),
    lambda: store.erase(0),
    vault.is_blank,
    vault.erase,
    vault.mount,
    vault.format,
):
    try:
        use()
        print("nothing was raised")
    except StorageFailed:
        print("storage failed")
"""


def test_the_raw_store_reads_programs_and_erases_the_partition_of_the_keys(program):
    with program(RAW) as simulator:
        assert simulator.console == b"10 4096\nbytearray(b'\\xfffirst\\xff')\n"
        flash = simulator.hardware.flash
        assert flash.read(64, 16, 6) == b"first\xff"
        assert flash.read(71, 4091, 5) == b"\0last"
        assert flash.operations == 3, "programming erases nothing"


def test_erasing_a_raw_block_leaves_its_neighbours(program):
    source = RAW + "for block in range(1, 7):\n    store.erase(block)\n"
    simulator = program(source)
    simulator.hardware.flash.restore(bytes(74 * BLOCK))
    with simulator:
        image = simulator.flash_image()
        assert image == bytes(65 * BLOCK) + b"\xff" * (6 * BLOCK) + bytes(3 * BLOCK)


def test_a_block_outside_of_a_partition_is_refused_and_the_next_one_untouched(program):
    with program(WALLS) as simulator:
        places = ("vault -1", "vault 64", "keys -1", "keys 10")
        assert said(simulator) == [f"{place} 22" for place in places for _ in range(4)]
        blank = bytearray(b"\xff" * (74 * BLOCK))
        blank[63 * BLOCK : 63 * BLOCK + 3] = b"end"
        blank[73 * BLOCK : 73 * BLOCK + 3] = b"end"
        assert simulator.flash_image() == blank


def test_a_missing_partition_is_no_storage(run):
    assert run(NO_PARTITION) == ["no storage"] * 2


def test_a_failing_flash_is_said_to_be_one(program):
    simulator = program(FAILING)

    def failing(payload):
        raise RequestError(5)

    for op in b"rwe":
        simulator.hardware._handlers[op] = failing
    with simulator:
        assert simulator.console == b"storage failed\n" * 7


@pytest.mark.parametrize("size", [64 * BLOCK, 0])
def test_a_flash_of_another_size_is_refused_with_what_to_do(program, tmp_path, size):
    (tmp_path / "token").mkdir()
    path = tmp_path / "token" / "flash.bin"
    path.write_bytes(bytes(size))
    with pytest.raises(ValueError) as caught:
        program("")
    assert str(caught.value) == (
        f"{path} has {size} bytes, this version's flash 303104:"
        " use another folder, or move that file away"
    )
    assert path.read_bytes() == bytes(size)
