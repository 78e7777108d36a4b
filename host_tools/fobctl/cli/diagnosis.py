"""What a search for a code found, in words, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from fobctl.cli.session import Session
from fobctl.code_search import (
    CLOCK,
    COUNTER,
    DAY_S,
    DIGITS,
    HASH,
    KEY,
    KIND,
    PERIOD,
    Assumed,
    Explanation,
    Found,
)
from fobctl.sources.key_readings import BASE32, Key
from otpfob.core.account import HOTP, KIND_NAMES
from otpfob.core.hmac import HASH_NAMES

_MOST_ROWS = 10
_HALF_HOUR_S = 1800


@dataclass(frozen=True)
class Facts:
    """What is known besides the account: of no token, unless it has a label there.

    `ahead_ms`: by how much its clock is ahead of this PC's; None: there is none that is set.
    """

    label: str | None
    account_id: int | None
    ahead_ms: int | None

    @property
    def holder(self) -> str:
        return "this account" if self.label is None else "the token"

    @property
    def clock(self) -> str:
        return "This PC's clock" if self.ahead_ms is None else "The token's clock"


def put(
    session: Session,
    facts: Facts,
    assumed: Assumed,
    keys: Sequence[Key],
    found: Found,
    codes: int,
) -> None:
    """Print what was found. Raises ClickException when that is nothing, or not enough."""
    shown = found.explanations[:_MOST_ROWS]
    certain = found.certain and bool(shown)
    says = _sentences(facts, assumed, keys, shown[0]) if certain else []
    for sentence in says:
        session.say(sentence)
    value = {
        "account": facts.label,
        "same_key": None if facts.label is None else assumed.key is not None,
        "codes": codes,
        "tries": found.tries,
        "certain": certain,
        "explanations": [_as_json(one, keys) for one in shown],
        "says": says,
    }
    session.put(value, _table(shown, keys) if shown else [])
    if not shown:
        raise click.ClickException(_nothing(found, codes))
    if not certain:
        raise click.ClickException(_too_little(found.explanations, codes))


def _nothing(found: Found, codes: int) -> str:
    what = "this code" if codes == 1 else "these two codes, one after the other"
    return (
        f"Nothing explains {what}: {found.tries:,} ways were tried, no hash, period, reading of "
        f"the key, counter or clock up to {DAY_S // 3600} h off makes it. Is it the code of "
        "another account, or this the key of another?"
    )


def _too_little(explanations: Sequence[Explanation], codes: int) -> str:
    if codes > 1:
        return "Several ways explain even two codes. Try again with two others."
    if len(explanations) > 1:
        return (
            f"{len(explanations)} ways make this code, all but one of them by chance. Give the "
            "code after it, too."
        )
    return (
        f"One way makes this code, but it was found after {explanations[0].tries:,} others, and "
        "may be chance. Give the code after it, too."
    )


# --- in words ------------------------------------------------------------------------------


def _sentences(facts, assumed, keys, found) -> list[str]:
    """Return what differs, a sentence each, and what to do."""
    if not found.differs:
        return [f"All is right: {facts.holder} makes this code, and {_clock_fits(facts, found)}."]
    holder = facts.holder
    says = []
    for word in found.differs:
        if word == KIND:
            ours, theirs = _kind_words(assumed.kind), _kind_words(found.kind)
            at = f" (counter {found.counter})" if found.kind == HOTP else ""
            says.append(f"The site makes codes {theirs}{at}, {holder} {ours}.")
        elif word == HASH:
            says.append(f"The site uses {_hash(found.hash_id)}, {holder} {_hash(assumed.hash_id)}.")
        elif word == DIGITS:
            says.append(
                f"The site's codes have {found.digits} digits, those of {holder} {assumed.digits}."
            )
        elif word == PERIOD:
            says.append(
                f"The site's codes change every {found.period_s} s, those of {holder} every "
                f"{assumed.period_s} s."
            )
        elif word == KEY:
            says.append(_of_key(facts, assumed, keys, found))
        elif word == COUNTER:
            says.append(
                f"The site is at counter {found.counter}, {holder} gives {assumed.counter} next."
            )
        elif word == CLOCK:
            says += _of_clock(facts, found)
    if set(found.differs) - {CLOCK, COUNTER} and (facts.label or {*found.differs} != {KEY}):
        says.append(_add_again(facts, assumed, found))
    return says


def _kind_words(kind: int) -> str:
    return "by counter" if kind == HOTP else "by time"


def _hash(hash_id: int) -> str:
    return HASH_NAMES[hash_id].replace("SHA", "SHA-")


def _of_key(facts, assumed, keys, found) -> str:
    reading = keys[found.key].reading
    if assumed.key is not None:
        says = (
            f"The site reads the key as {reading}, {facts.holder} as {keys[assumed.key].reading}."
        )
    elif facts.label is None:
        says = f"The site reads the key as {reading}."
    else:
        says = f"The site's key is this one, read as {reading}; the token holds another."
    if reading != BASE32:
        says += " `fobctl accounts add` reads base32: convert the key first."
    return says


def _add_again(facts, assumed, found) -> str:
    options = ""
    if found.kind != assumed.kind:
        options += " --kind " + ("counter" if found.kind == HOTP else "time")
    for name, ours, theirs in (
        ("algorithm", assumed.hash_id, found.hash_id),
        ("digits", assumed.digits, found.digits),
        ("period", assumed.period_s, found.period_s),
    ):
        if ours != theirs:
            options += f" --{name} {HASH_NAMES[theirs] if name == 'algorithm' else theirs}"
    if facts.label is None:
        return f"Add it like this: `fobctl accounts add{options}`."
    return (
        f"Delete account {facts.account_id}, and add it again with the site's settings: "
        f"`fobctl accounts add{options}`."
    )


def _of_clock(facts: Facts, found: Explanation) -> list[str]:
    ahead_s = None if facts.ahead_ms is None else round(facts.ahead_ms / 1000)
    least_s, most_s = found.least_s or 0, found.most_s or 0
    if ahead_s is not None and least_s <= -ahead_s <= most_s:
        # The code says that this PC's clock is right, and that tells the token's to a second.
        return [
            f"{facts.clock} is {_slow(-ahead_s)}, and this PC's is right. `fobctl time set`",
            *_zone(-ahead_s),
        ]
    says = f"{facts.clock} is about {_slow(found.about_s)} ({_range(least_s, most_s)})"
    if ahead_s is None:
        return [says + ". Set it first.", *_zone(found.about_s)]
    return [
        says + ", and this PC's is wrong as well: set that first. `fobctl time set`",
        *_zone(found.about_s),
    ]


def _slow(seconds: int) -> str:
    return f"{abs(seconds)} s {'slow' if seconds >= 0 else 'fast'}"


def _range(least_s: int, most_s: int) -> str:
    low, high = sorted((abs(least_s), abs(most_s)))
    return f"{low} to {high} s"


def _zone(seconds: int) -> list[str]:
    """Return a guess when a clock is off by half hours: then it was set in local time."""
    halves = round(abs(seconds) / _HALF_HOUR_S)
    if not halves or abs(abs(seconds) - halves * _HALF_HOUR_S) > 60:
        return []
    return [f"That is {halves / 2:g} h: was local time taken for UTC?"]


def _clock_fits(facts: Facts, found: Explanation) -> str:
    if found.least_s is None:
        return f"its counter is {found.counter}"
    return f"{facts.clock[0].lower()}{facts.clock[1:]} fits it"


# --- as data -------------------------------------------------------------------------------


def _table(shown: Sequence[Explanation], keys: Sequence[Key]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [
        ("kind", "algorithm", "digits", "period", "key", "clock", "differs", "by chance")
    ]
    for one in shown:
        by_counter = one.kind == HOTP
        rows.append(
            (
                KIND_NAMES[one.kind],
                _hash(one.hash_id),
                str(one.digits),
                "-" if by_counter else f"{one.period_s} s",
                keys[one.key].reading,
                f"counter {one.counter}" if by_counter else _clock_cell(one),
                ", ".join(one.differs) or "nothing",
                f"1 in {round(1 / one.chance):,}",
            )
        )
    return rows


def _clock_cell(one: Explanation) -> str:
    return f"about {_slow(one.about_s)}" if CLOCK in one.differs else "right"


def _as_json(one: Explanation, keys: Sequence[Key]) -> dict:
    by_time = one.least_s is not None
    return {
        "differs": list(one.differs),
        "kind": KIND_NAMES[one.kind],
        "hash": HASH_NAMES[one.hash_id],
        "digits": one.digits,
        "period_s": one.period_s if by_time else None,
        "key": keys[one.key].reading,
        "counter": None if by_time else one.counter,
        "slow_s": one.about_s if by_time else None,
        "slow_least_s": one.least_s,
        "slow_most_s": one.most_s,
        "tries": one.tries,
        "chance": one.chance,
    }
