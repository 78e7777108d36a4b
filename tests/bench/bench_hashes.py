"""SHA-512 by itself: on this machine's interpreter, and as the ESP32's own machine code."""

from bench.bench_codes import PLAIN
from bench.measure import Program
from bench.rows import Row
from xtensa.viper import CORE, Viper, compile_mpy

from otpfob.core.sha512_constants import START, K

ADAFRUIT = "adafruit-circuitpython-hashlib"
_SETUP = "data = bytes(range(64))\nfrom {} import sha512"
_PLAIN_SETUP = """
from otpfob.core import sha512, sha512_plain
sha512.compress = sha512_plain.compress
"""
_LIMIT = 65_000


def xtensa_machine(folder):
    """Return the counters after one block on the Xtensa interpreter."""
    viper = Viper(compile_mpy(CORE / "sha512_viper.py", folder))
    records = 85
    scratch = bytearray(32 * records)
    viper.call(0, scratch, bytearray(K), records)
    return viper.call(1, scratch, 0, bytearray(START), bytearray(64), bytearray(128))


def rows(lab):
    body = "sha512(data).digest()"
    ours = Program(_SETUP.format("otpfob.core.sha512"), body, 100)
    adafruit = Program(_SETUP.format("adafruit_hashlib"), body, 5)
    plain = Program(_PLAIN_SETUP + ours.setup, body, 5)
    counts = lab.instructions(ours, adafruit, plain)
    unit = "instructions"
    yield Row("sha512.64", unit, counts[0], counts[1], ADAFRUIT, floor=50, aim=100)
    yield Row("sha512.64.plain", unit, counts[0], counts[2], PLAIN)
    machine = xtensa_machine(lab.work)
    unit = "instructions a block"
    yield Row("sha512.xtensa", unit, machine.instructions, _LIMIT, "the limit", floor=1, aim=1.3)
    yield Row("sha512.xtensa.cycles", "cycles a block, estimated", machine.cycles)
