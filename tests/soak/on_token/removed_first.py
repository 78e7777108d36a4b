"""A vault that is wrong on purpose: it removes the old file before it renames the new one.

(Writing over an open file would not do as a control: littlefs keeps the old content until
the file is closed.)
"""

from token_flash import Flash


class _Filesystem:
    def __init__(self, fs) -> None:
        self._fs = fs
        self.open = fs.open
        self.remove = fs.remove
        self.stat = fs.stat
        self.ilistdir = fs.ilistdir

    def rename(self, old, new):
        try:
            self._fs.remove(new)
        except OSError:
            pass  # the first one
        self._fs.rename(old, new)


class RemovingFirst:
    """`with RemovingFirst():` the vault does so."""

    def __enter__(self):
        right = self._right = Flash.mount
        Flash.mount = lambda flash: _Filesystem(right(flash))

    def __exit__(self, kind, error, trace):
        Flash.mount = self._right
