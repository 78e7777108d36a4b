"""Every error has a wire code of its own, a sentence, and holds the name of a field at most."""

from otpfob.core import errors
from otpfob.core.errors import ALL, BadBase32, BadField, FobError

# Codes are never reused, and what a released host knows must not change.
CODES = (
    "internal bad_field unknown_command unknown_field locked busy refused timed_out full "
    "no_account counter_spent damaged storage no_storage clock_not_set no_pin wrong_code "
    "low_battery"
)


def classes():
    found = []
    for name in dir(errors):
        value = getattr(errors, name)
        if isinstance(value, type) and issubclass(value, FobError):
            found.append(value)
    return found


def test_no_two_errors_share_a_code():
    codes = [error.code for error in ALL]
    assert len(set(codes)) == len(codes), codes


def test_the_codes_are_those_that_hosts_know():
    assert set(CODES.split()) <= {error.code for error in ALL}


def test_every_error_of_the_file_is_listed():
    for error in classes():
        # The one that is told apart by its position only, and goes out as its parent.
        if error is not BadBase32:
            assert error in ALL, error
    assert BadBase32.code == BadField.code


def test_codes_are_short_lower_case_words():
    for error in ALL:
        assert 0 < len(error.code) <= 20, error
        assert all(c in "abcdefghijklmnopqrstuvwxyz_" for c in error.code), error.code


def test_every_error_says_what_happened_in_its_own_sentence():
    sentences = [error.says for error in ALL]
    assert len(set(sentences)) == len(sentences)
    for says in sentences:
        assert says[0] == says[0].upper() and says[-1] in ".?", says


def test_all_are_fob_errors_with_an_empty_field():
    for error in ALL:
        made = error()
        assert isinstance(made, FobError)
        assert made.field == ""


def test_an_error_knows_the_field_at_fault():
    assert BadField("digits").field == "digits"
    assert BadBase32(3).field == "secret"
    assert BadBase32(3).position == 3
