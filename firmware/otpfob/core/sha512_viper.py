"""The compression function of SHA-512 (FIPS 180-4, 6.4.2) as machine code.

One source for 32-bit and 64-bit ints, of which it relies on neither. A 64-bit value is a
low and a high word in a `ptr32` buffer, where stores cut off what is above 32 bits. Sums
are made of 16-bit halves, so their carries are plain bits 16 and up. No literal is above 2^30.

What makes it fast was found by reading the ESP32 code that `mpy-cross` emits:
- The first two variables live in registers: the pointer `p`, and `r`, which is whatever is
  used most at the moment.
- `acc ^ r` is one instruction, `acc ^ p[n]` three, `acc ^ (any sum)` eight. So rotations come
  nested: `((r >> 4 ^ r) >> 5 ^ s) >> 9` is `r >> 18 ^ r >> 14 ^ s >> 9`.
- A left shift takes three instructions, a multiplication two.

The scratch buffer has one record of eight words for each round. `p` slides over them instead
of moving the working variables:

    word   0   2   4   6   8   10   16   18   24   26   32      34      40, 42
           d   h   W   K   c   g    b    f    a    e    new a   new e   terms of a sum
"""
# ruff: noqa: F821 (viper's own types are no names of Python)

# The ptr types are viper's own.
# pyright: reportArgumentType=false

import micropython

from otpfob.core.sha512_constants import K

_RECORD_BYTES = 32
# The first state lies in four records, and the terms of the last sum in one more. The zero
# K of the first of them ends the loops.
_RECORDS = 80 + 5

_scratch = bytearray(_RECORD_BYTES * _RECORDS)


@micropython.viper
def _lay(p: ptr32, k: ptr8, records: int):
    """Write K into its places and zeros everywhere else."""
    while records:
        records -= 1
        i = 0
        while i < 8:
            p[i] = 0
            i += 1
        if records >= 5:
            p[7] = ((k[0] * 256 + k[1]) * 256 + k[2]) * 256 + k[3]
            p[6] = ((k[4] * 256 + k[5]) * 256 + k[6]) * 256 + k[7]
        k = ptr8(uint(k) + 8)
        p = ptr32(uint(p) + 32)


