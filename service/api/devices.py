"""Who may come in at the broker, office by office: which devices there are, their passwords, and an end to them."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from devices.own_topics import OwnTopics, PrefixError, topics_of, topics_of_gateway
from devices.registry import Registry
from devices.topics import SERVICE, is_slug
from devices.watch import Standing
from service.access.action import Action
from service.access.device_credentials import (
    DeviceCredentialError,
    DeviceCredentials,
    ForeignTopicError,
    Given,
    MeanwhileError,
)
from service.access.device_rows import WORRIES, DeviceRow, rows_of
from service.access.trace import actor_of
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.accounts import must_be_somebody
from service.api.desk import Desk
from service.api.gate import Who
from service.api.picture_of_code import squares
from service.api.problem import Problem
from service.api.window_of_test import may_test, told_test
from service.dispatch.window_of_test import HEARD, MEASURED, REMEMBERED, last_test_among
from service.store.device_port import CredentialTakenError

LONGEST_OLD_DAYS: Final = 90
MOST_PREFIXES: Final = 20
_GENERATION: Final = 1_000_000

Follows = Literal["by_itself", "files", "by_command"]


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokerPlace:
    """What has to be written into a device, and how a change of its credentials gets to the broker."""

    host: str
    port: int
    tls: bool
    authority: str | None
    """What the device has to trust (PEM); None where whoever runs the broker says so."""
    follows: Follows
    """By itself at once; from files that are written at once, with a reload; or only when a command writes them."""

    @property
    def address(self) -> str:
        """The broker's address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"


