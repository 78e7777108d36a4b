"""Other programs at a time of the test's: what libfaketime tells them."""

import os
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import system_packages

_LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)


def need_faketime() -> None:
    """See system_packages.need."""
    system_packages.need({"faketime": _LIBRARY})


def environment_at(unix_s: int, preloaded: Sequence[Path] = ()) -> dict[str, str]:
    """Return the environment of a program whose clock begins at that time, and goes on.

    `preloaded`: libraries of its own that the program is to be started with.
    """
    at = datetime.fromtimestamp(unix_s, timezone.utc)
    return os.environ | {
        "LD_PRELOAD": ":".join(str(path) for path in (_LIBRARY, *preloaded)),
        "FAKETIME": f"@{at:%Y-%m-%d %H:%M:%S}",
        "TZ": "UTC",
    }
