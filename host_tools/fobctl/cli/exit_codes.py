"""The exit status of every command."""

DONE = 0
FAILED = 1
USAGE = 2
NO_DEVICE = 3
REFUSED = 4
TIMED_OUT = 5
LOCKED = 6

HELP = """\b
Exit status: 0 done, 1 failed, 2 wrong usage, 3 no token found (or more than one),
4 refused on the token, 5 nobody answered on the token in time, 6 the token is locked."""

# Codes of otpfob.core.errors that have a status of their own.
BY_TOKEN_ERROR = {"refused": REFUSED, "timed_out": TIMED_OUT, "locked": LOCKED}
