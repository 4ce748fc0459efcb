"""routes.toml: by which routes people are called, and the secrets of each in files beside it."""

import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.notify.alarm_centre.settings import Dc09Settings
from service.notify.cap.settings import CapSettings
from service.notify.elks_table import ElksTable
from service.notify.email.settings import EmailSettings
from service.notify.heads.settings import HeadsSettings
from service.notify.other.settings import OtherSettings
from service.notify.push.settings import PushSettings
from service.notify.trygg.settings import TryggSettings
from service.notify.webhook.settings import WebhookSettings
from service.settings import SLUG

LARGEST: Final = 256 * 1024
"""Bytes; whatever is larger is no file of routes."""

_FILES: Final = ("_file", "ca", "recordings", "folder")
"""How the keys end that name a file or a folder: one that is not absolute lies beside routes.toml."""


class RoutesError(Exception):
    """routes.toml cannot be used; the message says where and what to do, and repeats no secret."""


Receiver = Annotated[
    Dc09Settings | CapSettings | WebhookSettings | TryggSettings | OtherSettings, Field(discriminator="kind")
]
"""What may stand under `[receivers]`."""


S = TypeVar("S", Dc09Settings, CapSettings, WebhookSettings, TryggSettings, OtherSettings)


class RoutesFile(BaseModel):
    """What routes.toml says."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    public_url: Annotated[str, Field(max_length=200, pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$")] | None = None
    """How telephones and providers reach the service; links and callbacks begin with it. None: nothing comes back."""
    elks: ElksTable | None = None
    """Text messages and calls over 46elks."""
    push: PushSettings | None = None
    """Notifications on telephones."""
    email: EmailSettings | None = None
    """Mail."""
    heads: HeadsSettings | None = None
    """Where signed heads of the record go."""
    receivers: Annotated[Mapping[Annotated[str, Field(pattern=SLUG)], Receiver], Field(max_length=200)] = {}
    """Alarm centres, systems and services by the names that plans give them."""

    def receivers_of(self, settings: type[S]) -> dict[str, S]:
        """Return the receivers of one kind, by name."""
        return {name: one for name, one in self.receivers.items() if isinstance(one, settings)}


def load(path: Path) -> RoutesFile:
    """Read the file; without one there are no routes.

    Raises:
        RoutesError: it cannot be read, or does not fit.
    """
    try:
        size = path.stat().st_size
        text = path.read_bytes() if size <= LARGEST else b""
    except FileNotFoundError:
        return RoutesFile.model_construct()  # of nothing: what a file may say is worked out where there is one
    except OSError as wrong:
        raise RoutesError(f"{path} cannot be read ({wrong.strerror}); let Trygg's user read it") from None
    if size > LARGEST:
        raise RoutesError(f"{path} is larger than {LARGEST // 1024} KiB; it holds a few tables, and no secrets")
    try:
        told = tomllib.loads(text.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise RoutesError(f"{path} is no TOML ({wrong}); mend that line") from None
    try:
        return RoutesFile.model_validate(_beside(told, path.parent.absolute()))
    except ValidationError as wrong:
        raise RoutesError(f"{path}: {'; '.join(_said(wrong))}") from None


def read_by_others(path: Path) -> bool:
    """Whether others than its owner can read a file that names accounts; False where there is none."""
    try:
        return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
    except OSError:
        return False


def _beside(told: Any, folder: Path, key: str = "") -> Any:
    if isinstance(told, dict):
        return {name: _beside(value, folder, name) for name, value in told.items()}
    if isinstance(told, str) and told and key.endswith(_FILES):
        return str(folder / told)
    return told


def _said(wrong: ValidationError) -> Iterator[str]:
    """Say where and what, and never what stands there: it may be a secret in the wrong place."""
    for one in wrong.errors(include_input=False, include_url=False, include_context=False)[:5]:
        yield f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
