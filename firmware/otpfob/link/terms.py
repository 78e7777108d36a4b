"""Numbers and words of the link's messages (otpfob.link.messages) for what is always loaded."""

MAX_MESSAGE = 2048
PART_BYTES = 993  # with what is around it, ten full frames
CONFIRM_S = 15
IMPORT_CONFIRM_S = 60

# States of a backup and of a restore.
MAKING = "making"
CODE = "code"
READY = "ready"
RECEIVING = "receiving"
CHECKING = "checking"
CONFIRM = "confirm"
DONE = "done"
NONE = "none"

# States of a sync over Wi-Fi.
JOINING = "joining"
SYNCING = "syncing"
FAILED = "failed"
