"""The tests that run with every push, against bugs: each must be noticed by one of them."""

from soak import seeded
from soak.rows import Outcome, Soak

_SHARDS = 2


def work(seed: int, runs: int) -> Outcome:
    """Try every other bug: the shards of a run have seeds that follow each other."""
    outcome = Outcome()
    copy = seeded.Copy()
    try:
        for bug in seeded.all_bugs()[seed % _SHARDS :: _SHARDS][:runs]:
            outcome.runs += 1
            wrong = copy.wrong(bug)
            if wrong:
                outcome.fail(f"{bug.name} ({bug.says}): {wrong}")
    finally:
        copy.close()
    return outcome


SOAKS = [Soak("seeded.bugs", len(seeded.all_bugs()), work, shards=_SHARDS, least=1)]
