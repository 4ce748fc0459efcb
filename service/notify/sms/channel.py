"""Text messages over 46elks."""

from service.notify.elks import Elks
from service.notify.number import international
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.notify.sms.content import message_of
from service.notify.sms.settings import ElksSettings


class SmsChannel:
    """Hands text messages to the provider; that it has taken one is all that its answer proves."""

    route = "sms"

    def __init__(self, settings: ElksSettings) -> None:
        """Use an account; raises ValueError where its password cannot be read."""
        self._settings = settings
        self._elks = Elks(settings)

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Have a text sent once; raises NotHandedOver."""
        to = international(notice.address.phone) if notice.address.phone else None
        if to is None:
            reason = "unknown_number" if notice.address.phone else "no_address"
            raise NotHandedOver(reason, again=False, detail="the telephone number is missing, or not international")
        form = {
            "from": self._settings.source,
            "to": to,
            "message": message_of(notice, replies=self._settings.replies),
            # The text holds a link that answers for one person: the provider keeps no copy of it.
            "dontlog": "message",
        }
        if notice.callback:
            form["whendelivered"] = notice.callback
        return await self._elks.hand_over("sms", form)

    async def probe(self, receiver: str | None = None) -> None:
        """Ask for the account, there is one; raises NotHandedOver."""
        await self._elks.probe()

    async def close(self) -> None:
        """Let go of connections."""
        await self._elks.close()


def make(settings: ElksSettings) -> SmsChannel:
    """Return the channel; raises ValueError where the password cannot be read."""
    return SmsChannel(settings)
