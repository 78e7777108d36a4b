"""Time zones never matter: the token and fobctl count in UTC, whatever the PC's clock shows."""

import json
import os
import subprocess
import time

import pytest
from host.cli.conftest import PROGRAM
from host.cli.fake_token import FakeToken, clock_told

from fobctl.cli import clock

# A zone as POSIX writes it, for which no table is needed, and the Unix second at which its summer
# time begins or ends in 2027.
CHANGES = [
    ("CET-1CEST,M3.5.0,M10.5.0/3", 1_806_195_600),
    ("CET-1CEST,M3.5.0,M10.5.0/3", 1_824_944_400),
    ("EST5EDT,M3.2.0,M11.1.0", 1_805_007_600),
    ("EST5EDT,M3.2.0,M11.1.0", 1_825_567_200),
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 1_806_764_400),  # by half an hour
    ("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", 1_806_760_800),
]
ZONES = sorted({"UTC0", "XXX+12", "YYY-14", *(zone for zone, _ in CHANGES)})


@pytest.fixture
def in_zone(monkeypatch):
    """Return a function that puts this process into a time zone."""

    def put(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield put
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone, change_s", CHANGES)
@pytest.mark.parametrize("from_change_s", [-1, 0, 3599])
def test_offset_and_time_are_the_same_across_a_change_of_summer_time(
    fobctl, monkeypatch, in_zone, zone, change_s, from_change_s
):
    now_s = change_s + from_change_s
    started_ns = time.time_ns()

    def now_ns(real=time.time_ns):
        return now_s * 10**9 + real() - started_ns

    in_zone(zone)
    assert time.localtime(change_s - 1).tm_gmtoff != time.localtime(change_s).tm_gmtoff
    with FakeToken({"time": clock_told(unix_ms=now_s * 1000 - 2500)}) as token:
        monkeypatch.setattr("fobctl.token_clock.time.time_ns", now_ns)
        done = fobctl("--json", "--port", token.port, "time", "show")
        plain = fobctl("--port", token.port, "time", "show")
    assert -4500 < json.loads(done.out)["offset_ms"] <= -2490
    expected = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now_s - 3))
    assert plain.out.splitlines()[0] == f"time    {expected}"


@pytest.mark.parametrize("zone, change_s", CHANGES)
def test_the_time_set_is_unix_time_in_every_zone(fobctl, monkeypatch, in_zone, zone, change_s):
    started_ns = time.time_ns()
    monkeypatch.setattr(
        "fobctl.token_clock.time.time_ns",
        lambda real=time.time_ns: change_s * 10**9 + real() - started_ns,
    )
    in_zone(zone)
    with FakeToken() as token:
        assert fobctl("--port", token.port, "time", "set").status == 0
    sent = [fields["set"] for _, fields in token.requests if "set" in fields]
    assert len(sent) == 1 and 0 <= sent[0] - change_s * 1000 < 60_000


def test_the_program_prints_the_same_in_every_zone():
    printed = set()
    with FakeToken({"time": clock_told()}) as token:
        for zone in ZONES:
            done = subprocess.run(
                [PROGRAM, "--port", token.port, "time", "show"],
                env=os.environ | {"TZ": zone, "PYTHONUTF8": "1"},
                capture_output=True,
                timeout=20,
                text=True,
            )
            assert (done.returncode, done.stderr) == (0, ""), zone
            lines = done.stdout.splitlines()
            assert lines[1].startswith("offset")
            printed.add("\n".join(lines[:1] + lines[2:]))
    assert len(printed) == 1 and "2027-01-15 08:00:00 UTC" in printed.pop()


@pytest.mark.parametrize("zone", ZONES)
def test_the_doctor_sees_no_zone(fobctl, monkeypatch, in_zone, zone):
    assert clock.doctor.time is time
    in_zone(zone)
    # RFC 6238, appendix B: 07081804 at 1111111109, in the middle of a step.
    monkeypatch.setattr("fobctl.cli.doctor.time.time_ns", lambda: 1_111_111_109 * 10**9)
    key = "GEZDGNBVGY3TQOJQ" * 2
    done = fobctl("--json", "time", "doctor", "--digits", "8", stdin=f"{key}\n07081804\n")
    assert done.status == 0
    assert json.loads(done.out)["explanations"][0]["differs"] == []
