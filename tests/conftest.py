"""Nothing a test starts may find, or be found by, what the person at this PC has running."""

import signal

import pytest

# A shell that runs the tests in the background ignores Ctrl-C, for all that they start too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _runtime_folder_of_its_own(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    monkeypatch.delenv("FOBCTL_PORT", raising=False)
