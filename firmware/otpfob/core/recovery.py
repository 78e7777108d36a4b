"""What a recovery code may be: a service's one-time code for who lost the token.

limit                    value
characters of a code     1 to 32, printable ASCII, no blank at either end
codes of an account      20
all of them together     400 bytes, with one more for each code: 16 of 24 characters
"""

from otpfob.core.errors import BadField

MAX_CODES = 20
MAX_CODE_CHARACTERS = 32
MAX_CODES_BYTES = 400


def check_code(code: str) -> None:
    """Raise BadField("codes") for what is no recovery code."""
    if not 1 <= len(code) <= MAX_CODE_CHARACTERS or code != code.strip():
        raise BadField("codes")
    for character in code:
        if not 32 <= ord(character) < 127:
            raise BadField("codes")


def stored_size(codes) -> int:
    """Return how many of MAX_CODES_BYTES these codes take."""
    return sum([1 + len(code) for code in codes])
