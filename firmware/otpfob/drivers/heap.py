"""Overwriting what was freed: the heap is filled once to its last block, and let go again.

MicroPython never clears what it frees, and a str or bytes object cannot be cleared by its
owner: texts, decoded JSON, key schedules of AES lie in free blocks until something else does.

The C stack is overwritten as far down as calls of the firmware go, by frames of several widths:
what one leaves out another writes. An old pointer in such a gap would keep what it points to. Not
covered: what is still referred to. The ESP32's heap takes more of the chip's memory while it is
filled, up to all of it, and gives it back at the end; so areas it gave back before are overwritten
too. Nothing else may need memory meanwhile: Wi-Fi off.
"""

import gc

from micropython import const

# Large pieces first. Finding room for one means to look through the heap from its start, so of
# each size there are only so many, and what they leave is filled block by block in one go.
_PIECES_BYTES = (1 << 20, 1 << 17, 1 << 14, 1 << 11)
_PIECES = const(32)
# More than any of these chips has: the loop ends when the heap is full.
_MOST_BYTES = const(1 << 26)
_BLOCK_BYTES = const(16)  # of the ESP32's heap
# Calls within calls, from the event loop: deeper than any of the firmware.
_DEPTH = const(40)


def scrub() -> None:
    """Overwrite the stack below, and all of the heap that is free; it is free again at the end.

    Takes time in proportion to the heap. What the caller wants gone must not be referred to.
    """
    for way in (_descend, _descend_wider, _descend_widest):
        try:
            way(_DEPTH)
        except RuntimeError:
            pass  # as deep as it gets
    collecting = gc.isenabled()
    gc.collect()
    # Nothing is freed before the collection at the end, so what is made here need not be kept.
    gc.disable()
    try:
        _fill()
    finally:
        if collecting:
            gc.enable()
        gc.collect()


def _descend(levels):
    if levels:
        _descend(levels - 1)


def _descend_wider(levels, one=0, two=0):
    if levels:
        _descend_wider(levels - 1, one, two)


def _descend_widest(levels, one=0, two=0, three=0, four=0):
    if levels:
        _descend_widest(levels - 1, one, two, three, four)


def _fill():
    for size in _PIECES_BYTES:
        try:
            for _ in range(_PIECES):
                bytearray(size)
        except MemoryError:
            pass
    try:
        for _ in range(_MOST_BYTES // _BLOCK_BYTES):
            object()  # one block, and MicroPython zeroes what an object does not use of it
    except MemoryError:
        pass
