"""The question before the clock is set, by the host or by hand: from which time to which."""

from micropython import const

from otpfob.app.answers.question import Question
from otpfob.ui.amounts import utc

_T_FROM_TIME = const(0x1744D)
_T_NOT_SET_YET = const(0x00BA0)
_T_TO_TIME = const(0xE5894)
_T_TIMES_ARE_UTC = const(0x9E90C)
_T_SET_THE_CLOCK = const(0xC0C5F)


def clock_question(clock, unix_s: int, apply=None) -> Question:
    """Return the question whether `clock` becomes `unix_s`."""
    old = clock.unix_s
    lines = [
        (_T_FROM_TIME, (_T_NOT_SET_YET,) if old is None else utc(old)),
        (_T_TO_TIME, utc(unix_s)),
        _T_TIMES_ARE_UTC,
    ]
    # A clock that a sync vouches for is not moved by a mere click.
    return Question(_T_SET_THE_CLOCK, lines, apply, hold=clock.age_s is not None)
