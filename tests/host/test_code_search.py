"""The search for what a code was made of finds what was planted, and doubts what may be chance."""

from dataclasses import replace

import pytest

from fobctl.code_search import (
    DAY_S,
    PERIODS_S,
    TYPED_S,
    Assumed,
    Explanation,
    Found,
    read_code,
    search,
)
from otpfob.core import otp
from otpfob.core.account import HOTP, MAX_COUNTER, STEAM, TOTP
from otpfob.core.hmac import SHA1, SHA256, SHA512

SECRET = b"12345678901234567890"
OTHER = b"another key of the same length"
NOW_S = 1_800_000_011
TIME = Assumed(TOTP, SHA1, 6, 30, 0)


def planted(counter, hash_id=SHA1, digits=6, secret=SECRET, codes=2):
    """Return the codes of the counters that end with this one."""
    return [otp.hotp(secret, counter - back, digits, hash_id) for back in reversed(range(codes))]


def first(codes, assumed=TIME, secrets=(SECRET,), now_s=NOW_S):
    found = search(codes, secrets, assumed, now_s)
    assert found.certain and found.explanations, codes
    return found.explanations[0]


def test_an_account_that_is_right_differs_in_nothing_and_is_found_at_once():
    one = first(planted(NOW_S // 30, codes=1))
    assert one.differs == () and one.tries <= 2
    assert one.least_s <= 0 <= one.most_s


@pytest.mark.parametrize("hash_id", [SHA1, SHA256, SHA512])
@pytest.mark.parametrize("assumed_hash", [SHA1, SHA256, SHA512])
def test_another_hash_is_found_by_one_code(hash_id, assumed_hash):
    one = first(planted(NOW_S // 30, hash_id, codes=1), replace(TIME, hash_id=assumed_hash))
    assert one.hash_id == hash_id
    assert one.differs == (() if hash_id == assumed_hash else ("hash",))


@pytest.mark.parametrize("period_s", [*PERIODS_S, 77])
def test_another_period_is_found(period_s):
    one = first(planted(NOW_S // period_s), replace(TIME, period_s=30 if period_s != 77 else 77))
    assert one.period_s == period_s
    assert one.differs == (() if period_s in (30, 77) else ("period",))


@pytest.mark.parametrize("digits", [6, 7, 8, 9, 10])
def test_the_digits_are_those_of_the_code(digits):
    one = first(planted(NOW_S // 30, digits=digits, codes=1), replace(TIME, digits=7))
    assert (one.digits, one.differs) == (digits, () if digits == 7 else ("digits",))


@pytest.mark.parametrize(
    "slow_s", [-86_400, -43_200, -7200, -94, -61, -45, 45, 61, 94, 3600, 50_400, 86_400]
)
@pytest.mark.parametrize("period_s", [15, 30, 60])
def test_a_clock_that_is_up_to_a_day_off_is_found(slow_s, period_s):
    if abs(slow_s) < period_s + TYPED_S:
        return  # it may be the code of a right clock that was typed late
    one = first(planted((NOW_S + slow_s) // period_s), replace(TIME, period_s=period_s))
    assert one.differs == ("clock",)
    assert one.least_s <= slow_s <= one.most_s
    assert one.most_s - one.least_s == period_s + TYPED_S - 1
    assert abs(one.about_s - slow_s) <= period_s // 2


@pytest.mark.parametrize("slow_s", [-DAY_S - 61, DAY_S + 61])
def test_a_clock_that_is_further_off_is_not_found(slow_s):
    found = search(planted((NOW_S + slow_s) // 30), [SECRET], TIME, NOW_S)
    assert found.explanations == () and found.certain


@pytest.mark.parametrize("into_s, right", [(0, True), (19, True), (20, False), (29, False)])
def test_a_code_that_ended_while_it_was_typed_is_no_wrong_clock(into_s, right):
    start_s = NOW_S // 30 * 30
    one = first(planted(start_s // 30 - 1), now_s=start_s + into_s)
    assert one.differs == (() if right else ("clock",))


@pytest.mark.parametrize("counter", [1, 41, 999])
def test_a_site_that_counts_is_found(counter):
    one = first(planted(counter))
    assert (one.kind, one.counter, one.differs) == (HOTP, counter, ("kind",))
    assert one.least_s is None and one.most_s is None


@pytest.mark.parametrize(
    "counter, differs",
    [
        (2000, ()),
        (1999, ()),
        (2001, ("counter",)),
        (1998, ("counter",)),
        (1900, ("counter",)),
        (2999, ("counter",)),
        (5, ("counter",)),
    ],
)
def test_a_counter_that_is_elsewhere_is_found(counter, differs):
    one = first(planted(counter), Assumed(HOTP, SHA1, 6, 30, 2000))
    assert (one.kind, one.counter, one.differs) == (HOTP, counter, differs)


@pytest.mark.parametrize("next_counter", [0, 1, MAX_COUNTER])
def test_the_ends_of_the_counter_are_searched(next_counter):
    codes = planted(next_counter, codes=1)
    assert first(codes, Assumed(HOTP, SHA1, 6, 30, next_counter)).differs == ()
    nobodys = ["000000", "000001"]
    assert not search(nobodys, [SECRET], Assumed(HOTP, SHA1, 6, 30, next_counter), 0).explanations


def test_a_site_that_goes_by_time_is_found_for_an_account_by_counter():
    one = first(planted(NOW_S // 60), Assumed(HOTP, SHA1, 6, 30, 2000))
    # An account by counter has no period that could differ.
    assert (one.kind, one.period_s, one.differs) == (TOTP, 60, ("kind",))


def test_another_reading_of_the_key_is_found():
    codes = planted(NOW_S // 30, codes=1)
    one = first(codes, secrets=[OTHER, SECRET])
    assert (one.key, one.differs) == (1, ("key",))
    assert first(codes, replace(TIME, key=1), [OTHER, SECRET]).differs == ()
    assert first(codes, replace(TIME, key=None), [SECRET]).differs == ("key",)


@pytest.mark.parametrize("size", [1, 20, 64, 65, 128, 129, 256])
@pytest.mark.parametrize("hash_id", [SHA1, SHA256, SHA512])
def test_keys_of_every_length_are_searched_as_the_token_uses_them(size, hash_id):
    secret = bytes(range(256))[-size:]
    codes = planted(NOW_S // 30, hash_id, secret=secret)
    assert first(codes, replace(TIME, hash_id=hash_id), [secret]).differs == ()


def test_everything_at_once_is_found_by_two_codes():
    codes = planted((NOW_S - 7213) // 60, SHA512, digits=8)
    one = first(codes, replace(TIME, hash_id=SHA256), [OTHER, SECRET])
    assert one.differs == ("hash", "digits", "period", "key", "clock")
    assert (one.hash_id, one.period_s, one.key) == (SHA512, 60, 1)
    assert one.least_s <= -7213 <= one.most_s


def test_steam_codes_are_searched_in_their_own_alphabet():
    assumed = Assumed(STEAM, SHA1, 5, 30, 0)
    step = (NOW_S + 94) // 30
    codes = [otp.steam(SECRET, step - 1), otp.steam(SECRET, step)]
    one = first(codes, assumed)
    assert (one.kind, one.digits, one.differs) == (STEAM, 5, ("clock",))
    assert one.least_s <= 94 <= one.most_s


def test_codes_that_do_not_follow_one_another_are_not_explained():
    one, two = planted(NOW_S // 30)
    assert not search([two, one], [SECRET], TIME, NOW_S).explanations
    three = planted(NOW_S // 30 + 1, codes=1)[0]
    assert not search([one, three], [SECRET], TIME, NOW_S).explanations
    assert not search(["000000", "000001"], [SECRET], TIME, NOW_S).explanations


def test_the_second_code_is_the_one_of_now():
    assert first(planted(NOW_S // 30)).differs == ()
    assert first(planted(NOW_S // 30 + 2)).differs == ("clock",)


def same_code_twice():
    """Return two steps within a day whose codes are one, neither of them of now."""
    seen = {}
    for step in range(NOW_S // 30 + 10, NOW_S // 30 + 2800):
        code = otp.hotp(SECRET, step)
        if code in seen:
            return seen[code], step
        seen[code] = step
    raise AssertionError


def test_a_code_with_several_explanations_is_no_proof_and_the_next_one_decides():
    near, far = same_code_twice()
    found = search(planted(far, codes=1), [SECRET], TIME, NOW_S)
    assert not found.certain
    assert [one.counter for one in found.explanations[:2]] == [near, far]  # the nearest first
    assert first(planted(far)).counter == far


def test_one_explanation_among_very_many_ways_is_no_proof():
    codes = planted((NOW_S - 80_000) // 60, SHA512, codes=1)
    found = search(codes, [SECRET], TIME, NOW_S)
    one = next(one for one in found.explanations if one.hash_id == SHA512)
    assert one.tries > 10_000
    assert not Found((one,), found.tries).certain


def explained(differs, chance):
    return Explanation(TOTP, SHA1, 6, 30, 0, 0, differs, 0, 49, 1, chance)


@pytest.mark.parametrize(
    "explanations, certain",
    [
        ([], True),
        ([explained(("hash",), 0.009)], True),
        ([explained(("hash",), 0.011)], False),
        ([explained(("hash",), 1e-6), explained(("clock",), 1e-3)], False),
        ([explained((), 1e-6), explained(("clock",), 1e-3)], True),
    ],
)
def test_what_is_certain(explanations, certain):
    assert Found(tuple(explanations), 1).certain == certain


@pytest.mark.parametrize(
    "digits, codes, possible",
    [(6, 1, 10**6), (6, 2, 10**12), (9, 1, 10**9), (10, 1, 2**31), (8, 2, 10**16)],
)
def test_the_chance_of_a_hit_is_that_of_so_many_tries(digits, codes, possible):
    step = (NOW_S + 94) // 30
    one = first(planted(step, digits=digits, codes=codes), replace(TIME, digits=digits))
    # Likelier, or as near: the code of now; every hash and period on its own; the counters.
    assert 8 < one.tries < 6000
    assert one.chance == pytest.approx(one.tries / possible, rel=0.01)


def test_what_differs_in_fewer_points_comes_first_and_then_what_is_nearer():
    codes = planted(NOW_S // 30, SHA256, codes=1)
    by_hash = first(codes)
    far = search(planted((NOW_S + 3000) // 30, codes=1), [SECRET], TIME, NOW_S).explanations[0]
    near = search(planted((NOW_S + 300) // 30, codes=1), [SECRET], TIME, NOW_S).explanations[0]
    both = search(planted((NOW_S + 60) // 30, SHA256), [SECRET], TIME, NOW_S).explanations[0]
    assert by_hash.tries < near.tries < far.tries < both.tries


def test_a_clock_near_1970_is_searched_no_further_back():
    assert first(planted(3), now_s=95).differs == ()


@pytest.mark.parametrize(
    "text, kind, code",
    [
        ("123456", TOTP, "123456"),
        (" 123 456\n", TOTP, "123456"),
        ("123-456", HOTP, "123456"),
        ("0000000000", TOTP, "0000000000"),
        ("12345", TOTP, None),
        ("12345678901", TOTP, None),
        ("12345a", TOTP, None),
        ("١٢٣٤٥٦", TOTP, None),
        ("12345²", TOTP, None),
        ("+12345", TOTP, None),
        ("", TOTP, None),
        ("2bcdf", STEAM, "2BCDF"),
        ("2BCDA", STEAM, None),
        ("123456", STEAM, None),
    ],
)
def test_a_code_is_read_without_blanks_and_nothing_else(text, kind, code):
    assert read_code(text, kind) == code
