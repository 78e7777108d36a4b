"""What a secret looks like where it may have been left: in a memory, in a flash, on the line."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator

from fobctl.simulator import process_memory
from fobctl.simulator.simulator import Simulator
from otpfob.vault.key_slots import SLOT_BYTES, Slot

_MAGIC = b"FOBK"
# So many in a row are no accident: of bytes, and of characters that stand for fewer of them.
_PIECE_BYTES = 8
_PIECE_CHARACTERS = 16
_INNER, _OUTER = 0x36, 0x5C  # what HMAC makes of a key
_PAGE_BYTES = 4096


def pieces(secret: bytes) -> set[bytes]:
    """Return the pieces of a secret in every form that the token makes of it.

    Those of a key; in hexadecimal and base32; and in base64 of the hexadecimal text, which is
    how a frame of the link carries it.
    """
    text = secret.hex().encode()
    texts = [text, text.upper(), base64.b32encode(secret).rstrip(b"="), base64.b64encode(secret)]
    # Where the text begins in the message is anybody's guess.
    texts += [base64.b64encode(b"\0" * shift + text)[4:-4] for shift in range(3)]
    return key_pieces(secret).union(*(_cut(form, _PIECE_CHARACTERS) for form in texts))


def key_pieces(key: bytes) -> set[bytes]:
    """Return the pieces of a key: raw, as HMAC's pads, and as a hash or a cipher turns words."""
    forms = [key, *(bytes(byte ^ pad for byte in key) for pad in (_INNER, _OUTER))]
    forms += [_turned(form) for form in forms]
    return set().union(*(_cut(form, _PIECE_BYTES) for form in forms))


def _cut(form: bytes, size: int) -> set[bytes]:
    return {form[at : at + size] for at in range(0, len(form) - size + 1, size)}


def _turned(data: bytes) -> bytes:
    """Return the bytes of each word of four the other way round."""
    return b"".join(data[at : at + 4][::-1] for at in range(0, len(data), 4))


def keys(image: bytes, pin: str) -> dict[str, bytes]:
    """Return all keys of the token with this flash, by name: of the PIN, of data, and of files."""
    kek, data_key = _data_key(image, pin)
    found = {"of the PIN": kek, "of the data": data_key}
    for label in ("wrap encrypt", "wrap mac"):
        found[label] = _derived(kek, label)
    for name in ("vault", "counters", "settings"):
        for use in ("encrypt", "iv", "mac"):
            found[f"{name} {use}"] = _derived(data_key, f"{name} {use}")
    found["generations mac"] = _derived(data_key, "generations mac")
    return found


class Search:
    """Looks for secrets in the memory of the firmware, at once or when it asks for its reset."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._wanted: dict[str, set[bytes]] = {}
        self.left: set[str] | None = None

    def want(self, name: str, *forms: bytes) -> None:
        """Look for texts as they are."""
        self._wanted[name] = set(forms)

    def want_secret(self, name: str, secret: bytes) -> None:
        """Look for a secret in every form."""
        self._wanted[name] = pieces(secret)

    def want_key(self, name: str, key: bytes) -> None:
        """Look for a key, which is never made text of."""
        self._wanted[name] = key_pieces(key)

    def now(self) -> set[str]:
        """Return the names of what is there."""
        memory = _memory(self._simulator)
        wanted = self._wanted.items()
        return {name for name, forms in wanted if any(form in memory for form in forms)}

    def at_reset(self) -> None:
        """Look when the firmware asks for its reset: `left` is what is there then."""

        def look() -> None:
            self.left = self.now()

        self._simulator.before_reset = look


def _memory(simulator: Simulator) -> bytes:
    """Return all that the firmware's process may write to, without what is zero.

    In one piece: Simulator.memory_holds reads it anew for every text.
    """
    interpreter = simulator._engine._interpreter
    assert interpreter is not None
    kept = []
    with open(f"/proc/{interpreter.pid}/mem", "rb", buffering=0) as memory:
        for place in process_memory._writable(interpreter.pid):
            area = process_memory._read(memory, *place)
            pages = (area[at : at + _PAGE_BYTES] for at in range(0, len(area), _PAGE_BYTES))
            kept += [page for page in pages if any(page)]
    return b"".join(kept)


def _data_key(image: bytes, pin: str) -> tuple[bytes, bytes]:
    for raw in _slots(image):
        slot = Slot(raw)
        kek = hashlib.pbkdf2_hmac("sha256", pin.encode(), slot.salt, slot.iterations)
        data_key = slot.unwrap(kek)
        if data_key is not None:
            return kek, bytes(data_key)
    raise AssertionError("no slot opens with this PIN")


def _slots(image: bytes) -> Iterator[bytes]:
    at = image.find(_MAGIC)
    while at >= 0:
        yield image[at : at + SLOT_BYTES]
        at = image.find(_MAGIC, at + 1)


def _derived(key: bytes, label: str) -> bytes:
    return hmac.digest(key, b"OTPfob " + label.encode(), "sha256")
