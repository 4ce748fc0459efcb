"""A drill as the API shows it: without who took part in it, and an unannounced one only to those who may know of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from roles.drill import DrillScenario, lead_at, library, time_of
from roles.drill_words import BEFORE, TWIST_WORDS, scenario_in_words
from roles.phrase import role_in_words
from roles.plan import Plan
from roles.sentence import Sentence, Translate, say
from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.alarm.instant import instant
from service.dispatch.book import OfficePage
from service.dispatch.drill import alarm_of
from service.dispatch.drilling import Listed
from service.drill.drill import Drill
from service.drill.practice import Held, Practice, Unpractised, practice
from service.drill.report import before, heading, report, report_beside
from service.drill.states import State

Beside = tuple[Plan, Listed]
"""What another office of a joint drill held, and the plan by which it is judged."""

_PRESSED = frozenset({State.RUNNING, State.RUN, State.JUDGED, State.ABORTED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Tongue:
    """The language in which something is told."""

    language: str
    translate: Translate


def may_see(visitor: Visitor, office: str, drill: Drill) -> bool:
    """Tell whether somebody may know of a drill: of an unannounced one that is still to come only those who hold it."""
    if drill.manner == "announced" or drill.is_over or drill.pressed_at is not None:
        return True
    return allowed(visitor, Action.START_DRILL, office) or allowed(visitor, Action.AGREE_DRILL, office)


def shown(
    one: Listed, page: OfficePage, visitor: Visitor, tongue: Tongue, beside: Sequence[Beside] = ()
) -> dict[str, Any]:
    """Return one drill; names and who took part stand nowhere in it."""
    drill, plan, office = one.drill, page.plan, one.office
    translate, language = tongue.translate, tongue.language
    leads = allowed(visitor, Action.START_DRILL, office)
    zone = plan.zones.get(drill.zone)
    told = before(plan, drill)
    return {
        "drill": one.id,
        "office": office,
        "mark": "drill",
        "state": drill.state.value,
        "scope": drill.scope,
        "manner": drill.manner,
        "scenario": drill.scenario,
        "words": say(heading(plan, drill, language=language), translate),
        "before": say(told, translate) if told is not None and leads and not drill.is_over else None,
        "zone": drill.zone,
        "zone_name": zone.name if zone else drill.zone,
        "zones": [{"zone": id_, "name": plan.zones[id_].name} for id_ in drill.zones if id_ in plan.zones],
        "kind": drill.kind,
        "twist": drill.twist,
        "at": instant(drill.at),
        "presses_at": _told(drill.presses_at),
        "pressed_at": _told(drill.pressed_at),
        "ended_at": _told(drill.ended_at),
        "due_at": _told(drill.due_at),
        "because": drill.because,
        "agreed": drill.is_agreed,
        "view": drill.view,
        "joint": drill.joint,
        "partners": list(drill.partners),
        "alarm": alarm_of(office, one.id) if drill.state in _PRESSED and drill.pressed_at is not None else None,
        "target": drill.target,
        "expected": drill.expected,
        "result": _result(drill.result),
        "beside": [_beside(other, listed) for other, listed in beside],
        "report": [say(line, translate) for line in _report(plan, drill, beside, language)] if drill.is_over else None,
    }


def _beside(plan: Plan, one: Listed) -> dict[str, Any]:
    """Return what is told of another office's part: its times when it is over, and of nobody in it."""
    drill = one.drill
    return {
        "office": one.office,
        "name": plan.name,
        "state": drill.state.value if drill.is_over else None,
        "target": drill.target if drill.is_over else None,
        "expected": drill.expected if drill.is_over else None,
        "result": _result(drill.result),
    }


def _report(plan: Plan, drill: Drill, beside: Sequence[Beside], language: str) -> Iterator[Sentence]:
    yield from report(plan, drill, language=language)
    for other, listed in beside:
        yield from report_beside(other, listed.drill)


def _result(result: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a drill's result without the people in it: nobody is followed from drill to drill."""
    return None if result is None else {key: value for key, value in result.items() if key != "people"}


def scenarios(plan: Plan, tongue: Tongue, seed: int, day: date) -> list[dict[str, Any]]:
    """Return the office's library, each scenario with its words and with its hour on a day."""
    return [_scenario(plan, one, tongue, day) for one in library(plan, seed=seed)]


def _scenario(plan: Plan, one: DrillScenario, tongue: Tongue, day: date) -> dict[str, Any]:
    at = time_of(plan, one.hour, day)
    translate, language = tongue.translate, tongue.language
    return {
        "scenario": one.id,
        "words": say(scenario_in_words(plan, one, language=language), translate),
        "before": say(BEFORE[one.twist], translate),
        "twist_words": say(TWIST_WORDS[one.twist], translate),
        "zone": one.zone,
        "zone_name": plan.zones[one.zone].name,
        "kind": one.kind,
        "hour": one.hour,
        "twist": one.twist,
        "at": _told(at),
        "has_lead": at is None or lead_at(plan, at) is not None,
    }


def stands(page: OfficePage, drills: Iterable[Drill], visitor: Visitor, today: date, tongue: Tongue) -> dict[str, Any]:
    """Return when a drill is due, and what has not practised; people only to those who plan drills."""
    translate, language = tongue.translate, tongue.language
    held = [one for one in (_held(page, drill) for drill in drills) if one is not None]
    found: Practice = practice(page.plan, held, today)
    told: dict[str, Any] = {
        "whole_due": _day(found.whole_due),
        "micro_due": _day(found.micro_due),
        "roles": [
            {"role": id_, "name": say(role_in_words(page.plan, id_, language=language), translate),
             "since": _day(found.roles_since[id_])}
            for id_ in found.roles
        ],
        "shifts": [_unpractised(one) for one in found.shifts],
        "zones": [_unpractised(one) for one in found.zones],
        "people": None,
    }  # fmt: skip
    if allowed(visitor, Action.START_DRILL, page.plan.office):
        told["people"] = [_unpractised(one) for one in found.people]
    return told


def _held(page: OfficePage, drill: Drill) -> Held | None:
    if drill.state is not State.JUDGED or drill.result is None or drill.pressed_at is None:
        return None
    slugs = page.slugs
    return Held(
        day=_local(page.plan, drill.pressed_at),
        scope=drill.scope,
        zone=drill.zone,
        roles=frozenset(drill.result["roles"]),
        people=frozenset(slugs[key] for key in drill.result["people"] if key in slugs),
    )


def _unpractised(one: Unpractised) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "since": _day(one.since)}


def _local(plan: Plan, at: datetime) -> date:
    return at.astimezone(ZoneInfo(plan.time_zone)).date()


def _told(at: datetime | None) -> str | None:
    return instant(at) if at else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
