"""Answers of tokens: errors by code, other versions, and what no token says."""

import json

import pytest
from host.cli.conftest import URI
from host.cli.fake_token import (
    ASKS,
    FakeToken,
    clock_told,
    hello,
    listed,
    made_backup,
    restored,
    synced,
)

from otpfob.core import errors
from otpfob.core.account import TOTP, Account
from otpfob.link.messages import PROTOCOL
from otpfob.link.part import part_text
from otpfob.link.terms import PART_BYTES

LOCKED = "The token is locked. Enter its PIN with its buttons, then run this again."
ENTRY = listed(1, Account(TOTP, "Acme", "ann", b"0123456789abcdef"), 0)


def run(fobctl, command, answers, stdin=URI):
    """Run a command with a token that answers like this; returns its outcome and the port."""
    with FakeToken(answers) as token:
        done = fobctl("--port", token.port, *command.split(), stdin=stdin)
    return done, token.port


@pytest.mark.parametrize("error", errors.ALL, ids=lambda error: error.code)
def test_every_error_of_a_token_is_its_sentence_and_a_status(fobctl, error):
    done, _ = run(fobctl, "accounts add", {"add": error()})
    expected = {"refused": 4, "timed_out": 5, "locked": 6}.get(error.code, 1)
    assert (done.status, done.out) == (expected, "")
    says = LOCKED if error is errors.Locked else error.says
    assert done.err == f"Error: {says}\n"


@pytest.mark.parametrize(
    "error, says",
    [
        (errors.Damaged(), "Stored data is damaged."),
        (errors.NoStorage(), "The token is not set up yet."),
    ],
)
@pytest.mark.parametrize("command", ["list", "delete acme", "move acme 1", "edit acme --name x"])
def test_a_token_that_is_not_ready_says_so_to_every_command(fobctl, error, says, command):
    done, _ = run(fobctl, f"accounts {command}", {"list": error})
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"Error: {says}")


def test_an_error_names_the_field(fobctl):
    done, _ = run(fobctl, "accounts add", {"add": errors.BadField("digits")})
    assert done.err == "Error: digits: This field is missing or out of its limits.\n"


def test_an_error_after_the_question_counts(fobctl):
    done, _ = run(fobctl, "accounts add", {"add": [ASKS, errors.StorageFailed()]})
    assert (done.status, done.out) == (1, "")
    assert "The flash memory failed." in done.err


def test_an_error_of_a_newer_firmware_is_shown_as_it_is(fobctl):
    done, _ = run(fobctl, "accounts add", {"add": {"error": "too_hot", "says": "Cool it."}})
    assert (done.status, done.err) == (1, "Error: Cool it.\n")


@pytest.mark.parametrize(
    "protocol, older",
    [
        (0, "the token's firmware"),
        (PROTOCOL - 1, "the token's firmware"),
        (PROTOCOL + 1, "this fobctl"),
    ],
)
def test_another_version_of_the_protocol_is_refused_before_anything_is_sent(
    fobctl, protocol, older
):
    with FakeToken({"hello": hello(protocol=protocol)}) as token:
        done = fobctl("--port", token.port, "accounts", "add", stdin=URI)
    assert (done.status, done.out) == (1, "")
    assert f"firmware 0.1.0 and speaks protocol {protocol}," in done.err
    assert f"this fobctl {PROTOCOL}. Update {older}." in done.err
    assert token.commands == []


