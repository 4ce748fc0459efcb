"""brokers.toml: the brokers of the site at which Trygg listens beside its own, each with its own way in."""

import contextlib
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.family import OWN_BROKER
from service.ingest.address import Address, AddressError, read_address
from service.settings import LOOPBACK, SLUG, Settings

LARGEST: Final = 64 * 1024
"""Bytes; whatever is larger is no list of brokers."""
LONGEST: Final = 1024
"""Bytes of a password."""


class BrokersError(Exception):
    """A part of brokers.toml cannot be used; the message says where and what to do, and repeats no secret."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where one broker of the site is, and how to come in."""

    name: str
    url: str = field(repr=False)
    """With user and password."""
    ca_file: Path | None
    canary: bool = False
    """Whether Trygg may press to itself there; some brokers end the connection of whoever says what it may not."""

    @property
    def address(self) -> Address:
        """The URL as it was read."""
        return read_address(self.url, self.ca_file)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=SLUG)]
    url: Annotated[str, Field(max_length=500)]
    ca_file: Path | None = None
    user: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    password_file: Path | None = None
    canary: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    broker: Annotated[list[Any], Field(max_length=20)] = []


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """What brokers.toml says: the brokers that can be used, and what is wrong with the others, in words."""

    places: tuple[Place, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def urls(self) -> tuple[str, ...]:
        """Where its brokers are, with user and password."""
        return tuple(place.url for place in self.places)


def own_doors(settings: Settings, mqtt_url: str | None) -> frozenset[tuple[str, int]]:
    """Return the hosts and ports at which Trygg's own broker is reached; `mqtt_url` is where the node connects.

    A URL that cannot be read names none: that is said elsewhere.
    """
    doors: set[tuple[str, int]] = set()
    if mqtt_url is not None:
        with contextlib.suppress(AddressError):
            address = read_address(mqtt_url)
            doors.add(_door(address.host, address.port))
    if settings.mqtt_url is None and settings.broker_host is not None:
        names = (settings.broker_host, *settings.broker_names, "127.0.0.1")
        doors |= {_door(name, settings.broker_port) for name in names}
    return frozenset(doors)


def load(path: Path, own: Collection[tuple[str, int]] = ()) -> Site:
    """Read the file; without one the site has no brokers. Never raises.

    Args:
        path: where it lies.
        own: the hosts and ports of Trygg's own broker, as `own_doors` returns them.
    """
    try:
        told = _read(path)
    except BrokersError as wrong:
        return Site(errors=(str(wrong),))
    places: list[Place] = []
    errors: list[str] = []
    for number, entry in enumerate(told.broker, start=1):
        try:
            places.append(_place(entry, path.parent, places, own))
        except BrokersError as wrong:
            errors.append(f"{path}: broker {number}: {wrong}")
    return Site(places=tuple(places), errors=tuple(errors))


def _read(path: Path) -> _File:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except FileNotFoundError:
        return _File()
    except OSError as wrong:
        raise BrokersError(f"{path} cannot be read ({wrong.strerror}); let Trygg's user read it") from None
    if len(text) > LARGEST:
        raise BrokersError(f"{path} is larger than {LARGEST // 1024} KiB; it holds a few tables, and no secrets")
    try:
        return _File.model_validate(tomllib.loads(text.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise BrokersError(f"{path} is no TOML ({wrong}); mend that line") from None
    except RecursionError:
        raise BrokersError(f"{path} is nested too deeply to be a list of brokers; write it anew") from None
    except ValidationError as wrong:
        raise BrokersError(f"{path}: {'; '.join(_said(wrong))}; write a [[broker]] for each") from None


def _place(told: Any, folder: Path, before: list[Place], own: Collection[tuple[str, int]]) -> Place:
    try:
        entry = _Entry.model_validate(told)
    except ValidationError as wrong:
        raise BrokersError("; ".join(_said(wrong))) from None
    if entry.name == OWN_BROKER:
        raise BrokersError(f"{OWN_BROKER!r} is Trygg's own broker (TRYGG_MQTT_URL); choose another name")
    if any(one.name == entry.name for one in before):
        raise BrokersError(f"the name {entry.name} stands twice; give each broker its own")
    if "@" in entry.url:
        raise BrokersError("the url holds a user or a password; write user, and password_file for the password")
    if (entry.user is None) != (entry.password_file is None):
        raise BrokersError("user and password_file go together; write both, or none where the broker asks nobody")
    ca_file = None if entry.ca_file is None else folder / entry.ca_file
    url = entry.url
    if entry.user is not None and entry.password_file is not None:
        scheme, _, rest = url.partition("://")
        password = _password(folder / entry.password_file)
        url = f"{scheme}://{quote(entry.user, safe='')}:{quote(password, safe='')}@{rest}"
    place = Place(name=entry.name, url=url, ca_file=ca_file, canary=entry.canary)
    try:
        address = place.address
    except AddressError as wrong:
        raise BrokersError(str(wrong)) from None
    if _door(address.host, address.port) in own:
        raise BrokersError(
            f"{address} is Trygg's own broker, where it listens already: every press would be heard twice; take this "
            f"[[broker]] out, and leave `broker: {entry.name}` out of the lists of devices"
        )
    same = (one.name for one in before if (one.address.host, one.address.port) == (address.host, address.port))
    if (other := next(same, None)) is not None:
        raise BrokersError(f"{address} is {other} already; every message would be heard twice")
    return place


def _door(host: str, port: int) -> tuple[str, int]:
    """Return a host and a port as they are compared: all of this machine's own names are one."""
    name = host.casefold().rstrip(".")
    every = {*LOOPBACK, "0.0.0.0", "::"}  # noqa: S104  compared, not listened at
    return ("localhost" if name in every else name), port


def _password(path: Path) -> str:
    try:
        with path.open("rb") as file:
            password = file.read(LONGEST + 1).decode("utf-8").rstrip("\r\n")
    except OSError as wrong:
        raise BrokersError(f"{path} cannot be read ({wrong.strerror}); let Trygg's user read it") from None
    except UnicodeDecodeError:
        raise BrokersError(f"{path} is not UTF-8; write the password into it, and nothing else") from None
    if not password or len(password) > LONGEST or not password.isprintable():
        raise BrokersError(f"{path} holds no password of one line; write it into it, and nothing else")
    return password


def _said(wrong: ValidationError) -> Iterator[str]:
    """Say where and what, and never what stands there: it may be a secret in the wrong place."""
    for one in wrong.errors(include_input=False, include_url=False, include_context=False)[:5]:
        yield f"{'.'.join(str(part) for part in one['loc']) or 'entry'}: {one['msg']}"
