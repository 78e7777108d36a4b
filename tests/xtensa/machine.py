"""An interpreter of the Xtensa machine code of viper functions: windowed ABI, one thread.

Semantics: Xtensa Instruction Set Architecture Reference Manual, chapter 6.
"""

from xtensa import cycles
from xtensa.decode import decode
from xtensa.memory import Fault

_WORD = 0xFFFFFFFF
_RETURN_TO_HOST = 0


def _signed(value):
    return value - (1 << 32) if value & 0x80000000 else value


_ALU = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "xor": lambda a, b: a ^ b,
    "mull": lambda a, b: a * b,
    "addx2": lambda a, b: (a << 1) + b,
    "addx4": lambda a, b: (a << 2) + b,
    "addx8": lambda a, b: (a << 3) + b,
    "subx2": lambda a, b: (a << 1) - b,
    "subx4": lambda a, b: (a << 2) - b,
    "subx8": lambda a, b: (a << 3) - b,
}
_BRANCH = {
    "beq": lambda a, b: a == b,
    "bne": lambda a, b: a != b,
    "bltu": lambda a, b: a < b,
    "bgeu": lambda a, b: a >= b,
    "blt": lambda a, b: _signed(a) < _signed(b),
    "bge": lambda a, b: _signed(a) >= _signed(b),
    "bnone": lambda a, b: a & b == 0,
    "bany": lambda a, b: a & b != 0,
    "ball": lambda a, b: a & b == b,
    "bnall": lambda a, b: a & b != b,
}
_BRANCH_ZERO = {
    "beqz": lambda a: a == 0,
    "bnez": lambda a: a != 0,
    "bltz": lambda a: a >> 31 == 1,
    "bgez": lambda a: a >> 31 == 0,
}
_LOAD_SIZE = {"l8ui": 1, "l16ui": 2, "l16si": 2, "l32i": 4}
_STORE_SIZE = {"s8i": 1, "s16i": 2, "s32i": 4}


class Machine:
    """`host(index, arguments)` answers calls to addresses from `host_base` on, four apart."""

    def __init__(self, memory, host_base, host):
        self.memory = memory
        self.instructions = 0
        self.cycles = 0
        self.counts = {}
        self._host_base = host_base
        self._host = host
        self._decoded = {}

    def call(self, address, stack, arguments):
        """Call the function at `address` as CALL8 does and return what it returns."""
        self._a = [0] * 16
        self._frames = []
        self._sar = None
        self._slow = None  # the register whose value comes a cycle late
        self._a[9] = stack
        self._a[10 : 10 + len(arguments)] = arguments
        self._enter(_RETURN_TO_HOST)
        self._pc = address
        while self._pc != _RETURN_TO_HOST:
            self._step()
        return self._a[10]

    def _enter(self, back):
        # CALL8: the callee's a0 to a7 are the caller's a8 to a15.
        self._a[8] = back
        self._frames.append(self._a)
        self._a = self._a[8:] + [0] * 8

    def _leave(self):
        back = self._a[0]
        caller = self._frames.pop()
        caller[8:] = self._a[:8]
        self._a = caller
        return back

    def _step(self):
        pc = self._pc
        found = self._decoded.get(pc)
        if found is None:
            found = self._decoded[pc] = decode(self.memory, pc)
        size, name, *operands = found
        self._pc = pc + size
        self.instructions += 1
        self.cycles += 1
        self.counts[name] = self.counts.get(name, 0) + 1
        slow, self._slow = self._slow, None
        if slow is not None and slow in _registers_read(name, operands):
            self.cycles += cycles.PRODUCT_USE if self._product else cycles.LOAD_USE
        self._run(name, operands)
        if self._pc != pc + size:
            self.cycles += cycles.TAKEN
        if name in cycles.LOADS or name == "mull":
            self._slow = operands[0]
            self._product = name == "mull"

    def _run(self, name, operands):
        a = self._a
        if name in _ALU:
            to, left, right = operands
            a[to] = _ALU[name](a[left], a[right]) & _WORD
        elif name in _LOAD_SIZE:
            to, base, offset = operands
            value = self.memory.load(a[base] + offset & _WORD, _LOAD_SIZE[name])
            a[to] = value | 0xFFFF0000 if name == "l16si" and value & 0x8000 else value
        elif name in _STORE_SIZE:
            value, base, offset = operands
            self.memory.store(a[base] + offset & _WORD, _STORE_SIZE[name], a[value])
        elif name == "mov":
            a[operands[0]] = a[operands[1]]
        elif name == "movi":
            a[operands[0]] = operands[1] & _WORD
        elif name == "addi":
            a[operands[0]] = a[operands[1]] + operands[2] & _WORD
        elif name == "l32r":
            a[operands[0]] = self.memory.load(operands[1], 4)
        elif name in _BRANCH:
            if _BRANCH[name](a[operands[0]], a[operands[1]]):
                self._pc = operands[2]
        elif name in _BRANCH_ZERO:
            if _BRANCH_ZERO[name](a[operands[0]]):
                self._pc = operands[1]
        elif name == "j":
            self._pc = operands[0]
        elif name == "jx":
            self._pc = a[operands[0]]
        else:
            self._run_rare(name, operands)

    def _run_rare(self, name, operands):
        a = self._a
        if name == "ssr":
            self._sar = a[operands[0]] & 31
        elif name == "ssl":
            self._sar = 32 - (a[operands[0]] & 31)
        elif name == "ssai":
            self._sar = operands[0]
        elif name == "srl":
            a[operands[0]] = a[operands[1]] >> self._sar
        elif name == "sra":
            a[operands[0]] = _signed(a[operands[1]]) >> self._sar & _WORD
        elif name == "sll":
            a[operands[0]] = a[operands[1]] << (32 - self._sar) & _WORD
        elif name == "src":
            a[operands[0]] = (a[operands[1]] << 32 | a[operands[2]]) >> self._sar & _WORD
        elif name == "slli":
            a[operands[0]] = a[operands[1]] << operands[2] & _WORD
        elif name == "srli":
            a[operands[0]] = a[operands[1]] >> operands[2]
        elif name == "srai":
            a[operands[0]] = _signed(a[operands[1]]) >> operands[2] & _WORD
        elif name == "extui":
            a[operands[0]] = a[operands[1]] >> operands[2] & operands[3]
        elif name == "neg":
            a[operands[0]] = -a[operands[1]] & _WORD
        elif name == "abs":
            a[operands[0]] = abs(_signed(a[operands[1]])) & _WORD
        elif name == "entry":
            a[operands[0]] = a[operands[0]] - operands[1] & _WORD
        elif name == "callx8":
            self._call(a[operands[0]])
        elif name == "retw":
            self._pc = self._leave()
        else:
            raise Fault(f"{name} is decoded and not run")

    def _call(self, target):
        if target < self._host_base:
            self._enter(self._pc)
            self._pc = target
            return
        index = (target - self._host_base) // 4
        self._a[10] = self._host(index, self._a[10:16]) & _WORD


_ONE_SOURCE = {
    *_LOAD_SIZE,
    *("mov", "addi", "srl", "sra", "sll", "slli", "srli", "srai", "extui", "neg", "abs"),
}


def _registers_read(name, operands):
    if name in _ALU or name == "src":
        return operands[1:3]
    if name in _STORE_SIZE or name in _BRANCH:
        return operands[:2]
    if name in _ONE_SOURCE:
        return operands[1:2]
    if name in _BRANCH_ZERO or name in ("ssr", "ssl", "jx", "callx8"):
        return operands[:1]
    return ()
