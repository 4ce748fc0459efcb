"""A disk of a few megabytes that can really be full: a tmpfs, which goes with this process however that ends."""

import errno
import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from parts.process import PartFailedError

# Whoever made it is gone as soon as nothing can be read any more, also after a kill -9; then nobody needs it.
_WHILE_READ: Final = 'mount -t tmpfs -o "size=$2,mode=0755" small-disk "$1" && echo there && cat; umount --lazy "$1"'
_BLOCK: Final = 4_096


class NoDiskError(PartFailedError):
    """This machine lets nobody mount anything; the test fails, because nothing else shows what it shows."""


class SmallDisk:
    """One small disk at a folder; use it with `with`."""

    def __init__(self, folder: Path, size: int) -> None:
        """Prepare a disk of `size` bytes, mounted at `folder`."""
        self.folder = folder
        self._size = size
        self._ballast = folder / "ballast"
        self._mounted: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Mount it; raises NoDiskError where this process may not (it takes root, or CAP_SYS_ADMIN)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = ["sh", "-c", _WHILE_READ, "sh", str(self.folder), str(self._size)]
        self._mounted = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
        assert self._mounted.stdout is not None
        said = self._mounted.stdout.readline().decode().strip()
        if said != "there":
            self._end()
            raise NoDiskError(f"no small disk can be made here ({said}): run the tests as root")
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Take it away, with all that is on it."""
        self._end()

    def fill(self) -> None:
        """Write until not one byte more fits."""
        file = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            while True:
                os.write(file, bytes(_BLOCK))
        except OSError as reason:
            if reason.errno != errno.ENOSPC:
                raise
        finally:
            os.close(file)

    def clear(self) -> None:
        """Give the room back."""
        self._ballast.unlink()

    def _end(self) -> None:
        assert self._mounted is not None
        self._mounted.communicate(timeout=20)
