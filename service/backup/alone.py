"""One at a time: a lock that ends with the process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.backup.trouble import BackupError


@contextmanager
def alone(lock: Path, otherwise: str) -> Iterator[None]:
    """Hold a lock file while the block runs.

    Raises:
        BackupError: somebody else holds it; it says `otherwise`.
        OSError: the file cannot be made.
    """
    held = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupError(otherwise) from None
        yield
    finally:
        os.close(held)
