"""After a scrub nothing of what was freed is in the memory of the firmware.

Looked for from outside: no program can search its own heap without writing to it. The
marker is computed at both ends, so neither holds it but where it was put.
"""

import pytest
from host.simulator.programs import said

MARKER = bytes(97 + (i * i * 5 + i * 7) % 23 for i in range(32))
KEY = bytes((i * i * 37 + i * 101 + 11) & 255 for i in range(32))

# Leaves the marker in freed objects of every kind, between others that stay; and how much is
# free before and after a scrub.
PROGRAM = """
import gc, json, time
from cryptolib import aes
from otpfob.drivers import heap

def marker():
    data = bytearray(32)
    for i in range(32): data[i] = 97 + (i * i * 5 + i * 7) % 23
    return data

def key():
    data = bytearray(32)
    for i in range(32): data[i] = (i * i * 37 + i * 101 + 11) & 255
    return data

def leave():
    stays = []
    text = str(marker(), "ascii") * 13
    for size in range(1, 401):
        bytes(text[:size], "ascii")
        stays.append((size, size))
        bytearray(text[-size:], "ascii")
    for size in (8, 100, 400):
        stays.append(json.loads('[1, {"issuer": "%s"}]' % text[:size])[0])
        stays.append(len("{} of {:>20}".format(text[:size], text[3:35])))
        stays.append([text[:size].upper(), (size, text[:size])][0][:1])
    cipher = aes(key(), 2, bytes(16))
    cipher.encrypt(bytes(32))
    return stays

gc.threshold(4096)  # as main.py has it
stays = leave()
time.sleep_ms(1000)
gc.collect()
before = gc.mem_free()
heap.scrub()
print(before, gc.mem_free(), gc.isenabled(), len(stays))
time.sleep_ms(1000)
"""


# How it comes back when there is no room at all, and when nobody collects.
FULL = """
import gc
from otpfob.drivers import heap
def fill():
    kept = []
    for size in (4096, 256, 16):
        try:
            while True: kept.append(bytearray(size))
        except MemoryError:
            pass
    return kept
kept = fill()
heap.scrub()
kept = None
gc.collect()
free = gc.mem_free()
heap.scrub()
print(free - gc.mem_free() < 1024, gc.isenabled())
gc.disable()
heap.scrub()
print(free - gc.mem_free() < 1024, gc.isenabled(), len(bytearray(50000)))
gc.enable()
"""


def pieces(marker):
    """Return eight bytes from every fourth place of `marker` repeated, as they may lie there.

    In upper case, too, and with the bytes of each word turned round, as key schedules have them.
    """
    turned = b"".join(marker[i : i + 4][::-1] for i in range(0, len(marker), 4))
    forms = (marker, marker.upper(), turned)
    return {(form * 2)[i : i + 8] for form in forms for i in range(0, len(marker), 4)}


def left(simulator, marker):
    return {piece for piece in pieces(marker) if simulator.memory_holds(piece)}


@pytest.mark.parametrize("heap", ["192k", "4M"])
def test_nothing_that_was_freed_is_left(program, heap):
    with program(PROGRAM, heap=heap) as simulator:
        assert len(left(simulator, MARKER)) >= 16, "the marker is seen where it was freed"
        assert left(simulator, KEY)
        simulator.advance(1000)
        before, after, collecting, stayed = said(simulator)[0].split()
        assert not left(simulator, MARKER)
        assert not left(simulator, KEY)
        # What is missing is the text that was just printed.
        assert int(before) - int(after) < 1024, "the heap is free again"
        assert (collecting, stayed) == ("True", "409")


def test_a_full_heap_is_scrubbed_without_an_error_and_collecting_stays_as_it_was(run):
    assert run(FULL) == ["True True", "True False 50000"]
