"""FreeOTP: version 2's encrypted backup, and the settings files of versions 1 and 2.

A map of texts, as externalBackup.xml (which is a Java object, see java_map.py, and no XML)
or as an Android settings file (<map><string name="KEY">VALUE</string>...</map>).

    masterKey     version 2: {mAlgorithm, mIterations, mSalt, mEncryptedKey}
    UUID          version 2: {"key": "JSON of an encrypted key"}
    UUID-token    version 2: the account without its secret, see free_otp_entry.py
    else          version 1: the account, of which tokenOrder is the order

    encrypted key {mCipher "AES/GCM/NoPadding", mCipherText, mParameters, mToken}: bytes are
                  lists of signed numbers; mParameters is DER with the nonce; mToken, in UTF-8,
                  is the associated data
    master key    opens with PBKDF2withHmacSHA512 (or SHA1) of the password, and opens the others

The counter is the next one in version 2, and one behind in version 1.
"""

from typing import Any

from fobctl.sources.formats import cipher, secret_key
from fobctl.sources.formats.entry import secret_bytes
from fobctl.sources.formats.export import Export, WrongPassword
from fobctl.sources.formats.free_otp_entry import read_token, token_label
from fobctl.sources.formats.json_text import as_object, child, damaged, parse, text, whole
from fobctl.sources.new_account import NewAccount, SourceError

NAME = "FreeOTP"

_MASTER = "masterKey"
_TOKEN = "-token"
_ORDER = "tokenOrder"
_HASHES = {"pbkdf2withhmacsha512": "sha512", "pbkdf2withhmacsha1": "sha1"}
_OCTETS = 0x04
_SEQUENCE = 0x30
_VERSION_1_BEHIND = 1


def _nonce(parameters):
    """Return the first octet string of a DER value of less than 128 bytes."""
    at = 2 if parameters[:1] == bytes((_SEQUENCE,)) else 0
    head = parameters[at : at + 2]
    if len(head) == 2 and head[0] == _OCTETS and at + 2 + head[1] <= len(parameters):
        return parameters[at + 2 : at + 2 + head[1]]
    raise damaged("mParameters")


def _open(key, sealed):
    if text(sealed, "mCipher") != "AES/GCM/NoPadding":
        raise damaged("mCipher")
    nonce = _nonce(secret_bytes(sealed.get("mParameters")))
    data = secret_bytes(sealed.get("mCipherText"))
    return cipher.open_gcm(key, nonce, data, text(sealed, "mToken").encode(errors="replace"))


def _master_key(document, password):
    hash_name = _HASHES.get(text(document, "mAlgorithm").lower())
    if hash_name is None:
        raise damaged("mAlgorithm")
    salt, rounds = secret_bytes(document.get("mSalt")), whole(document, "mIterations")
    secret = secret_key.ask(password, "Password of the FreeOTP backup")
    key = secret_key.pbkdf2(hash_name, secret, salt, rounds)
    return _open(key, child(document, "mEncryptedKey"))


def _sealed_account(token_text, sealed_text, master) -> NewAccount:
    if token_text is None:
        raise SourceError("Its description is not in the file: export it again.")
    token = as_object(parse(token_text))
    if sealed_text is None:
        raise SourceError("The secret is not in the file: export it again.", "secret")
    sealed = as_object(parse(text(as_object(parse(sealed_text)), "key")))
    secret, ok = b"", False
    try:
        secret, ok = _open(master, sealed), True
    except WrongPassword:
        pass
    if not ok:
        raise SourceError("The secret does not open with the file's key: export it anew.", "secret")
    return read_token(token, secret, 0)


def _token_label(token_text):
    try:
        return token_label(parse(token_text or ""))
    except SourceError:
        return ""


def _read_2(pairs, password):
    master = _master_key(as_object(parse(pairs[_MASTER])), password)
    ids = [key.removesuffix(_TOKEN) for key in pairs if key not in (_MASTER, _ORDER)]
    return Export(NAME).collect(
        dict.fromkeys(ids),
        lambda key: _sealed_account(pairs.get(key + _TOKEN), pairs.get(key), master),
        lambda key: _token_label(pairs.get(key + _TOKEN)),
    )


def _read_1(pairs):
    return Export(NAME).collect(
        [value for key, value in pairs.items() if key != _ORDER],
        lambda value: read_token(as_object(parse(value)), None, _VERSION_1_BEHIND),
        _token_label,
    )


def read_pairs(pairs: dict[str, str], password: secret_key.Ask) -> Export:
    """Return the accounts of a map."""
    return _read_2(pairs, password) if _MASTER in pairs else _read_1(pairs)


def is_settings(root: Any) -> bool:
    """Return whether this XML root is an Android settings file."""
    return root.tag == "map"


def read_settings(root: Any, password: secret_key.Ask) -> Export:
    """Return the accounts of an Android settings file."""
    pairs: dict[str, str] = {}
    for element in root:
        key = element.get("name")
        if element.tag != "string" or key is None:
            continue
        if key in pairs:
            raise damaged(NAME)
        pairs[key] = element.text or ""
    return read_pairs(pairs, password)
