"""The serial line of the simulator does to bytes what a real one does."""

import os
import termios
import tty

import pytest

from fobctl.simulator.uart import INPUT_BYTES, Uart

BYTES_A_MS = 11.52
BURST = 16


class Host:
    """The host's end: what it writes is on the line when `send` returns."""

    def __init__(self, uart):
        self._uart = uart
        self._port = os.open(uart.port, os.O_RDWR | os.O_NOCTTY)
        os.set_blocking(self._port, False)

    def close(self):
        os.close(self._port)

    def send(self, data):
        while data:
            data = data[os.write(self._port, data[:1024]) :]
            self._uart.take_from_host()

    def received(self):
        try:
            return os.read(self._port, 65536)
        except BlockingIOError:
            return b""


def ends(paced):
    uart = Uart(paced)
    host = Host(uart)
    yield uart, host
    host.close()
    uart.close()


@pytest.fixture
def fast():
    yield from ends(paced=False)


@pytest.fixture
def slow():
    yield from ends(paced=True)


def chip_reads(uart):
    return os.read(uart.chip_in, 65536) if uart.unread else b""


def test_bytes_reach_the_chip_unchanged(fast):
    uart, host = fast
    every = bytes(range(256))
    host.send(every)
    uart.move_in(0)
    assert chip_reads(uart) == every


def test_bytes_reach_the_host_unchanged(fast):
    uart, host = fast
    every = bytes(range(256))
    os.write(uart.chip_out, every)
    assert uart.move_out(0) == every
    assert host.received() == every


def test_what_the_host_sends_does_not_come_back_to_it(fast):
    uart, host = fast
    host.send(b"hello\n\x03\x04")
    uart.move_in(0)
    assert host.received() == b""
    with open(uart.port, "rb", 0) as port:
        assert not termios.tcgetattr(port)[tty.LFLAG] & termios.ECHO


def test_the_chip_keeps_260_bytes_and_the_rest_is_lost_and_counted(fast):
    uart, host = fast
    sent = bytes(i & 255 for i in range(300))
    host.send(sent)
    uart.move_in(0)
    assert INPUT_BYTES == 260
    assert uart.unread == 260
    assert (uart.received_bytes, uart.lost_bytes) == (300, 40)
    assert chip_reads(uart) == sent[:260]


def test_what_comes_while_the_buffer_is_full_is_lost_and_what_comes_later_is_not(fast):
    uart, host = fast
    host.send(b"a" * 260)
    uart.move_in(0)
    assert uart.lost_bytes == 0
    host.send(b"b" * 10)
    uart.move_in(0)
    assert uart.lost_bytes == 10
    os.read(uart.chip_in, 5)
    host.send(b"c" * 10)
    uart.move_in(0)
    assert (uart.lost_bytes, uart.received_bytes) == (15, 280)
    assert chip_reads(uart) == b"a" * 255 + b"c" * 5


def test_a_reset_empties_the_chips_buffer_and_not_the_line(slow):
    uart, host = slow
    host.send(b"a" * 40)
    uart.move_in(1)
    assert uart.unread
    uart.reset_chip()
    assert uart.unread == 0
    assert uart.busy


def test_a_byte_takes_its_time_to_the_chip(slow):
    uart, host = slow
    host.send(b"a" * 12_000)
    uart.move_in(0)
    assert uart.received_bytes == 0
    read = 0
    for now_ms in range(1, 1001):
        uart.move_in(now_ms)
        read += len(chip_reads(uart))
        assert read == int(now_ms * BYTES_A_MS), now_ms
    assert uart.lost_bytes == 0
    assert uart.busy


def test_a_byte_takes_its_time_to_the_host(slow):
    uart, host = slow
    moved = 0
    for now_ms in range(1, 1001):
        os.write(uart.chip_out, b"a" * 100 if moved < 11_000 and now_ms % 8 == 1 else b"")
        moved += len(uart.move_out(now_ms))
        assert moved <= now_ms * BYTES_A_MS, now_ms
        host.received()
    assert moved >= 11_000


def test_a_line_that_stood_still_owes_a_short_burst_only(slow):
    uart, host = slow
    host.send(b"a" * 200)
    uart.move_in(60_000)
    assert uart.unread == BURST
    uart.move_in(60_001)
    assert uart.unread in (BURST + 11, BURST + 12)


def test_the_two_directions_do_not_share_their_time(slow):
    uart, host = slow
    host.send(b"a" * 100)
    os.write(uart.chip_out, b"b" * 100)
    uart.move_in(1)
    assert (uart.unread, len(uart.move_out(1))) == (11, 11)


def test_nothing_moves_while_no_time_goes_by(slow):
    uart, host = slow
    host.send(b"a" * 100)
    uart.move_in(5)
    there = uart.unread
    uart.move_in(5)
    assert uart.unread == there
    assert uart.busy


def test_the_line_is_busy_until_all_has_arrived(fast):
    uart, host = fast
    assert not uart.busy
    host.send(b"abc")
    assert uart.busy
    uart.move_in(0)
    assert not uart.busy


def test_a_host_that_does_not_read_never_stops_the_chip(fast):
    uart, _ = fast
    for _ in range(100):
        os.write(uart.chip_out, b"x" * 2048)
        assert len(uart.move_out(0)) == 2048


def test_without_anything_to_move_nothing_happens(fast):
    uart, host = fast
    uart.take_from_host()
    uart.move_in(0)
    assert uart.move_out(0) == b""
    assert (uart.unread, uart.received_bytes, uart.lost_bytes, host.received()) == (0, 0, 0, b"")


def test_several_lines_have_ports_of_their_own(fast, slow):
    assert fast[0].port != slow[0].port
    fast[1].send(b"abc")
    fast[0].move_in(0)
    assert (fast[0].unread, slow[0].unread) == (3, 0)


def test_a_host_that_closes_the_port_can_open_it_again(fast):
    uart, first = fast
    os.close(os.open(uart.port, os.O_RDWR | os.O_NOCTTY))
    first.send(b"abc")
    uart.move_in(0)
    assert chip_reads(uart) == b"abc"
