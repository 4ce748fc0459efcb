"""Signed heads of the record, as a part of a node: who signs, and on which ways they leave."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from service.addresses import Addresses
from service.api.desk import Desk
from service.clock import Clock
from service.dispatch.faults import Faults
from service.jobs.heads import Heads
from service.network.address import Inside
from service.notify.config import RoutesFile
from service.notify.email.channel import EmailChannel
from service.notify.heads.key import FILE, HeadKey, KeyFileError, make_key
from service.notify.heads.settings import HeadsSettings
from service.notify.heads.shelf import Shelf
from service.notify.heads.ways import ByMail, Stamper, ToFolder, ToWebhook, Way
from service.notify.port import Channel
from service.notify.webhook.settings import SecretError, WebhookSettings
from service.settings import Settings
from service.store.port import Store
from service.wiring.part import Jobs

FOLDER: Final = "heads"
"""In the data folder: what was signed by this node."""

_log = logging.getLogger(__name__)


class Around(Protocol):
    """What it needs of its node."""

    settings: Settings
    store: Store
    faults: Faults
    clock: Clock


class HeadsPart:
    """What a node has that signs heads; nothing where routes.toml has no `[heads]`."""

    def __init__(self, file: RoutesFile, channels: Mapping[str, Channel], node: Around) -> None:
        """Put it together; what cannot be used costs the heads and not the service."""
        self.job: Heads | None = None
        said = file.heads
        if said is None:
            return
        data_dir, inside = node.settings.data_dir, Inside.of(node.settings.inside_hosts)
        try:
            key = key_of(data_dir, said)
            ways = _ways(said, file, channels, inside, node.clock)
        except (KeyFileError, SecretError, ValueError) as wrong:
            _log.critical("no heads of the record are signed: %s", wrong)
            node.faults.report(Faults.EVERYWHERE, "heads_stuck")
            return
        stamper = Stamper(said.time_stamp, said, inside) if said.time_stamp else None
        shelf = Shelf(data_dir / FOLDER)
        self.job = Heads(node.store, shelf, key, node.faults, node.clock, ways=ways, stamper=stamper)

    async def begin(self, jobs: Jobs) -> None:
        """Sign from now on."""
        if self.job is not None:
            jobs.begin("heads", self.job.run)

    def routes(self, _desk: Desk, _settings: Settings) -> Sequence[Addresses]:
        """Return no routes: whoever keeps heads keeps them elsewhere."""
        return ()


def key_path(data_dir: Path, said: HeadsSettings | None) -> Path:
    """Return where the key lies."""
    return said.key_file if said is not None and said.key_file is not None else data_dir / FILE


def key_of(data_dir: Path, said: HeadsSettings) -> HeadKey:
    """Return the key; it is made where there is none yet. Raises KeyFileError."""
    path = key_path(data_dir, said)
    return HeadKey.load(path) if path.exists() else make_key(path)


def _ways(
    said: HeadsSettings, file: RoutesFile, channels: Mapping[str, Channel], inside: Inside, clock: Clock
) -> dict[str, Way]:
    """Return the ways out by name.

    Raises:
        ValueError: one is named that is not set up.
    """
    ways: dict[str, Way] = {}
    if said.folder is not None:
        ways["folder"] = ToFolder(said.folder)
    if said.mail_to:
        email = channels.get("email")
        if not isinstance(email, EmailChannel):
            raise ValueError("routes.toml: mail_to under [heads] needs an [email] that can be used")
        ways["mail"] = ByMail(email, said.mail_to, clock)
    if said.webhook is not None:
        receiver = file.receivers_of(WebhookSettings).get(said.webhook)
        if receiver is None:
            raise ValueError(
                f"routes.toml: webhook under [heads] names {said.webhook}, which is no receiver of kind webhook"
            )
        ways["webhook"] = ToWebhook(receiver, inside, clock)
    return ways
