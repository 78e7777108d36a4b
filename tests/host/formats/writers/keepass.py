"""KeePassXC's CSV, and KeePass's XML."""

from urllib.parse import quote
from xml.sax.saxutils import escape

from host.formats.sample import uri

_NAMES = ("Group", "Title", "Username", "Password", "URL", "Notes", "TOTP", "Icon")


def _line(values):
    return ",".join('"' + value.replace('"', '""') + '"' for value in values) + "\n"


def table(samples, group="Root/Mail", names=_NAMES) -> bytes:
    text = _line(names)
    for sample in samples:
        row = (group, sample.issuer, sample.name, "hunter2", "", 'a\n"note"', uri(sample), "0")
        text += _line(row[: len(names)])
    if "TOTP" in names:
        text += _line((group, "no key", "ann", "hunter2", "", "", "", "0"))
    return text.encode()


def entry(fields, history="") -> str:
    """Return an entry with these fields, and the XML of its history."""
    strings = "".join(
        f"<String><Key>{escape(key)}</Key>"
        f'<Value ProtectInMemory="True">{escape(value)}</Value></String>'
        for key, value in fields.items()
    )
    return f"<Entry><UUID>AAAA</UUID>{strings}<History>{history}</History></Entry>"


def document(inner, trash="") -> bytes:
    """Return a file with these entries, and others in its recycle bin."""
    return f"""<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<KeePassFile>
    <Meta><Generator>KeePass</Generator><RecycleBinUUID>QkJC</RecycleBinUUID></Meta>
    <Root>
        <Group><UUID>QUFB</UUID><Name>Root</Name>{inner}
            <Group><UUID>QkJC</UUID><Name>Recycle Bin</Name>{trash}</Group>
        </Group>
    </Root>
</KeePassFile>
""".encode()


def fields(sample, **given) -> dict[str, str]:
    return {"Title": sample.issuer, "UserName": sample.name, "Password": "hunter2", **given}


def plain(samples) -> bytes:
    entries = []
    for sample in samples:
        old = entry(fields(sample, otp="otpauth://totp/Old:old?secret=" + quote("MZXW6YTB")))
        entries.append(entry(fields(sample, otp=uri(sample)), old))
    return document("".join(entries) + entry(fields(samples[0])))
