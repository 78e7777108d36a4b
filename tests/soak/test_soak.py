"""The soak, tiny: every topic still runs, finds nothing, and catches what is wrong on purpose."""

import pytest
from soak import run
from soak.rows import Outcome, Row, Soak, table

_SCALE = 0.002
_WITH_A_CONTROL = {"hotp.cuts", "link.fuzz", "otp.random", "ui.monkey", "uri.malformed",
                   "vault.single_cuts", "vault.tamper"}  # fmt: skip


@pytest.fixture(scope="module", params=run.topics())
def rows(request):
    return run.soak_all([request.param], _SCALE)


def test_a_small_soak_finds_nothing(rows):
    for row in rows:
        assert row.runs >= row.wanted > 0
        assert not row.failures, row.cases


def test_what_is_wrong_on_purpose_is_caught(rows):
    for row in rows:
        assert bool(row.controls) == (row.soak.name in _WITH_A_CONTROL)
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


def test_a_shard_whose_interpreter_dies_is_a_failure():
    outcome, _ = run.on_micropython.run("no_such_program.main", 1, 10)
    assert outcome.failures == 1 and "no_such_program" in outcome.cases[0]
