"""The Wi-Fi driver on the simulated board's radio: joins, says why not, and is always off after."""

import sys

from unit_paths import ROOT


class Wire:
    """The wire to a simulator that has an access point."""

    settings = {"wifi_ssid": "Home é", "wifi_password": "correct horse"}
    ms = 0
    payload = bytearray(4)

    @classmethod
    def setting(cls, name):
        if name not in cls.settings:
            raise OSError(2)
        return cls.settings[name]

    @classmethod
    def call(cls, op, size):
        assert op in (ord("T"), ord("A")), op

    @classmethod
    def number(cls):
        return cls.ms


sys.modules["wire"] = Wire
sys.path.insert(0, ROOT + "/boards/sim")

import network  # noqa: E402 (the wire comes first)

from otpfob.clock.sntp_radio import SAYS  # noqa: E402
from otpfob.drivers import wifi  # noqa: E402

SSID = "Home é".encode()
PASSWORD = bytearray(b"correct horse")


def radio_is_off():
    return not network.WLAN(network.STA_IF).active()


def outcome(ssid=SSID, password=PASSWORD):
    """Join for a second; return (joined, reason), with the radio off after end()."""
    driver = wifi.Wifi()
    assert radio_is_off() and not driver.joined()
    driver.begin(ssid, password)
    assert not driver.joined() and driver.reason == "" and not radio_is_off()
    Wire.ms += 1000
    result = driver.joined(), driver.reason
    driver.end()
    assert radio_is_off() and not driver.joined()
    return result


def test_the_network_with_its_password_is_joined():
    assert outcome() == (True, "")


def test_why_not_is_said():
    assert outcome(password=bytearray(b"wrong horse")) == (False, "wrong_password")
    assert outcome(password=b"") == (False, "wrong_password")
    assert outcome(ssid=b"Elsewhere") == (False, "no_network")
    settings, Wire.settings = Wire.settings, {}
    assert outcome() == (False, "no_network")
    Wire.settings = {"wifi_ssid": "Home é", "wifi_password": ""}
    assert outcome(password=b"") == (True, "")
    Wire.settings = settings


def test_the_address_is_that_of_loopback_once_joined():
    station = network.WLAN(network.STA_IF)
    driver = wifi.Wifi()
    driver.begin(SSID, PASSWORD)
    assert station.ifconfig()[0] == "0.0.0.0" and station.status() == network.STAT_CONNECTING
    Wire.ms += 1000
    assert station.ifconfig()[0] == "127.0.0.1" and station.status() == network.STAT_GOT_IP
    driver.end()
    assert station.ifconfig()[0] == "0.0.0.0" and station.status() == network.STAT_IDLE


def test_the_password_may_be_wiped_after_begin():
    password = bytearray(PASSWORD)
    driver = wifi.Wifi()
    driver.begin(SSID, password)
    for i in range(len(password)):
        password[i] = 0
    Wire.ms += 1000
    assert driver.joined()
    driver.end()


class Station:
    """A radio that fails where it is told to, and has the status it is told to."""

    fails = ()
    state = network.STAT_CONNECTING
    joined = False
    log = []

    def __init__(self, interface):
        pass

    def _do(self, name, result=None):
        self.log.append(name)
        if name in self.fails:
            raise self.error(name)
        return result

    error = OSError

    def active(self, is_active=None):
        return self._do("on" if is_active else "off")

    def config(self, **values):
        return self._do("config")

    def connect(self, ssid, password=None):
        return self._do("connect")

    def disconnect(self):
        return self._do("disconnect")

    def isconnected(self):
        return self._do("isconnected", self.joined)

    def status(self):
        return self._do("status", self.state)

    PM_NONE = 0


def with_station(test):
    real, network.WLAN = network.WLAN, Station
    try:
        test()
    finally:
        network.WLAN = real
        Station.fails = ()
        Station.state = network.STAT_CONNECTING


def test_the_radio_is_turned_off_whatever_fails():
    def test():
        for error in (OSError, RuntimeError):
            Station.error = error
            for name in ("on", "config", "connect", "disconnect", "isconnected", "status"):
                Station.fails = (name,)
                Station.log.clear()
                driver = wifi.Wifi()
                driver.begin(SSID, PASSWORD)
                failed = name in ("on", "config", "connect")
                assert driver.reason == ("no_radio" if failed else ""), name
                assert (Station.log[-1] == "off") == failed, (name, Station.log)
                assert driver.joined() is False
                assert bool(driver.reason) == (name != "disconnect"), name
                driver.end()
                assert Station.log[-2:] == ["disconnect", "off"], (name, Station.log)
                count = len(Station.log)
                driver.end()
                assert not driver.joined() and len(Station.log) == count, name
            Station.fails = ("off",)
            driver.begin(SSID, PASSWORD)
            driver.end()

    with_station(test)


def test_every_status_of_the_esp32_has_a_reason():
    def test():
        for status in range(1, 256):
            Station.state = status
            driver = wifi.Wifi()
            driver.begin(SSID, PASSWORD)
            assert not driver.joined() and driver.reason in wifi.REASONS
            # It stays so: whoever has been told of a failure is not told of a success.
            Station.joined = True
            assert not driver.joined()
            Station.joined = False
            driver.end()

    with_station(test)


def test_every_reason_has_a_sentence():
    for word in wifi.REASONS:
        assert word in SAYS, word
