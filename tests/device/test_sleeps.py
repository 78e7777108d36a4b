"""Deep sleep, and back: by the timer with how long it takes, and by a button."""

import time

import pytest

from fobctl.link.conversation import Conversation, Patience
from fobctl.link.errors import NoDevice
from fobctl.token import Token

SLEEP_MS = 2000
_ASLEEP = Patience(open_s=0.5)


def answers(port, patience=None):
    with Conversation(port, *([patience] if patience else [])) as conversation:
        return Token(conversation, lambda seconds: None).hello()


def test_the_timer_ends_deep_sleep_and_the_token_answers_soon(bench):
    port = bench.prompt.port
    bench.leave_prompt(f"import machine; machine.deepsleep({SLEEP_MS})")
    began_s = time.monotonic()
    assert answers(port)
    took_ms = int(1000 * (time.monotonic() - began_s))
    assert took_ms > SLEEP_MS // 2, "it did not sleep"
    bench.check("sleep.wake", max(0, took_ms - SLEEP_MS))


def test_a_button_ends_deep_sleep_and_nothing_else(bench):
    at = bench.prompt
    bench.sleep_until_a_button()
    with pytest.raises(NoDevice):
        answers(at.port, _ASLEEP)
    at.pressed("press NEXT")
    woke = answers(at.port)
    bench.check("sleep.button", 0 if woke else 1)
    assert woke
