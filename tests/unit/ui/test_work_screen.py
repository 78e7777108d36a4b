"""Work under a bar: one piece a turn, a redraw for each pixel."""

from ui.glass import SIZES, Clock, words
from ui.hand import ALL
from ui.quiet import quietly

from otpfob.core.errors import Damaged
from otpfob.ui.screen import DONE, REDRAW, STAY
from otpfob.ui.screens.work import WorkScreen


class Job:
    def __init__(self, total, error=None):
        self.done = 0
        self.total = total
        self.steps = 0
        self._error = error

    def step(self):
        self.steps += 1
        if self.done == 3 and self._error is not None:
            raise self._error
        self.done += 1
        return self.done == self.total


class Answering(Job):
    result = "opened"


def run(screen, height=64):
    """Turn until it is done; returns how often it was drawn after the first time."""
    words(screen, height)
    drawn = 0
    for _ in range(100_000):
        answer = screen.on_turn()
        if answer == DONE:
            return drawn
        if answer == REDRAW:
            words(screen, height)
            drawn += 1
    raise AssertionError("never done")


def test_a_turn_is_one_step():
    job = Job(10)
    screen = WorkScreen("Working", job)
    for turn in range(9):
        assert screen.on_turn() != DONE
        assert job.steps == turn + 1
    assert screen.on_turn() == DONE


def test_a_job_that_ended_is_not_stepped_again():
    job = Job(1)
    screen = WorkScreen("Working", job)
    assert screen.on_turn() == DONE
    assert screen.on_turn() == DONE
    assert job.steps == 1


def test_it_is_drawn_again_only_when_the_bar_moves_a_pixel():
    for height in SIZES:
        assert run(WorkScreen("Working", Job(10_000)), height) == 127
        assert run(WorkScreen("Working", Job(10)), height) == 9


def test_the_bar_is_as_long_as_what_is_done():
    job = Job(64)
    screen = WorkScreen("Working", job)
    words(screen)
    for done in range(1, 64):
        screen.on_turn()
        words(screen)
        assert screen._bar_px == 2 * done


def test_the_result_is_that_of_the_job():
    screen = WorkScreen("Working", Answering(5))
    run(screen)
    assert (screen.result, screen.error) == ("opened", None)
    screen = WorkScreen("Working", Job(5))
    run(screen)
    assert (screen.result, screen.error) == (None, None)


def test_an_error_of_ours_is_kept_and_ends_the_work():
    error = Damaged("vault")
    job = Answering(9, error)
    screen = WorkScreen("Working", job)
    run(screen)
    assert screen.error is error
    assert screen.result is None
    assert screen.on_turn() == DONE
    assert job.steps == 4


def test_another_error_is_a_bug_and_goes_on():
    screen = WorkScreen("Working", Job(9, KeyError("bug")))
    try:
        run(screen)
    except KeyError:
        return
    raise AssertionError("a bug was taken for an answer")


def test_a_job_of_unknown_length_has_an_empty_bar():
    job = Job(0)
    screen = WorkScreen("Working", job)
    words(screen)
    assert screen.on_turn() == STAY
    job.total = 4  # known now
    assert screen.on_turn() == REDRAW
    job.done = 9  # more than all
    assert screen.on_turn() == REDRAW
    words(screen)
    assert screen._bar_px == 128


def test_nothing_is_done_by_pressing_or_by_waiting():
    job = Job(10)
    screen = WorkScreen("Working", job, "Please wait")
    assert screen.on_tick(Clock()) == REDRAW
    assert words(screen) == ["Working", "Please wait"]
    assert screen.on_tick(Clock()) == STAY
    for event in ALL:
        assert screen.on_action(event) == STAY
    assert job.steps == 0


def test_a_turn_without_a_new_pixel_allocates_nothing():
    job = Job(1_000_000)
    screen = WorkScreen("Working", job)
    words(screen)
    screen.on_turn()
    assert quietly(screen.on_turn, times=200) == STAY
    assert job.steps == 201
