"""An import of the host's own accounts: one question on the glass, then all of it or nothing."""

import hashlib
import json
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import littlefs
import pytest
from sim.product import NOW_UNIX_S, filled_product, hotp, totp

from fobctl import backup_format
from fobctl.link.errors import TokenError
from fobctl.simulator.chips.flash import CUT_KINDS
from fobctl.simulator.hardware import PARTITIONS
from fobctl.sources import otpauth
from fobctl.sources.new_account import NewAccount
from otpfob.core.account import STEAM, Account
from otpfob.core.base32 import encode
from otpfob.core.hmac import HASH_NAMES, SHA256, SHA512
from otpfob.link.part import part_text
from otpfob.link.terms import IMPORT_CONFIRM_S, PART_BYTES

PROGRAM = str(Path(sys.executable).parent / "fobctl")
CODE = "ABCDEFGHIJKLMNOPQRSTUVWXY2"


def secret_of(name, size=20):
    return hashlib.sha512(name.encode()).digest()[:size]


ANN = totp("ann", "Acme", secret=secret_of("ann"))
SLOW = totp("sue", "Slow", secret=secret_of("sue", 64), hash_id=SHA512, digits=8, period_s=60)
BOB = hotp("bob", "Bank", secret=secret_of("bob", 32), hash_id=SHA256, digits=7)
PAIRS = [(ANN, 0), (SLOW, 0), (BOB, 41)]
HOME = ("Acme: ann", "Slow: sue", "Bank: bob")


def state_of(product, token):
    return product.submit(token.restore_state).result(timeout=30)


def send(product, pairs=PAIRS, code=CODE, written_with=CODE):
    """Have a host send an import; returns its conversation."""
    token = product.connect()
    data = backup_format.write(pairs, written_with)

    def all_of_it():
        token.begin_import(len(data), code)
        token.write_restore(data, lambda n: None)

    product.submit(all_of_it).result(timeout=60)
    return token


def asked(product, pairs=PAIRS):
    """The same, until the question is on the glass and was looked at."""
    token = send(product, pairs)
    product.work("Import?")
    product.simulator.advance(2100)
    return token


def listed(product):
    return [(item.name, item.counter) for item in product.connect().accounts()]


def has_file(product):
    size = PARTITIONS["vault"] * 4096
    context = littlefs.UserContext(buffer=bytearray(product.simulator.flash_image()[:size]))
    names = littlefs.LittleFS(context=context, block_size=4096, mount=True).listdir("/")
    return "restore" in names


def test_yes_puts_all_of_it_there_and_the_token_proves_it(tmp_path):
    with filled_product(tmp_path) as product:
        token = asked(product)
        assert "3 new, 0 already here" in product.words()
        product.simulator.press("do")
        product.work("Imported", "3 accounts are new.")
        state = state_of(product, token)
        assert (state.state, state.failed, state.new, state.same) == ("done", None, 3, 0)
        assert listed(product) == [("ann", None), ("sue", None), ("bob", 41)]
        token = product.connect()
        ids = [item.id for item in token.accounts()]
        for account_id, (account, counter) in zip(ids, PAIRS, strict=True):
            assert token.prove(account_id, account, counter).same
        assert not has_file(product)
        product.simulator.press("do")
        assert all(any(label in word for word in product.words()) for label in HOME)


def test_no_means_nothing(tmp_path):
    with filled_product(tmp_path) as product:
        token = asked(product)
        product.simulator.press("next")
        state = state_of(product, token)
        assert (state.state, state.failed) == ("done", "refused")
        assert listed(product) == []
        assert not has_file(product)
        assert "No accounts yet" in product.words()


def test_nobody_is_no(tmp_path):
    with filled_product(tmp_path) as product:
        token = asked(product)
        product.simulator.advance((IMPORT_CONFIRM_S - 5) * 1000)
        assert state_of(product, token).state == "confirm"
        product.simulator.advance(6000)
        assert state_of(product, token).failed == "timed_out"
        assert listed(product) == []


