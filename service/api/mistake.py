"""Who pressed says by her own code that it was a mistake; the code for when she is forced is answered alike."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from service.access.codes import LONGEST, Codes, NoCodeError, WrongCodeError
from service.access.door import WaitError
from service.access.visitor import Visitor
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import SayMistake
from service.alarm.instant import instant
from service.alarm.mistake import may_say_mistake
from service.alarm.states import Ask, State, allows
from service.api.desk import Desk
from service.api.gate import Who as Visiting
from service.api.identity import own_key, via_of
from service.api.problem import Problem
from service.api.text import Who
from service.api.wait import waiting
from service.dispatch.book import OfficePage
from service.dispatch.calling import script_of

EMERGENCY = "emergency"


class Typed(BaseModel):
    """What somebody who pressed has typed."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(max_length=LONGEST)]
    person: Who | None = None
    """Who says so: a person's slug or opaque key; whoever is known says it for herself."""


def router(desk: Desk, codes: Codes) -> Addresses:
    """Return the route."""
    routes = Addresses(tags=["alarms"])

    @routes.post("/alarms/{alarm}/mistake")
    async def mistake(alarm: str, typed: Typed, visitor: Visiting) -> dict[str, Any]:
        """Say with one's own code: it was a mistake. The alarm goes on until somebody has come and looked."""
        found = await desk.store.alarm(alarm)
        if found is None or found[0] not in desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_alarm", "There is no such alarm here.")
        office, concerned = found
        page = desk.book[office]
        person = own_key(visitor, office, _key(page, typed.person))
        may_say_mistake(concerned, person)
        if not allows(concerned.state, Ask.SAY_MISTAKE):
            raise Problem(HTTPStatus.CONFLICT, "wrong_state", f"This alarm is {concerned.state} already.")
        said = await _said(codes, office, person or "", typed.code, visitor, pressed_at=concerned.raised_at)

        def command(page: OfficePage) -> SayMistake:
            return SayMistake(
                actor=Actor(via=via_of(visitor, office), who=person),
                under_duress=said == "duress",
                plan=page.plan.version,
                emergency=script_of(page, EMERGENCY),
            )

        await desk.dispatch.ask(office, alarm, command)
        return {"alarm": alarm, "said": "mistake"}  # never what was written: how much would tell which code it was

    return routes


def is_kept_from(visitor: Visitor, office: str, alarm: Alarm) -> bool:
    """Say whether the record of an alarm is closed to somebody for now.

    She has pressed, it is not closed, and somebody has said that it was a mistake: what has been done since would tell
    whoever looks over her shoulder whether she was forced to say so. It is so for either code.
    """
    person = visitor.persons.get(office)
    if person is None or alarm.mistake is None or alarm.state is State.CLOSED:
        return False
    return person in alarm.pressers | {alarm.presser}


def shown_to_her(alarm: Alarm) -> dict[str, Any]:
    """Return what such an alarm's state is to her: what is the same for either code."""
    mistake = alarm.mistake
    return {
        "id": alarm.id,
        "state": alarm.state.value,
        "mode": alarm.mode.value,
        "kind": alarm.kind,
        "zone": alarm.zone,
        "presser": alarm.presser,
        "raised_at": instant(alarm.raised_at),
        "mistake": {"by": mistake.by, "at": instant(mistake.at)} if mistake else None,
    }


def _key(page: OfficePage, named: str | None) -> str | None:
    key = page.key_of(named) if named is not None else None
    if named is not None and key is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
    return key


async def _said(codes: Codes, office: str, person: str, typed: str, visitor: Visitor, *, pressed_at: datetime) -> str:
    try:
        return await codes.said(office, person, typed, visitor, pressed_at=pressed_at)
    except NoCodeError:
        detail = "You had no code for this when you pressed. Whoever comes ends the alarm."
        raise Problem(HTTPStatus.FORBIDDEN, "no_own_code", detail) from None
    except WrongCodeError:
        raise Problem(HTTPStatus.FORBIDDEN, "wrong_own_code", "This is not your code. The alarm goes on.") from None
    except WaitError as wrong:
        raise waiting(wrong) from None