@micropython.viper
def _compress(p: ptr32, r: uint, state: ptr8, result: ptr8, block: ptr8):
    first = p
    # The message: FIPS 180-4, 6.4.2, step 1.
    block = ptr8(uint(block) + r)
    i = 16
    while i:
        i -= 1
        p[5] = ((block[0] * 256 + block[1]) * 256 + block[2]) * 256 + block[3]
        p[4] = ((block[4] * 256 + block[5]) * 256 + block[6]) * 256 + block[7]
        block = ptr8(uint(block) + 8)
        p = ptr32(uint(p) + 32)
    # The schedule, until the K of W[i + 16] is none.
    p = first
    while p[134]:
        # sigma0 of W[i + 1]: rotations by 1 and 8, shift by 7.
        r = uint(p[12])
        low = ((r >> 1 ^ r) >> 6 ^ r) >> 1
        high = (r * 128 ^ r) * 0x1000000
        r = uint(p[13])
        p[40] = int(((r * 64 ^ r) * 2 ^ r) * 0x1000000 ^ low)
        p[41] = int(((r >> 1 ^ r) >> 6 ^ r) >> 1 ^ high)
        # sigma1 of W[i + 14]: rotations by 19 and 61, shift by 6.
        r = uint(p[117])
        low = ((r >> 10 ^ uint(p[116])) >> 13 ^ uint(p[116])) >> 6
        p[42] = int(((r * 8192 ^ r) * 1024 ^ uint(p[116])) * 8 ^ low)
        low = ((uint(p[116]) >> 10 ^ r) >> 13 ^ r) >> 6
        p[43] = int((uint(p[116]) * 1024 ^ r) * 8 ^ low)
        # W[i + 16] = W[i] + sigma0 + W[i + 9] + sigma1.
        r = uint(ptr16(p)[8] + ptr16(p)[80] + ptr16(p)[152] + ptr16(p)[84])
        ptr16(p)[264] = int(r)
        r = (r >> 16) + uint(ptr16(p)[9]) + uint(ptr16(p)[81])
        r = r + uint(ptr16(p)[153]) + uint(ptr16(p)[85])
        ptr16(p)[265] = int(r)
        r = (r >> 16) + uint(p[5]) + uint(p[41]) + uint(p[77]) + uint(p[43])
        p[133] = int(r)
        p = ptr32(uint(p) + 32)
    # Step 2: the state, a in the fourth record, d in the first.
    p = ptr32(uint(first) + 96)
    i = 4
    while i:
        i -= 1
        p[1] = ((state[0] * 256 + state[1]) * 256 + state[2]) * 256 + state[3]
        p[0] = ((state[4] * 256 + state[5]) * 256 + state[6]) * 256 + state[7]
        p[3] = ((state[32] * 256 + state[33]) * 256 + state[34]) * 256 + state[35]
        p[2] = ((state[36] * 256 + state[37]) * 256 + state[38]) * 256 + state[39]
        state = ptr8(uint(state) + 8)
        p = ptr32(uint(p) - 32)
    # Step 3: the rounds. Maj(a, b, c) is ((a ^ b) & (b ^ c)) ^ b; the next b ^ c is our a ^ b.
    p = first
    old_low = uint(p[16] ^ p[8])
    old_high = uint(p[17] ^ p[9])
    while p[6]:
        # Sigma1(e) to 40: rotations by 14, 18 and 41. Ch(e, f, g) to 42.
        r = uint(p[26])
        low = ((r >> 4 ^ r) >> 5 ^ uint(p[27])) >> 9
        high = ((uint(p[27]) * 32 ^ r) * 16 ^ r) * 16384
        p[42] = (p[18] ^ p[10]) & int(r) ^ p[10]
        r = uint(p[27])
        p[40] = int(((uint(p[26]) * 32 ^ r) * 16 ^ r) * 16384 ^ low)
        p[41] = int(((r >> 4 ^ r) >> 5 ^ uint(p[26])) >> 9 ^ high)
        p[43] = (p[19] ^ p[11]) & int(r) ^ p[11]
        # T1 = K + W + h + Sigma1 + Ch, in halves whose carries are still in them.
        low = uint(ptr16(p)[12] + ptr16(p)[8] + ptr16(p)[4] + ptr16(p)[80] + ptr16(p)[84])
        middle = uint(ptr16(p)[13] + ptr16(p)[9] + ptr16(p)[5] + ptr16(p)[81] + ptr16(p)[85])
        high = uint(p[7] + p[5] + p[3] + p[41] + p[43])
        # e = d + T1.
        r = low + uint(ptr16(p)[0])
        ptr16(p)[68] = int(r)
        r = (r >> 16) + middle + uint(ptr16(p)[1])
        ptr16(p)[69] = int(r)
        p[35] = int((r >> 16) + high + uint(p[1]))
        # Sigma0(a) to 40: rotations by 28, 34 and 39. Maj(a, b, c) to 42.
        r = uint(p[24])
        left = ((r * 32 ^ r) * 0x200000 ^ uint(p[25])) * 16
        right = ((uint(p[25]) >> 21 ^ r) >> 5 ^ r) >> 2
        r ^= uint(p[16])
        p[42] = int((r & old_low) ^ uint(p[16]))
        old_low = r
        r = uint(p[25])
        p[40] = int(((uint(p[24]) >> 21 ^ r) >> 5 ^ r) >> 2 ^ left)
        p[41] = int(((r * 32 ^ r) * 0x200000 ^ uint(p[24])) * 16 ^ right)
        r ^= uint(p[17])
        p[43] = int((r & old_high) ^ uint(p[17]))
        old_high = r
        # a = T1 + Sigma0 + Maj.
        r = low + uint(ptr16(p)[80]) + uint(ptr16(p)[84])
        ptr16(p)[64] = int(r)
        r = (r >> 16) + middle + uint(ptr16(p)[81]) + uint(ptr16(p)[85])
        ptr16(p)[65] = int(r)
        p[33] = int((r >> 16) + high + uint(p[41]) + uint(p[43]))
        p = ptr32(uint(p) + 32)
    # Step 4: add the state and what came out, big-endian, from a in the last record backwards.
    state = ptr8(uint(state) - 32)
    p = ptr32(uint(p) + 96)
    i = 8
    while i:
        i -= 1
        r = uint(state[6] * 256 + state[7] + ptr16(p)[0])
        result[7] = int(r)
        result[6] = int(r >> 8)
        r = (r >> 16) + uint(state[4] * 256 + state[5] + ptr16(p)[1])
        result[5] = int(r)
        result[4] = int(r >> 8)
        r = (r >> 16) + uint(state[2] * 256 + state[3] + ptr16(p)[2])
        result[3] = int(r)
        result[2] = int(r >> 8)
        r = (r >> 16) + uint(state[0] * 256 + state[1] + ptr16(p)[3])
        result[1] = int(r)
        result[0] = int(r >> 8)
        state = ptr8(uint(state) + 8)
        result = ptr8(uint(result) + 8)
        p = ptr32(uint(p) - 32)
        if i == 4:
            p = ptr32(uint(p) + 136)


def compress(state: bytes, result: bytearray, block: bytes, start: int) -> None:
    """Write to `result` what `state` becomes by the 128 bytes of `block` from `start` on.

    A state is 64 bytes, big-endian, as FIPS 180-4 prints it: the last one is the digest.
    `result` may be `state`, or the first half of `block`.
    """
    _compress(_scratch, start, state, result, block)


def wipe() -> None:
    """Forget the last block and state."""
    _lay(_scratch, K, _RECORDS)


wipe()
