"""The random bytes of the simulated board: the PC's, or those of a seed."""

from host.simulator.programs import said

from fobctl.simulator.random_bytes import SeededBytes, SystemBytes

# SHA-256 of b"seed" and the counters 0 and 1, by another program (sha256sum).
FIRST_BLOCKS = (
    "1a30d3c0635d49b5a0171067701f1cac41ceaa184e3d080e36335b3eb48db685",
    "72e4f9aecea933bf841f286eb62fca5c4438be2f21c900141f792cb9c4cfd592",
)

READ = """
import wire
from insecure_random import InsecureRandom
source = InsecureRandom()
source.begin()
print(source.insecure, source.read(40).hex(), source.read(300)[-4:].hex())
source.end()
print(any(wire.answer[:400]))
"""


def test_the_bytes_of_a_seed_are_sha256_over_it_and_a_counter():
    source = SeededBytes(b"seed")
    assert source.read(64).hex() == "".join(FIRST_BLOCKS)


def test_the_bytes_of_a_seed_do_not_depend_on_how_they_are_asked_for():
    whole = SeededBytes(b"seed").read(100)
    source = SeededBytes(b"seed")
    assert b"".join(source.read(n) for n in (0, 1, 31, 33, 35)) == whole
    assert SeededBytes(b"other").read(100) != whole


def test_without_a_seed_no_bytes_come_twice():
    source = SystemBytes()
    assert len({source.read(16) for _ in range(100)}) == 100


def test_the_firmware_gets_the_bytes_of_the_seed_and_they_go_on_after_a_reset(program):
    stream = SeededBytes(b"x")

    def expected():
        return f"True {stream.read(40).hex()} {stream.read(300)[-4:].hex()}"

    with program(READ, seed=b"x") as simulator:
        simulator.reset()
        assert said(simulator)[::2] == [expected(), expected()]
        assert said(simulator)[1::2] == ["False"] * 2, "nothing of them is left on the wire"


def test_an_empty_seed_is_a_seed(program):
    first, second = (program(READ, seed=b"") for _ in range(2))
    with first, second:
        assert said(first) == said(second)


def test_a_simulator_without_a_seed_gives_other_bytes_each_time(program):
    first, second = (program(READ) for _ in range(2))
    with first, second:
        assert said(first)[0] != said(second)[0]
