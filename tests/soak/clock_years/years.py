"""A year in the life of a token, and what it showed."""

import random
from statistics import median

from world import DAY_MS, HOUR_MS, MINUTE_MS, YEAR_MS, Device

from otpfob.clock.trust import MARKED, REFUSED, SHOWN

# A code of a clock that is further off is wrong: sites take one step either way.
WRONG_MS = 30_000
KINDS = ("ds3231", "crystal", "rc")
# A day is of healthy syncs when the last one is no older, and the chip kept the time since.
_HEALTHY_MS = {"ds3231": 14 * DAY_MS, "crystal": 36 * HOUR_MS}
_EVERY_MS = {"ds3231": 7 * DAY_MS, "crystal": DAY_MS}
_MOST_MEDIAN_MS = 300


class Tally:
    """What all tokens of one kind showed."""

    def __init__(self):
        self.years = self.looks = self.syncs = self.asked = 0
        self.looks_by_trust = [0, 0, 0]
        self.worst_shown_ms = 0
        self.wrong_codes = self.beyond_bound = 0
        self.healthy_days = self.warned_days = 0
        self.after_pair_ms = []

    def look(self, device):
        """Look at the clock as who reads a code. Returns its trust."""
        trust = device.clock.trust
        self.looks += 1
        self.looks_by_trust[trust] += 1
        bound_ms = device.bound_ms()
        if bound_ms is None:
            return trust
        wrong_ms = abs(device.wrong_ms())
        if wrong_ms > bound_ms:
            self.beyond_bound += 1
        if trust == SHOWN:
            self.worst_shown_ms = max(self.worst_shown_ms, wrong_ms)
            if wrong_ms > WRONG_MS:
                self.wrong_codes += 1
        return trust

    def failures(self):
        """Return what must not be, in words, with how often."""
        found = []
        if self.wrong_codes:
            found.append((self.wrong_codes, "a code without a warning, more than 30 s off"))
        if self.beyond_bound:
            found.append((self.beyond_bound, "an error beyond the bound"))
        if self.warned_days * 100 >= max(1, self.healthy_days):
            found.append(
                (1, f"{self.warned_days} of {self.healthy_days} healthy days with warning")
            )
        if self.after_pair_ms and median(self.after_pair_ms) >= _MOST_MEDIAN_MS:
            found.append((1, f"median {median(self.after_pair_ms)} ms, 30 days after a pair"))
        return found


def live(kind, seed, tally, trace=None):
    """Let a token of this kind live for a year. `trace(device)` sees it at every look."""
    dice = random.Random(f"{kind} {seed}")
    tally.years += 1
    if kind == "rc":
        _live_asleep(Device(kind, dice), dice, tally)
    else:
        _live(Device(kind, dice), dice, tally, trace or (lambda device: None))


def _bound_ms(dice):
    """How wrong a sync is at most: over USB or the network, or set by hand."""
    return dice.randint(10, 60) if dice.random() < 0.9 else dice.randint(500, 2000)


def _sync(device, dice, tally, bound_ms=None):
    tally.syncs += 1
    source = dice.choice(("host", "sntp"))
    tally.asked += device.sync(_bound_ms(dice) if bound_ms is None else bound_ms, source)


def _plan(kind, dice):
    """Return when the token is synced, in ms: regularly but for misses and long holidays.

    A DS3231 begins with a pair a week apart, and then nothing for 30 days.
    """
    times = [0, 7 * DAY_MS] if kind == "ds3231" else [0]
    at_ms = 38 * DAY_MS if kind == "ds3231" else DAY_MS
    while at_ms < YEAR_MS:
        times.append(at_ms)
        at_ms += int(_EVERY_MS[kind] * dice.uniform(0.8, 1.2))
        if dice.random() < 0.1:
            at_ms += _EVERY_MS[kind]
        if dice.random() < (0.02 if kind == "ds3231" else 0.005):
            at_ms += dice.randrange(10 * DAY_MS, 150 * DAY_MS)
    return times


