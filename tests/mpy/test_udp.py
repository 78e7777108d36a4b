"""Datagrams on loopback: never waits, and hears nobody but the one that was asked."""

import socket
from time import ticks_diff, ticks_ms

import micropython
from sntp_bench import FLOOR_S, NAMES, Net, Server, packet

from otpfob.clock.sntp_servers import Servers
from otpfob.clock.sntp_sync import ASKING, Sync
from otpfob.drivers.udp import Udp

FIRST_PORT = 20_000
PATIENCE_MS = 2000


def listener():
    """Return a socket on a free port of loopback, and its `host:port`."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for port in range(FIRST_PORT, FIRST_PORT + 2000):
        try:
            made.bind(socket.getaddrinfo("127.0.0.1", port)[0][-1])
        except OSError:
            continue
        return made, "127.0.0.1:%d" % port
    raise AssertionError("no port is free")


def received(asking, buffer):
    """Return what comes within the patience, or 0."""
    began_ms = ticks_ms()
    while ticks_diff(ticks_ms(), began_ms) < PATIENCE_MS:
        size = asking.receive(buffer)
        if size:
            return size
    return 0


def test_a_datagram_goes_there_and_back():
    server, name = listener()
    asking = Udp().open(Udp().resolve(name))
    asking.send(b"question")
    data, back = server.recvfrom(100)
    assert data == b"question"
    server.sendto(b"answer", back)
    buffer = bytearray(49)
    assert received(asking, buffer) == 6 and buffer[:6] == b"answer"
    asking.close()
    server.close()


def test_nothing_is_waited_for():
    server, name = listener()
    asking = Udp().open(Udp().resolve(name))
    asking.send(b"question")
    began_ms = ticks_ms()
    for _ in range(100):
        assert asking.receive(bytearray(49)) == 0
    assert ticks_diff(ticks_ms(), began_ms) < 500
    asking.close()
    server.close()


def test_an_answer_from_another_address_is_not_heard():
    server, name = listener()
    other, _ = listener()
    asking = Udp().open(Udp().resolve(name))
    asking.send(b"question")
    _, back = server.recvfrom(100)
    other.sendto(b"wrong one", back)
    server.sendto(b"right one", back)
    buffer = bytearray(49)
    assert received(asking, buffer) == 9 and buffer[:9] == b"right one"
    assert asking.receive(buffer) == 0
    for one in (asking, server, other):
        one.close()


def test_two_datagrams_that_wait_are_two():
    server, name = listener()
    asking = Udp().open(Udp().resolve(name))
    asking.send(b"question")
    _, back = server.recvfrom(100)
    for data in (b"first", b"the second"):
        server.sendto(data, back)
    buffer = bytearray(49)
    assert received(asking, buffer) == 5 and buffer[:5] == b"first"
    assert received(asking, buffer) == 10 and buffer[:10] == b"the second"
    assert asking.receive(buffer) == 0
    asking.close()
    server.close()


def test_a_long_datagram_fills_the_buffer_and_its_rest_is_lost():
    server, name = listener()
    asking = Udp().open(Udp().resolve(name))
    asking.send(b"question")
    _, back = server.recvfrom(100)
    server.sendto(b"x" * 600, back)
    server.sendto(b"next", back)
    buffer = bytearray(49)
    assert received(asking, buffer) == 49
    assert received(asking, buffer) == 4
    asking.close()
    server.close()


def test_nobody_at_the_port_is_silence():
    server, name = listener()
    server.close()
    asking = Udp().open(Udp().resolve(name))
    for _ in range(3):
        asking.send(b"question")
        assert asking.receive(bytearray(49)) == 0
    asking.close()


def test_a_name_that_makes_no_sense_has_no_address():
    for name in ("127.0.0.1:x", "127.0.0.1:1:2", ""):
        assert Udp().resolve(name) is None, name
    assert Udp().resolve("127.0.0.1") == socket.getaddrinfo("127.0.0.1", 123)[0][-1]


def test_a_turn_of_a_sync_in_which_nothing_comes_allocates_nothing():
    class Random:
        def read(self, size):
            return bytes(size)

    server, name = listener()
    ticks = Net([Server(), Server(), Server()])
    udp = Udp()
    sync = Sync(udp, Servers((name,) + NAMES[:2]), Random(), ticks, FLOOR_S, 0)
    sync.turn(0)
    assert sync.state == ASKING
    sync.turn(0)  # the first look makes what the later ones use
    micropython.heap_lock()
    try:
        for _ in range(50):
            sync.turn(0)
    finally:
        micropython.heap_unlock()
    _, back = server.recvfrom(100)
    server.sendto(packet(bytes(8), 0), back)
    began_ms = ticks_ms()
    while sync.state == ASKING and ticks_diff(ticks_ms(), began_ms) < PATIENCE_MS:
        sync.turn(0)
    assert sync.state != ASKING
    sync.stop()
    server.close()
