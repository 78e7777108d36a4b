"""What the project says of itself agrees with itself."""

import subprocess
from datetime import datetime, timezone
from pathlib import Path

from otpfob import version

ROOT = Path(__file__).resolve().parents[2]


def tracked():
    out = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return out.stdout.split("\n")[:-1]


def test_the_floor_of_the_clock_is_the_day_of_the_release():
    day = datetime.strptime(version.RELEASED, "%Y-%m-%d").replace(tzinfo=timezone.utc)
    assert day.timestamp() == version.RELEASED_UNIX_S


def test_only_the_folders_that_the_readme_names_are_at_the_top():
    folders = {name.split("/")[0] for name in tracked() if "/" in name}
    assert folders == {".ci", "boards", "firmware", "host_tools", "tests"}


def test_every_make_target_is_in_the_help():
    text = (ROOT / "Makefile").read_text()
    phony = text.split(".PHONY:")[1].split("\n\n")[0].replace("\\\n", " ").split()
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in phony:
        assert f"make {target} " in shown.stdout
