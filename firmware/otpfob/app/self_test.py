"""Whether the parts of the token work, and its codes are right: RFC 6238's come out.

    part      is tested by                                    at the start
    display   it answers                                      yes
    fonts     every file was whole when it was opened         yes
    texts     the language that was chosen is spoken          yes
    codes     the values of RFC 6238, appendix B              yes; SHA-512 only when asked for
    clock     the DS3231 answers; a token may have none
    random    with the radio on, two reads differ
    vault     every account is decrypted, with its parts

The start tests what takes no time that anybody notices, once its first screen is on the glass. The
names are those of the link.
"""

from micropython import const

from otpfob.core import otp
from otpfob.core.errors import FobError, LowBattery
from otpfob.core.hmac import SHA1, SHA256, SHA512, wipe
from otpfob.vault.records import MAX_BYTES

WORKS = 0
FAILS = 1
NOT_NOW = 2  # the battery is low

# At 59 s, so with a counter of 1 (RFC 6238, appendix B; the keys are those of its program).
_DIGITS = b"1234567890"
_CODES = ((SHA1, 20, "94287082"), (SHA256, 32, "46119246"), (SHA512, 64, "90693936"))
_RANDOM_BYTES = const(16)


class WrongCodes(FobError):
    """This firmware, or this chip, computes wrong codes: it must show none."""

    code = "wrong_codes"
    says = "The token computes wrong codes, so it shows none. Install its firmware again."


def at_start(kit) -> "list[str]":
    """Return what fails, but for what the parts know themselves. Raises WrongCodes."""
    if not _codes_are_right(_CODES[:2]):
        raise WrongCodes
    return [] if kit.glass.whole else ["texts"]


class SelfTest:
    """A job of ui.screens.work. `result` is a list of (part, WORKS, FAILS or NOT_NOW)."""

    def __init__(self, kit) -> None:
        self._kit = kit
        self._vault = kit.safe.vault
        self._tests = (
            ("display", lambda: kit.parts.panel.present),
            ("fonts", lambda: kit.parts.fonts.whole),
            ("texts", lambda: kit.glass.whole),
            ("codes", lambda: _codes_are_right(_CODES)),
            ("clock", lambda: _chip_answers(kit.parts.chip)),
            ("random", lambda: _is_random(kit.radio)),
        )
        self._buffer = bytearray(MAX_BYTES)
        self.total = len(self._tests) + self._vault.count + 1
        self.done = 0
        self.result = []

    def step(self) -> bool:
        """Test a part, or an account; returns True after the last."""
        tests = self._tests
        at = self.done
        self.done += 1
        if at < len(tests):
            part, test = tests[at]
            self.result.append((part, _outcome(test)))
            return False
        account = at - len(tests)
        # The host may have changed their number meanwhile.
        if account < self._vault.count and _outcome(lambda: self._decrypts(account)) == WORKS:
            return False
        self.result.append(("vault", FAILS if account < self._vault.count else WORKS))
        return True

    def wipe(self) -> None:
        """Overwrite what was decrypted."""
        wipe(self._buffer)

    def _decrypts(self, account):
        for _ in self._vault.pieces_at(account, self._buffer):
            pass
        return True


def _outcome(test):
    try:
        return WORKS if test() else FAILS
    except LowBattery:
        return NOT_NOW
    except FobError:
        return FAILS


def _codes_are_right(codes):
    for hash_id, size, code in codes:
        key = (_DIGITS * 7)[:size]
        if otp.hotp(key, 1, len(code), hash_id) != code:
            return False
    return True


def _chip_answers(chip):
    return chip.kind != "ds3231" or chip.present()


def _is_random(source):
    try:
        source.begin()
        first, second = source.read(_RANDOM_BYTES), source.read(_RANDOM_BYTES)
    finally:
        source.end()
    return first != second and len(set(first)) > 1
