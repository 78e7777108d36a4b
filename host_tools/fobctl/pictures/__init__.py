"""Pictures of issuers and names in scripts that the token's fonts lack.

The token shows a box for a character that its fonts do not have. Where an issuer or a name has
one, it is drawn here (picture.py), with fonts of this PC, and stored with the account.
"""

from fobctl.pictures.font_ranges import RANGES


def has_all(text: str) -> bool:
    """Tell whether the token's own fonts have every character of a text."""
    return all(any(first <= ord(c) <= last for first, last in RANGES) for c in text)
