"""Keys made of keys, one label each, and how they are overwritten."""

from otpfob.core.hmac import SHA256, digest, wipe

__all__ = ("KEY_BYTES", "derive", "wipe")

KEY_BYTES = 32


def derive(key: bytes, label: str) -> bytearray:
    """Return HMAC-SHA256(key, "OTPfob " + label): 32 bytes. The caller wipes them."""
    return bytearray(digest(key, b"OTPfob " + label.encode(), SHA256))
