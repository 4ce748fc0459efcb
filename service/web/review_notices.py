"""What became of the calls over routes, in the review: a sentence for each step, a lane for each route. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from service.timeline.entry import Entry
from service.web.charts.lanes import Lane, Mark, MarkKind
from service.web.mark import N
from service.web.route_words import began, route_words, why
from service.web.tongue import Tongue

SENTENCES: Final = {
    "NoticeHandedOver": N("%(route)s to %(who)s: handed over"),
    "NoticeHandedOver after": N("%(route)s to %(who)s: handed over, because %(after)s was late or failed"),
    "NoticeDelivered": N("%(route)s to %(who)s: delivered"),
    "NoticeDelivered after": N("%(route)s to %(who)s: delivered, because %(after)s was late or failed"),
    "NoticeSeen": N("%(route)s to %(who)s: opened"),
    "NoticeSeen voice": N("%(route)s to %(who)s: picked up"),
    "NoticeAnswered": N("%(route)s to %(who)s: answered"),
    "NoticeFailed": N("%(route)s to %(who)s: failed, %(why)s"),
    "NoticeFailed last": N("%(route)s to %(who)s: failed, %(why)s. No other way is left"),
}
_MARKS: dict[str, MarkKind] = {
    "NoticeHandedOver": "told",
    "NoticeDelivered": "good",
    "NoticeSeen": "good",
    "NoticeAnswered": "good",
    "NoticeFailed": "bad",
}
_COUNTED: Final = {
    "NoticeAnswered": N("%(count)s answered"),
    "NoticeSeen": N("%(count)s opened or picked up"),
    "NoticeDelivered": N("%(count)s delivered"),
    "NoticeHandedOver": N("%(count)s handed over, no delivery known"),
    "NoticeFailed": N("%(count)s failed"),
}


def is_of_notice(entry: Entry) -> bool:
    """Say whether an entry tells how far a call over a route has come."""
    return entry.event in _MARKS


def is_trouble(entry: Entry) -> bool:
    """Say whether nobody was reached over any of a call's routes."""
    return entry.event == "NoticeFailed" and bool(entry.facts.get("last"))


def notice_words(entry: Entry, tongue: Tongue) -> str:
    """Say one step in a sentence."""
    facts = entry.facts
    way = next((word for word in (_way(facts), facts["route"]) if f"{entry.event} {word}" in SENTENCES), None)
    sentence = SENTENCES[f"{entry.event} {way}" if way else entry.event]
    return tongue.t(
        sentence,
        route=began(route_words(facts["route"], tongue)),
        who=tongue.who(facts["responder"]),
        after=route_words(facts.get("after") or "", tongue),
        why=why(facts.get("reason"), tongue),
    )


def called_over(facts: Mapping[str, Any], tongue: Tongue) -> str:
    """Say over which routes somebody was called; nothing where she was called on the screens only."""
    routes = facts.get("routes") or ()
    return tongue.t("also over %(routes)s", routes=", ".join(route_words(r, tongue) for r in routes)) if routes else ""


def notice_figures(entries: Sequence[Entry], tongue: Tongue) -> str:
    """Say how far the calls over routes came, each as what was last known of it; nothing where there were none."""
    furthest = {entry.facts["notice"]: entry.event for entry in entries if is_of_notice(entry)}
    counts = [
        tongue.t(words, count=count)
        for event, words in _COUNTED.items()
        if (count := sum(told == event for told in furthest.values()))
    ]
    return ", ".join(counts)


def route_lanes(entries: Sequence[Entry], tongue: Tongue) -> list[Lane]:
    """Return a lane for each route over which anything left, in the order in which they were first used."""
    marks: dict[str, list[Mark]] = {}
    for entry in entries:
        if is_of_notice(entry):
            at = (entry.at - entries[0].at).total_seconds()
            label = f"{tongue.second(entry.at)} {notice_words(entry, tongue)}"
            marks.setdefault(entry.facts["route"], []).append(Mark(at=at, kind=_MARKS[entry.event], label=label))
    return [Lane(title=began(route_words(route, tongue)), marks=told) for route, told in marks.items()]


def _way(facts: Mapping[str, Any]) -> str | None:
    return "last" if facts.get("last") else "after" if facts.get("after") else None
