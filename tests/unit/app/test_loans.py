"""Modules come with a loan and go with it, in whatever order loans end."""

import sys

from app_bench import YES, Bench
from raises import raises
from ui.glass import said

from otpfob.app.loans import Loans
from otpfob.core.errors import NoMemory

# Modules that no test has loaded before: nothing else of the suite is disturbed.
_MODULE = "otpfob.made_up_%s"


class _Package:
    """Stands for an imported module, and for the package that it is in."""


def _load(name):
    """Do what an import does."""
    sys.modules[_MODULE % name] = _Package()
    setattr(sys.modules["otpfob"], "made_up_%s" % name, _Package())


def _loaded():
    return [name for name in "abc" if _MODULE % name in sys.modules]


def test_what_a_loan_brought_goes_with_it():
    loans = Loans()
    loan = loans.begin()
    _load("a")
    loans.end(loan)
    assert _loaded() == []
    assert not hasattr(sys.modules["otpfob"], "made_up_a")


def test_what_was_loaded_before_stays():
    _load("a")
    loans = Loans()
    loan = loans.begin()
    loans.end(loan)
    assert _loaded() == ["a"]
    del sys.modules[_MODULE % "a"]


def test_an_inner_loan_takes_only_its_own_with_it():
    loans = Loans()
    outer = loans.begin()
    _load("a")
    inner = loans.begin()
    _load("b")
    loans.end(inner)
    assert _loaded() == ["a"]
    loans.end(outer)
    assert _loaded() == []


def test_what_an_older_loan_brought_stays_for_a_younger_one():
    loans = Loans()
    older = loans.begin()
    _load("a")
    younger = loans.begin()
    _load("b")
    loans.end(older)
    assert _loaded() == ["a", "b"]
    loans.end(younger)
    assert _loaded() == []


def test_of_three_loans_the_one_in_the_middle_leaves_its_modules_to_the_youngest():
    loans = Loans()
    first = loans.begin()
    _load("a")
    second = loans.begin()
    _load("b")
    third = loans.begin()
    _load("c")
    loans.end(second)
    loans.end(third)
    assert _loaded() == ["a"]
    loans.end(first)
    assert _loaded() == []


def test_machine_code_stays():
    loans = Loans()
    loan = loans.begin()
    _load("a_viper")
    _load("b")
    loans.end(loan)
    assert sys.modules.pop(_MODULE % "a_viper") and _loaded() == []


def test_a_journey_lets_go_when_it_ends_fails_or_is_closed():
    def begin(error):
        _load("a")
        return journey(error)

    def journey(error):
        yield 1
        if error:
            raise error
        return 2

    loans = Loans()
    ended = loans.journey(begin, None)
    assert _loaded() == [], "loaded before it began"
    assert ended.send(None) == 1 and _loaded() == ["a"]
    raises(StopIteration, ended.send, None)
    assert _loaded() == []
    failed = loans.journey(begin, ValueError())
    failed.send(None)
    raises(ValueError, failed.send, None)
    assert _loaded() == []
    closed = loans.journey(begin, None)
    closed.send(None)
    closed.close()
    assert _loaded() == []


def test_a_journey_that_cannot_be_loaded_leaves_nothing():
    def begin():
        _load("a")
        raise MemoryError

    raises(MemoryError, Loans().journey(begin).send, None)
    assert _loaded() == []


def test_without_memory_for_it_a_journey_is_a_sentence_on_the_glass():
    def begin(kit):
        raise MemoryError

    bench = Bench()
    bench.kit.begin(bench.kit.lent(begin))
    bench.flow.follow()
    assert bench.title == "Error" and said(bench.flow.front._text) == NoMemory.says
    bench.press(YES)
    assert bench.flow.at_home
