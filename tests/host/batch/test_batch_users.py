"""The list of users: what it may say, and what is said of one that cannot be used."""

import pytest

from fobctl.batch.users import read
from fobctl.sources.new_account import SourceError

BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
SERIAL = "02464f42fa4e"


def users(text, issuer=""):
    return read(text.encode(), "users.csv", issuer)


def refusal(text):
    with pytest.raises(SourceError) as caught:
        users(text)
    return str(caught.value)


def test_a_single_column_is_a_list_of_users():
    found = users("user\nann\nbob\n", issuer="Acme").all
    assert [(user.name, user.issuer, user.serial, user.secret) for user in found] == [
        ("ann", "Acme", "", b""),
        ("bob", "Acme", "", b""),
    ]


@pytest.mark.parametrize("name", ["user", "UPN", "email", " E-Mail ", "name"])
def test_the_column_of_users_has_the_names_that_directories_give_it(name):
    assert users(f"{name},x\nann,1\n").all[0].name == "ann"


def test_serial_issuer_and_secret_are_taken_from_the_file():
    text = f"user;site;serial number;secret\nann;Bank;02:46:4F:42:FA:4E;{BASE32.lower()}\n"
    user = users(text, issuer="Acme").all[0]
    assert (user.issuer, user.serial, user.secret) == ("Bank", SERIAL, b"12345678901234567890")


def test_the_secret_is_in_no_repr():
    assert "12345" not in repr(users(f"user,secret\nann,{BASE32}\n"))


def test_columns_that_mean_nothing_are_named():
    assert users("user,department\nann,x\n").ignored == ("department",)


def test_a_missing_column_is_named_with_those_that_are_there():
    said = refusal("login,serial\nann,1\n")
    assert "no column `user`" in said
    assert "login, serial" in said


@pytest.mark.parametrize(
    "text, said",
    [
        ("user\n", "no line but the column names"),
        ("", "is empty"),
        ("user,serial\nann\n", "line 2: not as many fields"),
        ("user,serial\n,\n", "line 2: the user is missing"),
        ("user,serial\nann,xyz\n", "line 2: the serial number is none"),
        ("user,secret\nann,0000\n", "line 2: The secret cannot be read"),
        ("user\n" + "x" * 65 + "\n", "line 2: The user has 65 bytes"),
        ("user\nann\nbob\nANN\n", "line 4: the user of line 2 again"),
        (f"user,serial\nann,{SERIAL}\nbob,{SERIAL}\n", "line 3: the serial number of line 2 again"),
        (f"user,secret\nann,{BASE32}\nbob,{BASE32}\n", "line 3: the secret of line 2 again"),
        ("serial,serial number,user\n1,2,ann\n", "two columns for the serial"),
        ("user,user\na,b\n", "Two columns have the same name"),
    ],
)
def test_every_fault_is_told_with_its_line(text, said):
    assert said in refusal(text)


def test_two_accounts_of_one_user_at_two_issuers_are_two_users():
    assert len(users("user,issuer\nann,Acme\nann,Bank\n").all) == 2


def test_all_faults_are_told_up_to_a_number_that_can_be_read():
    lines = refusal("user,serial\n" + "ann,x\n" * 50).splitlines()
    assert len(lines) == 22
    assert lines[-1].endswith("more.")


def test_text_in_another_encoding_is_refused_without_repeating_it():
    with pytest.raises(SourceError, match="UTF-8"):
        read("user\nJürgen\n".encode("latin-1"), "users.csv", "")


def test_no_fault_repeats_a_secret():
    assert "GEZDG" not in refusal(f"user,secret\nann,{BASE32}1\n")
