"""Fetches the peers of the benchmark from PyPI, pinned, into a folder of their own.

micropython-lib's own packages there (micropython-hashlib 2.4.0.post5, micropython-hmac
3.4.2.post3) hold no setup.py and no pyproject.toml: pip cannot install them. Where the
design names them, our plain twin stands in and the row says so.
"""

import subprocess
import sys
from pathlib import Path

PINNED = ("adafruit-circuitpython-hashlib==1.4.22", "circuitpython-hmac==0.2.1")


def install(folder: Path) -> Path:
    """Return `folder` with the peers in it. Does nothing when they are there already."""
    marker = folder / "installed.txt"
    wanted = "\n".join(PINNED)
    if not marker.exists() or marker.read_text() != wanted:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade"]
        command += ["--disable-pip-version-check", "--root-user-action=ignore"]
        subprocess.run([*command, "--target", str(folder), *PINNED], check=True)
        marker.write_text(wanted)
    return folder
