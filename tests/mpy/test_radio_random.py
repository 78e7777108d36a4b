"""The random source of a real board: no byte is read while the radio is off."""

import os
import sys


class Station:
    """network.WLAN, which joins nothing."""

    def __init__(self):
        self.on = False
        self.log = []
        self.error = None
        self.starts = True

    def active(self, on=None):
        if on is None:
            return self.on
        self.log.append(on)
        if self.error is not None:
            raise self.error
        self.on = on and self.starts


class Network:
    STA_IF = 0

    def __init__(self):
        self.station = Station()

    def WLAN(self, interface):
        assert interface == self.STA_IF
        return self.station


class Os:
    """What urandom gives says whether the radio was on."""

    @staticmethod
    def urandom(n):
        return bytes((network.station.on,)) * n


network = Network()
sys.modules["network"] = network

from otpfob.drivers import random_radio  # noqa: E402
from otpfob.drivers.random_radio import RadioRandom, RandomFailed  # noqa: E402

random_radio.os = Os


def made():
    network.station = Station()
    return RadioRandom(), network.station


def fails(function, *arguments):
    try:
        function(*arguments)
    except RandomFailed:
        return True
    return False


def test_it_says_that_it_is_not_insecure():
    assert RadioRandom.insecure is False


def test_a_source_that_is_made_does_not_turn_the_radio_on():
    assert made()[1].log == []


def test_the_radio_is_on_from_begin_to_end_and_off_after_it():
    source, station = made()
    source.begin()
    assert source.read(3) == b"\1\1\1" and source.read(2) == b"\1\1"
    source.end()
    assert station.log == [True, False] and not station.on


def test_a_read_before_begin_turns_the_radio_on_for_itself():
    source, station = made()
    assert source.read(3) == b"\1\1\1"
    assert station.log == [True, False]


def test_a_radio_that_was_on_before_stays_on():
    source, station = made()
    station.on = True
    assert source.read(1) == b"\1"
    source.begin()
    source.end()
    assert station.log == [] and station.on


def test_a_radio_that_somebody_turned_off_meanwhile_is_turned_on_again():
    source, station = made()
    source.begin()
    station.on = False
    assert source.read(1) == b"\1"
    source.end()
    assert not station.on


def test_a_second_begin_does_not_keep_the_radio_on():
    source, station = made()
    source.begin()
    source.begin()
    source.end()
    assert not station.on
    source.end()
    assert station.log == [True, False]


def test_no_byte_comes_from_a_radio_that_does_not_start():
    for error in (OSError(257), RuntimeError("Wifi Unknown Error 0x0101"), None):
        source, station = made()
        station.error, station.starts = error, False
        assert fails(source.begin), error
        assert fails(source.read, 1), error
        source.end()


def test_after_a_failure_the_radio_is_tried_again():
    source, station = made()
    station.starts = False
    assert fails(source.begin)
    station.starts = True
    assert source.read(1) == b"\1"
    assert not station.on


def test_a_radio_that_does_not_turn_off_does_not_lose_the_bytes():
    source, station = made()
    source.begin()
    station.error = OSError(5)
    source.end()


def test_without_a_stand_in_it_is_the_systems_urandom():
    random_radio.os = os
    try:
        source, _ = made()
        first = source.read(16)
        assert len(first) == 16 and first != source.read(16)
    finally:
        random_radio.os = Os
