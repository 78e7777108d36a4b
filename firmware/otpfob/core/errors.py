"""Every error that can leave the token, each with one wire code that is never reused.

    code              class             raised when
    bad_field         BadField          a field of a request or an account is out of its limits
    unknown_command   UnknownCommand    the token has no such command
    unknown_field     UnknownField      a command has no such field
    locked            Locked            the token is locked
    busy              Busy              another question is on the screen
    refused           Refused           the person holding the token said no
    timed_out         TimedOut          nobody answered the question on the screen
    full              VaultFull         there is no room for another account
    no_account        NoAccount         no account has this id
    counter_spent     CounterSpent      a counter has reached its end, 2^64 - 1
    damaged           Damaged           stored bytes are not what was written
    storage           StorageFailed     the flash did not take or give back bytes
    no_storage        NoStorage         the vault is not set up
    clock_not_set     ClockNotSet       a code by time is asked for, and nobody told the time
    no_pin            NoPin             a token without a PIN is to be locked
    wrong_code        WrongCode         a backup was made with another backup code
    no_memory         NoMemory          the heap has no room for what this takes
    low_battery       LowBattery        something would write flash, or need the radio
    internal          FobError          anything else: a bug

An error carries the name of a field at most: never a secret, a PIN, an account's
name or a buffer. `says` is one sentence for a person.
"""


class FobError(Exception):
    """Base of all of them. `field` names the field at fault, or is empty."""

    code = "internal"
    says = "The token met an error of its own. Please report it."

    def __init__(self, field: str = "") -> None:
        super().__init__(field)
        self.field = field


class BadField(FobError):
    code = "bad_field"
    says = "This field is missing or out of its limits."


class BadBase32(BadField):
    """A secret that is not base32 (RFC 4648). `position` counts from 1; 0: the length is wrong."""

    def __init__(self, position: int) -> None:
        super().__init__("secret")
        self.position = position


class UnknownCommand(FobError):
    code = "unknown_command"
    says = "The token does not know this command. Is its firmware older than fobctl?"


class UnknownField(FobError):
    code = "unknown_field"
    says = "The token does not know this field. Is its firmware older than fobctl?"


class Locked(FobError):
    code = "locked"
    says = "The token is locked. Unlock it with its buttons first."


class Busy(FobError):
    code = "busy"
    says = "The token is asking its user something else. Answer it there first."


class Refused(FobError):
    code = "refused"
    says = "Refused on the token. Nothing was changed."


class TimedOut(FobError):
    code = "timed_out"
    says = "Nobody answered on the token in time. Nothing was changed."


class VaultFull(FobError):
    code = "full"
    says = "The token is full. Delete an account first. Nothing was changed."


class NoAccount(FobError):
    code = "no_account"
    says = "The token has no account with this id."


class CounterSpent(FobError):
    code = "counter_spent"
    says = "The counter of this account has reached its end. Ask the site for a new key."


class Damaged(FobError):
    code = "damaged"
    says = "Stored data is damaged."


class StorageFailed(FobError):
    code = "storage"
    says = "The flash memory failed. Look at what is stored before you go on."


class NoStorage(FobError):
    code = "no_storage"
    says = "The token is not set up yet. Answer the question on its screen first."


class ClockNotSet(FobError):
    code = "clock_not_set"
    says = "The token's clock is not set, so it makes no code. First run: fobctl time set."


class NoPin(FobError):
    code = "no_pin"
    says = "This token has no PIN. Set one in its menu first."


class NoMemory(FobError):
    code = "no_memory"
    says = "The token ran out of memory. Restart it and try again."


class WrongCode(FobError):
    code = "wrong_code"
    says = "This is not the code of this backup. Nothing was changed."


class LowBattery(FobError):
    code = "low_battery"
    says = "The token's battery is low. Charge it first. Nothing was changed."


ALL = (
    FobError,
    BadField,
    UnknownCommand,
    UnknownField,
    Locked,
    Busy,
    Refused,
    TimedOut,
    VaultFull,
    NoAccount,
    CounterSpent,
    Damaged,
    StorageFailed,
    NoStorage,
    ClockNotSet,
    NoPin,
    WrongCode,
    NoMemory,
    LowBattery,
)