class NewCredential(BaseModel):
    """A credential for a device or a gateway, and what was seen of it: somebody else may have changed it meanwhile."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[int, Field(ge=0, le=_GENERATION)]
    """The generation of its newest credential that holds, as one has seen it; 0: it has none."""
    prefixes: Annotated[list[Annotated[str, Field(max_length=250)]], Field(max_length=MOST_PREFIXES)] = []
    """It is a gateway: the first levels of its topics."""
    old_days: Annotated[int, Field(ge=0, le=LONGEST_OLD_DAYS)] = 14
    """For how many days the one before still holds; 0 ends it at once."""


def router(desk: Desk, credentials: DeviceCredentials, place: Callable[[], BrokerPlace]) -> Addresses:
    """Return the routes.

    Args:
        desk: the running service's parts.
        credentials: gives and ends them.
        place: where the broker is.
    """
    routes = Addresses(prefix="/offices/{office}/devices", tags=["access"])

    @routes.get("")
    async def devices(office: str, visitor: Who) -> dict[str, Any]:
        """List the devices and gateways of an office, those first that somebody has to see to."""
        known = await desk.store.devices.credentials()
        rows = rows_of(office, desk.intake.registry, known, desk.clock.now())
        zones = desk.book[office].plan.zones if office in desk.book else {}
        tests = await desk.store.recent(office, (HEARD, MEASURED), REMEMBERED)
        now = desk.clock.now()
        enrolled = [
            one for one in desk.intake.registry.inventory.devices if one.office == office and office in desk.book
        ]
        untested = {one.device for one in enrolled if desk.tested.is_untested(one)}
        spare = {one.device for one in enrolled if one.holder is None and one.place is None}
        testable = {one.device for one in enrolled if may_test(desk, visitor, one)}
        told = [
            {
                **_told(row),
                "may_test": row.device in testable,
                **told_test(last_test_among(tests, f"{office}/{row.device}", now)),
                "place": zones[row.place].name if row.place and row.place in zones else None,
                **_standing_told(desk.devices.standing(office, row.device)),
                "untested": row.device in untested,
                "is_spare": row.device in spare,
            }
            for row in rows
        ]
        return {
            "asks": bool(known),
            "stale": desk.faults.has(office, "access_stale"),
            "listening_since": instant(desk.devices.since),
            "untested_zones": [
                {"zone": zone, "name": zones[zone].name} for zone in desk.tested.untested_zones(office) if zone in zones
            ],
            "zones": len(zones),
            "silent_behind": desk.devices.silent_behind(office),
            "broker": _broker_told(await asyncio.to_thread(place)),
            "may": {"gateway": _everywhere(visitor)},
            # Behind those that are refused come those that may not call for help, then those to look at some day.
            "devices": sorted(told, key=_worst_first),
        }

    @routes.post("/{device}/credentials", status_code=HTTPStatus.CREATED)
    async def give(office: str, device: str, visitor: Who, wanted: NewCredential) -> dict[str, Any]:
        """Make a credential; its password is shown once. One that it had holds for some days beside it."""
        must_be_somebody(visitor)
        _must_be_named(office, device)
        had: set[str] = {*await credentials.kinds_of(office, device)}
        topics = _topics(desk.intake.registry, (office, device), had, visitor=visitor, wanted=wanted)
        by = actor_of(visitor)
        try:
            if wanted.after == 0:
                kind: Literal["device", "gateway"] = "gateway" if wanted.prefixes else "device"
                given = await credentials.give(office, device, kind, _needed(topics), by=by)
            else:
                old_holds = timedelta(days=wanted.old_days)
                given = await credentials.rotate(office, device, topics, old_holds=old_holds, after=wanted.after, by=by)
        except (MeanwhileError, CredentialTakenError):
            raise _changed() from None
        except ForeignTopicError as wrong:
            detail = str(wrong) if _everywhere(visitor) else "Another device or gateway publishes on these topics."
            raise Problem(HTTPStatus.CONFLICT, "another_ones", detail) from None
        except DeviceCredentialError as wrong:
            raise Problem(HTTPStatus.CONFLICT, "too_many", str(wrong)) from None
        return _given_told(given, await asyncio.to_thread(place))

    @routes.delete("/{device}/credentials")
    async def revoke(
        office: str, device: str, visitor: Who, before: Annotated[int | None, Query(ge=2, le=_GENERATION)] = None
    ) -> dict[str, Any]:
        """End all credentials of a device, or those older than a generation that holds; its connection ends too."""
        must_be_somebody(visitor)
        try:
            ended = await credentials.revoke(office, device, before=before, by=actor_of(visitor))
        except MeanwhileError:
            raise _changed() from None
        if not ended:
            detail = "This device has no such credential that holds."
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_credential", detail)
        return {"ended": ended}

    return routes


def _topics(
    registry: Registry, named: tuple[str, str], had: set[str], *, visitor: Visitor, wanted: NewCredential
) -> OwnTopics | None:
    """Return the topics that a credential shall be bound to; None for those of the one before."""
    if wanted.prefixes or "gateway" in had:
        if not _everywhere(visitor):
            detail = "A gateway's topics belong to no office: ask whoever looks after the devices of all offices."
            raise Problem(HTTPStatus.FORBIDDEN, "not_yours", detail)
        if "device" in had:
            detail = "It has the credential of a device; revoke that before it becomes a gateway."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", detail)
        try:
            return topics_of_gateway(wanted.prefixes) if wanted.prefixes else None
        except PrefixError as wrong:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", str(wrong)) from None
    topics = topics_of(named, registry.inventory.devices, registry.outputs.outputs, registry.rules)
    if topics is None:
        raise _unknown()
    return topics


def _needed(topics: OwnTopics | None) -> OwnTopics:
    if topics is None:  # it was a gateway a moment ago, and has been revoked since
        raise _changed()
    return topics


def _everywhere(visitor: Visitor) -> bool:
    return allowed(visitor, Action.MANAGE_DEVICES, None)


def _must_be_named(office: str, device: str) -> None:
    if not (is_slug(office) and is_slug(device)) or office == SERVICE:
        raise _unknown()


def _unknown() -> Problem:
    detail = "Nobody enrolled this device; enrol it in the office's list of devices, or give the prefix of a gateway."
    return Problem(HTTPStatus.NOT_FOUND, "unknown_device", detail)


def _changed() -> Problem:
    detail = "Somebody else gave or revoked a credential of this device meanwhile. Nothing was changed: look again."
    return Problem(HTTPStatus.CONFLICT, "changed_meanwhile", detail)


def _broker_told(place: BrokerPlace) -> dict[str, Any]:
    return {"address": place.address, "tls": place.tls, "authority": place.authority, "follows": place.follows}


def _given_told(given: Given, place: BrokerPlace) -> dict[str, Any]:
    address = place.address.replace("://", f"://{given.user}:{given.password}@", 1)
    return {
        "user": given.user,
        "password": given.password,
        "old_until": instant(given.old_until) if given.old_until else None,
        "publishes": list(given.topics.publishes),
        "hears": list(given.topics.hears),
        "code": squares(address),
    }


def _told(row: DeviceRow) -> dict[str, Any]:
    return {
        "device": row.device,
        "name": row.name,
        "kind": row.kind,
        "enrolled": row.enrolled,
        "state": row.state,
        "gateway": row.gateway,
        "ended_at": instant(row.ended_at) if row.ended_at else None,
        "credentials": [
            {
                "user": one.user,
                "generation": one.generation,
                "since": instant(one.created_at),
                "expires_at": instant(one.expires_at) if one.expires_at else None,
                "publishes": list(one.publishes),
            }
            for one in row.holding
        ],
    }


def _worst_first(told: dict[str, Any]) -> int:
    if told["state"] in WORRIES:
        return 0
    if told["left"] or told["hearing"] == "lost" or told["offline"]:
        return 1
    if told["tamper"] or told["battery_low"]:
        return 2
    return 3 if told["hearing"] in ("late", "behind") else 4


def _standing_told(standing: Standing | None) -> dict[str, Any]:
    """Return how a device stands, without a time of any word.

    Whoever knows when a pendant was heard last knows when its wearer was at work.
    """
    return asdict(standing or Standing(hearing="not_supervised"))
