"""Keys made of keys, one label each, and how they are overwritten."""

from otpfob.core.hmac import SHA256, digest

KEY_BYTES = 32


def derive(key: bytes, label: str) -> bytearray:
    """Return HMAC-SHA256(key, "OTPfob " + label): 32 bytes. The caller wipes them."""
    return bytearray(digest(key, b"OTPfob " + label.encode(), SHA256))


def wipe(buffer: bytearray) -> None:
    """Overwrite what held a secret."""
    for i in range(len(buffer)):
        buffer[i] = 0
