"""Who is here today: what the roster says, what was said this morning, and what follows for each role."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from roles.demand import goes, named_in
from roles.expected import expected, next_opening
from roles.plan import Listed
from roles.presence import off_duty, rostered
from service.addresses import Addresses
from service.alarm.instant import instant
from service.alarm.states import Mode
from service.api.desk import Desk
from service.api.problem import Problem
from service.api.text import Who
from service.dispatch.book import OfficePage
from service.dispatch.calling import call_sheet
from service.store import day_fact

LONGEST = timedelta(days=60)
"""How far ahead somebody can be said to be away; what holds longer belongs into the plan."""

MOST_SAID = 500
MOST_NAMED = 6
"""Who could fill a role that nobody has: so many are named."""


class DayFact(BaseModel):
    """Whether somebody is there, whatever the roster says: today, or from today until a day."""

    model_config = ConfigDict(extra="forbid")

    fact: Literal["absent", "here"] | None
    until: date | None = None
    """The last day on which it holds; today only when left out."""


class Said(DayFact):
    """What is said of one person."""

    person: Who


class Morning(BaseModel):
    """What is said of several people at once: all of it holds, or nothing."""

    model_config = ConfigDict(extra="forbid")

    said: Annotated[list[Said], Field(min_length=1, max_length=MOST_SAID)]


def add_routes(routes: Addresses, desk: Desk, known: Callable[[str], OfficePage]) -> None:
    """Add the routes of today to those of offices; `known` finds an office's page or refuses."""

    @routes.get("/{office}/today")
    async def today(office: str) -> dict[str, Any]:
        """Return who should be here and who is, and who would be called right now for each role."""
        return await told(desk, known(office))

    @routes.put("/{office}/today")
    async def say_all(office: str, morning: Morning) -> dict[str, Any]:
        """Say of several people at once that they are away or here: a swap is one action."""
        return await _say(desk, known(office), morning.said)

    @routes.put("/{office}/today/{person}")
    async def say_one(office: str, person: Who, fact: DayFact) -> dict[str, Any]:
        """Say that somebody is away or here; it holds at once, for this day only or until a day."""
        return await _say(desk, known(office), [Said(person=person, fact=fact.fact, until=fact.until)])


async def told(desk: Desk, page: OfficePage) -> dict[str, Any]:
    """Return what is known of today, and what follows from it now and at the next opening."""
    now = desk.clock.now()
    plan, office = page.plan, page.plan.office
    day = _day(page, now)
    facts = await desk.store.day_facts(office, day)
    until = await desk.store.day_facts_until(office, day)
    opens = next_opening(plan, now)
    return {
        "day": day.isoformat(),
        "absent": sorted(key for key, fact in facts.items() if fact == "absent"),
        "here": sorted(key for key, fact in facts.items() if fact == "here"),
        **_roster(page, facts, now),
        "opening": {"at": instant(opens), **_roster(page, facts, opens)} if opens else None,
        "people": _people(page, facts, until, now),
    }


async def _say(desk: Desk, page: OfficePage, said: list[Said]) -> dict[str, Any]:
    day = _day(page, desk.clock.now())
    facts = []
    for one in said:
        key = page.key_of(one.person)
        if key is None or key not in page.slugs:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
        if one.until is not None and not day <= one.until <= day + LONGEST:
            detail = f"Say a day from {day} to {day + LONGEST}; what holds longer belongs into the plan."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_day", detail)
        facts.append(day_fact.DayFact(person=key, fact=one.fact, until=one.until))
    await desk.store.say_day_facts(page.plan.office, facts, day)
    return await told(desk, page)


def _day(page: OfficePage, at: datetime) -> date:
    return at.astimezone(ZoneInfo(page.plan.time_zone)).date()


def _roster(page: OfficePage, facts: Mapping[str, str], at: datetime) -> dict[str, Any]:
    roster = call_sheet(
        page,
        tuple(page.plan.roles),
        at=at,
        zone=None,
        presser=None,
        mode=Mode.ACTUAL,
        alarm=None,
        day_facts=facts,
        engaged=frozenset(),
    )
    return {
        "roster": [
            {
                "role": call.role,
                "responder": call.responder,
                "position": call.position,
                "reason": dict(call.reason),
                "presence": call.presence,
            }
            for call in roster.calls
        ],
        "missing": [
            {
                "role": one.role,
                "missing": one.missing,
                "reason": dict(one.reason),
                "could": _could(page, one.role, facts, at),
            }
            for one in roster.missing
        ],
    }


def _could(page: OfficePage, role_id: str, facts: Mapping[str, str], at: datetime) -> list[str]:
    """Return who would have a role if it were said that they are here: the plan lets them, and they have no shift."""
    plan = page.plan
    role = plan.roles[role_id]
    named = [*role.holders.ids, *role.deputies] if isinstance(role.holders, Listed) else [*plan.people, *role.deputies]
    off = off_duty(plan, at)
    could = [page.keys[who] for who in dict.fromkeys(named) if who in off and goes(plan, role, who)]
    return [key for key in could if key not in facts][:MOST_NAMED]


def _left(page: OfficePage, who: str) -> dict[str, Any] | None:
    """Return since when somebody is said to have left, and what the plan still names her for; None: she has not."""
    key = page.keys[who]
    if key not in page.gone:
        return None
    at = page.gone[key]
    named = [id_ for id_, role in page.plan.roles.items() if who in named_in(page.plan, role)]
    return {"at": instant(at) if at else None, "named_for": named}


def _people(
    page: OfficePage, facts: Mapping[str, str], until: Mapping[str, date], now: datetime
) -> list[dict[str, Any]]:
    plan = page.plan
    day, off = _day(page, now), off_duty(plan, now)
    rows = []
    for who, hours in expected(plan, day).items():
        key = page.keys[who]
        fact = facts.get(key)
        in_roster = who in rostered(plan)
        by_plan = "off_duty" if who in off else "by_roster" if in_roster else "by_hours"
        rows.append(
            {
                "person": key,
                "name": plan.people[who].name,
                "fact": fact,
                "until": until[key].isoformat() if fact and until.get(key, day) > day else None,
                "hours": [{"start": instant(one.start_at), "until": instant(one.until_at)} for one in hours],
                "in_roster": in_roster,
                "left": _left(page, who),
                "presence": {"here": "here_today", "absent": "absent"}.get(fact or "", by_plan),
            }
        )
    return sorted(rows, key=lambda row: (not row["hours"], row["name"].casefold()))