NONSENSE_HELLO = [
    {},
    {"error_": "no"},
    {name: value for name, value in hello().items() if name != "serial"},
    hello(accounts="many"),
    hello(accounts=None),
    hello(protocol="2"),
    hello(protocol=None),
    hello(free=[]),
    hello(free={}),
]
NONSENSE_LIST = [
    {},
    {"accounts": [ENTRY]},
    {"accounts": None, "total": 1},
    {"accounts": 5, "total": 5},
    {"accounts": ["ann"], "total": 1},
    {"accounts": [[]], "total": 1},
    {"accounts": [{}], "total": 1},
    {"accounts": [ENTRY | {"id": "x"}], "total": 1},
    {"accounts": [ENTRY | {"digits": None}], "total": 1},
    {"accounts": [ENTRY | {"codes": -1}], "total": 1},
    {"accounts": [], "total": 1},
    {"accounts": [ENTRY, ENTRY], "total": 1},
    {"accounts": [ENTRY], "total": -1},
    {"accounts": [ENTRY], "total": "one"},
    b'{"accounts": [], "total": 1e999}',
    b'{"accounts": [], "total": NaN}',
]
NONSENSE_TIME = [
    {},
    {"unix_ms": 1_800_000_000_500, "source": "host"},
    clock_told(unix_ms="now"),
    clock_told(unix_ms=1.5),
    clock_told(unix_ms=True),
    clock_told(unix_ms=-1),
    clock_told(unix_ms=10**300),
    clock_told(unix_ms=[1]),
    clock_told(source="sun"),
    clock_told(source=None),
    clock_told(source=["host"]),
    clock_told(bound_ms=-1),
    clock_told(bound_ms="5"),
    clock_told(bound_ms=10**30),
    clock_told(age_s=1.5),
    clock_told(rate_ppb=None),
    clock_told(rate_ppb=10**300),
    clock_told(sigma_ppb=-1),
    clock_told(rejected_ppb=[]),
    clock_told(trust="perhaps"),
    clock_told(trust=1),
]
NONSENSE_SYNC = [
    {},
    synced("asleep"),
    synced(None),
    synced(reason=None),
    synced(says=5),
    synced(bound_ms=None),
    synced(bound_ms="23"),
    synced("joining", bound_ms=-1),
]
NONSENSE_PROOF = [
    {},
    {"proof": "no hex", "counter": 0},
    {"proof": 5, "counter": 0},
    {"proof": None, "counter": 0},
    {"proof": "00", "counter": None},
    {"proof": "00", "counter": "x"},
]


@pytest.mark.parametrize(
    "command, name, answer",
    [
        *(("device info", "hello", answer) for answer in NONSENSE_HELLO),
        *(("accounts list", "list", answer) for answer in NONSENSE_LIST),
        *(("time show", "time", answer) for answer in NONSENSE_TIME),
        *(("accounts add", "add", answer) for answer in ({}, {"id": "1"}, {"id": None})),
        *(("accounts add", "prove", answer) for answer in NONSENSE_PROOF),
    ],
)
def test_an_answer_with_other_fields_is_refused(fobctl, command, name, answer):
    answers = [ASKS, answer] if name == "add" else answer
    done, port = run(fobctl, command, {name: answers})
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1] == (
        f"Error: The token at {port} answers {name} with something else."
    )


NONSENSE_BACKUP = [
    {},
    {"state": "ready"},
    {"state": "ready", "size": 0},
    {"state": "ready", "size": 120_001},
    {"state": "ready", "size": True},
    {"state": "code", "size": -1},
    {"state": "code", "size": "0"},
    {"state": "done", "size": 0},
    {"state": ["code"], "size": 0},
    {"state": None, "size": 0},
]
NONSENSE_PART = [
    {},
    {"data": ""},
    {"data": "0"},
    {"data": "xx"},
    {"data": 5},
    {"data": None},
    {"data": part_text(bytes(PART_BYTES + 1))},
]
NONSENSE_RESTORE = [
    {},
    restored(state="ready"),
    restored(state=1),
    restored(new=-1),
    restored(same=None),
    restored(raised="1"),
    restored(new=True),
    restored(failed=5),
    restored(failed=[]),
]


@pytest.mark.parametrize(
    "name, answer",
    [
        *(("backup_state", answer) for answer in NONSENSE_BACKUP),
        *(("backup_read", answer) for answer in NONSENSE_PART),
        *(("restore_state", answer) for answer in NONSENSE_RESTORE),
    ],
)
def test_nonsense_about_a_backup_is_refused(fobctl, tmp_path, pauses, name, answer):
    path = tmp_path / "token.fobb"
    command = "restore" if name == "restore_state" else "backup"
    if command == "restore":
        path.write_bytes(made_backup(100))
    done, port = run(fobctl, f"{command} {path}", {name: answer})
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1] == (
        f"Error: The token at {port} answers {name} with something else."
    )
    assert path.exists() == (command == "restore")


@pytest.mark.parametrize("answer", NONSENSE_SYNC)
def test_nonsense_about_a_sync_is_refused(fobctl, pauses, answer):
    done, port = run(fobctl, "time sync", {"sync_state": answer})
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1] == (
        f"Error: The token at {port} answers sync_state with something else."
    )


