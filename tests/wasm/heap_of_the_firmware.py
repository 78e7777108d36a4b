"""Bytes of heap that the whole firmware takes once it is imported, on 32 bits.

Without its drivers' chips: modules of their names stand in, with nothing in them.
"""

import tempfile
from pathlib import Path

from wasm.wasm_mpy import run

STAND_INS = """
import sys, gc, hashlib
class Nothing:
    PULL_UP = IN = OUT = TYPE_DATA = STA_IF = 0
class Module: pass
for name, parts in (
    ("machine", ("I2C", "Pin", "RTC")),
    ("esp32", ("Partition",)),
    ("network", ("WLAN", "STAT_IDLE", "STAT_CONNECTING", "STAT_GOT_IP")),
    ("socket", ()),
    ("cryptolib", ("aes",)),
    ("vfs", ("VfsLfs2",)),
    ("hashlib", ("sha1",)),
):
    module = Module()
    for part in parts:
        setattr(module, part, Nothing)
    if name == "hashlib":
        module.sha256 = hashlib.sha256
    sys.modules[name] = module
sys.path[:] = ["/rom", "/fw", ".frozen"]
gc.collect()
"""
BEFORE = "before = gc.mem_alloc()"
IMPORT = """
import board
from otpfob.app import start
gc.collect()
"""
AFTER = "print(gc.mem_alloc() - before)"


def in_place(rom: bytes) -> int:
    """Return the bytes when the firmware lies in a ROMFS."""
    return int(run(STAND_INS, BEFORE, IMPORT, AFTER, rom=rom))


def loaded(files: dict[str, bytes]) -> int:
    """Return the bytes when it lies in any other file system, and is loaded from there."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return int(run(STAND_INS, BEFORE, IMPORT, AFTER, folders=[(folder, "/fw")]))
