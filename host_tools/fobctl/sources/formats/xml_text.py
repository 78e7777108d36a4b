"""XML of other programs: without DTD and entities, within bounds, names without namespace."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fobctl.sources.formats.json_text import damaged
from fobctl.sources.new_account import SourceError

# Elements take some hundred bytes each.
MAX_TAGS = 1_000_000
MAX_DEPTH = 200


def _too_deep(root):
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            return True
        level = [child for element in level for child in element]
    return False


def parse(text: str) -> Element:
    """Return the root element. Raises SourceError for anything but one plain document."""
    if text.count("<") > MAX_TAGS:
        raise SourceError(f"The file has more than {MAX_TAGS} XML tags: this is no export.")
    root, forbidden = None, False
    try:
        root = fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        forbidden = True
    except (ParseError, ValueError):
        # ValueError: a text that names an encoding of its own.
        pass
    if forbidden:
        raise SourceError("The XML file declares entities (a DTD), which no export does.")
    if root is None or _too_deep(root):
        raise damaged("XML")
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    return root


def content(element: Element | None) -> str | None:
    """Return the text in an element without blanks around it, or None without the element."""
    return None if element is None else (element.text or "").strip()
