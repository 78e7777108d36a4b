"""Backup, restore and clone, from one simulated token to another, with the person at both."""

import hashlib
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import littlefs
import pytest
from sim.code_by_hand import enter_code, read_code, turn_to_character, write_code_down
from sim.product import filled_product, hotp, totp
from sim.traces import Search, pieces

from fobctl.link.errors import TokenError
from fobctl.simulator.chips.flash import CUT_KINDS
from fobctl.simulator.hardware import PARTITIONS
from otpfob.core import otp
from otpfob.link.part import part_text
from otpfob.link.terms import PART_BYTES

PROGRAM = str(Path(sys.executable).parent / "fobctl")
PIN = "135790"


def secret_of(name):
    return hashlib.sha256(name.encode()).digest()[:20]


def account(make, name, **fields):
    return make(f"{name}@example.com", f"{name} Ltd", secret=secret_of(name), **fields)


ANN, BOB, CID = account(totp, "ann"), account(hotp, "bob"), account(hotp, "cid", digits=8)
PAIRS = [(ANN, 0), (BOB, 5), (CID, 70)]
LISTED = [(f"{kept.issuer}: {kept.name}", kept.kind, c) for (kept, c) in PAIRS]


def listed(product):
    return [(item.name.partition("@")[0], item.counter) for item in product.connect().accounts()]


def begin_backup(product):
    """Have a host begin a backup; returns its conversation, with the code on the glass."""
    token = product.connect()
    future = product.submit(token.begin_backup)
    product.simulator.wait_for("Make a backup?")
    product.simulator.advance(600)
    product.simulator.press("do")
    future.result(timeout=30)
    return token


def state_of(product, token, kind="backup"):
    return product.submit(getattr(token, f"{kind}_state")).result(timeout=30)


def back_up(product):
    """Return a backup and its code."""
    token = begin_backup(product)
    code = write_code_down(product)
    assert "Backup ready" in product.words()
    size = state_of(product, token).size
    data = product.submit(lambda: token.read_backup(size, lambda n: None)).result(timeout=30)
    product.submit(token.end_backup).result(timeout=30)
    product.simulator.settle()
    return data, code


def begin_restore(product, data):
    """Have a host send a backup; returns its conversation, with the wheel on the glass."""
    token = product.connect()
    future = product.submit(lambda: token.begin_restore(len(data)))
    product.simulator.wait_for("Restore a backup?")
    product.simulator.advance(600)
    product.simulator.press("do")
    future.result(timeout=30)
    product.submit(lambda: token.write_restore(data, lambda n: None)).result(timeout=30)
    return token


def restore(product, data, code):
    """Restore a backup; returns what the host is told of it."""
    token = begin_restore(product, data)
    enter_code(product, code)
    product.work("Restore?")
    product.simulator.press("do")
    product.work("Restored")
    return state_of(product, token, "restore")


