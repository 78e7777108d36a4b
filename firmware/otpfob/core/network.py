"""What a Wi-Fi network's name and password have to be: ESP-IDF cuts longer ones silently."""

from otpfob.core.errors import BadField

MAX_SSID_BYTES = 32
MIN_PASSWORD_BYTES = 8
MAX_PASSWORD_BYTES = 63


def check_network(ssid, password) -> None:
    """Raise BadField("ssid") or BadField("password"). An open network's password is empty."""
    if not ssid or not _is_plain(ssid, MAX_SSID_BYTES):
        raise BadField("ssid")
    if not _is_plain(password, MAX_PASSWORD_BYTES):
        raise BadField("password")
    if 0 < len(password.encode()) < MIN_PASSWORD_BYTES:
        raise BadField("password")


def _is_plain(text, max_bytes):
    """Whether this is a text that can be shown as it is, and is not too long in UTF-8."""
    if not isinstance(text, str):
        return False
    for character in text:
        point = ord(character)
        # Halves of surrogate pairs cannot be encoded.
        if point < 32 or 127 <= point < 160 or 0xD800 <= point < 0xE000:
            return False
    return len(text.encode()) <= max_bytes
