"""Which channels there are, as routes.toml says; one that cannot be made costs its route and no other."""

from collections.abc import Callable, Iterator

from service.notify.config import RoutesFile
from service.notify.links import Links
from service.notify.port import Channel
from service.notify.sms import channel as sms
from service.notify.sms.settings import ElksSettings as SmsSettings
from service.notify.voice import channel as voice
from service.notify.voice.settings import ElksSettings as VoiceSettings

Make = Callable[[], Channel]
"""Makes a channel; raises ValueError where it cannot be used as it is set."""


def channels_of(file: RoutesFile, links: Links) -> tuple[dict[str, Channel], list[str]]:
    """Return the channel of each route that is set up, and in words what of the rest cannot be used."""
    channels: dict[str, Channel] = {}
    errors: list[str] = []
    for route, make in _makes(file, links):
        try:
            channels[route] = make()
        except ValueError as wrong:
            errors.append(f"routes.toml: nobody is called over {route}: {wrong}")
    return channels, errors


def _makes(file: RoutesFile, links: Links) -> Iterator[tuple[str, Make]]:
    elks = file.elks
    if elks is not None:
        yield "sms", lambda: sms.make(SmsSettings.model_validate(elks.model_dump()))
        # Without a number calls come from nowhere, and without a public address nobody could press a key.
        if elks.number is not None and file.public_url is not None:
            yield "voice", lambda: voice.make(VoiceSettings.model_validate(elks.model_dump()), links)
