"""fobctl time sync: the token asks time servers over its Wi-Fi network."""

import re

import pytest
from host.cli.fake_token import ASKS, DEAFNESS, VANISH, FakeToken, synced

from fobctl.token_clock import Clock
from otpfob.core.errors import BadField, Refused, TimedOut

ASKED = "Look at the token: accept or refuse there (15 s).\n"


def test_sync_says_how_it_goes_and_shows_the_clock(fobctl, pauses):
    with FakeToken(offset_ms=-7200_000) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert done.status == 0
    assert done.err == (
        f"{ASKED}The token joins the Wi-Fi network.\nThe token asks time servers.\n"
        "The token's clock is set by time servers.\n"
    )
    assert re.search(r"^bound   \+-23 ms$", done.out, re.M)
    assert re.search(r"^source  sntp, 0 s ago$", done.out, re.M)
    commands = [command for command in token.commands if command != "time"]
    assert commands == ["sync"] + ["sync_state"] * 5
    assert pauses == [0.5] * 5


@pytest.mark.parametrize(
    "reason, says, said",
    [
        ("wrong_password", "The network does not take it.", "The network does not take it."),
        ("no_answer", "", "The sync failed (no_answer)."),
    ],
)
def test_a_sync_that_fails_says_why(fobctl, pauses, reason, says, said):
    states = [synced("joining"), synced("failed", reason=reason, says=says)]
    with FakeToken({"sync_state": lambda fields: states.pop(0)}) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert (done.status, done.out) == (1, "")
    assert done.err == f"{ASKED}The token joins the Wi-Fi network.\nError: {said}\n"


def test_a_sync_that_was_given_up_on_the_token_is_refused(fobctl, pauses):
    with FakeToken({"sync_state": synced("none")}) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert (done.status, done.out) == (4, "")
    assert done.err.endswith("Error: The sync was given up. The clock was not set.\n")


@pytest.mark.parametrize("error, status", [(Refused(), 4), (TimedOut(), 5)])
def test_a_sync_that_is_refused_is_not_waited_for(fobctl, error, status):
    with FakeToken({"sync": [ASKS, error]}) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert (done.status, done.out) == (status, "")
    assert token.commands[-1] == "sync"


def test_a_token_without_a_network_says_what_to_do(fobctl):
    with FakeToken({"sync": BadField("ssid")}) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "Error: The token knows no Wi-Fi network. Tell it one first: `fobctl wifi set`\n"
    )


def answered_after(turns):
    """Return a token of which the person takes a large step after so many looks at its state."""
    looks = []

    def answer(fields):
        looks.append(None)
        if len(looks) == turns:
            token._correct(-token.offset_ms, "sntp", 23)
        return synced()

    token = FakeToken({"sync_state": answer}, offset_ms=-7200_000)
    return token


def test_a_step_that_the_person_must_confirm_is_waited_for(fobctl, pauses):
    with answered_after(5) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert done.status == 0
    assert done.err.splitlines()[1:] == [
        "The token asks whether to take that time: look at it.",
        "The token's clock is set by time servers.",
    ]
    assert abs(token.offset_ms) < 1000


def test_a_step_that_nobody_confirms_is_not_reported_as_set(fobctl, pauses):
    with answered_after(-1) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert (done.status, done.out) == (5, "")
    assert done.err.endswith("Error: The time was not taken on the token.\n")


@pytest.mark.parametrize(
    "before, after, synced",
    [
        (("host", 1000, 50), ("sntp", 1010, 0), True),
        (("host", 1000, 50), ("host", 1010, 60), False),
        (("none", None, None), ("sntp", 1010, 0), True),
        (("chip", 1000, None), ("sntp", 1010, 1), True),
        (("sntp", 1000, 50), ("sntp", 1010, 60), False),
        (("sntp", 1000, 50), ("sntp", 1010, 58), False),
        (("sntp", 1000, 50), ("sntp", 1010, 3), True),
        (("sntp", 99_000, 50), ("sntp", 1010, 3), True),
    ],
)
def test_whether_time_servers_set_the_clock_is_told_by_its_last_sync(before, after, synced):
    then, now = (
        Clock(unix_s if unix_s is None else unix_s * 1000, 0, 9, source, 5, age_s, 0, 0, 0, "shown")
        for source, unix_s, age_s in (before, after)
    )
    assert now.synced_since(then) == synced


def test_a_token_that_is_silent_while_a_name_server_lets_it_wait_is_found_again(
    fobctl, impatient, pauses
):
    answers = [synced("syncing"), DEAFNESS, DEAFNESS, synced("syncing"), None]

    def answer(fields):
        return answers.pop(0) or token._sync_state(fields)

    with FakeToken({"sync": [ASKS, {}], "sync_state": answer}) as token:
        token._of_sync = ["done"]
        done = fobctl("--port", token.port, "time", "sync")
    assert (done.status, answers) == (0, [])
    assert token.commands.count("sync") == 1
    assert done.err.endswith("The token's clock is set by time servers.\n")


def test_a_token_that_stays_silent_is_given_up(fobctl, impatient, pauses):
    with FakeToken({"sync_state": DEAFNESS}) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert (done.status, done.out) == (1, "")
    assert done.err.endswith("Error: The token does not answer any more. Look at its screen.\n")
    commands = [command for command in token.commands if command != "time"]
    assert commands == ["sync"] + ["sync_state"] * 5


def test_a_token_that_was_unplugged_is_no_token(fobctl, impatient, pauses):
    with FakeToken({"sync_state": VANISH}) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert (done.status, done.out) == (3, "")
    assert "There is no port" in done.err


def test_a_sync_that_never_ends_is_given_up(fobctl, pauses):
    with FakeToken({"sync_state": synced("joining")}) as token:
        done = fobctl("--port", token.port, "time", "sync")
    assert (done.status, done.out) == (5, "")
    assert sum(pauses) == 1800.5  # the person may be asked about a step, and think
