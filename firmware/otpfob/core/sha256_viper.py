"""The compression function of SHA-256 (FIPS 180-4, 6.2.2) as machine code, for PBKDF2.

The built-in SHA-256 cannot start from a midstate and makes objects. This one can, and makes
none. How it is written, and why, stands in sha512_viper.py; here a value is one word.

The scratch buffer has one record of four words for each round. `p` slides over them instead
of moving the working variables:

    word   0   1   2   3   4   5   8   9   12   13   16      17
           d   h   W   K   c   g   b   f   a    e    new a   new e
"""
# ruff: noqa: F821 (viper's own types are no names of Python)

# The ptr types are viper's own.
# pyright: reportArgumentType=false

import micropython

from otpfob.core.sha256_constants import K

_RECORD_BYTES = 16
# The first state lies in four records. The zero K of the first of them ends the loops.
_RECORDS = 64 + 4

_scratch = bytearray(_RECORD_BYTES * _RECORDS)


@micropython.viper
def _lay(p: ptr32, k: ptr8, records: int):
    """Write K into its places and zeros everywhere else."""
    while records:
        records -= 1
        p[0] = 0
        p[1] = 0
        p[2] = 0
        p[3] = 0
        if records >= 4:
            p[3] = ((k[0] * 256 + k[1]) * 256 + k[2]) * 256 + k[3]
        k = ptr8(uint(k) + 4)
        p = ptr32(uint(p) + 16)


@micropython.viper
def _run(p: ptr32, r: uint, words: ptr32, passes: int):
    first = p
    outer = 0
    while passes:
        passes -= 1
        # The message: FIPS 180-4, 6.2.2, step 1.
        message = ptr32(uint(words) + 64)
        i = 16
        while i:
            i -= 1
            p[2] = message[0]
            message = ptr32(uint(message) + 4)
            p = ptr32(uint(p) + 16)
        p = first
        while p[67]:
            # sigma0 of W[i + 1]: rotations by 7 and 18, shift by 3.
            r = uint(p[6])
            r = ((r >> 11 ^ r) >> 4 ^ r) >> 3 ^ (r * 2048 ^ r) * 16384
            # W[i + 16] = W[i] + sigma0 + W[i + 9] + sigma1 of W[i + 14]: 17 and 19, shift by 10.
            sum = r + uint(p[2]) + uint(p[38])
            r = uint(p[58])
            r = ((r >> 2 ^ r) >> 7 ^ r) >> 10 ^ (r * 4 ^ r) * 8192
            p[66] = int(r + sum)
            p = ptr32(uint(p) + 16)
        # Step 2: the state.
        p = first
        state = ptr32(uint(words) + (outer << 5))
        p[12] = state[0]
        p[8] = state[1]
        p[4] = state[2]
        p[0] = state[3]
        p[13] = state[4]
        p[9] = state[5]
        p[5] = state[6]
        p[1] = state[7]
        # Step 3: the rounds. Maj(a, b, c) is ((a ^ b) & (b ^ c)) ^ b; the next b ^ c is our a ^ b.
        old = uint(p[8] ^ p[4])
        while p[3]:
            # T1 = Sigma1(e) + h + K + W + Ch(e, f, g): rotations by 6, 11 and 25.
            r = uint(p[13])
            sum = ((r >> 14 ^ r) >> 5 ^ r) >> 6 ^ ((r * 32 ^ r) * 16384 ^ r) * 128
            r = uint((p[9] ^ p[5]) & int(r) ^ p[5]) + sum
            r = r + uint(p[1]) + uint(p[2]) + uint(p[3])
            sum = r
            p[17] = int(r + uint(p[0]))
            # a = T1 + Sigma0(a) + Maj: rotations by 2, 13 and 22.
            r = uint(p[12])
            sum = (((r >> 9 ^ r) >> 11 ^ r) >> 2 ^ ((r * 2048 ^ r) * 512 ^ r) * 1024) + sum
            r ^= uint(p[8])
            p[16] = int((r & old ^ uint(p[8])) + sum)
            old = r
            p = ptr32(uint(p) + 16)
        # Step 4.
        words[16] = state[0] + p[12]
        words[17] = state[1] + p[8]
        words[18] = state[2] + p[4]
        words[19] = state[3] + p[0]
        words[20] = state[4] + p[13]
        words[21] = state[5] + p[9]
        words[22] = state[6] + p[5]
        words[23] = state[7] + p[1]
        p = first
        if outer:
            i = 32
            while i < 40:
                words[i] ^= words[i - 16]
                i += 1
        outer ^= 1


# The offsets in bytes of what `run` works on, all words in the machine's own order.
FIRST = 0  # the state that the first pass, the third, the fifth start from
SECOND = 32  # the state that the others start from
BLOCK = 64  # 64 bytes to hash; each pass writes its result over the first 32
SUM = 128  # 32 bytes into which every second pass XORs its result
WORDS_BYTES = 160


def run(words: bytearray, passes: int) -> None:
    """Hash the block in `words` again and again, `passes` times. Allocates nothing."""
    _run(_scratch, 0, words, passes)


def wipe() -> None:
    """Forget the last block and state."""
    _lay(_scratch, K, _RECORDS)


wipe()
