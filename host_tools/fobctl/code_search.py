"""Find what a site's code was made of: which hash, period, key, counter or time gives it.

Pure: the codes, the keys and the time are passed in. What is tried, likeliest first:

    key      every reading of it (fobctl.sources.key_readings)
    hash     SHA-1, SHA-256, SHA-512
    period   PERIODS_S, and the account's own
    clock    a day to either side
    counter  instead of the time: the first thousand, and around the account's own

The digits are those of the code. Likelier is what differs in fewer points from the account,
and then what is nearer to its clock or counter. With every code that is tried first, a hit by
chance becomes likelier: see Explanation.chance.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from otpfob.core.account import HOTP, MAX_COUNTER, MAX_DIGITS, MIN_DIGITS, STEAM, STEAM_DIGITS, TOTP
from otpfob.core.hmac import HASH_NAMES
from otpfob.core.otp import STEAM_ALPHABET, truncate

PERIODS_S = (15, 20, 30, 45, 60, 90, 120, 180, 300)
DAY_S = 86_400
# From the last second of a code on the site to the key that ends typing it.
TYPED_S = 20
_COUNTERS = 1000
_COUNTERS_BACK = 100
# A code is cut from so many bits (RFC 4226, 5.3): ten digits are no ten billion codes.
_TRUNCATED = 1 << 31
# A hit by chance that is likelier than this explains nothing.
_DOUBTFUL = 0.01

KIND = "kind"
HASH = "hash"
DIGITS = "digits"
PERIOD = "period"
KEY = "key"
CLOCK = "clock"
COUNTER = "counter"


@dataclass(frozen=True)
class Assumed:
    """What the account is taken for. `counter`: the next one to use, for an account by counter.

    `key` is the place among the keys of the one that it has; None: it has none of them.
    """

    kind: int
    hash_id: int
    digits: int
    period_s: int
    counter: int
    key: int | None = 0


@dataclass(frozen=True)
class Explanation:
    """One way to make the codes. `counter` is that of the last one: a counter or a step.

    `differs` names the points in which the account is another. `least_s` and `most_s` bound by
    how much the clock is slow (negative: fast); None by counter. `tries`: so many ways
    were as likely or likelier; `chance` is that one of them hits without being right.
    """

    kind: int
    hash_id: int
    digits: int
    period_s: int
    counter: int
    key: int
    differs: tuple[str, ...]
    least_s: int | None
    most_s: int | None
    tries: int
    chance: float

    @property
    def about_s(self) -> int:
        """By how much the clock is slow, if the code was typed in the middle of its life."""
        return (self.least_s or 0) + self.period_s // 2


@dataclass(frozen=True)
class Found:
    """All explanations, the likeliest first, of so many ways that were tried."""

    explanations: tuple[Explanation, ...]
    tries: int

    @property
    def certain(self) -> bool:
        """Whether the first one can be believed: another code would tell nothing new."""
        if not self.explanations:
            return True
        first = self.explanations[0]
        # What is expected needs less proof than what is not.
        return first.chance < _DOUBTFUL and (len(self.explanations) == 1 or not first.differs)


@dataclass(frozen=True)
class _Way:
    """A key, a hash and a period, or counters; `hashes` are the HMAC's inner and outer one."""

    kind: int
    hash_id: int
    period_s: int
    key: int
    differs: tuple[str, ...]
    hashes: tuple = field(repr=False)

    def number(self, counter: int) -> int:
        """Return what the code of a counter or step is cut from."""
        inner, outer = self.hashes[0].copy(), self.hashes[1].copy()
        inner.update(counter.to_bytes(8, "big"))
        outer.update(inner.digest())
        return truncate(outer.digest())


def read_code(text: str, kind: int) -> str | None:
    """Return a code as it is made, without the blanks people type; None if it is none."""
    code = "".join(text.split()).replace("-", "").upper()
    if kind == STEAM:
        is_steam = len(code) == STEAM_DIGITS and all(letter in STEAM_ALPHABET for letter in code)
        return code if is_steam else None
    is_decimal = code.isascii() and code.isdecimal()
    return code if is_decimal and MIN_DIGITS <= len(code) <= MAX_DIGITS else None


