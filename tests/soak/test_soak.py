"""The soak, tiny: every topic still runs, finds nothing, and catches what is wrong on purpose."""

import pytest
from soak import run, seeded
from soak.rows import Outcome, Row, Soak, table

_SCALE = 0.002
# vault.double_cuts is judged as vault.single_cuts is; seeded.bugs is nothing but controls.
_WITHOUT_A_CONTROL = {"vault.double_cuts", "seeded.bugs"}


@pytest.fixture(scope="module", params=sorted(set(run.topics()) - set(run.LARGE)))
def rows(request):
    return run.soak_all([request.param], _SCALE)


def test_a_small_soak_finds_nothing(rows):
    for row in rows:
        assert row.runs >= row.wanted > 0
        assert not row.failures, row.cases


def test_what_is_wrong_on_purpose_is_caught(rows):
    for row in rows:
        assert bool(row.controls) != (row.soak.name in _WITHOUT_A_CONTROL), row.soak.name
        for name, (tried, caught) in row.controls.items():
            assert caught == tried > 0, name


def test_the_shards_make_the_wanted_runs_with_a_seed_each():
    soak = Soak("a.row", 1000, lambda seed, runs: Outcome(runs))
    parts = run.shards(soak, 0.501, 3)
    assert sum(runs for _, runs in parts) == 501
    assert len({seed for seed, _ in parts}) == len(parts) > 1


@pytest.mark.parametrize(
    ("outcome", "complaint"),
    [
        (Outcome(10), ""),
        (Outcome(9), "9 runs of 10"),
        (Outcome(10, 1, ["why"]), "1 failures"),
        (Outcome(10, controls={"a bug": (2, 2)}), ""),
        (Outcome(10, controls={"a bug": (2, 1)}), "not caught: a bug"),
    ],
)
def test_a_row_complains_of_failures_missing_runs_and_bugs_not_caught(outcome, complaint):
    row = Row(Soak("a.row", 10, None), 10)
    row.add(1, outcome, 0.1)
    assert row.complaint == complaint
    assert row.as_json() == {"name": "a.row", "runs": outcome.runs, "failures": outcome.failures}
    assert "a.row" in table([row]).splitlines()[1]


def test_a_bug_that_does_not_fit_the_source_or_breaks_nothing_is_not_caught():
    copy = seeded.Copy()
    try:
        for old, new, why in (
            ("no such line\n", "", "0 times"),
            ("FOB = 1", "FOB = ", "invalid syntax"),
            ("FOB = 1", "FOB = 2", "not noticed by"),
        ):
            (copy.root / "firmware/fob.py").write_text("FOB = 1")
            tests = ("tests/unit/core/test_base32.py",)
            bug = seeded.Bug("a.bug", "Nothing.", "firmware/fob.py", tests, old, new)
            assert why in copy.wrong(bug)
    finally:
        copy.close()


def test_a_shard_whose_interpreter_dies_is_a_failure():
    outcome, _ = run.on_micropython.run("no_such_program.main", 1, 10)
    assert outcome.failures == 1 and "no_such_program" in outcome.cases[0]
