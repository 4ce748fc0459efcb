"""Whether this node's last life ended in order: a mark that an orderly stop leaves, and the next start takes."""

import os
from pathlib import Path


class OrderlyEnd:
    """A file that is there from an orderly stop to the next start, and at no other time."""

    def __init__(self, mark: Path) -> None:
        """Describe it; nothing is looked at yet."""
        self._mark = mark

    def taken(self) -> bool:
        """Take the mark away, and say whether it was there.

        It is gone from the disk before this returns: a power cut right afterwards must not bring it back.
        """
        try:
            self._mark.unlink()
            _to_disk(self._mark.parent)
        except OSError:  # it is not there, or nobody knows whether it will be there again
            return False
        return True

    def leave(self) -> None:
        """Leave the mark; where that cannot be done, the next start knows less."""
        try:
            self._mark.touch(mode=0o600)
        except OSError:
            return


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