def search(codes: Sequence[str], secrets: Sequence[bytes], assumed: Assumed, now_s: int) -> Found:
    """Return what makes `codes`: one, or two of which the second follows the first.

    They are of read_code(), of one length. `now_s` is what the clock in question showed, in Unix
    seconds, when the last one was typed. Takes about a second.
    """
    ways = _ways(secrets, assumed, len(codes[-1]))
    order = sorted(
        (len(way.differs) + point, far, number, counter)
        for number, way in enumerate(ways)
        for point, far, counter in _counters(way, assumed, now_s)
    )
    modulus, *wanted = _numbers(codes, assumed.kind)
    found: list[Explanation] = []
    tries = 0
    for tries, (_, _, number, counter) in enumerate(order, 1):
        way = ways[number]
        if way.number(counter) % modulus != wanted[-1]:
            continue
        if len(codes) > 1 and not (counter and way.number(counter - 1) % modulus == wanted[0]):
            continue
        found.append(_explanation(way, counter, assumed, codes, now_s, tries))
        if not found[0].differs:
            break  # the account and its clock are right: nobody asks what else could be
    return Found(tuple(found), tries)


def _numbers(codes, kind):
    """Return what a truncated HMAC is divided by for a code, and what must be left for each."""
    if kind != STEAM:
        return 10 ** len(codes[-1]), *(int(code) for code in codes)
    base = len(STEAM_ALPHABET)
    return base**STEAM_DIGITS, *(
        sum(STEAM_ALPHABET.index(letter) * base**i for i, letter in enumerate(code))
        for code in codes
    )


def _ways(secrets, assumed, digits):
    ways = []
    periods = sorted({*PERIODS_S, assumed.period_s})
    for key, secret in enumerate(secrets):
        for hash_id in range(len(HASH_NAMES)):
            hashes = _hmac(secret, HASH_NAMES[hash_id].lower())
            for kind, period_s in [(_by_time(assumed), period_s) for period_s in periods] + (
                [] if assumed.kind == STEAM else [(HOTP, assumed.period_s)]
            ):
                differs = (
                    (KIND, kind != assumed.kind),
                    (HASH, hash_id != assumed.hash_id),
                    (DIGITS, digits != assumed.digits),
                    # An account by counter has no period that could be another.
                    (PERIOD, assumed.kind != HOTP and period_s != assumed.period_s),
                    (KEY, key != assumed.key),
                )
                words = tuple(word for word, is_so in differs if is_so)
                ways.append(_Way(kind, hash_id, period_s, key, words, hashes))
    return ways


def _by_time(assumed):
    return STEAM if assumed.kind == STEAM else TOTP


def _hmac(secret, name):
    """Return the inner and the outer hash of an HMAC (RFC 2104), begun with the key."""
    size = hashlib.new(name).block_size
    if len(secret) > size:
        secret = hashlib.new(name, secret).digest()
    block = secret.ljust(size, b"\0")
    return tuple(hashlib.new(name, bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))


def _counters(way: _Way, assumed: Assumed, now_s: int) -> Iterator[tuple[int, int, int]]:
    """Yield (1 if it is another than the account's, how far, counter) for all there are to try."""
    if way.kind == HOTP:
        if assumed.kind != HOTP:
            yield from ((0, counter, counter) for counter in range(_COUNTERS))
            return
        near = range(assumed.counter - _COUNTERS_BACK, assumed.counter + _COUNTERS)
        for counter in {*range(_COUNTERS), *near}:
            if 0 <= counter <= MAX_COUNTER:
                yield _other_counter(assumed, counter), abs(counter - assumed.counter), counter
        return
    period_s = way.period_s
    for step in range(max(0, now_s - DAY_S) // period_s, (now_s + DAY_S) // period_s + 1):
        least_s, most_s = _slow(period_s, step, now_s)
        if least_s > 0:
            yield 1, least_s, step
        elif most_s < 0:
            yield 1, -most_s, step
        else:
            yield 0, 0, step


def _other_counter(assumed, counter):
    """1 unless the site is at the counter that the account gave last, or at its next."""
    return 0 if 0 <= assumed.counter - counter <= 1 else 1


def _slow(period_s, step, now_s):
    """Return by how much the clock is slow at least and at most, when a step's code was typed."""
    return step * period_s - now_s, (step + 1) * period_s - 1 + TYPED_S - now_s


def _explanation(way, counter, assumed, codes, now_s, tries):
    least_s = most_s = None
    differs = way.differs
    if way.kind != HOTP:
        least_s, most_s = _slow(way.period_s, counter, now_s)
        if not least_s <= 0 <= most_s:
            differs += (CLOCK,)
    elif assumed.kind == HOTP and _other_counter(assumed, counter):
        differs += (COUNTER,)
    digits = len(codes[-1])
    possible = len(STEAM_ALPHABET) ** digits if way.kind == STEAM else min(10**digits, _TRUNCATED)
    chance = -math.expm1(tries * math.log1p(-1 / possible ** len(codes)))
    return Explanation(
        way.kind,
        way.hash_id,
        digits,
        way.period_s,
        counter,
        way.key,
        differs,
        least_s,
        most_s,
        tries,
        chance,
    )
