"""The interpreter itself: what it must refuse, and instructions worked out by hand."""

import pytest
from xtensa.decode import UnknownInstruction, decode
from xtensa.machine import Machine
from xtensa.memory import Fault, Memory

CODE, DATA, STACK, HOST = 0x4008_0000, 0x3FFB_0000, 0x3FFA_1000, 0x5000_0000

ENTRY = bytes.fromhex("364100")  # entry a1, 32
RETW = bytes.fromhex("1df0")


def run(code, arguments=(), data=None, host=None):
    """Run ENTRY, `code`, RETW; return what is in a2, and the machine."""
    memory = Memory()
    memory.map(CODE, ENTRY + bytes.fromhex(code) + RETW, code=True)
    memory.map(STACK - 0x1000, bytearray(0x1000))
    if data is not None:
        memory.map(DATA, data)
    machine = Machine(memory, HOST, host)
    return machine.call(CODE, STACK - 64, list(arguments)), machine


def test_arguments_go_in_a2_and_the_result_comes_back_in_it():
    assert run("", [7])[0] == 7
    assert run("3a22", [7, 8])[0] == 15  # add.n a2, a2, a3


def test_sums_and_products_are_cut_to_32_bits():
    assert run("3a22", [0xFFFFFFFF, 2])[0] == 1
    assert run("302282", [0x10001, 0x10001])[0] == 0x20001  # mull a2, a2, a3


def test_shifts_by_the_shift_register():
    # ssr a3; srl a2, a2
    assert run("000340202091", [0x80000000, 31])[0] == 1
    # ssr a3; sra a2, a2
    assert run("0003402020b1", [0x80000000, 31])[0] == 0xFFFFFFFF
    # ssl a3; sll a2, a2
    assert run("0013400022a1", [3, 31])[0] == 0x80000000
    assert run("0013400022a1", [3, 0])[0] == 3


def test_a_shift_before_the_shift_register_was_set_is_an_error():
    with pytest.raises(TypeError):
        run("202091", [1])


def test_loads_and_stores():
    data = bytearray(b"\x01\x02\x83\x84")
    assert run("220200", [DATA], data)[0] == 1  # l8ui a2, a2, 0
    assert run("221201", [DATA], data)[0] == 0x8483  # l16ui a2, a2, 2
    assert run("229201", [DATA], data)[0] == 0xFFFF8483  # l16si a2, a2, 2
    assert run("2802", [DATA], data)[0] == 0x84830201  # l32i.n a2, a2, 0
    run("325201", [DATA, 0xAABBCCDD], data)  # s16i a3, a2, 2
    assert data == b"\x01\x02\xdd\xcc"


def test_what_the_esp32_would_trap_is_a_fault():
    for code, address in (("2802", DATA + 2), ("221200", DATA + 1), ("2802", DATA + 4)):
        with pytest.raises(Fault):
            run(code, [address], bytearray(4))
    with pytest.raises(Fault):
        run("220200", [CODE])  # a byte of instruction RAM
    with pytest.raises(Fault):
        run("325200", [CODE, 0])  # a store into it


def test_branches_signed_and_not():
    # blt or bltu a2, a3, over the next; movi.n a2, 0; else 3 stays
    assert run("3722010c02", [0xFFFFFFFF, 1])[0] == 0xFFFFFFFF
    assert run("3732010c02", [0xFFFFFFFF, 1])[0] == 0


def test_calls_into_the_runtime():
    # mov.n a10, a2; callx8 a3; mov.n a2, a10
    seen = []

    def host(index, registers):
        seen.append((index, registers[0]))
        return 99

    assert run("ad02e003002d0a", [5, HOST + 4 * 3], host=host)[0] == 99
    assert seen == [(3, 5)]


def test_unknown_instructions_are_errors():
    for code in ("000000", "007000", "03ffff", "0d80", "f0f0ff"):
        memory = Memory()
        memory.map(CODE, bytes.fromhex(code) + bytes(3), code=True)
        with pytest.raises(UnknownInstruction):
            decode(memory, CODE)


def test_a_load_used_at_once_costs_a_cycle():
    data = bytearray(8)
    # l32i.n a3, a2, 0; then add.n a2, a3, a3, or mov.n a2, a2 before it
    _, used_at_once = run("38023a23", [DATA], data)
    _, used_later = run("38024d023a23", [DATA], data)
    assert used_at_once.cycles == used_later.cycles
    assert used_at_once.instructions + 1 == used_later.instructions
