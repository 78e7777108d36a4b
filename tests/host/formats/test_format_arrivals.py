"""Every account of every format arrives as it was, and the format is recognised."""

import pytest
from host.formats.cases import CASES, IDS, PLAIN
from host.formats.sample import TOTP, facts
from host.formats.writers import aegis

from fobctl.sources.formats import read_export


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_every_account_arrives_as_it_was(case):
    export = read_export(case.file(), case.ask)
    assert export.format_name == case.name
    assert export.bad == []
    assert [facts(new) for new in export.entries] == [facts(sample) for sample in case.samples]


@pytest.mark.parametrize("case", PLAIN, ids=[case.id for case in PLAIN])
def test_a_short_secret_arrives_with_a_warning_and_a_long_one_without(case):
    short, long = case.samples[-1], case.samples[0]
    assert len(short.secret) == 10 and len(long.secret) == 20
    found = read_export(case.file([short, long]), case.ask).entries
    assert "80 bits" in found[0].warnings[0] and found[1].warnings == ()


@pytest.mark.parametrize("case", PLAIN, ids=[case.id for case in PLAIN])
def test_two_entries_with_one_id_are_two_accounts(case):
    first = case.samples[0]
    twin = first.but(name=first.name + "2")
    export = read_export(case.file([first, twin, first]), case.ask)
    assert [facts(new) for new in export.entries] == [facts(first), facts(twin), facts(first)]


def test_the_password_is_asked_for_once_and_the_prompt_names_the_app():
    prompts = []

    def ask(prompt):
        prompts.append(prompt)
        return "one"

    read_export(aegis.encrypted([TOTP], "one"), ask)
    assert prompts == ["Password of the Aegis vault"]


def test_what_the_password_question_raises_passes_through():
    def ask(prompt):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_export(aegis.encrypted([TOTP], "one"), ask)


def test_no_repr_of_an_export_holds_a_secret():
    shown = repr(read_export(aegis.plain([TOTP]), str))
    assert TOTP.base32 not in shown and "1234567890" not in shown