@pytest.mark.parametrize("button", ["do", "next"])
def test_a_press_for_the_screen_before_is_no_answer(tmp_path, button):
    with filled_product(tmp_path) as product:
        token = send(product)
        product.work("Import?")
        product.simulator.press(button)
        assert "Import?" in product.words()
        assert state_of(product, token).state == "confirm"


def test_what_is_there_stays_and_counters_only_go_up(tmp_path):
    here = [(hotp("mine", "Here", secret=BOB.secret, hash_id=SHA256, digits=7), 9)]
    with filled_product(tmp_path, here) as product:
        token = asked(product)
        seen = pages(product)
        assert {"2 new, 1 already here", "1 counters go up.", "Acme: ann", "Slow: sue"} <= seen
        assert "Bank: bob" not in seen
        product.simulator.press("do")
        product.work("Imported")
        state = state_of(product, token)
        assert (state.new, state.same, state.raised) == (2, 1, 1)
        assert listed(product) == [("mine", 41), ("ann", None), ("sue", None)]


def test_what_is_all_there_asks_nothing_and_changes_nothing(tmp_path):
    with filled_product(tmp_path, PAIRS) as product:
        before = product.simulator.flash_image()
        token = send(product)
        product.work("Imported", "0 accounts are new.")
        state = state_of(product, token)
        assert (state.new, state.same, state.raised, state.failed) == (0, 3, 0, None)
        size = PARTITIONS["vault"] * 4096
        assert product.simulator.flash_image()[size:] == before[size:]  # no new generation
        assert listed(product) == [("ann", None), ("sue", None), ("bob", 41)]


def pages(product):
    """Return the words of all pages of the question."""
    seen = set()
    for _ in range(30):
        seen |= set(product.words())
        product.simulator.advance(1000)
    return seen


@pytest.mark.parametrize("number", [20, 21, 60])
def test_the_first_twenty_are_named_and_the_rest_counted(tmp_path, number):
    many = [(totp(f"n{i}", "I", secret=secret_of(str(i))), 0) for i in range(number)]
    with filled_product(tmp_path) as product:
        asked(product, many)
        seen = pages(product)
        assert {word for word in seen if word.startswith("I: ")} == {f"I: n{i}" for i in range(20)}
        more = [word for word in seen if word.startswith("and ")]
        assert more == ([f"and {number - 20} more"] if number > 20 else [])


def test_one_more_than_there_is_room_for_takes_none(tmp_path):
    here = [(totp(f"n{i}", secret=secret_of(str(i))), 0) for i in range(198)]
    with filled_product(tmp_path, here) as product:
        token = send(product)
        product.work("Error")
        assert state_of(product, token).failed == "full"
        assert product.connect().hello().accounts == 198


def test_a_code_that_does_not_fit_changes_nothing(tmp_path):
    with filled_product(tmp_path) as product:
        token = send(product, code="B" + CODE[1:])
        product.work("Error")
        assert state_of(product, token).failed == "wrong_code"
        assert listed(product) == []


@pytest.mark.parametrize(
    "code", ["", CODE[1:], CODE + "A", "?" * 26, CODE[:13] + "-" + CODE[13:], "\u00e4" * 13]
)
def test_what_is_no_code_is_refused_at_once(tmp_path, code):
    with filled_product(tmp_path) as product:
        token = product.connect()
        with pytest.raises(TokenError) as caught:
            product.submit(lambda: token.begin_import(1000, code)).result(timeout=30)
        assert (caught.value.code, caught.value.field) == ("bad_field", "code")
        assert state_of(product, token).state == "none"


def test_a_new_conversation_takes_the_question_away(tmp_path):
    with filled_product(tmp_path) as product:
        asked(product)
        token = product.connect()
        assert product.submit(token.hello).result(timeout=30).accounts == 0
        product.simulator.advance(100)
        assert "No accounts yet" in product.words()
        assert state_of(product, token).failed == "refused"
        assert not has_file(product)


def test_a_new_conversation_after_the_yes_ends_nothing(tmp_path):
    many = [(totp(f"n{i}", "I", secret=secret_of(str(i))), 0) for i in range(60)]
    with filled_product(tmp_path) as product:
        asked(product, many)
        product.simulator.press("do")
        assert "Importing" in product.words()  # the end of the work has not come yet
        token = product.connect()
        product.submit(token.hello).result(timeout=30)
        product.work("Imported")
        assert state_of(product, token).failed is None
        assert product.connect().hello().accounts == 60


