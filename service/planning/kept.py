"""Plans as they were read, kept beside the record: to read a plan's text takes thirty times as long as to fetch it.

What is kept is only ever taken for the very text, the very standards and the very code that it came of, and only when
each of its bytes is what was written. Anything else is nothing, and the text is read: nobody has to look after these
files, and whoever takes them away loses a start's time.
"""

import hashlib
import importlib
import io
import json
import logging
import os
import pickle
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import ruamel.yaml

import roles
from roles.loaded import Loaded
from roles.zones import prepare

FORMAT: Final = "1"
SUFFIX: Final = ".plan"
LARGEST: Final = 50_000_000
"""Bytes: what is larger is none of ours."""

_VALUES: Final = {("datetime", one.__name__): one for one in (date, datetime, time, timedelta)}

_OURS: Final = re.compile(r"roles(\.[a-z_]+)+")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What came of a plan's text, and on which day it was judged."""

    loaded: Loaded
    day: date


class KeptPlans:
    """A folder with one file for each office."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made when the first plan is kept."""
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self._folder

    def offices(self) -> list[str]:
        """Return the offices of whose plan something is kept."""
        return sorted(path.name.removesuffix(SUFFIX) for path in self._folder.glob(f"*{SUFFIX}"))

    def only(self, offices: Collection[str]) -> None:
        """Forget what is kept of other offices' plans. It removes files: call it in a thread."""
        for office in set(self.offices()) - set(offices):
            try:
                (self._folder / f"{office}{SUFFIX}").unlink(missing_ok=True)
            except OSError as wrong:
                _log.warning("what was kept of the plan of %s cannot be taken away: %s", office, wrong)

    def fetch(self, office: str, digest: str, standards: Mapping[str, bytes]) -> Kept | None:
        """Return what came of a text, ready to be asked; None where nobody knows. It reads files: call it in a thread.

        Args:
            office: whose plan it is.
            digest: the SHA-256 of the text, in hexadecimal digits.
            standards: the standards that there are now, by name.
        """
        path = self._folder / f"{office}{SUFFIX}"
        try:
            if path.stat().st_size > LARGEST:
                return None
            sealed = path.read_bytes()
            seal, head, body = sealed.split(b"\n", 2)
            if seal != _seal(head, body):
                return None
            said = json.loads(head)
            of_this = {"code": _code(), "digest": digest, "standards": _digests(said["standards"], standards)}
            if _code() is None or any(said[name] != value for name, value in of_this.items()):
                return None
            loaded = _Known(io.BytesIO(body)).load()
            day = date.fromisoformat(said["day"])
        except FileNotFoundError:
            return None
        except Exception as wrong:  # whatever is wrong with it, the text itself is there to be read
            _log.warning("the plan of %s is read from its text, what was kept of it cannot be: %r", office, wrong)
            return None
        if not isinstance(loaded, Loaded) or loaded.plan is None:
            return None
        prepare(loaded.plan)
        return Kept(loaded=loaded, day=day)

    def keep(self, office: str, digest: str, standards: Mapping[str, bytes], loaded: Loaded, day: date) -> None:
        """Keep what came of a text; a plan with errors is not kept, and a disk that is full keeps nothing."""
        if loaded.plan is None or _code() is None:
            return
        body = io.BytesIO()
        try:
            _Plain(body, protocol=5).dump(loaded)
            asked = _digests(dict.fromkeys(loaded.standards, ""), standards)
            said = {"code": _code(), "digest": digest, "standards": asked, "day": day.isoformat()}
            head = json.dumps(said).encode()
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / f"{office}{SUFFIX}"
            beside = path.with_suffix(".new")
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(b"\n".join((_seal(head, body.getvalue()), head, body.getvalue())))
            beside.replace(path)
        except (OSError, pickle.PicklingError, TypeError) as wrong:
            _log.warning("the plan of %s cannot be kept as it was read: %s", office, wrong)


class _Plain(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        return (frozen, (dict(value),)) if isinstance(value, MappingProxyType) else NotImplemented


class _Known(pickle.Unpickler):
    """Makes what the pure package `roles` has classes for, and calls nothing else whatever a file says."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, "frozen"):
            return frozen
        if (module, name) in _VALUES:
            return _VALUES[module, name]
        found = getattr(importlib.import_module(module), name, None) if _OURS.fullmatch(module) else None
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a plan")


def frozen(value: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Return a mapping that nobody changes: what plans are made of, and what pickle does not know by itself."""
    return MappingProxyType(value)


def _seal(head: bytes, body: bytes) -> bytes:
    return hashlib.sha256(head + b"\n" + body).hexdigest().encode()


def _digests(names: Mapping[str, Any], standards: Mapping[str, bytes]) -> dict[str, str | None]:
    return {name: hashlib.sha256(standards[name]).hexdigest() if name in standards else None for name in names}


@cache
def _code() -> str | None:
    """Return what reads plans, as a digest: what another version has read is read again. None where nobody can tell."""
    whole = hashlib.sha256(f"{FORMAT} {sys.version} {ruamel.yaml.__version__}".encode())
    folder = Path(str(roles.__file__)).parent
    sources = sorted(folder.rglob("*.py"))
    for path in sources:
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest() if sources else None
