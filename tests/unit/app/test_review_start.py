"""A reset clears no memory: what an unlocked token held is overwritten whichever way it ended."""

from otpfob.app import start


class Parts:
    """Notes what is done with it, in order."""

    def __init__(self):
        self.log = []
        self.wifi = self.random = self

    def end(self):
        self.log.append("radio off")

    def faults(self):
        return []

    def scrub(self):
        self.log.append("scrub")

    def shown(self):
        self.log.append("shown")

    def reset(self):
        self.log.append("reset")


class Broken(Exception):
    pass


def run(show):
    """Run a token that fails at once. Returns the log of its parts."""
    parts = Parts()

    class Token:
        def __init__(self, parts):
            parts.log.append("token")

        def turn(self):
            parts.log.append("turn")

        def check(self):
            parts.log.append("check")

        def run(self):
            raise Broken

    old = start.Token, start._show
    start.Token, start._show = Token, show
    try:
        start.run(parts, parts.shown)
    except OSError:
        parts.log.append("main.py")
    finally:
        start.Token, start._show = old
    return parts.log


def show(parts, error):
    assert isinstance(error, Broken)
    parts.log.append("show")


def fail(parts, error):
    raise OSError(5)


END = ["token", "turn", "check", "shown", "radio off", "radio off", "scrub"]


def test_what_was_open_is_overwritten_before_the_error_is_shown():
    assert run(show)[-9:] == END + ["show", "reset"]


def test_it_is_overwritten_when_the_glass_is_what_failed():
    assert run(fail)[-8:] == END + ["main.py"]


def test_what_a_reset_by_hand_left_is_overwritten_before_anything_else():
    assert run(show)[:2] == ["scrub", "token"]


def test_a_new_firmware_is_confirmed_once_its_first_screen_is_there_and_its_codes_are_right():
    assert run(show)[1:5] == ["token", "turn", "check", "shown"]
