"""A folder that only its owner reads, and files that are there whole or not at all, and are never overwritten."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

_HALF = ".half"
"""Behind the name of a file that is still being written; one that is left over belongs to a run that was killed."""


class FolderError(RuntimeError):
    """The folder cannot be used; the text says why and what to do."""


def open_to_others(path: Path) -> bool:
    """Say whether the file system lets anybody but the owner at a file or folder."""
    return bool(path.stat().st_mode & 0o077)


def make_folder(path: Path) -> bool:
    """Make a folder for its owner alone; False when it is there already.

    Raises:
        FolderError: it cannot be made, or something else has its name.
    """
    try:
        path.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        if path.is_dir():
            return False
        raise FolderError(f"{path} is there and is no folder; name another one") from None
    except OSError as wrong:
        raise FolderError(f"the folder {path} cannot be made ({wrong.strerror}); name another one") from wrong
    return True


def write_new(path: Path, text: str) -> bool:
    """Write a file for its owner alone, whole or not at all; False when it is there already, and then it stays.

    Raises:
        FolderError: it cannot be written.
    """
    half = path.with_name(f".{path.name}{_HALF}")
    try:
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(half, path)  # unlike a rename this replaces nothing
        except FileExistsError:
            return False
        finally:
            half.unlink()
        _settle(path.parent)
    except OSError as wrong:
        raise FolderError(
            f"{path} cannot be written ({wrong.strerror}); see to the folder's owner and space"
        ) from wrong
    return True


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep a second run out of a folder for as long as this one works in it.

    Raises:
        FolderError: another one is there, or the folder cannot be opened.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as wrong:
        raise FolderError(f"the folder {folder} cannot be opened ({wrong.strerror}); see to its owner") from wrong
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderError(f"another trygg init is at work in {folder}; let it end first") from None
        yield
    finally:
        os.close(handle)


def _settle(folder: Path) -> None:
    """Have a power cut find the folder as it is now."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
