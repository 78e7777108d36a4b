"""PSKC files: RFC 6030's own examples, and what the token cannot be."""

from base64 import b64encode
from hmac import digest

import pytest
from host.formats.cases import KEY
from host.formats.one_file import only, only_bad
from host.formats.refusing import refusal
from host.formats.sample import TOTP, facts
from host.formats.writers import pskc
from host.formats.writers.sealing import cbc

from fobctl.sources.formats import WrongPassword, read_export

# RFC 6030, figures 6 and 7: values from the RFC.
_FIGURE = """<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"
    xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"
    xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">
  <EncryptionKey>{key}</EncryptionKey>
  <MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><MACKey>
    <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
    <xenc:CipherData><xenc:CipherValue>{mac_key}</xenc:CipherValue></xenc:CipherData>
  </MACKey></MACMethod>
  <KeyPackage>
    <DeviceInfo><Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo></DeviceInfo>
    <CryptoModuleInfo><Id>CM_ID_001</Id></CryptoModuleInfo>
    <Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
      <Issuer>Issuer</Issuer>
      <AlgorithmParameters><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>
      <Data>
        <Secret>
          <EncryptedValue>
            <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
            <xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData>
          </EncryptedValue>
          <ValueMAC>{mac}</ValueMAC>
        </Secret>
        <Counter><PlainValue>0</PlainValue></Counter>
      </Data>
    </Key>
  </KeyPackage>
</KeyContainer>
"""
FIGURE_6 = _FIGURE.format(
    key="<ds:KeyName>Pre-shared-key</ds:KeyName>",
    mac_key="ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX",
    value="AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv",
    mac="Su+NvtQfmvfJzF6bmQiJqoLRExc=",
).encode()
FIGURE_7 = _FIGURE.format(
    key="""<xenc11:DerivedKey><xenc11:KeyDerivationMethod
      Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2">
      <pkcs5:PBKDF2-params><Salt><Specified>Ej7/PEpyEpw=</Specified></Salt>
      <IterationCount>1000</IterationCount><KeyLength>16</KeyLength></pkcs5:PBKDF2-params>
      </xenc11:KeyDerivationMethod></xenc11:DerivedKey>""",
    mac_key="2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx",
    value="oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f",
    mac="LP6xMvjtypbfT9PdkJhBZ+D6O4w=",
).encode()
RFC_KEY = TOTP.but(kind="hotp", issuer="Issuer", name="987654321", digits=8)


@pytest.mark.parametrize(
    ("file", "password"),
    [(FIGURE_6, "12345678901234567890123456789012"), (FIGURE_7, "qwerty")],
)
def test_the_encrypted_examples_of_rfc_6030_open(file, password):
    assert facts(only(file, password)) == facts(RFC_KEY)


@pytest.mark.parametrize("password", ["qwertz", "", "x" * 1000])
def test_the_example_of_rfc_6030_opens_with_its_password_only(password):
    assert refusal(FIGURE_7, password).field == "password"


def test_a_pskc_key_is_asked_for_in_hexadecimal():
    assert "hexadecimal" in str(refusal(FIGURE_6, "not hexadecimal"))


def test_one_pskc_value_that_does_not_open_is_listed_beside_the_others():
    data = pskc.with_key([TOTP, TOTP.but(name="b")], KEY)
    start = data.rindex(b"<pskc:ValueMAC>") + len(b"<pskc:ValueMAC>")
    export = read_export(data[:start] + b"AAAA" + data[start + 4 :], lambda prompt: KEY)
    assert [facts(new) for new in export.entries] == [facts(TOTP)]
    assert export.bad[0].label == "Acme: b" and "does not open" in export.bad[0].reason


def test_a_pskc_file_without_mac_key_uses_the_key_itself():
    key = bytes.fromhex("12345678901234567890123456789012")
    sealed = bytes(16) + cbc(key, bytes(16), TOTP.secret)
    mac = b64encode(digest(key, sealed, "sha1")).decode()
    file = _FIGURE.format(
        key="<ds:KeyName>x</ds:KeyName>", mac_key="", value=b64encode(sealed).decode(), mac=mac
    )
    start, end = file.index("<MACKey>"), file.index("</MACKey>") + len("</MACKey>")
    data = (file[:start] + file[end:]).encode()
    assert facts(only(data, KEY)) == facts(RFC_KEY)
    assert isinstance(refusal(data, "00" * 16), WrongPassword)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('Encoding="DECIMAL"', 'Encoding="HEXADECIMAL"', "not decimal"),
        ('Encoding="DECIMAL"', 'Encoding="DECIMAL" CheckDigits="true"', "check digit"),
        ("<pskc:Time><pskc:PlainValue>0<", "<pskc:Time><pskc:PlainValue>5<", "another start"),
        ("pskc:totp", "pskc:ocra", "type"),
        ("pskc:totp", "evil", "type"),
        ("<pskc:PlainValue>MTIz", "<pskc:PlainValue>*TIz", "damaged"),
        ("<pskc:Secret>", "<pskc:Other>", ""),
    ],
)
def test_a_pskc_key_that_the_token_cannot_be_is_listed(old, new, said):
    data = pskc.plain([TOTP]).decode().replace(old, new)
    if "Other" in new:
        data = data.replace("</pskc:Secret>", "</pskc:Other>")
        said = "secret is missing"
    assert said in only_bad(data.encode()).reason


def test_what_a_pskc_file_demands_beyond_codes_is_a_warning():
    more = "<pskc:Policy><pskc:PINPolicy MinLength='4'/></pskc:Policy>"
    data = pskc.container(pskc.package(TOTP, more=more))
    assert "policy" in only(data).warnings[0]
    assert only(pskc.plain([TOTP])).warnings == ()


def test_the_other_name_of_the_totp_profile_and_the_serial_number_as_name_are_read():
    data = pskc.plain([TOTP]).replace(b"pskc:totp", b"pskc#totp")
    data = data.replace(b"FriendlyName>", b"Unknown>")
    assert only(data).label == "Acme: 987654321"
