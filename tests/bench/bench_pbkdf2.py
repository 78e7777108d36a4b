"""PBKDF2: what one iteration costs."""

from bench.bench_codes import BUILTIN
from bench.measure import Program
from bench.rows import Row
from xtensa.viper import CORE, Viper, compile_mpy

from otpfob.core.sha256_constants import K

_OURS = """
from otpfob.core.pbkdf2 import Pbkdf2
job = Pbkdf2(b"1234", b"0123456789abcdef", 1000000)
"""
_HMAC = """
import circuitpython_hmac
from builtin_hash import sha256
last = bytes(32)
total = 0
def iterate():
    global last, total
    last = circuitpython_hmac.new(b"1234", last, sha256).digest()
    total ^= int.from_bytes(last, "big")
"""


def xtensa_iteration(folder):
    """Return instructions and estimated cycles of one iteration of the ESP32's machine code."""
    viper = Viper(compile_mpy(CORE / "sha256_viper.py", folder))
    scratch = bytearray(16 * 68)
    viper.call(0, scratch, bytearray(K), 68)
    one, two = (viper.call(1, scratch, 0, bytearray(160), passes) for passes in (2, 4))
    return two.instructions - one.instructions, two.cycles - one.cycles


def rows(lab):
    # A slice as the token asks for it.
    slice_size = 50
    ours = Program(_OURS, f"job.run({slice_size})", 20)
    theirs = Program(_HMAC, "iterate()", 100)
    mine, peer = lab.instructions(ours, theirs)
    name = BUILTIN + ", once per iteration"
    unit = "instructions an iteration"
    yield Row("pbkdf2.iteration", unit, mine // slice_size, peer, name, floor=4, aim=6)
    mine, peer = lab.heap_bytes(ours, theirs)
    yield Row("pbkdf2.iteration.alloc", "bytes a slice, an iteration", mine, peer, name, limit=0)
    mine, peer = lab.seconds(ours, theirs)
    yield Row(
        "pbkdf2.rate",
        "iterations a second",
        slice_size / mine,
        1 / peer,
        name,
        more_is_better=True,
    )
    instructions, cycles = xtensa_iteration(lab.work)
    yield Row("pbkdf2.xtensa", "instructions an iteration on the ESP32", instructions)
    yield Row("pbkdf2.xtensa.cycles", "cycles an iteration on the ESP32, estimated", cycles)
