"""Tables and lists that are nobody's format."""

import pytest
from host.formats.one_file import only
from host.formats.refusing import refusal
from host.formats.sample import TOTP, facts
from host.formats.writers import google, others

from fobctl.sources.formats import read_export
from otpfob.core.account import HOTP


@pytest.mark.parametrize(
    ("text", "label", "period"),
    [
        (
            "upn,serial number,secret key,time interval,manufacturer,model\n"
            "ann@example.org,1234567,{},60,Maker,X1\n",
            "Maker: ann@example.org",
            60,
        ),
        ("Service;User;Seed;Interval\nAcme;ann;{};20\n", "Acme: ann", 20),
        ("title\turl\nAcme\totpauth://totp/Bank:bob?secret={}&period=40\n", "Bank: bob", 40),
        ("name,secret\nann,{}\n", "ann", 30),
        ('"name","secret"\r\n"a ""b"", c",{}\r\n', 'a "b", c', 30),
    ],
)
def test_a_table_is_read_by_the_names_of_its_columns(text, label, period):
    new = only(text.format(TOTP.base32).encode())
    assert (new.label, new.account.period_s) == (label, period)


def test_a_row_with_too_few_or_too_many_fields_is_listed_by_its_number():
    text = f"issuer,name,secret\nAcme,ann,{TOTP.base32}\nBank,{TOTP.base32}\nA,b,{TOTP.base32},d\n"
    export = read_export(text.encode(), str)
    assert len(export.entries) == 1
    assert [rejected.label for rejected in export.bad] == ["row 3", "row 4"]


@pytest.mark.parametrize(
    "text",
    [
        "secret,secret\nAAAA,BBBB\n",
        "name;Secret,\n",
        'name,secret\n"ann,AAAA',
        'name,secret\nann,"AA"AA\n',
        "name,password\nann,hunter2\n",
    ],
)
def test_a_table_that_cannot_be_read_is_refused(text):
    refusal(text.encode())


def test_a_list_of_uris_says_which_line_is_none():
    data = others.uris([TOTP]) + b"\n\nwhatever\nhttps://example.org\n"
    export = read_export(data, str)
    assert [facts(new) for new in export.entries] == [facts(TOTP)]
    assert [rejected.label for rejected in export.bad] == ["line 2", "line 3"]


def test_one_file_may_hold_uris_and_codes_of_google_authenticator():
    data = others.uris([TOTP]) + b"\n" + google.plain([TOTP.but(kind="hotp", counter=4)])
    export = read_export(data, str)
    assert [new.account.kind for new in export.entries] == [0, HOTP] and export.bad == []