def test_one_that_is_half_sent_ends_with_its_conversation(tmp_path):
    with filled_product(tmp_path) as product:
        token = product.connect()
        data = backup_format.write(PAIRS * 4, CODE)
        part = part_text(data[:PART_BYTES])
        product.submit(lambda: token.begin_import(len(data), CODE)).result(timeout=30)
        product.submit(lambda: token._request("restore_write", at=0, data=part)).result(timeout=30)
        assert state_of(product, token).state == "receiving"
        assert has_file(product)
        assert state_of(product, product.connect()).state == "none"
        assert not has_file(product)


def test_meanwhile_everything_else_is_busy(tmp_path):
    with filled_product(tmp_path) as product:
        token = asked(product)
        for ask in (token.accounts, token.wipe, lambda: token.begin_import(1000, CODE)):
            with pytest.raises(TokenError) as caught:
                product.submit(ask).result(timeout=30)
            assert caught.value.code == "busy"


@pytest.mark.parametrize("operation, kind", [(1, "half"), (6, "bits")])
def test_a_power_cut_leaves_none_of_it_or_all(tmp_path, operation, kind):
    assert kind in CUT_KINDS
    with filled_product(tmp_path) as product:
        asked(product)
        flash = product.simulator.hardware.flash
        flash.cut_after(operation, kind, seed=operation)
        product.simulator.press("do")
        for _ in range(20):
            product.simulator.advance(100)
        assert not product.simulator.powered
        flash.disarm()
        product.restart()
        assert listed(product) in ([], [("ann", None), ("sue", None), ("bob", 41)])


@contextmanager
def running(*arguments):
    """A fobctl of its own, which is ended whatever happens."""
    process = subprocess.Popen(
        [PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def uris(pairs):
    return "".join(otpauth.write(NewAccount(*pair)) + "\n" for pair in pairs)


def oathtool(account, unix_s=None, counter=None):
    """Return the code by another program."""
    command = ["oathtool", "-b", f"--digits={account.digits}"]
    if unix_s is None:
        command += [f"--counter={counter}"]
    else:
        command += [
            f"--totp={HASH_NAMES[account.hash_id]}",
            f"--time-step-size={account.period_s}s",
        ]
        command += [f"--now=@{unix_s}"]
    done = subprocess.run(
        [*command, "-"], input=encode(account.secret), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_what_fobctl_imports_has_the_codes_of_oathtool(tmp_path):
    """HOTP with SHA-1: oathtool knows no other for codes by counter."""
    door = hotp("dot", "Door", secret=secret_of("dot"), digits=8)
    steam = Account(STEAM, "Steam", "gabe", secret_of("gabe"), digits=5)
    pairs = [(ANN, 0), (SLOW, 0), (door, 41), (steam, 0)]
    file = tmp_path / "uris.txt"
    file.write_text(uris(pairs))
    with filled_product(tmp_path / "token") as product:
        simulator = product.simulator
        with running(
            "--json", "--port", simulator.port, "accounts", "import", "--yes", file
        ) as tool:
            simulator.wait_for("Import?")
            simulator.advance(2100)
            simulator.press("do")
            product.work("Imported")
            out, said = tool.communicate(timeout=30)
        assert tool.returncode == 0, said
        entries = json.loads(out)["entries"]
        assert [(entry["what"], entry["proved"]) for entry in entries] == [("new", True)] * 4
        for account, _ in pairs:
            assert not re.search(encode(account.secret)[:8], out + said, re.IGNORECASE)
        simulator.press("do")  # the sentence away
        simulator.press("do")
        now_s = simulator.hardware.ds3231.unix_s()
        assert abs(now_s - NOW_UNIX_S) < 300
        assert product.code() == oathtool(ANN, unix_s=now_s)
        simulator.press("next")
        assert product.code() == oathtool(SLOW, unix_s=simulator.hardware.ds3231.unix_s())
        simulator.press("next")
        for counter in (41, 42):
            simulator.press("do")
            assert product.code() == oathtool(door, counter=counter)
