"""Make the files of the token's texts, and write their numbers into the code.

One source per language, `en.txt` and `ru.txt`, in lines NAME = text. "{DO}" in a text stands for
what a button is called (BUTTONS in firmware/otpfob/ui/texts.py, where the format of the files
is), "~" for a blank at which no line ends, "\\n" for a new line. The code names a text
`_T_NAME = const(0x0)`; this program writes the number. It stops when a text is missing in a
language, is in the code but not in the languages or the other way round, has other gaps than its
translation, or a character that the fonts lack.

`--check` writes nothing, and says whether all is as it would be written.
"""

import argparse
import re
import struct
import sys
from pathlib import Path
from zlib import crc32

HERE = Path(__file__).parent
FIRMWARE = HERE.parent
sys.path.insert(0, str(FIRMWARE))

from otpfob.clock.sntp_radio import SAYS  # noqa: E402
from otpfob.ui.font import Font  # noqa: E402
from otpfob.ui.texts import BUTTONS, LANGUAGES, id_of  # noqa: E402

_LINE = re.compile(r"([A-Z][A-Z0-9_]*) = (.*\S)")
_CONSTANT = re.compile(r"^_T_([A-Z0-9_]+) = const\((0x[0-9A-Fa-f]+)\)$", re.MULTILINE)
_CODE = re.compile(r'^    code = "([a-z_]+)"$', re.MULTILINE)
_GAP = re.compile(r"%[-+0-9]*[ds%]")
_FONTS = ("small.font", "name.font")
_MOST_BYTES = 0xFFFF


def _codes() -> "set[str]":
    """Return the wire codes of every error of the firmware, wherever it is defined."""
    found = set()
    for path in FIRMWARE.glob("otpfob/**/*.py"):
        found.update(_CODE.findall(path.read_text()))
    return found


# Texts that the code finds by a name it makes, not by a constant.
BY_NAME = frozenset(
    ["LANGUAGE"]
    + [f"{button}_{count}" for button in BUTTONS for count in (1, 2, 3)]
    + [f"ERROR_{code.upper()}" for code in _codes()]
    + [f"SYNC_{reason.upper()}" for reason in SAYS]
)


class Wrong(Exception):
    """What is wrong, for whoever wrote it."""


def read(path: Path) -> "dict[str, str]":
    """Return the texts of a language by name, as written."""
    texts = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if not match:
            raise Wrong(f"{path.name}:{number}: not NAME = text: {line}")
        if match[1] in texts:
            raise Wrong(f"{path.name}:{number}: {match[1]} is there twice")
        texts[match[1]] = match[2]
    return texts


def packed(text: str) -> bytes:
    """Return a text as it lies in the file."""
    for i, name in enumerate(BUTTONS):
        text = text.replace("{" + name + "}", chr(i + 1))
    return text.replace("~", "\u00a0").replace("\\n", "\n").encode()


def pack(texts: "dict[str, str]") -> bytes:
    """Return the bytes of a file."""
    table, body = b"", b""
    for name in sorted(texts, key=id_of):
        text = packed(texts[name])
        table += struct.pack(">BHHH", id_of(name) >> 16, id_of(name) & 0xFFFF, len(body), len(text))
        body += text
    if len(body) > _MOST_BYTES:
        raise Wrong(f"{len(body)} bytes of text: the table has room for {_MOST_BYTES}")
    data = struct.pack(">4sBH", b"fobT", 1, len(texts)) + table + body
    return data + struct.pack("<I", crc32(data))


def constants() -> "dict[Path, str]":
    """Return every file of the firmware that names texts, and its source."""
    sources = {path: path.read_text() for path in sorted(FIRMWARE.glob("otpfob/**/*.py"))}
    return {path: source for path, source in sources.items() if _CONSTANT.search(source)}


def numbered(source: str) -> str:
    """Return a source with the numbers of its texts."""
    return _CONSTANT.sub(lambda match: f"_T_{match[1]} = const(0x{id_of(match[1]):05X})", source)


def check(languages: "dict[str, dict[str, str]]", sources: "dict[Path, str]") -> None:
    """Raise Wrong for the first thing that is."""
    names = set().union(*languages.values())
    used = set(BY_NAME)
    for path, source in sources.items():
        for name, _ in _CONSTANT.findall(source):
            if name not in names:
                raise Wrong(f"{path.name}: no language has the text {name}")
            if len(re.findall(rf"\b_T_{name}\b", source)) < 2:
                raise Wrong(f"{path.name}: _T_{name} is not used")
            used.add(name)
    by_id = {}
    for name in sorted(names):
        if name not in used:
            raise Wrong(f"{name} is in no code")
        other = by_id.setdefault(id_of(name), name)
        if other != name:
            raise Wrong(f"{name} and {other} have the same id: rename one")
    fonts = [Font((FIRMWARE / "fonts" / font).open("rb")) for font in _FONTS]
    for language, texts in languages.items():
        for name in sorted(names):
            if name not in texts:
                raise Wrong(f"{language}.txt has no {name}")
            gaps = [_GAP.findall(each[name]) for each in languages.values() if name in each]
            if any(gap != gaps[0] for gap in gaps):
                raise Wrong(f"{name}: the gaps differ from language to language")
            for character in packed(texts[name]).decode():
                if character >= " " and not all(font.has(character) for font in fonts):
                    raise Wrong(f"{language}.txt: {name}: no glyph for {character!r}")
            if re.search(r"\{[A-Z]", packed(texts[name]).decode()):
                raise Wrong(f"{language}.txt: {name}: no such button in {texts[name]!r}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    only_check = parser.parse_args().check
    languages = {language: read(HERE / f"{language}.txt") for language in LANGUAGES}
    sources = constants()
    try:
        check(languages, sources)
        wanted = {HERE / f"{name}.texts": pack(texts) for name, texts in languages.items()}
    except Wrong as wrong:
        print(f"{wrong}. See firmware/texts/README.md.", file=sys.stderr)
        return 1
    wanted.update({path: numbered(source).encode() for path, source in sources.items()})
    stale = [path for path in wanted if not path.exists() or path.read_bytes() != wanted[path]]
    for path in stale:
        if only_check:
            print(f"{path.name} is not what the texts give: make texts", file=sys.stderr)
        else:
            path.write_bytes(wanted[path])
            print(path.relative_to(FIRMWARE))
    return 1 if only_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