def files_in(image):
    """Return the names of the files in the flash."""
    size = PARTITIONS["vault"] * 4096
    context = littlefs.UserContext(buffer=bytearray(image[:size]))
    return littlefs.LittleFS(context=context, block_size=4096, mount=True).listdir("/")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The backup of three accounts, and its code."""
    with filled_product(tmp_path_factory.mktemp("source"), PAIRS) as product:
        return back_up(product)


@pytest.fixture
def source(tmp_path):
    with filled_product(tmp_path / "source", PAIRS) as product:
        yield product


class TestBackup:
    def test_its_file_is_of_no_use_without_the_code_and_leaves_the_flash(self, source):
        data, code = back_up(source)
        for kept in (ANN, BOB, CID):
            assert not any(piece in data for piece in pieces(kept.secret))
            assert kept.name.encode() not in data
            assert kept.issuer.encode() not in data
        assert code.encode() not in data
        assert code.encode() not in source.simulator.flash_image()
        assert not {"backup", "restore"} & set(files_in(source.simulator.flash_image()))

    def test_the_host_is_given_nothing_before_the_code_was_written_down(self, source):
        token = begin_backup(source)
        read_code(source)
        assert state_of(source, token).state == "code"
        with pytest.raises(TokenError) as caught:
            source.submit(lambda: token.read_backup(64, lambda n: None)).result(timeout=30)
        assert caught.value.code == "busy"

    def test_a_wrong_answer_shows_the_code_again(self, source):
        token = begin_backup(source)
        code = read_code(source)
        source.simulator.press("do")
        number = int(source.words()[0].split()[1].rstrip("?"))
        turn_to_character(source, "A" if code[number - 1] != "A" else "B")
        assert "Not quite" in source.words()
        assert state_of(source, token).state == "code"
        source.simulator.press("do")
        assert write_code_down(source) == code
        assert state_of(source, token).state == "ready"

    def test_giving_up_leaves_no_backup(self, source):
        token = begin_backup(source)
        read_code(source)
        source.simulator.press("next", hold=True)
        assert "ann Ltd: ann@example.com" in source.words()
        assert state_of(source, token).state == "none"
        assert "backup" not in files_in(source.simulator.flash_image())

    def test_meanwhile_everything_else_is_busy(self, source):
        token = begin_backup(source)
        read_code(source)
        for ask in (token.accounts, token.wipe, token.settings, token.begin_backup):
            with pytest.raises(TokenError) as caught:
                source.submit(ask).result(timeout=30)
            assert caught.value.code == "busy"
        assert source.submit(token.hello).result(timeout=30).accounts == 3

    def test_two_backups_have_two_codes(self, source):
        assert back_up(source)[1] != back_up(source)[1]

    @pytest.mark.parametrize("quits", ["end_backup", "hello"])
    def test_a_host_that_gave_up_leaves_no_screens_behind(self, source, quits):
        """It says so, or another program begins a conversation."""
        token = begin_backup(source)
        read_code(source)
        if quits == "hello":
            token = source.connect()
        source.submit(getattr(token, quits)).result(timeout=30)
        source.simulator.advance(100)
        assert "ann Ltd: ann@example.com" in source.words()
        assert state_of(source, token).state == "none"
        assert len(source.submit(token.accounts).result(timeout=30)) == 3
        assert "backup" not in files_in(source.simulator.flash_image())

    def test_a_host_that_has_it_takes_the_sentence_off_the_glass(self, source):
        token = begin_backup(source)
        write_code_down(source)
        assert "Backup ready" in source.words()
        source.submit(token.end_backup).result(timeout=30)
        source.simulator.advance(100)
        assert "ann Ltd: ann@example.com" in source.words()

    def test_nothing_is_left_of_its_code_after_a_lock(self, tmp_path):
        with filled_product(tmp_path, PAIRS, PIN) as product:
            product.unlock(PIN, "ann Ltd: ann@example.com")
            begin_backup(product)
            product.enter(PIN, "PIN")
            code = read_code(product)
            search = Search(product.simulator)
            search.want_secret("code", code.encode())
            groups = [code[at : at + 4] for at in range(0, 24, 4)]
            search.want("code as shown", *(" ".join(groups[i : i + 2]).encode() for i in range(5)))
            assert "code" in search.now()
            search.at_reset()
            product.disconnect()
            product.leap(301)
            assert search.left == set()


class TestRestore:
    def test_a_backup_comes_back_on_another_token(self, tmp_path, made):
        data, code = made
        with filled_product(tmp_path) as target:
            state = restore(target, data, code)
            assert (state.state, state.failed) == ("done", None)
            assert (state.new, state.same, state.raised) == (3, 0, 0)
            assert listed(target) == [("ann", None), ("bob", 5), ("cid", 70)]
            token = target.connect()
            ids = [item.id for item in token.accounts()]
            for account_id, (kept, counter) in zip(ids, PAIRS, strict=True):
                assert token.prove(account_id, kept, counter).same
            assert not {"backup", "restore"} & set(files_in(target.simulator.flash_image()))
            target.simulator.press("do")
            assert "ann Ltd: ann@example.com" in target.words()

    def test_a_wrong_code_is_told_and_the_right_one_still_opens_and_no_means_no(
        self, tmp_path, made
    ):
        data, code = made
        wrong = ("A" if code[0] != "A" else "B") + code[1:]
        with filled_product(tmp_path) as target:
            token = begin_restore(target, data)
            before = target.simulator.flash_image()
            enter_code(target, wrong)
            target.work("Wrong code")
            assert target.simulator.flash_image() == before
            target.simulator.press("do")
            assert state_of(target, token, "restore").state == "code"
            enter_code(target, code)
            target.work("Restore?", "3 new, 0 already here")
            target.simulator.press("next")
            assert state_of(target, token, "restore").failed == "refused"
            assert listed(target) == []

    def test_giving_up_changes_nothing(self, tmp_path, made):
        with filled_product(tmp_path) as target:
            token = begin_restore(target, made[0])
            target.simulator.press("next", hold=True)
            state = state_of(target, token, "restore")
            assert (state.state, state.failed) == ("done", "refused")
            assert "No accounts yet" in target.words()
            assert listed(target) == []
            assert "restore" not in files_in(target.simulator.flash_image())

    def test_names_stay_and_counters_only_go_up(self, tmp_path, made):
        data, code = made
        here = [
            (hotp("mine", "Here", secret=BOB.secret), 9),
            (hotp("other", "Here", secret=CID.secret, digits=8), 3),
        ]
        with filled_product(tmp_path, here) as target:
            state = restore(target, data, code)
            assert (state.new, state.same, state.raised) == (1, 2, 1)
            assert listed(target) == [("mine", 9), ("other", 70), ("ann", None)]

    def test_a_token_without_room_for_all_takes_none(self, tmp_path, made):
        data, code = made
        here = [(totp(f"n{i}", secret=secret_of(str(i))), 0) for i in range(198)]
        with filled_product(tmp_path, here) as target:
            token = begin_restore(target, data)
            enter_code(target, code)
            target.work("Error")
            assert state_of(target, token, "restore").failed == "full"
            assert target.connect().hello().accounts == 198

    def test_another_program_ends_one_that_is_half_sent(self, tmp_path, made):
        with filled_product(tmp_path) as target:
            half_sent(target, made[0])
            token = target.connect()
            assert state_of(target, token, "restore").state == "none"
            assert "restore" not in files_in(target.simulator.flash_image())

    def test_one_that_is_half_sent_does_not_reach_into_a_flash_that_was_erased(
        self, tmp_path, made
    ):
        data, code = made
        with filled_product(tmp_path) as target:
            token = half_sent(target, data)
            target.menu("Erase everything")
            target.simulator.press("do", hold=True)
            target.simulator.wait_for("Erased")
            target.simulator.press("do")
            target.set_up()
            assert state_of(target, token, "restore").state == "none"
            assert restore(target, data, code).new == 3
            target.restart()
            assert listed(target) == [("ann", None), ("bob", 5), ("cid", 70)]
            assert target.simulator.hardware.flash.nor_violations == 0

    @pytest.mark.parametrize("operation, kind", [(1, "half"), (6, "bits")])
    def test_a_power_cut_leaves_none_of_it_or_all(self, tmp_path, made, operation, kind):
        data, code = made
        assert kind in CUT_KINDS
        with filled_product(tmp_path, [(hotp("mine", "Here", secret=BOB.secret), 9)]) as target:
            begin_restore(target, data)
            enter_code(target, code)
            target.work("Restore?")
            flash = target.simulator.hardware.flash
            flash.cut_after(operation, kind, seed=operation)
            target.simulator.press("do")
            for _ in range(20):
                target.simulator.advance(100)
            assert not target.simulator.powered
            flash.disarm()
            target.restart()
            none, all_of_it = [("mine", 9)], [("mine", 9), ("ann", None), ("cid", 70)]
            assert listed(target) in (none, all_of_it)
            if operation == 1:
                assert restore(target, data, code).state == "done"
                assert listed(target) == all_of_it


def half_sent(product, data):
    """Have a host send the beginning of a backup only; returns its conversation."""
    token = product.connect()
    future = product.submit(lambda: token.begin_restore(len(data)))
    product.simulator.wait_for("Restore a backup?")
    product.simulator.advance(600)
    product.simulator.press("do")
    future.result(timeout=30)
    part = part_text(data[: min(PART_BYTES, len(data) // 2)])
    product.submit(lambda: token._request("restore_write", at=0, data=part)).result(timeout=30)
    return token


@contextmanager
def running(*arguments):
    """A fobctl of its own, which is ended whatever happens."""
    process = subprocess.Popen(
        [PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class TestFobctl:
    def test_clone_copies_all_accounts_from_one_token_to_another(self, source, tmp_path):
        with filled_product(tmp_path / "target") as target:
            ports = ("--from", source.simulator.port, "--to", target.simulator.port)
            with running("--json", "clone", *ports) as fobctl:
                answer(source, "Make a backup?")
                code = write_code_down(source)
                answer(target, "Restore a backup?")
                target.simulator.wait_for("Backup code")
                enter_code(target, code)
                target.work("Restore?")
                target.simulator.press("do")
                target.work("Restored")
                out, said = fobctl.communicate(timeout=30)
            assert fobctl.returncode == 0, said
            assert out.split() == ["{", '"new":', "3,", '"same":', "0,", '"raised":', "0", "}"]
            assert code not in out + said
            assert listed(target) == listed(source) == [("ann", None), ("bob", 5), ("cid", 70)]
            target.simulator.press("do")
            target.simulator.press("next")
            target.simulator.press("do")
            target.simulator.press("do")
            assert target.code() == otp.hotp(BOB.secret, 5)
            source.simulator.settle()
            assert "ann Ltd: ann@example.com" in source.words()
            for product in (source, target):
                left = files_in(product.simulator.flash_image())
                assert not {"backup", "restore"} & set(left)


def answer(product, question):
    """Press DO on a question of the host."""
    product.simulator.wait_for(question)
    product.simulator.advance(600)
    product.simulator.press("do")
