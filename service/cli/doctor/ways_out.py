"""Whether people at no screen can be reached: routes.toml, who can read its secrets, and who reaches us back."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel

from service.cli.doctor.look import Look, fine, missing, note
from service.notify.config import RoutesError, RoutesFile, load, read_by_others
from service.notify.elks import Elks
from service.notify.elks_table import ElksTable
from service.notify.port import NotHandedOver
from service.settings import LOOPBACK, Settings


async def looks(settings: Settings) -> Iterator[Look]:
    """Look at all of it; asks 46elks for the account, which sends nothing to anybody."""
    path = settings.routes_path
    try:
        file = load(path)
    except RoutesError as wrong:
        return iter([missing(f"ways out: {wrong}")])
    if file.model_copy(update={"heads": None}) == RoutesFile():
        return iter([note(f"ways out: none; people away from the screens are not called. Describe them in {path}")])
    seen = [*files(path, file), *public_url(file, settings)]
    if file.elks is not None:
        seen += [*telephones(file.elks, file.public_url), await account(file.elks)]
    return iter(seen)


def files(path: Path, file: RoutesFile) -> Iterator[Look]:
    """Look at who can read the secrets."""
    open_files = sorted(str(one) for one in _secrets(file) if read_by_others(one))
    if open_files:
        yield missing(f"ways out: others on this computer may read {', '.join(open_files)}; chmod go= them")
    else:
        yield fine(f"ways out: {path}")


def public_url(file: RoutesFile, settings: Settings) -> Iterator[Look]:
    """Look at whether telephones and providers reach the service."""
    if file.public_url is None:
        yield missing(
            "ways out: no public_url, so nobody can answer by a link, nobody is called by telephone, and nobody learns "
            "whether a message arrived"
        )
        return
    parts = urlsplit(file.public_url)
    if parts.scheme != "https" or parts.hostname in LOOPBACK:
        yield missing(f"ways out: public_url {file.public_url} is not https, or of this computer alone")
    elif parts.hostname not in settings.http_names:
        yield missing(f"ways out: {parts.hostname} of public_url is none of TRYGG_HTTP_NAMES, so what comes is refused")


def telephones(elks: ElksTable, public_url: str | None) -> Iterator[Look]:
    """Look at what texts and calls can do as they are set."""
    if elks.number is None:
        yield note("46elks: texts only; calls need number")
    if elks.replies:
        yield note("46elks: whoever can forge a sender's number on a telephone network can answer by text in her name")
    elif public_url is None:
        yield missing("46elks: texts have no link and take no replies, so nobody can answer them")
    if elks.recordings is not None and not elks.recordings.is_dir():
        yield missing(f"46elks: there is no folder {elks.recordings}, so calls play what comes with Trygg")


async def account(elks: ElksTable) -> Look:
    """Ask for the account."""
    try:
        asked = Elks(elks)
    except ValueError as wrong:
        return missing(f"46elks: {wrong}")
    try:
        await asked.probe()
    except NotHandedOver as wrong:
        return missing(f"46elks: the account cannot be used ({wrong.reason}): {wrong}")
    finally:
        await asked.close()
    return fine("46elks: the account answers; whether there is money on it, it does not say")


def _secrets(model: BaseModel) -> Iterator[Path]:
    """Yield every file that a setting names as one with a secret."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Path) and name.endswith("_file"):
            yield value
        for inner in value.values() if isinstance(value, dict) else (value,):
            if isinstance(inner, BaseModel):
                yield from _secrets(inner)
