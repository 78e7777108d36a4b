"""fobctl time show and set."""

import json
import re

import pytest
from host.cli.fake_token import ASKS, FakeToken, clock_told

from fobctl.cli.clock import difference
from fobctl.token_clock import EXCHANGES, PC_BOUND_MS, Reading, is_late, timed, to_set
from otpfob.core.errors import BadField, Locked, Refused, TimedOut


@pytest.mark.parametrize(
    "offset_ms, text",
    [
        (0, "0 ms behind this PC's"),
        (1, "1 ms ahead of this PC's"),
        (-999, "999 ms behind this PC's"),
        (1000, "1.0 s ahead of this PC's"),
        (-90_060, "90.1 s behind this PC's"),
    ],
)
def test_a_difference_is_said_in_words(offset_ms, text):
    assert difference(offset_ms) == text


def shown(fobctl, **changed):
    """Return the rows of `time show` for a token that says this, and the talk."""
    with FakeToken({"time": clock_told(**changed)}) as token:
        done = fobctl("--port", token.port, "time", "show")
    assert done.status == 0
    return dict(re.split("  +", line, maxsplit=1) for line in done.out.splitlines()), done.err


def test_show_tells_all_that_the_token_knows_of_its_clock(fobctl):
    rows, talk = shown(fobctl)
    assert talk == ""
    assert list(rows) == ["time", "offset", "bound", "source", "rate", "codes"]
    assert rows["time"] == "2027-01-15 08:00:00 UTC"
    assert re.fullmatch(r"\d+ ms (ahead of|behind) this PC's, \+-\d+ ms", rows["offset"])
    assert rows["bound"] == "+-530 ms"
    assert rows["source"] == "host, 2 d 3 h ago"
    assert rows["rate"] == "1.234 ppm fast, +-0.050"
    assert rows["codes"] == "shown"


@pytest.mark.parametrize(
    "age_s, text",
    [
        (0, "0 s ago"),
        (59, "59 s ago"),
        (60, "1 min 0 s ago"),
        (3599, "59 min 59 s ago"),
        (3600, "1 h 0 min ago"),
        (86_399, "23 h 59 min ago"),
        (86_400 * 400 + 3600, "400 d 1 h ago"),
        (-2, "0 s ago"),
        (None, "no sync yet"),
    ],
)
def test_the_age_of_the_last_sync_is_told_in_two_units(fobctl, age_s, text):
    assert shown(fobctl, age_s=age_s)[0]["source"] == f"host, {text}"


@pytest.mark.parametrize(
    "rate_ppb, sigma_ppb, rejected_ppb, text",
    [
        (0, 0, 0, "not learned"),
        (0, 1, 0, "0.000 ppm fast, +-0.001"),
        (-20_500, 999, 0, "20.500 ppm slow, +-0.999"),
        (0, 0, 45_000, "not learned; rejected: 45.0 ppm"),
        (100, 50, -45_060, "0.100 ppm fast, +-0.050; rejected: -45.1 ppm"),
    ],
)
def test_the_learned_rate_is_told_with_its_uncertainty(
    fobctl, rate_ppb, sigma_ppb, rejected_ppb, text
):
    learned = {"rate_ppb": rate_ppb, "sigma_ppb": sigma_ppb, "rejected_ppb": rejected_ppb}
    assert shown(fobctl, **learned)[0]["rate"] == text


def test_a_clock_that_may_be_wrong_is_said(fobctl):
    rows, talk = shown(fobctl, trust="marked", bound_ms=12_000)
    assert (rows["bound"], talk) == ("+-12000 ms", "")
    assert rows["codes"] == "shown with a mark: the clock may be off by more than 10 s"
    for bound_ms, text in ((31_000, "+-31000 ms"), (None, "unknown")):
        rows, talk = shown(fobctl, trust="refused", bound_ms=bound_ms, source="chip")
        assert (rows["bound"], rows["codes"]) == (text, "not shown")
        assert "it shows no codes by time. `fobctl time set`" in talk


@pytest.mark.parametrize("offset_ms", [-7200_000, 7200_000])
def test_the_offset_is_the_tokens_time_less_ours(fobctl, offset_ms):
    with FakeToken(offset_ms=offset_ms) as token:
        done = fobctl("--json", "--port", token.port, "time", "show")
    value = json.loads(done.out)
    # The answer was made at some moment within the round trip.
    assert abs(value["offset_ms"] - offset_ms) <= value["round_trip_ms"] // 2 + 2
    told = clock_told()
    del told["unix_ms"]
    assert {name: value[name] for name in told} == told


def test_an_answer_is_taken_to_be_of_the_middle_of_its_round_trip(monkeypatch):
    ticks_ns = iter([5_000_000, 65_500_000])
    monkeypatch.setattr("fobctl.token_clock.time.time_ns", lambda: 1_800_000_000_000_999_999)
    monkeypatch.setattr("fobctl.token_clock.time.monotonic_ns", lambda: next(ticks_ns))
    answer, reading = timed(lambda: {"unix_ms": 1_800_000_000_530})
    assert answer == {"unix_ms": 1_800_000_000_530}
    assert reading == Reading(1_800_000_000_530, 500, 61)


