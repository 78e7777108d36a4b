"""What is demanded of every refusal: one sentence, no secret, nothing behind it."""

from base64 import b64encode

import pytest
from host.formats.sample import ALL

from fobctl.sources.formats import Export, read_export
from fobctl.sources.new_account import SourceError


def check_text(text: str) -> None:
    """Assert that a reason is a sentence without any of the samples' secrets."""
    assert text[0].isupper() and text[-1] in ".?" and "\n" not in text and len(text) < 300
    for sample in ALL:
        forms = (
            sample.base32[:10],
            sample.base32[:10].lower(),
            sample.secret[:8].hex(),
            b64encode(sample.secret)[:10].decode(),
            sample.secret[:8].decode("latin-1"),
        )
        assert not any(form in text for form in forms), text


def check(error: SourceError) -> SourceError:
    # An exception's context would keep the text that could not be read, and secrets in it.
    assert error.__context__ is None and error.__cause__ is None
    check_text(str(error))
    return error


def refusal(data: bytes, password=None) -> SourceError:
    """Return the error of a file that must not be read."""

    def ask(prompt):
        assert password is not None, prompt
        return password

    with pytest.raises(SourceError) as caught:
        read_export(data, ask)
    return check(caught.value)


def read_or_refuse(data: bytes, ask) -> Export:
    """Return what is read; nothing of a file that is refused as it should be."""
    try:
        export = read_export(data, ask)
    except SourceError as error:
        check(error)
        return Export("")
    for rejected in export.bad:
        check_text(rejected.reason)
    return export
