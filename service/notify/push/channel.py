"""Encrypts for each of a person's telephones and hands it to that browser's push service."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final, Protocol
from urllib.parse import urlsplit

from webpush import WebPush
from webpush.types import WebPushKeys, WebPushSubscription

from service.notify.outward import Outward
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.notify.push.content import checked, headers_of, payload_of, understood
from service.notify.push.settings import PushSettings
from service.notify.push.vapid import Key
from service.notify.turned_down import TurnedDown

PATIENCE_S: Final = 8.0
"""Seconds for all telephones of one person, beside each other."""

MOST_SERVICES: Final = 8
"""Push services that a probe looks at; the browsers there are have four."""


class Subscribed(Protocol):
    """What the channel asks of the kept subscriptions."""

    async def forget(self, endpoint: str) -> None:
        """Take out a subscription that is no more."""
        ...

    async def endpoints(self) -> Sequence[str]:
        """Return the addresses of all subscriptions."""
        ...


_log = logging.getLogger(__name__)


class PushChannel:
    """The route `push`."""

    route = "push"

    def __init__(
        self, settings: PushSettings, key: Key, subscribed: Subscribed, outward: Outward | None = None
    ) -> None:
        """Serve with a key.

        Args:
            settings: who is written to when something is wrong.
            key: the service's key; subscriptions were made with it.
            subscribed: the subscriptions that are kept.
            outward: the way to the push services.
        """
        self.public_key = key.public
        """What a browser needs to subscribe."""
        self._settings = settings
        self._encryption = WebPush(key.private_pem, key.public_pem, settings.subject.removeprefix("mailto:"))
        self._subscribed = subscribed
        self._outward = outward or Outward(patience_s=PATIENCE_S)
        self._sending: set[asyncio.Task[Handed]] = set()
        self._turned_down = TurnedDown()
        """A browser may have subscribed with any key, and its owner may have written any address of a push service."""

    def check(self, endpoint: str, p256dh: str, auth: str) -> None:
        """Look at what a browser says of its subscription; raises ValueError."""
        checked(self._settings, endpoint, p256dh, auth)

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Send to all telephones of a person; handed over as soon as one push service has taken it.

        What has not been taken by then goes on beside it, within its own time.

        Raises:
            NotHandedOver: none has: the most hopeful reason of them.
        """
        phones = notice.address.subscriptions
        if not phones:
            raise NotHandedOver("no_address", again=False, detail="she has no telephone that subscribes")
        waiting = {asyncio.create_task(self._send(notice, one)) for one in phones}
        for task in waiting:
            self._sending.add(task)
            task.add_done_callback(self._settled)
        failed: list[NotHandedOver] = []
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                try:
                    return task.result()
                except NotHandedOver as wrong:
                    failed.append(wrong)
        raise max(failed, key=lambda one: (one.again, one.reason != "gone"))

    async def probe(self, receiver: str | None = None) -> None:
        """Find out whether any of the push services of the telephones that subscribe answers; nothing is sent.

        Raises:
            NotHandedOver: none does.
        """
        every = await self._subscribed.endpoints()
        services = dict.fromkeys(urlsplit(one)._replace(path="/", query="", fragment="").geturl() for one in every)
        asked = [self._outward.reach(one) for one in list(services)[:MOST_SERVICES]]
        wrongs = await asyncio.gather(*asked, return_exceptions=True)
        for wrong in wrongs:
            if wrong is not None and not isinstance(wrong, NotHandedOver):
                raise wrong
        if wrongs and None not in wrongs:
            raise next(wrong for wrong in wrongs if wrong is not None)

    async def close(self) -> None:
        """Let go of connections."""
        for task in list(self._sending):
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)
        await self._outward.close()

    def _settled(self, task: asyncio.Task[Handed]) -> None:
        self._sending.discard(task)
        if not task.cancelled():
            task.exception()  # looked at: the first telephone that has it decides

    async def _send(self, notice: Outgoing, phone: Mapping[str, str]) -> Handed:
        endpoint, p256dh, auth = phone["endpoint"], phone["p256dh"], phone["auth"]
        try:
            self.check(endpoint, p256dh, auth)
            # Endpoint and key have been looked at, so nothing that is left can fail on them.
            subscription = WebPushSubscription.model_validate(
                {"endpoint": endpoint, "keys": WebPushKeys(p256dh=p256dh, auth=auth)}
            )
            made = self._encryption.get(payload_of(notice), subscription)
        except ValueError as wrong:
            raise NotHandedOver("no_address", again=False, detail=str(wrong)) from None
        headers = {
            **headers_of(notice),
            "Content-Encoding": made.headers["content-encoding"],
            "Authorization": made.headers["authorization"],
        }
        answer = await self._outward.post(endpoint, made.encrypted, headers)
        service = urlsplit(endpoint).netloc
        try:
            handed = understood(answer.status)
        except NotHandedOver as wrong:
            if wrong.reason == "gone":
                await self._let_go(endpoint)
            wrong.is_hers = not wrong.again and self._turned_down.is_about_one(service, endpoint)
            raise
        self._turned_down.taken(service)
        return handed

    async def _let_go(self, endpoint: str) -> None:
        try:
            await self._subscribed.forget(endpoint)
        except Exception:  # the notice's fate is told all the same; it is tried again with the next push
            _log.warning("A subscription that is no more could not be taken out", exc_info=True)


def make(settings: PushSettings, key: Key, subscribed: Subscribed) -> PushChannel:
    """Return the channel of web push."""
    return PushChannel(settings, key, subscribed)