def _live(device, dice, tally, trace):
    plan = _plan(device.kind, dice)
    synced_ms = 0
    lost = True
    day, healthy, warned = 0, True, False
    pair_ms = 37 * DAY_MS if device.kind == "ds3231" else YEAR_MS
    while device.ms < YEAR_MS:
        if device.ms >= pair_ms:
            device.find_the_second()
            tally.after_pair_ms.append(abs(device.wrong_ms()))
            pair_ms = YEAR_MS
        next_ms = plan[0] if plan else YEAR_MS
        if device.ms >= next_ms:
            plan.pop(0)
            _sync(device, dice, tally, dice.randint(10, 60) if device.ms < 8 * DAY_MS else None)
            synced_ms, lost = device.ms, False
        if device.ms // DAY_MS != day:
            tally.healthy_days += healthy
            tally.warned_days += healthy and warned
            day, healthy, warned = device.ms // DAY_MS, True, False
        trust = tally.look(device)
        trace(device)
        healthy = healthy and not lost and device.ms - synced_ms <= _HEALTHY_MS[device.kind]
        warned = warned or trust != SHOWN
        if dice.random() < 0.0005 and pair_ms == YEAR_MS:
            device.lose_power()
            lost = True
        step_ms = dice.randrange(2 * HOUR_MS, 10 * HOUR_MS)
        step_ms = max(1000, min(step_ms, (plan[0] if plan else YEAR_MS) - device.ms))
        if dice.random() < 0.5:
            device.sleep(step_ms)
        else:
            device.off(step_ms)


def _live_asleep(device, dice, tally):
    """An RC oscillator: synced when it is used, looked at in between, after naps of any length."""
    for _ in range(365):
        trust = tally.look(device)  # after hours of sleep
        if trust == REFUSED or dice.random() < 0.1:
            _sync(device, dice, tally)
            tally.healthy_days += 1
            warned = False
            for _ in range(4):
                device.turn(dice.randrange(10, 2500))
                warned = tally.look(device) != SHOWN or warned
            tally.warned_days += warned
            for _ in range(2):
                nap_ms = int(2 ** dice.uniform(3, 10) * 1000)
                device.sleep(nap_ms) if dice.random() < 0.7 else device.off(nap_ms)
                tally.look(device)
        if dice.random() < 0.002:
            device.lose_power()
        step_ms = int(2 ** dice.uniform(0, 11) * MINUTE_MS)
        device.sleep(step_ms) if dice.random() < 0.5 else device.off(step_ms)


def table(tallies):
    """Return a table of what was seen, as text."""
    lines = [
        "kind       years       looks   shown  marked  refused  wrong codes  beyond bound"
        "  worst shown  syncs asked  warned of healthy days"
    ]
    for kind, tally in tallies.items():
        looks = max(1, tally.looks)
        shown, marked, refused = (
            f"{100 * tally.looks_by_trust[trust] / looks:.2f} %"
            for trust in (SHOWN, MARKED, REFUSED)
        )
        asked = f"{100 * tally.asked / max(1, tally.syncs):.2f} %"
        warned = f"{100 * tally.warned_days / max(1, tally.healthy_days):.3f} %"
        lines.append(
            f"{kind:8} {tally.years:7,} {tally.looks:11,} {shown:>7} {marked:>7} {refused:>8}"
            f" {tally.wrong_codes:12,} {tally.beyond_bound:13,}"
            f" {tally.worst_shown_ms / 1000:10.2f} s {asked:>12} {warned:>10}"
            f" of {tally.healthy_days:,}"
        )
    pairs = sorted(tallies["ds3231"].after_pair_ms)
    if pairs:
        lines.append(
            f"DS3231, 30 days after two syncs a week apart: median {median(pairs) / 1000:.3f} s,"
            f" 99 % under {pairs[len(pairs) * 99 // 100] / 1000:.3f} s, of {len(pairs):,}"
        )
    return "\n".join(lines)
