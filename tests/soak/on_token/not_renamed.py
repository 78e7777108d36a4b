"""A vault that is wrong on purpose: it deletes the old file before it writes the new one.

(Writing over an open file would not do as a control: littlefs keeps the old content until
the file is closed.)
"""

from otpfob.vault import files


def _replace(fs, name, write):
    fs.remove(name)
    with fs.open(name, "wb") as file:
        writer = files.SealedWriter(file)
        write(writer)
        writer.seal()


class DeletingFirst:
    """`with DeletingFirst():` the vault does so."""

    def __enter__(self):
        self._right = files.replace
        files.replace = _replace

    def __exit__(self, kind, error, trace):
        files.replace = self._right
