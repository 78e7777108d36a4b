"""PSKC files (RFC 6030): plain, encrypted by a key, by a password, with wrapped keys."""

import hmac
from base64 import b64encode
from xml.sax.saxutils import escape, quoteattr

from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from host.formats.writers.sealing import cbc, noise, pbkdf2

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<pskc:KeyContainer Version="1.0"'
    ' xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc"'
    ' xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"'
    ' xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"'
    ' xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">\n'
)
_CBC = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
_WRAP = "http://www.w3.org/2001/04/xmlenc#kw-aes128"
_HMAC = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"


def _text(data):
    return b64encode(data).decode()


def _value(algorithm, sealed):
    return (
        f'<xenc:EncryptionMethod Algorithm="{algorithm}"/><xenc:CipherData><xenc:CipherValue>\n'
        f"  {_text(sealed)}\n</xenc:CipherValue></xenc:CipherData>"
    )


def _plain_secret(secret):
    return f"<pskc:PlainValue>{_text(secret)}</pskc:PlainValue>"


def package(sample, seal=_plain_secret, more="") -> str:
    """Return a key package; `more` goes behind the data."""
    if sample.kind == "hotp":
        moving = f"<pskc:Counter><pskc:PlainValue>{sample.counter}</pskc:PlainValue></pskc:Counter>"
    else:
        moving = (
            "<pskc:Time><pskc:PlainValue>0</pskc:PlainValue></pskc:Time><pskc:TimeInterval>"
            f"<pskc:PlainValue>{sample.period}</pskc:PlainValue></pskc:TimeInterval>"
        )
    urn = f"urn:ietf:params:xml:ns:keyprov:pskc:{sample.kind}"
    suite = "" if sample.hash == "SHA1" else f"<pskc:Suite>HMAC-{sample.hash}</pskc:Suite>"
    return (
        "<pskc:KeyPackage><pskc:DeviceInfo><pskc:Manufacturer>Maker</pskc:Manufacturer>"
        f"<pskc:SerialNo>987654321</pskc:SerialNo></pskc:DeviceInfo><pskc:Key Id={quoteattr('1')}"
        f' Algorithm="{urn}"><pskc:Issuer>{escape(sample.issuer)}</pskc:Issuer>'
        f"<pskc:FriendlyName>{escape(sample.name)}</pskc:FriendlyName><pskc:AlgorithmParameters>"
        f'{suite}<pskc:ResponseFormat Length="{sample.digits}" Encoding="DECIMAL"/>'
        f"</pskc:AlgorithmParameters><pskc:Data><pskc:Secret>{seal(sample.secret)}</pskc:Secret>"
        f"{moving}</pskc:Data>{more}</pskc:Key></pskc:KeyPackage>\n"
    )


def container(*inner) -> bytes:
    return (_HEAD + "".join(inner) + "</pskc:KeyContainer>\n").encode()


def plain(samples) -> bytes:
    return container(*(package(sample) for sample in samples))


def _sealed(samples, key, encryption):
    mac_key, iv = noise(16), noise(16)
    method = f'<pskc:MACMethod Algorithm="{_HMAC}"><pskc:MACKey>'
    method += _value(_CBC, iv + cbc(key, iv, mac_key)) + "</pskc:MACKey></pskc:MACMethod>"

    def seal(secret):
        iv = noise(16)
        sealed = iv + cbc(key, iv, secret)
        mac = _text(hmac.digest(mac_key, sealed, "sha256"))
        value = _value(_CBC, sealed)
        inner = f"<pskc:EncryptedValue>{value}</pskc:EncryptedValue>"
        return f"{inner}<pskc:ValueMAC>{mac}</pskc:ValueMAC>"

    packages = (package(sample, seal) for sample in samples)
    return container(f"<pskc:EncryptionKey>{encryption}</pskc:EncryptionKey>", method, *packages)


def with_key(samples, password) -> bytes:
    """Return a file whose key is `password` in hexadecimal."""
    name = '<ds:KeyName xmlns:ds="http://www.w3.org/2000/09/xmldsig#">Shared</ds:KeyName>'
    return _sealed(samples, bytes.fromhex(password), name)


def with_password(samples, password, rounds=1000) -> bytes:
    salt = noise(16)
    key = pbkdf2("sha1", password, salt, min(rounds, 1000), 16)
    return _sealed(
        samples,
        key,
        "<xenc11:DerivedKey><xenc11:KeyDerivationMethod Algorithm="
        '"http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2"><pkcs5:PBKDF2-params>'
        f"<Salt><Specified>{_text(salt)}</Specified></Salt><IterationCount>{rounds}</IterationCount>"
        "<KeyLength>16</KeyLength></pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod>"
        "</xenc11:DerivedKey>",
    )


def wrapped(samples, password) -> bytes:
    """Return a file with AES key wrap, which needs no MAC; secrets of whole 8 bytes only."""

    def seal(secret):
        value = _value(_WRAP, aes_key_wrap(bytes.fromhex(password), secret))
        return f"<pskc:EncryptedValue>{value}</pskc:EncryptedValue>"

    name = "<KeyName>Shared</KeyName>"
    packages = (package(sample, seal) for sample in samples)
    return container(f"<pskc:EncryptionKey>{name}</pskc:EncryptionKey>", *packages)


def without_mac(samples, password) -> bytes:
    """Return a file that RFC 6030 forbids: CBC, and nothing that checks it."""

    def seal(secret):
        iv = noise(16)
        value = _value(_CBC, iv + cbc(bytes.fromhex(password), iv, secret))
        return f"<pskc:EncryptedValue>{value}</pskc:EncryptedValue>"

    name = "<KeyName>Shared</KeyName>"
    packages = (package(sample, seal) for sample in samples)
    return container(f"<pskc:EncryptionKey>{name}</pskc:EncryptionKey>", *packages)
