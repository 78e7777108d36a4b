"""fobctl time show and set."""

import json
import re

import pytest
from host.cli.fake_token import ASKS, FakeToken

from fobctl.cli.clock import difference
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


def test_show_tells_time_offset_and_source(fobctl):
    def then(fields):
        return {"unix_ms": 1_800_000_000_500, "source": "chip"}

    with FakeToken({"time": then}) as token:
        done = fobctl("--port", token.port, "time", "show")
    assert (done.status, done.err) == (0, "")
    time_line, offset, source = done.out.splitlines()
    assert time_line == "time    2027-01-15 08:00:00 UTC"
    assert re.fullmatch(r"offset  \d+\.\d s (ahead of|behind) this PC's", offset)
    assert source == "source  chip"


@pytest.mark.parametrize("offset_ms", [-7200_000, 7200_000])
def test_the_offset_is_the_tokens_time_less_ours(fobctl, offset_ms):
    with FakeToken(offset_ms=offset_ms) as token:
        done = fobctl("--json", "--port", token.port, "time", "show")
    shown = json.loads(done.out)
    # The answer was made at some moment within the round trip.
    assert abs(shown["offset_ms"] - offset_ms) <= shown["round_trip_ms"] // 2 + 2
    assert shown["source"] == "host"


def test_a_clock_that_is_not_set_is_said(fobctl):
    with FakeToken({"time": {"unix_ms": None, "source": "none"}}) as token:
        done = fobctl("--port", token.port, "time", "show")
        as_json = fobctl("--json", "--port", token.port, "time", "show")
    assert (done.status, done.out) == (0, "time  not set\n")
    assert "it shows no codes by time. `fobctl time set`" in done.err
    assert json.loads(as_json.out)["unix_ms"] is None


def test_set_gives_the_token_this_pcs_time_and_shows_the_result(fobctl):
    with FakeToken(offset_ms=-7200_000) as token:
        done = fobctl("--port", token.port, "time", "set")
    assert done.status == 0
    assert done.err == "Look at the token: DO accepts, NEXT refuses (15 s).\n"
    assert re.search(r"^offset  \d+ ms (ahead of|behind) this PC's$", done.out, re.M)
    assert token.commands == ["time", "time", "time"]


def test_the_time_set_is_that_of_this_pc(fobctl):
    answers = []

    def answer(fields):
        answers.append((token._unix_ms(), fields))
        return token._time(fields)

    with FakeToken({"time": answer}) as token:
        assert fobctl("--port", token.port, "time", "set").status == 0
    (first_ms, _), (arrived_ms, sent), (last_ms, _) = answers
    assert sorted(sent) == ["set"]
    # Made on its way between the two other requests.
    assert first_ms - 1 <= sent["set"] <= last_ms + (last_ms - first_ms)
    assert abs(sent["set"] - arrived_ms) <= last_ms - first_ms


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
