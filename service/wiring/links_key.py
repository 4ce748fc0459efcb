"""The secret of answer links and callback addresses: a file in the data folder, made at the first start."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

from service.notify.links import SECRET_BYTES
from service.wiring.front import ServeError

FILE: Final = "links.key"


def links_key(data_dir: Path) -> bytes:
    """Return the secret; make it where there is none, for its owner's eyes only.

    Nodes of one service have to have the same file: a link may come back to another node than the one that sent it.

    Raises:
        ServeError: the file is not a secret, or can be neither read nor written.
    """
    path = data_dir / FILE
    try:
        if not path.exists():
            _make(path)
        secret = path.read_bytes()
        if path.stat().st_mode & 0o077:  # copied from another node, and by whom it was copied may read it
            with contextlib.suppress(PermissionError):
                path.chmod(0o600)
    except OSError as wrong:
        raise ServeError(
            f"the secret of the answer links cannot be kept in {path} ({wrong.strerror}); let Trygg's user write there"
        ) from wrong
    if len(secret) != SECRET_BYTES:
        raise ServeError(
            f"{path} has {len(secret)} bytes instead of {SECRET_BYTES}: copy it again from the other node; or delete "
            "it, and Trygg makes a new one at the next start (links that were sent before then answer nothing)"
        )
    return secret


def _make(path: Path) -> None:
    """Write the file whole, or leave one that somebody else has made meanwhile."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(handle)
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
