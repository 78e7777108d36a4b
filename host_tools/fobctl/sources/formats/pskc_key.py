"""The encryption of a PSKC file (RFC 6030, section 6): by a key, or by a password.

    EncryptionKey    KeyName: a key that both sides have. DerivedKey: PBKDF2-params with
                     Salt/Specified (base64), IterationCount, KeyLength (bytes), PRF
                     (Algorithm; HMAC-SHA-1 when absent)
    MACMethod        Algorithm (HMAC-SHA-1, -256, -512), MACKey: encrypted by that key;
                     without it, that key itself
    EncryptedValue   EncryptionMethod Algorithm: aes128-cbc, aes192-cbc, aes256-cbc with the
                     IV in front, or kw-aes128 and so on; CipherData/CipherValue (base64)
    ValueMAC         over the cipher value, IV included

CBC checks nothing by itself: a value without ValueMAC is refused, as section 6.1.1 demands.
"""

import re
from collections.abc import Callable
from typing import Any

from fobctl.sources.formats import cipher, secret_key
from fobctl.sources.formats.export import WrongPassword
from fobctl.sources.formats.json_text import damaged, from_base64, from_hex
from fobctl.sources.formats.xml_text import content
from fobctl.sources.new_account import SourceError

_HMAC = re.compile(r"hmac-?(?:with)?-?sha-?(1|224|256|384|512)$", re.IGNORECASE)
_AES = re.compile(r"#(kw-)?aes(?:128|192|256)(-cbc)?$")


def _algorithm(element: Any, name: str) -> str:
    found = element.find(name)
    return "" if found is None else found.get("Algorithm") or ""


def _hash_name(algorithm, place):
    match = _HMAC.search(algorithm)
    if not match:
        raise SourceError(
            f"The PSKC file's {place} is one that fobctl does not know: ask for a file with"
            " HMAC-SHA1 or HMAC-SHA256.",
            place,
        )
    return f"sha{match[1]}"


def _number(element, name):
    text = content(element.find(name)) or ""
    if not re.fullmatch("[0-9]{1,9}", text):
        raise damaged(name)
    return int(text)


def _derived(parameters, password):
    salt = content(parameters.find("Salt/Specified"))
    rounds, size = _number(parameters, "IterationCount"), _number(parameters, "KeyLength")
    if salt is None:
        raise damaged("Salt")
    prf = _algorithm(parameters, "PRF")
    hash_name = _hash_name(prf, "PRF") if prf else "sha1"
    secret = secret_key.ask(password, "Password of the PSKC file")
    return secret_key.pbkdf2(hash_name, secret, from_base64(salt, "Salt"), rounds, size)


def _shared(password):
    text = secret_key.ask(password, "Key of the PSKC file, in hexadecimal").decode()
    if not re.fullmatch("(?:[0-9A-Fa-f]{2})+", "".join(text.split())):
        raise SourceError("The key is not hexadecimal: type it as it was given.", "password")
    return from_hex(text, "password")


class Opener:
    """Opens the encrypted values of one file, after `unlock`."""

    def __init__(self, container: Any, password: secret_key.Ask) -> None:
        self._container = container
        self._password: Callable[[str], str] = password
        self._key = b""
        self._mac_key = b""
        self._mac_hash = ""

    def unlock(self, elements: list[Any]) -> None:
        """Ask for the key if any element is encrypted; raise WrongPassword if it opens none."""
        if not elements:
            return
        self._read_keys()
        for element in elements:
            try:
                self.open(element)
                return
            except WrongPassword:
                continue
            except SourceError:
                # What is wrong with this one is no matter of the password.
                return
        raise WrongPassword

    def _read_keys(self):
        encryption = self._container.find("EncryptionKey")
        if encryption is None:
            raise damaged("EncryptionKey")
        parameters = encryption.find("DerivedKey/KeyDerivationMethod/PBKDF2-params")
        if parameters is None and encryption.find("DerivedKey") is not None:
            raise SourceError("The PSKC file derives its key in a way that fobctl does not know.")
        if parameters is None:
            key = _shared(self._password)
        else:
            key = _derived(parameters, self._password)
        method = self._container.find("MACMethod")
        if method is not None:
            self._mac_hash = _hash_name(method.get("Algorithm") or "", "MACMethod")
            mac_key = method.find("MACKey")
            self._mac_key = key if mac_key is None else _decrypt(key, mac_key)[0]
        self._key = key

    def open(self, element: Any) -> bytes:
        """Return the bytes of an element that has an EncryptedValue. Raises SourceError."""
        value = element.find("EncryptedValue")
        mac = content(element.find("ValueMAC"))
        if mac is not None and self._mac_hash:
            sealed = _cipher_value(value)
            given = from_base64(mac, "ValueMAC")
            cipher.check_mac(self._mac_hash, self._mac_key, sealed, given)
            return _decrypt(self._key, value)[0]
        plain, checked = _decrypt(self._key, value)
        if not checked:
            raise SourceError("A value is encrypted without a ValueMAC, which RFC 6030 demands.")
        return plain


def _cipher_value(value):
    text = content(value.find("CipherData/CipherValue"))
    if text is None:
        raise damaged("CipherValue")
    return from_base64(text, "CipherValue")


def _decrypt(key, value):
    """Return the bytes, and whether the cipher checks them itself."""
    match = _AES.search(_algorithm(value, "EncryptionMethod"))
    if not match or bool(match[1]) == bool(match[2]):
        raise SourceError(
            "The PSKC file uses a cipher that fobctl does not know: ask for one with AES."
        )
    sealed = _cipher_value(value)
    if match[1]:
        return cipher.unwrap(key, sealed), True
    return cipher.open_cbc(key, sealed[: cipher.BLOCK_BYTES], sealed[cipher.BLOCK_BYTES :]), False
