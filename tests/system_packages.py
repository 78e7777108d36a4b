"""Programs of the system that tests compare with: `make test` installs them as root."""

import os
from collections.abc import Mapping

import pytest


def need(found: Mapping[str, object]) -> None:
    """Fail in CI, and skip elsewhere, unless all is found. Keys are Debian's packages."""
    missing = [package for package, there in found.items() if not there]
    if missing:
        message = f"missing: apt-get install {' '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
