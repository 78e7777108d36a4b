"""Decodes the Xtensa instructions that `mpy-cross -march=xtensawin` emits for viper functions.

Formats and opcodes: Xtensa Instruction Set Architecture Reference Manual, chapters 6 and 7.3,
little-endian. `decode` answers (size, name, operands...); registers are numbers, branch
targets are addresses. What it does not know is an error: nothing is skipped.
"""


class UnknownInstruction(Exception):
    pass


_RST0 = {1: "and", 2: "or", 3: "xor", 8: "add", 9: "addx2", 10: "addx4", 11: "addx8"}
_RST0_SUB = {12: "sub", 13: "subx2", 14: "subx4", 15: "subx8"}
_LOADS = {0: "l8ui", 1: "l16ui", 2: "l32i", 4: "s8i", 5: "s16i", 6: "s32i", 9: "l16si"}
_OFFSET_SHIFT = {0: 0, 1: 1, 2: 2, 4: 0, 5: 1, 6: 2, 9: 1}
_BRANCHES = {
    0: "bnone",
    1: "beq",
    2: "blt",
    3: "bltu",
    4: "ball",
    8: "bany",
    9: "bne",
    10: "bge",
    11: "bgeu",
    12: "bnall",
}
_ZERO_BRANCHES = ("beqz", "bnez", "bltz", "bgez")


def _signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) else value


def decode(memory, pc):
    """Return the instruction at `pc` of `memory`, an object with byte(address)."""
    first = memory.byte(pc)
    word = first | memory.byte(pc + 1) << 8
    if first & 15 >= 8:
        found = _narrow(word, pc)
    else:
        word |= memory.byte(pc + 2) << 16
        found = _wide(word, pc)
    if found is None:
        raise UnknownInstruction(f"{word:06x} at {pc:#x}")
    return found


def _narrow(word, pc):
    op, t, s, r = word & 15, word >> 4 & 15, word >> 8 & 15, word >> 12
    if op == 8:
        return 2, "l32i", t, s, r * 4
    if op == 9:
        return 2, "s32i", t, s, r * 4
    if op == 10:
        return 2, "add", r, s, t
    if op == 11:
        return 2, "addi", r, s, t or -1
    if op == 12:
        if t < 8:
            value = (t & 7) << 4 | r
            return 2, "movi", s, value - 128 if value >= 96 else value
        return 2, "bnez" if t & 4 else "beqz", s, pc + 4 + ((t & 3) << 4 | r)
    if op == 13:
        if r == 0:
            return 2, "mov", t, s
        if r == 15 and (s, t) == (0, 1):
            return 2, "retw"
    return None


def _wide(word, pc):
    op, t, s, r = word & 15, word >> 4 & 15, word >> 8 & 15, word >> 12 & 15
    imm8 = word >> 16
    if op == 0:
        return _register_form(word >> 16 & 15, word >> 20, r, s, t)
    if op == 1:
        return 3, "l32r", t, (pc + 3 & ~3) - ((0x10000 - (word >> 8)) << 2)
    if op == 2:
        if r in _LOADS:
            return 3, _LOADS[r], t, s, imm8 << _OFFSET_SHIFT[r]
        if r == 10:
            return 3, "movi", t, _signed(s << 8 | imm8, 12)
        if r == 12:
            return 3, "addi", t, s, _signed(imm8, 8)
        if r == 13:
            return 3, "addi", t, s, _signed(imm8, 8) * 256
        return None
    if op == 6:
        n, m = t & 3, t >> 2
        if n == 0:
            return 3, "j", pc + 4 + _signed(word >> 6, 18)
        if n == 1:
            return 3, _ZERO_BRANCHES[m], s, pc + 4 + _signed(word >> 12, 12)
        if n == 3 and m == 0:
            return 3, "entry", s, (word >> 12) * 8
        return None
    if op == 7 and r in _BRANCHES:
        return 3, _BRANCHES[r], s, t, pc + 4 + _signed(imm8, 8)
    return None


def _register_form(op1, op2, r, s, t):
    if op1 == 0:
        if op2 in _RST0:
            return 3, _RST0[op2], r, s, t
        if op2 in _RST0_SUB:
            return 3, _RST0_SUB[op2], r, s, t
        if op2 == 0 and r == 0:
            name = {0b1110: "callx8", 0b1010: "jx", 0b1001: "retw"}.get(t)
            return (3, name) if name == "retw" else (3, name, s) if name else None
        if op2 == 4 and r in (0, 1) and t == 0:
            return 3, "ssl" if r else "ssr", s
        if op2 == 4 and r == 4 and t < 2:
            return 3, "ssai", t << 4 | s
        if op2 == 6 and s < 2:
            return 3, "abs" if s else "neg", r, t
        return None
    if op1 == 1:
        if op2 < 2:
            return 3, "slli", r, s, 32 - (op2 << 4 | t)
        if op2 < 4:
            return 3, "srai", r, t, (op2 & 1) << 4 | s
        if op2 == 4:
            return 3, "srli", r, t, s
        if op2 == 8:
            return 3, "src", r, s, t
        if op2 == 9 and s == 0:
            return 3, "srl", r, t
        if op2 == 10 and t == 0:
            return 3, "sll", r, s
        if op2 == 11 and s == 0:
            return 3, "sra", r, t
        return None
    if op1 == 2 and op2 == 8:
        return 3, "mull", r, s, t
    if op1 in (4, 5):
        return 3, "extui", r, t, (op1 & 1) << 4 | s, (1 << op2 + 1) - 1
    return None