@pytest.mark.parametrize("answer", [{}, {"ssid": None}, {"ssid": 5}, {"ssid": ["Home"]}])
@pytest.mark.parametrize("command", ["wifi show", "wifi set Home", "wifi remove"])
def test_nonsense_about_the_network_is_refused(fobctl, command, answer):
    done, port = run(fobctl, command, {"wifi": answer}, stdin="correct horse\n")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[-1] == (
        f"Error: The token at {port} answers wifi with something else."
    )


@pytest.mark.parametrize("answer", [{}, {"lock_after": None}, {"lock_after": "300"}])
@pytest.mark.parametrize("option", ["", " --lock-after 5m"])
def test_nonsense_about_settings_is_refused(fobctl, answer, option):
    done, port = run(fobctl, f"device settings{option}", {"settings": answer})
    assert (done.status, done.out) == (1, "")
    assert done.err == f"Error: The token at {port} answers settings with something else.\n"


@pytest.mark.parametrize("command", ["delete acme --yes", "move acme 1", "edit acme --name x"])
def test_a_token_that_asks_twice_has_not_done_it(fobctl, command):
    name = command.split()[0]
    with FakeToken(
        {name: [ASKS, ASKS]}, accounts=[(Account(TOTP, "Acme", "ann", b"0" * 16), 0)]
    ) as token:
        done = fobctl("--port", token.port, "accounts", *command.split())
    assert (done.status, done.out) == (1, "")
    assert "asks its user in a way no token does" in done.err


@pytest.mark.parametrize("seconds", ["15", None, 1.5, -1, 10**9])
def test_a_token_that_asks_in_no_sensible_way_is_not_waited_for(fobctl, seconds):
    done, port = run(fobctl, "accounts add", {"add": {"asks": seconds}})
    assert (done.status, done.out) == (1, "")
    assert done.err == f"Error: What is at {port} asks its user in a way no token does.\n"


@pytest.mark.parametrize(
    "message", [b"[]", b"5", b"{", b"\xff\xfe", b'"x"', b"null", b"[" * 2000, b"\0"]
)
def test_an_answer_that_is_no_object_is_refused(fobctl, message):
    done, port = run(fobctl, "device info", {"hello": message})
    assert (done.status, done.out) == (1, "")
    assert done.err == f"Error: The token at {port} sent an answer that is not JSON.\n"


def test_an_answer_that_is_too_long_is_refused(fobctl):
    class Talkative(FakeToken):
        def _send(self, part, now_ms):
            self._channel._outgoing = part
            self._channel._next(now_ms)

    with Talkative({"hello": b'{"board": "' + b"x" * 4000 + b'"}'}) as token:
        done = fobctl("--port", token.port, "device", "info")
    assert (done.status, done.out) == (1, "")
    assert "sent an answer that is not JSON" in done.err


def test_a_list_that_never_ends_is_given_up(fobctl):
    done, _ = run(fobctl, "accounts list", {"list": {"accounts": [ENTRY] * 14, "total": 10**9}})
    assert (done.status, done.out) == (1, "")
    assert "answers list with something else" in done.err


@pytest.mark.parametrize(
    "name, answer",
    [
        ("hello", hello(board="\x1b]0;owned\x07")),
        ("hello", hello(serial="a\nb")),
        ("hello", {"error": "x", "says": "\x1b[2Jgone"}),
        ("list", {"accounts": [ENTRY | {"name": "a\x9b31m"}], "total": 1}),
        ("list", {"accounts": [ENTRY | {"issuer": "a\rb"}], "total": 1}),
    ],
)
def test_control_characters_of_a_foreign_device_do_not_reach_the_terminal(fobctl, name, answer):
    done, port = run(fobctl, "accounts list", {name: answer})
    assert (done.status, done.out) == (1, "")
    assert done.err == f"Error: What is at {port} sends text that no token sends.\n"


def test_a_backslash_in_a_name_is_no_control_character(fobctl):
    entry = ENTRY | {"name": "C:\\new\\u001b"}
    done, _ = run(fobctl, "--json accounts list", {"list": {"accounts": [entry], "total": 1}})
    assert done.status == 0
    assert json.loads(done.out)[0]["name"] == "C:\\new\\u001b"
