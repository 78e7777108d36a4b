"""Erasing a block of 4 KiB and programming 64 bytes of it, the slowest of some.

Only in a partition that was wiped: what is not blank is left alone.
"""

from time import ticks_diff, ticks_us

from otpfob.drivers.raw_partition import RawStore

store = RawStore("vault")
chunk = bytearray(256)
blank = True
for block in range(store.blocks):
    for offset in range(0, store.block_bytes, 256):
        store.read(block, offset, chunk)
        blank = blank and chunk == b"\xff" * 256
if blank:
    erase_us = program_us = 0
    for block in range(2 if "SHORT" in globals() else store.blocks):
        # A block that is blank may be erased faster than one that is not.
        for offset in range(0, store.block_bytes, 64):
            began = ticks_us()
            store.program(block, offset, bytes(64))
            program_us = max(program_us, ticks_diff(ticks_us(), began))
        began = ticks_us()
        store.erase(block)
        erase_us = max(erase_us, ticks_diff(ticks_us(), began))
    print("@", "flash.erase", erase_us // 1000)
    print("@", "flash.program", program_us)
