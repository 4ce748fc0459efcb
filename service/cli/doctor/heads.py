"""Whether somebody outside the database knows how the record ends."""

from collections.abc import Iterator

from service.cli.doctor.look import Look, fine, missing, note
from service.notify.config import RoutesError, load, read_by_others
from service.notify.heads.key import HeadKey, KeyFileError
from service.notify.heads.settings import HeadsSettings
from service.settings import Settings
from service.wiring.heads import key_path


def looks(settings: Settings) -> Iterator[Look]:
    """Look at the ways on which heads leave, and at the key; nothing is sent."""
    try:
        said = load(settings.routes_path).heads
    except RoutesError:
        return  # told where the ways out are looked at
    if said is None:
        yield note(
            "heads of the record: none leave the database, so nobody could tell that its end was cut off; "
            f"name a folder, a mailbox or a webhook under [heads] in {settings.routes_path}"
        )
        return
    yield _ways(said)
    path = key_path(settings.data_dir, said)
    if not path.exists():
        yield note(f"heads of the record: the key {path} is made at the first start; then: trygg timeline key")
        return
    try:
        key = HeadKey.load(path)
    except KeyFileError as wrong:
        yield missing(f"heads of the record: {wrong}")
        return
    if read_by_others(path):
        yield missing(f"heads of the record: others on this computer may read {path}; chmod go= it")
    else:
        yield fine(f"heads of the record: signed with the key {key.public}; it has to be written down elsewhere")


def _ways(said: HeadsSettings) -> Look:
    if said.folder is not None and not said.folder.is_dir():
        return missing(f"heads of the record: there is no folder {said.folder}; mount it, or make it")
    ways = [str(said.folder)] if said.folder else []
    ways += [f"mail to {to}" for to in said.mail_to]
    ways += [f"the webhook {said.webhook}"] if said.webhook else []
    stamped = "" if said.time_stamp is None else ", each with a time stamp"
    return fine(f"heads of the record: they go to {', '.join(ways)}{stamped}")
