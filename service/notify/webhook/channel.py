"""Posts notices to receivers that the operator has named, signed with a secret of each one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.clock import Clock
from service.network.address import NOTHING, Inside
from service.network.names import LookUp
from service.notify.outward import Outward
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.notify.trygg import content as trygg
from service.notify.trygg.settings import TryggSettings
from service.notify.webhook.content import body_of, headers_of, understood
from service.notify.webhook.settings import WebhookSettings

PATIENCE_S: Final = 8.0
"""Seconds for one receiver's whole answer."""


@dataclass(frozen=True, slots=True)
class _Receiver:
    url: str
    secret: bytes
    outward: Outward
    office: str | None = None
    """Of a neighbour's Trygg: what it calls its office."""


class WebhookChannel:
    """The route `webhook`."""

    route = "webhook"

    def __init__(
        self,
        receivers: Mapping[str, WebhookSettings | TryggSettings],
        clock: Clock,
        *,
        patience_s: float = PATIENCE_S,
        inside: Inside = NOTHING,
        look_up: LookUp | None = None,
    ) -> None:
        """Serve receivers by their names; raises SecretError. `inside` is what of the house may be asked by all."""
        self._clock = clock
        self._receivers = {
            name: _Receiver(
                one.url if isinstance(one, WebhookSettings) else one.address,
                one.secret(),
                Outward(
                    patience_s=patience_s, allow_private=one.allow_private, inside=inside, ca=one.ca, look_up=look_up
                ),
                None if isinstance(one, WebhookSettings) else one.office,
            )
            for name, one in receivers.items()
        }

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Post a notice once; raises NotHandedOver."""
        receiver = self._receiver(notice.address.receiver)
        body = body_of(notice) if receiver.office is None else trygg.body_of(notice, receiver.office)
        headers = headers_of(notice, receiver.secret, body, self._clock.now())
        answer = await receiver.outward.post(receiver.url, body, headers)
        return understood(answer.status) if receiver.office is None else trygg.understood(answer)

    async def probe(self, receiver: str | None = None) -> None:
        """Find out whether a receiver, or each of them, answers at its address; nothing is sent.

        Raises:
            NotHandedOver: it does not.
        """
        for one in [self._receiver(receiver)] if receiver is not None else self._receivers.values():
            await one.outward.reach(one.url)

    async def close(self) -> None:
        """Let go of connections."""
        for one in self._receivers.values():
            await one.outward.close()

    def _receiver(self, name: str | None) -> _Receiver:
        if name is None:
            raise NotHandedOver("no_address", again=False, detail="the plan names no receiver")
        if name not in self._receivers:
            raise NotHandedOver("no_route", again=False, detail=f"routes.toml has no webhook {name!r}")
        return self._receivers[name]


def make(
    receivers: Mapping[str, WebhookSettings | TryggSettings], clock: Clock, inside: Inside = NOTHING
) -> WebhookChannel:
    """Return the channel of all webhooks and of neighbours that run Trygg; raises SecretError."""
    return WebhookChannel(receivers, clock, inside=inside)
