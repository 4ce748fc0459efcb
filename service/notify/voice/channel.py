"""Calls over 46elks."""

from service.notify.elks import Elks
from service.notify.links import Links
from service.notify.number import international
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.notify.voice.settings import ElksSettings
from service.notify.voice.words import LANGUAGES

STEP = "voice"
"""What the key in the address is for at which the provider asks for the next step of a call."""


class VoiceChannel:
    """Has people called. That a call was taken proves nothing; what is heard in it comes back to our address."""

    route = "voice"

    def __init__(self, settings: ElksSettings, links: Links) -> None:
        """Use an account; raises ValueError where its password cannot be read, or no number is set."""
        self._from = settings.source
        self._ring_seconds = settings.ring_seconds
        self._links = links
        self._elks = Elks(settings)

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Have somebody called once; raises NotHandedOver."""
        to = international(notice.address.phone) if notice.address.phone else None
        if to is None:
            reason = "unknown_number" if notice.address.phone else "no_address"
            raise NotHandedOver(reason, again=False, detail="the telephone number is missing, or not international")
        step = self._links.callback(notice.key, STEP)
        if step is None or notice.callback is None:
            detail = "a call needs public_url in routes.toml: the provider asks there what to play"
            raise NotHandedOver("no_route", again=False, detail=detail)
        form = {
            "from": self._from,
            "to": to,
            "voice_start": step_address(step, notice.language, again=notice.repeats),
            "whenhangup": notice.callback,
            "timeout": str(self._ring_seconds),
        }
        return await self._elks.hand_over("calls", form)

    async def probe(self, receiver: str | None = None) -> None:
        """Ask for the account, there is one; raises NotHandedOver."""
        await self._elks.probe()

    async def close(self) -> None:
        """Let go of connections."""
        await self._elks.close()


def step_address(address: str, language: str, *, again: bool = False, tries: int = 0) -> str:
    """Return where the next step is asked for: in which language, and what has been said before."""
    language = language if language in LANGUAGES else "en"
    return f"{address}?lang={language}{'&again=1' if again else ''}{f'&tries={tries}' if tries else ''}"


def make(settings: ElksSettings, links: Links) -> VoiceChannel:
    """Return the channel; raises ValueError where the password cannot be read, or no number is set."""
    return VoiceChannel(settings, links)
