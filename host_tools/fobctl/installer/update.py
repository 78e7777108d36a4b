"""Another firmware for a token in maintenance: into the slot that is not started, then the switch.

In this order, each step after the one before is in flash:

1. A new firmware that is on trial still is given up: its slot is about to change.
2. The other slot gets every file; one that it has already, or the slot that runs has, is not sent.
3. All check sums are read back and compared.
4. The selector is replaced (firmware/starter/slots.py), and the chip starts again.

Whenever it is cut, the token starts the old firmware, or after step 4 the new one.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fobctl.installer import micropython_image, slots
from fobctl.installer.errors import InstallError
from fobctl.installer.micropython_image import Mpy
from fobctl.installer.prompt import Prompt

_ON_TOKEN = Path(__file__).with_name("on_token.py")
# So much goes over the line at once: 1.4 kB of text, for a heap that has room for little.
_PART_BYTES = 1020

_STATE = """
import json, sys
from starter import buttons, slots
python = sys.implementation
print(json.dumps([buttons.pins()["board"], python.version[:3], python._mpy, slots.read()]))
"""


@dataclass(frozen=True)
class State:
    """What is on a token in maintenance. `slot` is started; `trial`: another may be, for now."""

    board: str
    micropython: str
    mpy: Mpy
    slot: str
    trial: bool

    @property
    def free_slot(self) -> str:
        return slots.other(self.slot)


def state(prompt: Prompt) -> State:
    """Return what is on the token. Raises InstallError when no update can be put onto it."""
    try:
        board, version, mpy, words = json.loads(prompt.run(_STATE))
        version = ".".join(str(part) for part in version)
        mpy = micropython_image.mpy_of_number(mpy)
    except (InstallError, ValueError, TypeError) as error:
        if isinstance(error, InstallError) and "MicroPython on the token" not in str(error):
            raise
        raise InstallError(
            f"What is at {prompt.port} is MicroPython, and no OTPfob that can be updated. Use"
            " `fobctl device install`."
        ) from None
    if not words:
        raise InstallError(
            "This token's firmware lies in ROMFS, of which there is only one. Use `fobctl device"
            " install`: it keeps the accounts, too."
        )
    if words[0] not in slots.NAMES:
        raise InstallError("This token's selector is damaged. Use `fobctl device install`.")
    return State(board, version, mpy, words[0], len(words) > 1)


def write(
    prompt: Prompt,
    state: State,
    files: dict[str, bytes],
    begin: Callable[[int], Callable[[int], None]],
) -> None:
    """Put a firmware into the free slot: steps 1 to 3. Raises InstallError.

    `begin(total)` is called once with the bytes to send, and what it returns after each part.
    """
    if state.trial:
        _select(prompt, state.slot)
    prompt.run(_ON_TOKEN.read_text())
    folder = f"/{state.free_slot}"
    wanted = {path: sha256(content).hexdigest() for path, content in files.items()}
    there = _sums(prompt, folder)
    for path in sorted(there.keys() - wanted.keys()):
        prompt.run(f"os.remove({f'{folder}/{path}'!r})")
    missing = sorted(path for path in wanted if there.get(path) != wanted[path])
    running = _sums(prompt, f"/{state.slot}")
    to_send = []
    for path in missing:
        if running.get(path) == wanted[path]:
            prompt.run(f"copy({f'/{state.slot}/{path}'!r}, {f'{folder}/{path}'!r})")
        else:
            to_send.append(path)
    advance = begin(sum(len(files[path]) for path in to_send))
    for path in to_send:
        _send(prompt, f"{folder}/{path}", files[path], advance)
    if _sums(prompt, folder) != wanted:
        raise InstallError(
            "The token did not keep what was sent. It starts its old firmware; run this again."
        )


def switch(prompt: Prompt, state: State) -> None:
    """Put the free slot on trial, and start it: step 4."""
    _select(prompt, f"{state.slot} {state.free_slot} {slots.TRIES}")
    prompt.restart()


def _select(prompt: Prompt, words: str) -> None:
    prompt.run(f"slots.write({words!r})")


def _sums(prompt: Prompt, folder: str) -> dict[str, str]:
    lines = (line.split(" ", 1) for line in prompt.run(f"sums({folder!r})").splitlines())
    return {path[len(folder) + 1 :]: check_sum for check_sum, path in lines}


def _send(prompt: Prompt, path: str, content: bytes, advance: Callable[[int], None]) -> None:
    prompt.run(f"begin({path!r})")
    for at in range(0, len(content), _PART_BYTES):
        part = content[at : at + _PART_BYTES]
        prompt.run(f"put({b64encode(part)!r})")
        advance(len(part))
    prompt.run("end()")
