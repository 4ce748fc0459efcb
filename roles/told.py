"""A coverage in words: proven until when, the gaps, the single points of failure, and the farthest walks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from roles.coverage import Coverage, Gap
from roles.gaps import say_gap
from roles.plan import Plan
from roles.sentence import Sentence, Translate
from roles.term import day_said

MOST_TOLD: Final = 20
"""Gaps that are shown at most; whoever has mended these asks again."""


def report(plan: Plan, found: Coverage, *, language: str = "en", translate: Translate = str) -> tuple[str, ...]:
    """Return a coverage as lines of text, with the roles' titles in a language."""
    lines = [result_in_words(plan, found).said(translate)]
    if found.opening and not found.gaps and not found.is_cut_short:
        lines.append(Sentence("Every role of every step can be filled, whoever presses and wherever.").said(translate))
    lines += _gaps(plan, found.gaps, language, translate)
    if found.is_without_one:
        lines.append(weaknesses_in_words(plan, found).said(translate))
        lines += _gaps(plan, found.weaknesses, language, translate)
    lines += _walks(plan, found, translate)
    lines += [one.said(translate) for one in unsure_in_words(plan, found)]
    return (*lines, _work(found).said(translate))


def result_in_words(plan: Plan, found: Coverage) -> Sentence:
    """Return in one sentence what came of a proof: until when the plan holds, or how many gaps it has."""
    start, until = _when(plan, found.start_at), _when(plan, found.until_at)
    if found.is_cut_short:
        return Sentence(
            "%(office)s: not proven from %(until)s on: this plan has too many people, zones or shifts.",
            office=plan.name,
            until=until,
        )
    if not found.opening:
        return Sentence(
            "%(office)s: nothing to prove: the office is not open between %(start)s and %(until)s.",
            office=plan.name,
            start=start,
            until=until,
        )
    if not found.gaps:
        if _is_until_expiry(plan, found):
            return Sentence(
                "%(office)s: proven until %(until)s, when the plan expires, if the rosters are kept.",
                office=plan.name,
                until=until,
            )
        return Sentence("%(office)s: proven until %(until)s, if the rosters are kept.", office=plan.name, until=until)
    if len(found.gaps) == 1:
        return Sentence(
            "%(office)s: 1 gap between %(start)s and %(until)s.", office=plan.name, start=start, until=until
        )
    return Sentence(
        "%(office)s: %(count)s gaps between %(start)s and %(until)s.",
        office=plan.name,
        count=len(found.gaps),
        start=start,
        until=until,
    )


def weaknesses_in_words(plan: Plan, found: Coverage) -> Sentence:
    """Return in one sentence without whom a role would be short."""
    if not found.weaknesses:
        return Sentence("Nobody is a single point of failure: with any one person away no more roles are short.")
    names = ", ".join(plan.name_of(who) for who in found.single_points)
    return Sentence("Single points of failure: %(names)s.", names=names)


def unsure_in_words(plan: Plan, found: Coverage) -> Iterator[Sentence]:
    """Yield a sentence for what no proof can promise: who is told nothing by her button, where nobody has pressed."""
    if found.cannot_be_told:
        names = ", ".join(plan.name_of(who) for who in found.cannot_be_told)
        yield Sentence(
            "Their buttons cannot tell them anything, so they do not feel that somebody comes: %(names)s.", names=names
        )
    if found.untested:
        names = ", ".join(plan.zones[zone].name for zone in found.untested)
        yield Sentence(
            "No press has been heard there for a year, so it is not known that buttons work there: %(names)s.",
            names=names,
        )


def _gaps(plan: Plan, gaps: tuple[Gap, ...], language: str, translate: Translate) -> Iterator[str]:
    for gap in gaps[:MOST_TOLD]:
        yield f"  {say_gap(plan, gap, language=language, translate=translate)}"
    if len(gaps) > MOST_TOLD:
        more = Sentence("… and %(count)s more.", count=len(gaps) - MOST_TOLD)
        yield f"  {more.said(translate)}"


def _walks(plan: Plan, found: Coverage, translate: Translate) -> Iterator[str]:
    if found.farthest:
        yield Sentence("Farthest walk for each zone:").said(translate)
    for zone, walk in found.farthest.items():
        yield f"  {plan.zones[zone].name}: {walk.walk.total_seconds():.0f} s ({plan.name_of(walk.person)})"


def _work(found: Coverage) -> Sentence:
    hours = round(found.opening.total_seconds() / 3600)
    if found.sets == 1:
        return Sentence(
            "Looked at %(hours)s opening hours: 1 different set of people, %(tried)s matchings.",
            hours=hours,
            tried=found.tried,
        )
    return Sentence(
        "Looked at %(hours)s opening hours: %(sets)s different sets of people, %(tried)s matchings.",
        hours=hours,
        sets=found.sets,
        tried=found.tried,
    )


def _is_until_expiry(plan: Plan, found: Coverage) -> bool:
    """Tell whether a proof ends with its plan."""
    last = (found.until_at.astimezone(ZoneInfo(plan.time_zone)) - timedelta(microseconds=1)).date()
    return last == plan.expires


def _when(plan: Plan, at: datetime) -> Sentence:
    local = at.astimezone(ZoneInfo(plan.time_zone))
    return Sentence("%(day)s %(clock)s", day=day_said(local.date()), clock=f"{local:%H.%M}")
