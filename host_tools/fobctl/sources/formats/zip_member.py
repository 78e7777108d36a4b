"""One file out of a zip file, within bounds."""

import io
import lzma
import zipfile
import zlib

from fobctl.sources.formats.json_text import damaged
from fobctl.sources.new_account import SourceError

MAGIC = b"PK\x03\x04"
MAX_MEMBERS = 10_000
# As much as a file that is not packed may have.
MAX_MEMBER_BYTES = 20 << 20

_DIRECTORY_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
)


def read_member(data: bytes, wanted: dict[str, str]) -> tuple[str, bytes]:
    """Return what `wanted` says of the first of its names that is there, and the bytes.

    Raises SourceError for a damaged file, one without any of them, and a zip bomb.
    """
    # Before opening: zipfile makes an object of every entry.
    if data.count(_DIRECTORY_ENTRY) > MAX_MEMBERS:
        raise SourceError(f"The zip file holds more than {MAX_MEMBERS} files: this is no export.")
    found, content, whole = "", None, False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            name = next((name for name in names if name in wanted), None)
            if name is not None:
                found = wanted[name]
                info = archive.getinfo(name)
                if info.compress_type in _METHODS and not info.flag_bits & 1:
                    with archive.open(info) as file:
                        content = file.read(MAX_MEMBER_BYTES + 1)
            whole = True
    except _DAMAGED:
        pass
    if not whole:
        raise damaged("zip file")
    if not found:
        raise SourceError(
            "The zip file is none that fobctl knows: it reads those of 1Password (1PUX) and"
            " Proton Pass."
        )
    if content is None:
        raise SourceError("The zip file is encrypted: export it again without a password.")
    if len(content) > MAX_MEMBER_BYTES:
        raise SourceError(
            f"The zip file unpacks to more than {MAX_MEMBER_BYTES >> 20} MiB: this is no export."
        )
    return found, content
