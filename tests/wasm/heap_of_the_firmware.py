"""Bytes of 32-bit heap that the token takes through its day (day.py), and once it is imported.

From either filesystem: littlefs, whose modules are loaded to the heap, or ROMFS, whose modules
run where they lie; the starter is in littlefs with both. A function of native code, which
WebAssembly has not, is its plain twin here.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from littlefs import LittleFS
from wasm.wasm_mpy import HERE, ROOT, run

from fobctl import backup_format
from fobctl.installer import firmware_files, romfs
from otpfob.core.account import HOTP, TOTP, Account
from otpfob.core.hmac import SHA1

PIN = "135790"
CODE = "ABCDEFGHIJKLMNOPQRSTUVWXY2"
_ACCOUNTS = 200
_BLOCK_BYTES = 4096
_FILE_BLOCKS = 64
_KEYS_BYTES = 10 * _BLOCK_BYTES
# Folders of the firmware that are read by seek, from wherever it lies.
_DATA = ("fonts", "texts")


DAYS = {"full": "of_a_full_token", "new": "of_a_new_token"}


def of_a_day(files: dict[str, bytes], in_place: bool, flashes=tuple(DAYS)) -> dict[str, int]:
    """Return the bytes in use at each moment of day.py, after a collection.

    `flashes`: what the token has in the beginning, of DAYS.
    """
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for data in _DATA:
            start = len(data) + 1
            content = {p[start:]: c for p, c in files.items() if p.startswith(data + "/")}
            _write(folder / data, content)
        starter = firmware_files.starter("xtensawin")  # it has no native code
        _write(folder / "fw", starter if in_place else files | starter)
        for flash in flashes:
            (folder / flash / "vault").mkdir(parents=True)
            {"full": _fill, "new": _empty}[flash](folder / flash)
            folders = [(HERE, "/wasm"), (folder / flash, "/flash")]
            folders += [(folder / name, "/" + name) for name in (*_DATA, "fw")]
            paths = "import sys\nsys.path[:] = ['/rom', '/fw', '/wasm', '.frozen']\nimport chips"
            text = run(
                paths,
                f"DAY = {DAYS[flash]!r}",
                (HERE / "day.py").read_text(),
                folders=folders,
                rom=romfs.make(files) if in_place else None,
            )
            for line in text.splitlines():
                moment, live = line.rsplit(" ", 1)
                found[moment] = int(live)
    return found


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _accounts() -> list[tuple[Account, int]]:
    return [(_account(i), i) for i in range(_ACCOUNTS)]


def _account(i: int) -> Account:
    secret = bytes((i + j) & 0xFF for j in range(20))
    kind = HOTP if i % 5 == 0 else TOTP
    return Account(kind, f"Issuer {i}", f"person{i}@example.com", secret)


def _empty(folder: Path) -> None:
    """Write the flash of a new token, and a backup that it is to import."""
    (folder / "keys").write_bytes(b"\xff" * _KEYS_BYTES)
    (folder / "import").write_bytes(backup_format.write(_accounts(), CODE))


def _fill(folder: Path) -> None:
    """Write the flash of a token with accounts and a PIN as chips.py has it."""
    accounts = [
        [a.kind, a.issuer, a.name, bytes(a.secret).hex(), SHA1, a.digits, a.period_s, counter]
        for a, counter in _accounts()
    ]
    plan = folder / "plan"
    plan.write_text(json.dumps({"pin": PIN, "unix_s": 1_795_305_600, "accounts": accounts}))
    image = folder / "image"
    command = [sys.executable, "-m", "micropython_unix", "-X", "heapsize=8M"]
    command += [str(ROOT / "tests/bench/fill_vault.py"), str(image), str(plan)]
    environment = {"MICROPYPATH": f"{ROOT / 'firmware'}:.frozen"}
    subprocess.run(command, check=True, env=environment)
    data = image.read_bytes()
    filesystem = LittleFS(block_size=_BLOCK_BYTES, block_count=_FILE_BLOCKS, mount=False)
    filesystem.context.buffer = bytearray(data[: _FILE_BLOCKS * _BLOCK_BYTES])
    filesystem.mount()
    for name in filesystem.listdir("/"):
        with filesystem.open(name, "rb") as file:
            (folder / "vault" / name).write_bytes(file.read())
    (folder / "keys").write_bytes(data[_FILE_BLOCKS * _BLOCK_BYTES :])
    plan.unlink()
    image.unlink()
