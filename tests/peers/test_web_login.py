"""A real web login: Django's admin behind django-otp, with codes read from the token's glass."""

import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from peers.at_a_time import environment_at, need_faketime
from sim.product import NOW_UNIX_S, filled_product, hotp, totp

SITE = Path(__file__).with_name("django_site.py")
PASSWORD = "correct horse battery"
BY_TIME, BY_COUNTER = bytes(range(1, 21)), bytes(range(21, 41))


@pytest.fixture(autouse=True)
def _needs_faketime():
    need_faketime()


class Browser:
    """Keeps cookies and fills the form of the login in."""

    def __init__(self, port):
        self._url = f"http://127.0.0.1:{port}/admin/login/?next=/admin/"
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def login(self, user, code):
        """Return whether the site lets one in."""
        # The password first: then the site names the devices to choose from.
        named = self._post(self._read(self._url), user, "", "")
        device = re.search('<option value="([^"]+/[0-9]+)"', named)[1]
        return "Site administration" in self._post(named, user, device, code)

    def _post(self, page, user, device, code):
        """Fill in the form of a page, and return the page that comes of it."""
        fields = {
            "csrfmiddlewaretoken": re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1],
            "username": user,
            "password": PASSWORD,
            "otp_device": device,
            "otp_token": code,
        }
        return self._read(self._url, urllib.parse.urlencode(fields).encode())

    def _read(self, url, data=None):
        with self._opener.open(url, data, timeout=20) as answer:
            return answer.read().decode()


@contextmanager
def site(unix_s):
    """A site at this time; yields its port."""
    given = {"by_time": BY_TIME.hex(), "by_counter": BY_COUNTER.hex(), "password": PASSWORD}
    process = subprocess.Popen(
        [sys.executable, str(SITE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment_at(unix_s),
    )
    try:
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        yield int(process.stdout.readline())
    finally:
        process.communicate(timeout=20)


def test_a_site_lets_in_whoever_has_the_password_and_the_code_on_the_glass(tmp_path):
    pairs = [(totp("ann", secret=BY_TIME), 0), (hotp("bob", secret=BY_COUNTER), 0)]
    with filled_product(tmp_path / "token", pairs) as product:
        product.simulator.press("do")
        by_time = product.code()
        product.simulator.press("next")
        product.simulator.press("do")
        first = product.code()
        product.simulator.press("do")
        second = product.code()
    # At the beginning of a step: the site's clock goes on meanwhile.
    with site(NOW_UNIX_S // 30 * 30) as port:
        assert not Browser(port).login("ann", f"{(int(by_time) + 1) % 10**6:06}")
        assert Browser(port).login("ann", by_time)
        assert not Browser(port).login("ann", by_time)  # a replay
        assert Browser(port).login("bob", first)
        assert Browser(port).login("bob", second)
        assert not Browser(port).login("bob", first)
