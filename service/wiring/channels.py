"""Which channels there are, as routes.toml says; one that cannot be made costs its route and no other."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.clock import Clock
from service.network.address import NOTHING, Inside
from service.notify.alarm_centre.settings import Dc09Settings
from service.notify.cap.settings import CapSettings
from service.notify.config import RoutesFile
from service.notify.links import Links
from service.notify.other.settings import OtherSettings
from service.notify.port import Channel
from service.notify.trygg.settings import TryggSettings
from service.notify.webhook.settings import WebhookSettings
from service.store.push_port import PushStore

Make = Callable[[], Channel]
"""Makes a channel; raises one of `WRONG` where it cannot be used as it is set."""

WRONG = (ValueError, OSError)
"""What every channel's own errors are, of its keys, passwords and addresses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What channels need of the node."""

    links: Links
    subscriptions: PushStore
    clock: Clock
    data_dir: Path
    inside: Inside = NOTHING
    """What of the house's own network may be asked."""


def channels_of(file: RoutesFile, around: Around) -> tuple[dict[str, Channel], list[str]]:
    """Return the channel of each route that is set up, and in words what of the rest cannot be used."""
    channels: dict[str, Channel] = {}
    errors: list[str] = []
    for route, make in (*_telephones(file, around), *_machines(file, around)):
        try:
            channels[route] = make()
        except WRONG as wrong:
            errors.append(f"routes.toml: nobody is called over {route}: {wrong}")
    return channels, errors


def hooks_of(file: RoutesFile) -> Mapping[str, WebhookSettings | TryggSettings]:
    """Return by name what is reached over the route of webhooks: systems, and neighbours that run Trygg too."""
    return {**file.receivers_of(WebhookSettings), **file.receivers_of(TryggSettings)}


def receivers_of(file: RoutesFile) -> Mapping[str, Collection[str]]:
    """Return the names of the receivers by the routes that lead to them."""
    return {
        "alarm_centre": file.receivers_of(Dc09Settings).keys(),
        "cap": file.receivers_of(CapSettings).keys(),
        "webhook": hooks_of(file).keys(),
        "other": file.receivers_of(OtherSettings).keys(),
    }


def _telephones(file: RoutesFile, around: Around) -> Iterator[tuple[str, Make]]:
    """Yield what reaches people on their telephones and in their mail; only what is set up is loaded."""
    if (settings := file.push) is not None:
        from service.notify.push import channel as push
        from service.notify.push import vapid

        yield "push", lambda: push.make(settings, vapid.kept_key(around.data_dir), around.subscriptions)
    if (elks := file.elks) is not None:
        from service.notify.sms import channel as sms
        from service.notify.sms.settings import ElksSettings as SmsSettings

        yield "sms", lambda: sms.make(SmsSettings.model_validate(elks.model_dump()))
        # Without a number calls come from nowhere, and without a public address nobody could press a key.
        if elks.number is not None and file.public_url is not None:
            from service.notify.voice import channel as voice
            from service.notify.voice.settings import ElksSettings as VoiceSettings

            yield "voice", lambda: voice.make(VoiceSettings.model_validate(elks.model_dump()), around.links)
    if (mail := file.email) is not None:
        from service.notify.email import channel as email

        yield "email", lambda: email.make(mail, around.clock)


def _machines(file: RoutesFile, around: Around) -> Iterator[tuple[str, Make]]:
    """Yield what reaches centres, systems and everything else that has a name under `[receivers]`."""
    if centres := file.receivers_of(Dc09Settings):
        from service.notify.alarm_centre import channel as alarm_centre

        yield "alarm_centre", lambda: alarm_centre.make(centres, data_dir=around.data_dir, clock=around.clock)
    if documents := file.receivers_of(CapSettings):
        from service.notify.cap import channel as cap

        yield "cap", lambda: cap.make(documents, clock=around.clock, inside=around.inside)
    if hooks := hooks_of(file):
        from service.notify.webhook import channel as webhook

        yield "webhook", lambda: webhook.make(hooks, around.clock, around.inside)
    if others := file.receivers_of(OtherSettings):
        from service.notify.other import channel as other

        yield "other", lambda: other.make(others)