def test_the_best_of_several_exchanges_is_taken(fobctl):
    held_up = []

    def answer(fields):
        if len(held_up) != 5:  # all but one come late, as if the line were busy
            token._channel.poll(0)
            busy_until = token._unix_ms() + 120
            while token._unix_ms() < busy_until:
                pass
        held_up.append(token._unix_ms())
        return token._time(fields)

    with FakeToken({"time": answer}) as token:
        done = fobctl("--json", "--port", token.port, "time", "show")
    assert len(held_up) == EXCHANGES
    assert json.loads(done.out)["round_trip_ms"] < 120


def test_a_clock_that_is_not_set_is_said(fobctl):
    answer = clock_told(unix_ms=None, source="none", bound_ms=None, age_s=None, trust="refused")
    with FakeToken({"time": answer}) as token:
        done = fobctl("--port", token.port, "time", "show")
        as_json = fobctl("--json", "--port", token.port, "time", "show")
    assert (done.status, done.out) == (0, "time  not set\n")
    assert "it shows no codes by time. `fobctl time set`" in done.err
    value = json.loads(as_json.out)
    assert (value["unix_ms"], value["offset_ms"], value["bound_ms"]) == (None, None, None)


def test_set_gives_the_token_this_pcs_time_and_shows_the_result(fobctl):
    with FakeToken(offset_ms=-7200_000) as token:
        done = fobctl("--port", token.port, "time", "set")
    assert done.status == 0
    assert done.err == "Look at the token: accept or refuse there (15 s).\n"
    assert re.search(r"^offset  \d+ ms (ahead of|behind) this PC's, \+-\d+ ms$", done.out, re.M)
    assert token.commands == ["time"] * (2 * EXCHANGES + 1)


def test_a_small_correction_asks_nobody(fobctl):
    with FakeToken(offset_ms=-300) as token:
        done = fobctl("--port", token.port, "time", "set")
    assert (done.status, done.err) == (0, "")
    assert abs(token.offset_ms) < 300


def test_the_time_set_is_that_of_this_pc_and_its_bound_is_honest(fobctl):
    answers = []

    def answer(fields):
        answers.append((token._unix_ms(), fields))
        return token._time(fields)

    with FakeToken({"time": answer}) as token:
        assert fobctl("--port", token.port, "time", "set").status == 0
    before, (arrived_ms, sent), after = (
        answers[:EXCHANGES],
        answers[EXCHANGES],
        answers[EXCHANGES + 1 :],
    )
    assert len(after) == EXCHANGES
    assert not any(fields for _, fields in before + after)
    assert sorted(sent) == ["bound_ms", "set"]
    assert abs(sent["set"] - arrived_ms) <= sent["bound_ms"] - PC_BOUND_MS
    # Half the best round trip and a little, not half of any round trip.
    slowest_ms = max(b - a for (a, _), (b, _) in zip(before, before[1:], strict=False))
    assert PC_BOUND_MS < sent["bound_ms"] <= PC_BOUND_MS + slowest_ms + 2


def test_a_time_that_was_held_up_is_set_again(fobctl):
    late_ms = [4000, 0]

    def answer(fields):
        if "set" in fields:
            fields["set"] -= late_ms.pop(0)
        return token._time(fields)

    with FakeToken({"time": answer}) as token:
        done = fobctl("--port", token.port, "time", "set")
    assert (done.status, late_ms) == (0, [])
    assert abs(token.offset_ms) < 1000


def test_a_line_that_holds_every_time_up_is_said(fobctl):
    def answer(fields):
        if "set" in fields:
            fields["set"] -= 4000
        return token._time(fields)

    with FakeToken({"time": answer}) as token:
        done = fobctl("--port", token.port, "time", "set")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1].startswith("Error: The line is too slow: ")
    assert len([fields for _, fields in token.requests if "set" in fields]) == 3


@pytest.mark.parametrize(
    "offset_ms, round_trip_ms, late",
    [(0, 10, False), (12, 10, False), (13, 10, True), (-13, 10, True), (57, 100, False),
     (58, 100, True), (None, 10, False)],
)  # fmt: skip
def test_late_is_what_the_promised_bound_surely_does_not_hold(offset_ms, round_trip_ms, late):
    assert is_late(Reading(0, 0, 10), Reading(0, offset_ms, round_trip_ms)) == late


def test_the_bound_is_half_the_round_trip_and_this_pcs_own(monkeypatch):
    monkeypatch.setattr("fobctl.token_clock.time.time_ns", lambda: 1_800_000_000_123_999_999)
    fields = to_set(Reading(None, None, 31))
    assert fields == {"set": 1_800_000_000_138, "bound_ms": 15 + 2 + PC_BOUND_MS}
    assert to_set(Reading(None, None, 10**6))["bound_ms"] == 60_000


@pytest.mark.parametrize(
    "answer, status",
    [
        ([ASKS, Refused()], 4),
        ([ASKS, TimedOut()], 5),
        (Locked(), 6),
        (BadField("set"), 1),
    ],
)
def test_a_time_that_is_not_taken_is_not_reported_as_set(fobctl, answer, status):
    def answers(fields):
        return answer if "set" in fields else token._time(fields)

    with FakeToken({"time": answers}) as token:
        done = fobctl("--port", token.port, "time", "set")
    assert (done.status, done.out) == (status, "")
    assert done.err.splitlines()[-1].startswith("Error: ")
