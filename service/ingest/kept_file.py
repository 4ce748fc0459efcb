"""Write a file in one piece: whoever reads it sees the old text or the new one, and never a part."""

import os
import secrets
from pathlib import Path


def keep(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put `content` in the place of what the file held; raises OSError, and then the old text is still there.

    Args:
        path: the file; its folder has to be there.
        content: all that it shall hold.
        mode: who may read it, from its very first moment.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, mode)
            if os.geteuid() == 0:  # written by root for another program's folder: it has to be able to read it
                folder = path.parent.stat()
                os.fchown(handle, folder.st_uid, folder.st_gid)
            file.write(content)
            file.flush()
            os.fsync(handle)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
