"""A locked token: what it answers, when it locks, and what it leaves in memory and flash."""

import hashlib

import pytest
from sim.product import filled_product, hotp, totp
from sim.traces import Search, key_pieces, keys, pieces

from fobctl.link.errors import TokenError
from otpfob.link.messages import _OPTIONAL, _REQUIRED, _TYPES

PIN = "135790"
OTHER = "246802"


def secret_of(name):
    return hashlib.sha256(name.encode()).digest()[:20]


def account(make, name, **fields):
    return make(f"{name}@example.com", f"{name} Ltd", secret=secret_of(name), **fields)


ACCOUNTS = [
    (account(totp, "shown"), 0),
    (account(hotp, "used"), 5),
    (account(totp, "long", hash_id=2), 0),
]
FIRST = "shown Ltd: shown@example.com"


@pytest.fixture
def locked(tmp_path):
    with filled_product(tmp_path / "token", ACCOUNTS, PIN) as product:
        yield product


@pytest.fixture
def unlocked(locked):
    locked.unlock(PIN, FIRST)
    return locked


def lock_after(product, name):
    product.menu("Lock after…", name)
    product.simulator.press("next", hold=True)
    assert FIRST in product.words()


class TestLocked:
    def test_it_answers_hello_and_no_other_command_there_is(self, locked):
        token = locked.connect()
        samples = {"text": "eight888", "number": 1, "hex": "00" * 16, "flag": True, "part": "AAAA"}
        for command, required in _REQUIRED.items():
            fields = {field: samples[_TYPES[field]] for field in required}
            for optional in ((), _OPTIONAL.get(command, ())):
                fields |= {field: samples[_TYPES[field]] for field in optional}
                if command == "hello":
                    continue
                with pytest.raises(TokenError) as caught:
                    token._request(command, **fields)
                assert caught.value.code == "locked", command
        answer = token._request("hello")
        assert answer["locked"] and not answer["ready"]
        assert (answer["accounts"], answer["free"]) == (0, 0)
        assert "pin" not in answer

    def test_hello_while_the_pin_is_entered_does_not_disturb_it(self, locked):
        for digit in PIN:
            locked.turn_to(f"[{digit}]")
            locked.simulator.press("do")
            assert locked.connect().hello().locked
        locked.simulator.press("do", hold=True)
        locked.work(FIRST)


class TestLocking:
    def test_from_the_menu(self, unlocked):
        unlocked.menu("Lock now")
        unlocked.simulator.advance(1000)
        assert unlocked.is_locked()
        unlocked.unlock(PIN, FIRST)

    def test_from_the_host_once_it_has_its_answer(self, unlocked):
        resets = unlocked.simulator.resets
        token = unlocked.connect()
        unlocked.submit(token.lock).result(timeout=30)
        unlocked.simulator.advance(100)
        assert unlocked.simulator.resets == resets + 1
        assert unlocked.is_locked()

    def test_a_host_that_takes_no_answer_does_not_keep_it_open(self, unlocked):
        resets = unlocked.simulator.resets
        token = unlocked.connect()
        channel = token._conversation._channel
        channel.send(b'{"cmd": "lock"}', 0)
        unlocked.simulator.advance(900)
        assert unlocked.simulator.resets == resets
        unlocked.simulator.advance(200)
        assert unlocked.simulator.resets == resets + 1

    def test_without_a_pin_it_cannot(self, tmp_path):
        with filled_product(tmp_path, ACCOUNTS) as product:
            with pytest.raises(TokenError) as caught:
                product.connect().lock()
            assert caught.value.code == "no_pin"
            product.leap(4000)
            product.light()
            assert FIRST in product.words(), "nor after any time"
            product.simulator.press("do", hold=True)
            assert "Lock now" not in product.words()

    def test_after_the_time_that_was_set_and_a_press_begins_it_anew(self, unlocked):
        lock_after(unlocked, "  30 s")
        unlocked.leap(28)
        assert FIRST in unlocked.words()
        unlocked.simulator.press("next")
        unlocked.leap(28)
        assert not unlocked.is_locked()

    def test_after_the_time_that_was_set_whatever_is_on_the_glass(self, unlocked):
        lock_after(unlocked, "  30 s")
        for way in ([], ["do"], ["next", "do", "do"]):
            for button in way:
                unlocked.simulator.press(button)
            unlocked.leap(31)
            assert "PIN" in unlocked.words(), way
            unlocked.unlock(PIN, FIRST)

    def test_a_button_that_is_stuck_does_not_keep_it_open(self, unlocked):
        lock_after(unlocked, "  30 s")
        unlocked.simulator.hold_down(["next"])
        for _ in range(4):
            unlocked.leap(10)
        assert "PIN" in unlocked.words()

    def test_a_message_of_the_host_keeps_it_open_for_a_minute(self, unlocked):
        lock_after(unlocked, "  30 s")
        unlocked.leap(25)
        unlocked.connect().hello()
        unlocked.leap(58)
        assert "PIN" not in unlocked.words()
        unlocked.leap(3)
        assert "PIN" in unlocked.words()

    def test_the_glass_is_dark_when_the_chip_resets(self, unlocked):
        simulator = unlocked.simulator
        simulator.press("do")
        assert unlocked.code()
        seen = []
        simulator.before_reset = lambda: seen.extend(simulator.glass())
        unlocked.submit(unlocked.connect().lock).result(timeout=30)
        simulator.advance(1000)
        assert len(seen) == 64
        assert not any(any(row) for row in seen)


