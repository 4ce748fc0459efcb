"""One node for one SQLite file."""

import fcntl
import os
from pathlib import Path

from service.store.port import StoreInUse


class FileLock:
    """Keeps a second node from writing the same SQLite file; ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock beside the file `path`.

        Raises:
            StoreInUse: when somebody else holds it.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + ".lock")
        self._file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(self._file, 32, 0).decode(errors="replace").strip()
            os.close(self._file)
            raise StoreInUse(
                f"another Trygg{f' (process {holder})' if holder else ''} already uses {path}: end it, "
                "give this one another data folder, or use PostgreSQL for two nodes on one record"
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let go of the lock."""
        os.close(self._file)


class NoLock:
    """Stands where a command writes a few rows beside the node that holds the lock."""

    def release(self) -> None:
        """Have nothing to let go of."""
