"""What a terminal shows of a simulated token that dims, goes dark and sleeps."""

from fobctl.cli.terminal import Terminal


class Simulated:
    """As much of a simulator as the view looks at."""

    port = "/dev/pts/1"

    def __init__(self):
        self.light = 256
        self.asleep = False
        self.plugged = []

    def check(self):
        pass

    def glass(self):
        return [bytearray([1] * 128) for _ in range(64)]

    def contrast(self):
        return self.light

    def plug_usb(self, plugged):
        self.plugged.append(plugged)


def drawn(terminal, capsys):
    terminal._draw()
    return capsys.readouterr().out


def test_a_dim_glass_is_faint_and_says_what_gives_the_power(capsys):
    simulator = Simulated()
    terminal = Terminal(simulator)
    bright = drawn(terminal, capsys)
    assert "╰─ on USB ─" in bright and "\x1b[2m" not in bright
    simulator.light = 2
    dim = drawn(terminal, capsys)
    assert "\x1b[2m" in dim and dim.count("\x1b[22m") == dim.count("\x1b[2m")


def test_it_says_why_the_glass_is_dark(capsys):
    simulator = Simulated()
    terminal = Terminal(simulator)
    simulator.light = 0
    assert "╰─ on USB, the glass is off ─" in drawn(terminal, capsys)
    terminal._press("u")
    assert "╰─ on a battery, the glass is off ─" in drawn(terminal, capsys)
    simulator.asleep = True
    assert "╰─ asleep: a button wakes it ─" in drawn(terminal, capsys)
    terminal._press("u")
    assert simulator.plugged == [False, True]


def test_the_frame_keeps_its_width(capsys):
    lines = drawn(Terminal(Simulated()), capsys).split("\x1b[K\r\n")
    assert len(lines[0].removeprefix("\x1b[H")) == len(lines[-3])
