"""A restore whose code the host gave: the token says which accounts would come."""

from otpfob.core.errors import BadField, StorageFailed, WrongCode
from otpfob.vault.backup import CODE_CHARACTERS, key_of
from otpfob.vault.keys import wipe
from otpfob.vault.restore import Restore


class Import(Restore):
    """As Restore, with the labels of what is new."""

    def labels(self, most: int):
        """Return (issuer, name) of the first new accounts. Raises StorageFailed, Damaged."""
        found = []
        try:
            self._open()
            for account, _ in self:
                if account is None or len(found) == most:
                    break
                found.append((account.issuer, account.name))
        except OSError:
            raise StorageFailed
        finally:
            self._tidy()
        return found


def kept(code: str) -> bytearray:
    """Return the code as its taker keeps it, and overwrites it. Raises BadField("code")."""
    # As text it stays in the heap, as the secret of `add` does.
    buffer = bytearray(code.encode())
    try:
        if len(buffer) != CODE_CHARACTERS:
            raise WrongCode
        wipe(key_of(buffer))
    except WrongCode:
        raise BadField("code")
    return buffer
