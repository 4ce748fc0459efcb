"""The devices of an office as those who enrol them see and change them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from devices.family import OWN_BROKER
from devices.inventory import DEFAULT_KINDS, Device, Standing
from devices.outputs import Ability
from devices.tells import usual_answers
from service.access.device_facts import Known, wrong_with
from service.access.enrolling import EnrolError, Enrolling, Wanted
from service.access.trace import actor_of
from service.addresses import Addresses
from service.api.accounts import must_be_somebody
from service.api.desk import Desk
from service.api.device_told import rows_told
from service.api.gate import Who
from service.api.problem import Problem
from service.api.text import Name, Slug
from service.dispatch.book import OfficePage
from service.ingest.bridges import Bridges
from service.ingest.enrol_window import EnrolWindows
from service.jobs.enrolments import Enrolments
from service.store.port import RowRefused

_MOST: Final = 2**31 - 1
Said = Annotated[str, Field(max_length=128)]
"""What a device says or is called in its family."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrolDesk:
    """What enrolling works with."""

    desk: Desk
    enrolments: Enrolments
    enrolling: Enrolling
    windows: EnrolWindows
    bridges: Bridges

    def page(self, office: str) -> OfficePage:
        """Return an office's page in the book; raises Problem where there is none."""
        if office not in self.desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
        return self.desk.book[office]

    def today(self, office: str) -> date:
        """Return which day it is in an office."""
        return self.desk.clock.now().astimezone(ZoneInfo(self.page(office).plan.time_zone)).date()


class Facts(BaseModel):
    """A device as somebody wants it, and what she has seen of it: somebody else may have changed it meanwhile."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[int, Field(ge=0, le=_MOST)]
    """The revision that one has seen; 0: it was not enrolled."""
    name: Annotated[Name, Field(min_length=1)]
    holder: Slug | None = None
    """The person of the plan who wears it."""
    place: Slug | None = None
    """The zone where it hangs, or where a press that names none is taken to be."""
    kinds: Annotated[dict[Said, Slug], Field(max_length=20)] = {}
    """Gesture → kind of alarm; `*` is every other gesture."""
    answers: Annotated[list[Ability], Field(max_length=3)] | None = None
    """By what it tells its wearer something; null: as is usual in its family."""
    known_as: Annotated[list[Said], Field(max_length=8)] = []
    family: Slug = "native"
    broker: Slug = OWN_BROKER
    model: Said | None = None
    through: Said | None = None
    reporting_s: Annotated[int, Field(ge=1, le=31_622_400)] | None = None
    standing: Standing = "in_use"
    until: date | None = None

    def device(self, office: str, device: str) -> Device:
        """Return the device."""
        return Device(
            office=office,
            device=device,
            name=self.name,
            holder=self.holder,
            place=self.place,
            kinds={**DEFAULT_KINDS, **self.kinds},
            answers=usual_answers(self.family) if self.answers is None else frozenset(self.answers),
            reporting_time=None if self.reporting_s is None else timedelta(seconds=self.reporting_s),
            known_as=tuple(self.known_as),
            family=self.family,
            broker=self.broker,
            model=self.model or None,
            through=self.through or None,
            standing=self.standing,
            until=self.until if self.standing == "out_of_service" else None,
        )


class NewStanding(BaseModel):
    """Where a device is in its life."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[int, Field(ge=1, le=_MOST)]
    standing: Standing
    until: date | None = None
    """The last day of a time out of service."""


def router(on: EnrolDesk) -> Addresses:
    """Return the routes."""
    routes = Addresses(prefix="/offices/{office}/enrolments", tags=["devices"])

    @routes.get("")
    async def enrolments(office: str, visitor: Who) -> dict[str, Any]:
        """List the devices of an office, those first that somebody has to see to."""
        on.page(office)
        kept = {one.device.device: one for one in await on.desk.store.enrolments.of_office(office)}
        return await rows_told(on.desk, on.enrolments, office, kept, visitor=visitor, today=on.today(office))

    @routes.put("/{device}")
    async def put(office: str, device: str, visitor: Who, facts: Facts) -> dict[str, Any]:
        """Enrol a device, hand it to somebody else, or change what else is known of it."""
        must_be_somebody(visitor)
        wanted = facts.device(office, device)
        _must_be_right(on, wanted)
        return await _kept(on, Wanted(device=wanted, after=facts.after), visitor)

    @routes.put("/{device}/standing")
    async def set_standing(office: str, device: str, visitor: Who, wanted: NewStanding) -> dict[str, Any]:
        """Say that a device is in use, a spare one, lost, or out of service until a day."""
        must_be_somebody(visitor)
        on.page(office)
        kept = await on.desk.store.enrolments.of_office(office)
        had = next((one for one in kept if one.device.device == device), None)
        if had is None:
            raise _unknown()
        until = wanted.until if wanted.standing == "out_of_service" else None
        changed = replace(had.device, standing=wanted.standing, until=until)
        if wanted.standing == "out_of_service" and (wanted.until is None or wanted.until < on.today(office)):
            raise _wrong("until", "a time out of service has a last day, today or later")
        return await _kept(on, Wanted(device=changed, after=wanted.after), visitor)

    @routes.delete("/{device}", status_code=HTTPStatus.NO_CONTENT)
    async def remove(office: str, device: str, visitor: Who, after: Annotated[int, Query(ge=1, le=_MOST)]) -> None:
        """Take a device out: nobody has enrolled it any more."""
        must_be_somebody(visitor)
        on.page(office)
        try:
            await on.enrolling.remove(office, device, after=after, by=actor_of(visitor))
        except EnrolError as wrong:
            raise problem_of(wrong) from None
        await on.enrolments.refresh()

    return routes


async def _kept(on: EnrolDesk, wanted: Wanted, visitor: Who) -> dict[str, Any]:
    try:
        made = await on.enrolling.put(wanted, by=actor_of(visitor))
    except EnrolError as wrong:
        raise problem_of(wrong) from None
    except RowRefused:
        raise _wrong("device", "the record does not take it so") from None
    await on.enrolments.refresh()
    return {"device": made.device.device, "revision": made.revision, "standing": made.device.standing}


def _must_be_right(on: EnrolDesk, device: Device) -> None:
    wrong = wrong_with(device, Known.of(on.page(device.office).plan), on.today(device.office))
    if wrong:
        raise _wrong(wrong[0].field, "; ".join(one.text for one in wrong))


def problem_of(wrong: EnrolError) -> Problem:
    """Return an enrolment's refusal as a problem."""
    return Problem(HTTPStatus.CONFLICT, wrong.code, str(wrong))


def _wrong(field: str, text: str) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "wrong_device", f"{field}: {text}")


def _unknown() -> Problem:
    detail = "Nobody enrolled this device on the page; what a file names is changed there."
    return Problem(HTTPStatus.NOT_FOUND, "unknown_device", detail)
