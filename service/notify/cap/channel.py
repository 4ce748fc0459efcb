"""Posts CAP 1.2 documents to receivers that the operator has named."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.clock import Clock
from service.network.address import NOTHING, Inside
from service.notify.cap.content import document, first_of
from service.notify.cap.post import headers_of, understood
from service.notify.cap.settings import CapSettings, SecretFileError
from service.notify.http import Http
from service.notify.port import Address, Handed, NotHandedOver, Outgoing

KEPT: Final = 500
"""Alarms of which it is remembered which documents a receiver has."""
TEST_EVERY_S: Final = 3600
"""Seconds between two documents that are tests; routes to centres are probed each minute."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Receiver:
    settings: CapSettings
    http: Http
    login: tuple[str, str] | None
    token: str | None
    secret: bytes | None


class Cap:
    """The route `cap`."""

    route = "cap"

    def __init__(self, receivers: Mapping[str, CapSettings], *, clock: Clock, inside: Inside = NOTHING) -> None:
        """Serve receivers by their names in routes.toml; one whose secret cannot be read costs no other one.

        `inside` is what of the house's own network may be asked.
        """
        self._clock = clock
        self._receivers: dict[str, _Receiver] = {}
        self._unusable: dict[str, str] = {}
        for name, one in receivers.items():
            http = Http(max_seconds=one.max_seconds, ca=one.ca, inside=inside.and_written(one.url))
            try:
                self._receivers[name] = _Receiver(one, http, one.login(), one.token(), one.secret())
            except SecretFileError as wrong:
                _log.critical("nobody is called over the receiver of CAP documents %s: %s", name, wrong)
                self._unusable[name] = str(wrong)
        self._test_due: dict[str, float] = {}
        self._posted: OrderedDict[tuple[str, str], tuple[str, ...]] = OrderedDict()

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Post a notice's document once; raises NotHandedOver."""
        name = notice.address.receiver
        receiver = self._receiver(name)
        alarm = (name or "", notice.alarm)
        handed = await self._post(receiver, notice, self._posted.get(alarm, ()))
        if notice.purpose == "call":
            self._remember(alarm, first_of(notice, receiver.settings))
        return handed

    async def probe(self, receiver: str | None = None) -> None:
        """Find out whether a receiver, or each of them, answers; with `self_test` hourly by a document that is a test.

        Raises:
            NotHandedOver: one does not, or does not let us in.
        """
        for name in [receiver] if receiver is not None else [*self._receivers, *self._unusable]:
            one = self._receiver(name)
            if one.settings.self_test and self._clock.monotonic() >= self._test_due.get(name, 0):
                await self._post(one, self._test_of(name), ())
                self._test_due[name] = self._clock.monotonic() + TEST_EVERY_S
                continue
            answer = await one.http.ask("OPTIONS", one.settings.url, headers=_bearer(one.token), login=one.login)
            if answer.status in (401, 403) or answer.status >= 500:
                understood(answer.status)  # raises; any other answer, also a refusal of the method, proves a receiver

    async def close(self) -> None:
        """Let go of connections."""
        for one in self._receivers.values():
            await one.http.close()

    async def _post(self, receiver: _Receiver, notice: Outgoing, earlier: tuple[str, ...]) -> Handed:
        now = self._clock.now()
        body = document(notice, receiver.settings, now, earlier)
        headers = headers_of(notice, body, now, secret=receiver.secret, token=receiver.token)
        url = receiver.settings.url
        answer = await receiver.http.ask("POST", url, content=body, headers=headers, login=receiver.login)
        return understood(answer.status)

    def _remember(self, alarm: tuple[str, str], reference: str) -> None:
        self._posted[alarm] = tuple(dict.fromkeys((*self._posted.pop(alarm, ()), reference)))
        while len(self._posted) > KEPT:
            self._posted.popitem(last=False)

    def _test_of(self, name: str) -> Outgoing:
        now = self._clock.now()
        return Outgoing(
            key=f"self_test.{name}.{int(now.timestamp())}",
            repeats=False,
            office="trygg",
            office_name="Trygg",
            alarm=f"self-test-{int(now.timestamp())}",
            mode="test",
            kind="self_test",
            purpose="self_test",
            language="en",
            address=Address(name=name, receiver=name),
            neutral="Test of the route.",
            full="Test of the route.",
            at=now,
        )

    def _receiver(self, name: str | None) -> _Receiver:
        if name is None:
            raise NotHandedOver("no_address", again=False, detail="the plan names no receiver")
        if name in self._unusable:
            raise NotHandedOver("wrong_key", again=False, detail=self._unusable[name])
        if name not in self._receivers:
            raise NotHandedOver("no_route", again=False, detail=f"routes.toml has no receiver of CAP {name!r}")
        return self._receivers[name]


def make(receivers: Mapping[str, CapSettings], *, clock: Clock, inside: Inside = NOTHING) -> Cap:
    """Return the channel of all receivers of CAP documents."""
    return Cap(receivers, clock=clock, inside=inside)


def _bearer(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token}"}
