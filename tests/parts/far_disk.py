"""Disks on other computers, as a folder sees them: one that never answers, and one that is mounted later."""

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from parts.process import MissingPartError, find_program

_DEVICE: Final = Path("/dev/fuse")

# Whoever made it is gone as soon as nothing can be read any more, also after a kill -9; then nobody needs it.
_WHILE_READ: Final = """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
folder, device = sys.argv[1].encode(), os.open(sys.argv[2], os.O_RDWR)
said = f"fd={device},rootmode=40000,user_id=0,group_id=0".encode()
if libc.mount(b"hung-disk", folder, b"fuse", 0, said):
    sys.exit(os.strerror(ctypes.get_errno()))
print("there", flush=True)
sys.stdin.read()
os.close(device)
MNT_DETACH = 2
libc.umount2(folder, MNT_DETACH)
"""


class HungDisk:
    """A file system of the kernel's, to whose questions nobody replies; use it with `with`.

    Whoever asks for anything below the folder waits, as for a server that is gone. When it is taken away the questions
    fail, and what lies in the folder itself is there again.
    """

    def __init__(self, folder: Path) -> None:
        """Prepare it over a folder that is there."""
        self._folder = folder
        self._holding: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Have everything below the folder hang; raises MissingPartError where nobody may mount such a disk."""
        if not _DEVICE.exists():
            raise MissingPartError(f"{_DEVICE}, for a disk that hangs", package="fuse3")
        command = [sys.executable, "-c", _WHILE_READ, str(self._folder), str(_DEVICE)]
        self._holding = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
        assert self._holding.stdout is not None
        said = self._holding.stdout.readline().decode().strip()
        if said != "there":
            self.answers()
            raise MissingPartError(f"the right to mount a disk that hangs ({said}; run as root)", package="fuse3")
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Take it away."""
        self.answers()

    def answers(self) -> None:
        """Take it away: what lies in the folder is there again."""
        if self._holding is not None:
            self._holding.communicate(timeout=20)
            self._holding = None


class LateDisk:
    """A folder that is mounted over another one when somebody says so; use it with `with`."""

    def __init__(self, disk: Path, folder: Path) -> None:
        """Prepare to mount `disk` over `folder`, which lies empty until then."""
        self._disk = disk
        self._folder = folder
        self._has_come = False

    def __enter__(self) -> Self:
        """Begin with an empty folder."""
        self._folder.mkdir()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Take it away, where it was mounted."""
        if self._has_come:
            subprocess.run([find_program("umount", package="mount"), "--lazy", self._folder], check=True)

    def comes(self) -> None:
        """Mount it; raises MissingPartError where this process may not (it takes root, or CAP_SYS_ADMIN)."""
        mount = find_program("mount", package="mount")
        done = subprocess.run([mount, "--bind", self._disk, self._folder], capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingPartError(f"the right to mount ({done.stderr.strip()}; run as root)", package="mount")
        self._has_come = True
