"""Nothing a test starts may find, or be found by, what the person at this PC has running."""

import signal
from pathlib import Path

import pytest

# A shell that runs the tests in the background ignores Ctrl-C, for all that they start too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _runtime_folder_of_its_own(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    monkeypatch.delenv("FOBCTL_PORT", raising=False)


def pytest_addoption(parser):
    group = parser.getgroup("board", "A real board instead of the simulator (make test-device)")
    group.addoption("--port", help="its serial port")
    group.addoption("--serial", help="its serial number: any other token is left alone")
    group.addoption("--wifi", help="the name of a network, for the test of SNTP")
    group.addoption("--report", type=Path, help="where the figures go, as JSON")


@pytest.fixture(scope="session")
def bench(request, tmp_path_factory):
    """A board that was named, or a simulated one; see device/bench.py."""
    from device.bench import of_board, of_simulator
    from device.claim import NotNamed

    from fobctl.link.errors import LinkError

    option = request.config.getoption
    if not option("--port"):
        with of_simulator(tmp_path_factory.mktemp("bench")) as bench:
            yield bench
        return
    made = of_board(option("--port"), option("--serial"), option("--wifi"), option("--report"))
    try:
        bench = made.__enter__()
    except (LinkError, NotNamed) as refusal:
        pytest.exit(str(refusal), returncode=2)
    try:
        yield bench
    finally:
        session = request.session
        failed = session.testsfailed
        bench.report.tests = {"passed": session.testscollected - failed, "failed": failed}
        made.__exit__(None, None, None)
