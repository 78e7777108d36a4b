"""What some thousand random bytes can show: a source that is stuck, or strongly biased. No more.

A good pseudo-random generator passes with a known seed, too; so passing says nothing of whether the
bytes can be foreseen. That they cannot rests on the radio (otpfob/drivers/random_radio.py).
"""

from __future__ import annotations

from collections import Counter
from math import sqrt


def bits_sigma(data: bytes) -> float:
    """Return how many standard deviations the number of ones is from the half."""
    bits = 8 * len(data)
    ones = sum(byte.bit_count() for byte in data)
    return abs(ones - bits / 2) / (sqrt(bits) / 2)


def bytes_sigma(data: bytes) -> float:
    """Return how far chi-square of the byte values is from its mean of 255, in sigma: either way.

    Too even is as wrong as too uneven: a counter is.
    """
    expected = len(data) / 256
    counts = Counter(data)
    chi_square = sum((counts[value] - expected) ** 2 for value in range(256)) / expected
    return abs(chi_square - 255) / sqrt(2 * 255)
