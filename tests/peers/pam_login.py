"""Logins through PAM, by pamtester: the modules that guard ssh and sudo, at a time of the test's.

pam_wrapper takes the service from a folder of the test's, so this needs no root and touches
nothing of the system; libfaketime tells the modules what time it is.
"""

import shutil
import subprocess
from pathlib import Path

import system_packages
from peers.at_a_time import environment_at, need_faketime


def _find(*patterns: str) -> Path | None:
    return next((path for pattern in patterns for path in sorted(Path("/").glob(pattern))), None)


_WRAPPER = _find("usr/lib/*/libpam_wrapper.so")


def need_packages() -> None:
    """See system_packages.need."""
    need_faketime()
    system_packages.need(
        {
            "pamtester": shutil.which("pamtester"),
            "libpam-wrapper": _WRAPPER,
            "libpam-oath": _find("usr/lib/*/security/pam_oath.so", "lib/*/security/pam_oath.so"),
            "libpam-google-authenticator": shutil.which("google-authenticator"),
            "libqrencode4": _find("usr/lib/*/libqrencode.so.4"),
        }
    )


class Service:
    """A service that one module guards."""

    def __init__(self, folder: Path, module: str, options: str) -> None:
        self._folder = folder / "services"
        self._folder.mkdir()
        lines = f"auth required {module} {options}\naccount required pam_permit.so\n"
        for name in ("otpfob", "other"):
            (self._folder / name).write_text(lines)

    def login(self, user: str, code: str, unix_s: int) -> bool:
        """Return whether `code` lets `user` in at that time."""
        assert _WRAPPER is not None
        environment = environment_at(unix_s, [_WRAPPER]) | {
            "PAM_WRAPPER": "1",
            "PAM_WRAPPER_SERVICE_DIR": str(self._folder),
        }
        done = subprocess.run(
            ["pamtester", "otpfob", user, "authenticate"],
            input=code + "\n",
            capture_output=True,
            text=True,
            timeout=30,
            env=environment,
        )
        is_in = "successfully authenticated" in done.stdout + done.stderr
        assert is_in == (done.returncode == 0), done.stderr
        return is_in
