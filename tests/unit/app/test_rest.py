"""When the glass dims and goes dark and the chip sleeps, given seconds."""

from otpfob.app.rest import ASLEEP, BRIGHT, DARK, DIM, Rest
from otpfob.core.errors import Damaged
from otpfob.vault.states import DAMAGED, LOCKED, NEW, OPEN

CHOSEN = {"dim_after_s": 20, "dark_after_s": 40, "sleep_after_s": 100}


class Settings:
    def __init__(self, values):
        self._values = values

    def get(self, name):
        return self._values[name]


class Safe:
    def __init__(self, state=OPEN, **values):
        self.state = state
        self._values = dict(CHOSEN)
        self._values.update(values)

    @property
    def settings(self):
        if self._values["dim_after_s"] is None:
            raise Damaged
        return Settings(self._values)


def changes(rest, seconds, busy=False, may_sleep=True):
    """Return (second, level) of each change of what `look` answers."""
    found = []
    level = rest.level
    for second in seconds:
        now = rest.look(second, busy, may_sleep)
        if now != level:
            level = now
            found.append((second, now))
    return found


def test_it_dims_goes_dark_and_sleeps_after_the_times_that_were_set():
    rest = Rest(Safe())
    assert changes(rest, range(101)) == [(20, DIM), (40, DARK), (100, ASLEEP)]


def test_somebody_begins_all_of_it_anew():
    rest = Rest(Safe())
    for second in (19, 58, 157):  # in the light, dim, in the dark
        rest.look(second, False, True)
        rest.touched(second)
        assert rest.level == BRIGHT
        assert changes(rest, range(second, second + 20)) == []
        assert rest.look(second + 20, False, True) == DIM


def test_never_is_never():
    assert changes(Rest(Safe(dim_after_s=0)), range(50)) == [(40, DARK)]
    assert changes(Rest(Safe(dark_after_s=0)), range(200)) == [(20, DIM), (100, ASLEEP)]
    rest = Rest(Safe(dim_after_s=0, dark_after_s=0, sleep_after_s=0))
    assert changes(rest, range(0, 100_000, 50)) == []


def test_times_need_no_order():
    assert changes(Rest(Safe(dim_after_s=60)), range(101)) == [(40, DARK), (100, ASLEEP)]
    assert changes(Rest(Safe(sleep_after_s=10)), range(11)) == [(10, ASLEEP)]


def test_what_must_not_sleep_goes_dark_and_sleeps_as_soon_as_it_may():
    rest = Rest(Safe())
    assert changes(rest, range(5000), may_sleep=False) == [(20, DIM), (40, DARK)]
    assert rest.look(5000, False, True) == ASLEEP


def test_while_somebody_waits_the_glass_stays_as_it_is_and_nothing_sleeps():
    rest = Rest(Safe())
    assert changes(rest, range(600), busy=True) == []
    # What came of it can be read for as long as after a press.
    assert changes(rest, range(600, 700)) == [(619, DIM), (639, DARK), (699, ASLEEP)]


def test_work_that_nobody_began_lights_nothing():
    rest = Rest(Safe())
    changes(rest, range(50))
    assert changes(rest, range(50, 300), busy=True) == []
    assert rest.level == DARK and rest.look(300, False, True) == ASLEEP


def test_a_jump_of_time_ends_where_it_should():
    assert Rest(Safe()).look(39, False, True) == DIM
    assert Rest(Safe()).look(99, False, True) == DARK
    assert Rest(Safe()).look(1 << 29, False, True) == ASLEEP


def test_a_token_whose_settings_cannot_be_read_rests_as_it_came():
    for state in (LOCKED, NEW, DAMAGED):
        assert changes(Rest(Safe(state)), range(181)) == [(30, DIM), (60, DARK), (180, ASLEEP)]
    unreadable = Rest(Safe(dim_after_s=None))
    assert changes(unreadable, range(181)) == [(30, DIM), (60, DARK), (180, ASLEEP)]