@pytest.fixture
def search(unlocked):
    """A search for the PIN, every key of the token, and the secrets of its accounts."""
    search = Search(unlocked.simulator)
    search.want("PIN", PIN.encode())
    for name, key in keys(unlocked.simulator.flash_image(), PIN).items():
        search.want_key("key " + name, key)
    for kept, _ in ACCOUNTS:
        search.want_secret("secret " + kept.name, kept.secret)
        search.want("name " + kept.name, kept.name.encode())
    return search


def lock_from_host(product):
    product.submit(product.connect().lock).result(timeout=30)
    product.simulator.advance(1000)
    product.simulator.before_reset = None


class TestTraces:
    def test_nothing_is_left_of_accounts_that_were_used_in_every_way(self, unlocked, search):
        simulator = unlocked.simulator
        new, counted = account(totp, "new"), account(hotp, "counted", digits=8)
        ids = [unlocked.add(new), unlocked.add(counted, 7)]
        for kept in (new, counted):
            search.want_secret("secret " + kept.name, kept.secret)
            search.want("name " + kept.name, kept.name.encode())
        token = unlocked.connect()
        assert token.prove(ids[1], counted, 7).same
        assert len(token.accounts()) == 5
        codes = [
            unlocked.accept(lambda token, i=i: token.code(i), "Give the PC a code?").code
            for i in ids
        ]
        for button in ("do", "next", "do", "next", "next", "next", "do", "next"):
            simulator.press(button)
            codes += [word for word in unlocked.words() if word.isdecimal()]
        assert len(set(codes)) >= 6
        assert unlocked.code() == codes[-1], "one is on the glass"
        for code in codes:
            search.want("code " + code, code.encode())
        there = search.now()
        assert {"key vault encrypt", "secret shown@example.com"} <= there, "it would be found"
        search.at_reset()
        lock_from_host(unlocked)
        assert search.left == set()

    def test_nothing_is_left_on_the_line_of_an_account_that_was_just_added(self, unlocked, search):
        new = account(totp, "new")
        unlocked.add(new)
        search.want_secret("secret of the new one", new.secret)
        assert "secret of the new one" in search.now(), "in the frame that came last"
        search.at_reset()
        unlocked.menu("Lock now")
        unlocked.simulator.advance(1000)
        assert search.left == set()

    @pytest.mark.parametrize("way", [["next", "do", "do"], ["next", "next", "do"]])
    def test_nothing_is_left_when_it_locks_by_itself(self, unlocked, search, way):
        for button in way:
            unlocked.simulator.press(button)
        search.want("code", unlocked.code().encode())
        search.at_reset()
        unlocked.leap(301)
        assert search.left == set()

    def test_nothing_is_left_of_an_old_pin_and_a_new_one(self, unlocked, search):
        unlocked.menu("Change the PIN")
        unlocked.enter(PIN, "Old PIN")
        unlocked.work("New PIN")
        unlocked.enter(OTHER, "New PIN")
        unlocked.enter(OTHER, "PIN again")
        unlocked.work("Done")
        search.want("new PIN", OTHER.encode())
        for name, key in keys(unlocked.simulator.flash_image(), OTHER).items():
            search.want_key("new key " + name, key)
        assert "new key vault encrypt" in search.now()
        unlocked.simulator.press("do")
        search.at_reset()
        unlocked.choose("Lock now")
        unlocked.simulator.advance(1000)
        assert search.left == set()

    def test_nothing_is_left_of_a_new_pin_that_is_half_entered(self, unlocked, search):
        unlocked.menu("Change the PIN")
        unlocked.enter(PIN, "Old PIN")
        unlocked.work("New PIN")
        unlocked.enter(OTHER, "New PIN")
        unlocked.enter(OTHER[:5], "PIN again")
        search.want("new PIN", OTHER.encode(), OTHER[:5].encode())
        assert "new PIN" in search.now()
        search.at_reset()
        lock_from_host(unlocked)
        assert search.left == set()

    def test_the_flash_never_holds_a_secret_or_a_name_in_the_clear(self, unlocked):
        new = account(hotp, "new")
        account_id = unlocked.add(new, 3)
        unlocked.accept(lambda token: token.code(account_id), "Give the PC a code?")
        unlocked.accept(
            lambda token: token.edit(account_id, issuer="Other", name="bob"), "Change account?"
        )
        unlocked.accept(lambda token: token.move(account_id, 0), "Move account?")
        lock_from_host(unlocked)
        image = unlocked.simulator.flash_image()
        for kept in [new, *(kept for kept, _ in ACCOUNTS)]:
            assert not any(piece in image for piece in pieces(kept.secret))
            assert kept.issuer.encode() not in image
            assert kept.name.encode() not in image
        for key in keys(image, PIN).values():
            assert not any(piece in image for piece in key_pieces(key))
        assert PIN.encode() not in image
