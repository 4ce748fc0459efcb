"""Write a file in one piece: whoever reads it sees the old text or the new one, and never a part."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What a file shall hold."""

    path: Path
    """The file; its folder has to be there."""
    text: bytes = field(repr=False)
    mode: int = 0o600
    """Who may read it, from its very first moment."""


def keep(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put `content` in the place of what the file held; raises OSError, and then the old text is still there.

    Args:
        path: the file; its folder has to be there.
        content: all that it shall hold.
        mode: who may read it, from its very first moment.
    """
    keep_together([Content(path=path, text=content, mode=mode)])


def keep_together(files: Sequence[Content]) -> None:
    """Put several in their places, in this order; raises OSError, and then those not reached still hold the old text.

    All are on the disk before the first takes its place, so that a program which looks when one has changed finds the
    others changed too, however slow the disk is.
    """
    beside = [one.path.with_name(f".{one.path.name}.{secrets.token_hex(4)}") for one in files]
    try:
        for one, path in zip(files, beside, strict=True):
            _write(path, one)
        for one, path in zip(files, beside, strict=True):
            path.replace(one.path)
    except BaseException:
        for path in beside:
            path.unlink(missing_ok=True)
        raise


def _write(path: Path, content: Content) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, content.mode)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, content.mode)
        if os.geteuid() == 0:  # written by root for another program's folder: it has to be able to read it
            folder = path.parent.stat()
            os.fchown(handle, folder.st_uid, folder.st_gid)
        file.write(content.text)
        file.flush()
        os.fsync(handle)
