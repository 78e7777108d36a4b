"""A file with one entry: changed, and read."""

import json

from fobctl.sources.formats import read_export


def changed(data, change):
    """Return the JSON file after `change` worked on its document."""
    document = json.loads(data)
    change(document)
    return json.dumps(document).encode()


def only(data, password=None):
    export = read_export(data, lambda prompt: password or "")
    assert len(export.entries) == 1 and export.bad == [], export
    return export.entries[0]


def only_bad(data, password=None):
    export = read_export(data, lambda prompt: password or "")
    assert export.entries == [] and len(export.bad) == 1, export
    return export.bad[0]
