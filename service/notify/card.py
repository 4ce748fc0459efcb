"""The 112 card as a police contact or a centre gets it: what is known, in the order in which the police ask.

It says nothing that nobody has told: a field that is not known is missing, and in a text it is said to be not known,
because an empty line would be read as a no.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from roles.emergency_call import Entrance
from roles.entrance import nearest_entrances
from roles.plan import Plan
from roles.sentence import N_, Sentence, Translate, fill, say
from service.alarm.alarm import Located
from service.alarm.states import Mode

FIELDS: Final[Mapping[str, str]] = {
    "office": N_("Office"),
    "address": N_("Street address"),
    "place": N_("Place"),
    "entrance": N_("Entrance"),
    "happened": N_("What has happened"),
    "raised_at": N_("Alarm since"),
    "weapons": N_("Weapons"),
    "injured": N_("Hurt"),
    "person": N_("The person"),
    "meets": N_("Who meets you"),
    "call_back": N_("Call back"),
}
"""Name → what it is called in a text, in the order of the card."""

LONGEST_VALUE: Final = 120
"""Characters of one field."""

HAPPENED: Final[Mapping[str, str]] = {
    "emergency": N_("Somebody of our staff is threatened or attacked"),
    "assist": N_("Somebody of our staff asked for help"),
    "medical": N_("Somebody is ill or hurt"),
    "observe": N_("Somebody of our staff asked for a colleague to keep an eye on a meeting"),
}
_TOLD: Final[Mapping[str, Mapping[str, str]]] = {
    "weapons": {"seen": N_("Yes, a weapon has been seen"), "none": N_("No weapon has been seen")},
    "injured": {"yes": N_("Yes, somebody is hurt"), "none": N_("Nobody is hurt as far as we know")},
    "person": {"here": N_("Still here"), "gone": N_("Has left the house")},
}


class Situation(Protocol):
    """What a card says of an alarm; an alarm is one."""

    @property
    def mode(self) -> Mode:
        """Whether it is real."""
        ...

    @property
    def zone(self) -> str | None:
        """Where it is."""
        ...

    @property
    def located(self) -> Located | None:
        """What was measured in it, or doubted; None where the place is only the usual one."""
        ...

    @property
    def raised_at(self) -> datetime:
        """When it was raised."""
        ...

    @property
    def situation(self) -> Mapping[str, str]:
        """What has been told since, by its field."""
        ...


def card_of(
    plan: Plan, alarm: Situation, kind: str, translate: Translate, name_of: Callable[[str], str | None]
) -> dict[str, str]:
    """Return the known fields of an alarm's card in one language; none in a drill or a test: nobody is called.

    Args:
        plan: the office's plan in force: address, entrances, the number to call back.
        alarm: what is told of the situation so far.
        kind: what somebody outside is called to; of a forced cancellation an emergency.
        translate: into the language of whoever gets it.
        name_of: opaque key → a name, for who meets them. Nobody else is named, who pressed neither.
    """
    if alarm.mode is not Mode.ACTUAL:
        return {}
    told, call = alarm.situation, plan.emergency_call
    fields: dict[str, str | None] = {
        "office": plan.name,
        "address": call.address,
        "place": _place_sure(plan, alarm, translate),
        "entrance": _entrance(plan, alarm.zone),
        "happened": translate(HAPPENED[kind]) if kind in HAPPENED else kind,
        "raised_at": _local(alarm.raised_at, plan.time_zone),
        **{name: _told(name, told.get(name), translate) for name in ("weapons", "injured")},
        "person": _person(plan, told, translate),
        "meets": name_of(told["meets"]) if "meets" in told else None,
        "call_back": call.call_back,
    }
    return {name: _bounded(value) for name in FIELDS if (value := fields[name])}


def card_fields(card: Mapping[str, str], translate: Translate) -> tuple[tuple[str, str], ...]:
    """Return each field's title and value in its order; of one that is not known it is said that it is not."""
    return tuple((translate(title), card.get(name) or translate(_NOT_KNOWN)) for name, title in FIELDS.items())


def card_lines(card: Mapping[str, str], translate: Translate) -> tuple[str, ...]:
    """Return a card as lines of a text."""
    line = translate(N_("%(field)s: %(value)s"))
    return tuple(fill(line, {"field": title, "value": value}) for title, value in card_fields(card, translate))


_NOT_KNOWN: Final = N_("not known yet")


def _told(name: str, answer: str | None, translate: Translate) -> str | None:
    words = _TOLD[name].get(answer or "")
    return translate(words) if words else None


def _person(plan: Plan, told: Mapping[str, str], translate: Translate) -> str | None:
    where = _place(plan, told.get("whereabouts"), translate) if told.get("person") != "gone" else None
    return ", ".join(part for part in (_told("person", told.get("person"), translate), where) if part) or None


def _place_sure(plan: Plan, alarm: Situation, translate: Translate) -> str | None:
    """Return the place with how sure it is: whoever comes from outside must not search the usual room in vain."""
    place, known = _place(plan, alarm.zone, translate), alarm.located
    if place is None:
        return None
    if known is not None and known.doubted_at is not None:
        return fill(translate(N_("Said not to be here: %(place)s")), {"place": place})
    if known is None or known.zone is None:
        return fill(translate(N_("%(place)s (usual place, not confirmed)")), {"place": place})
    return place


def _place(plan: Plan, zone: str | None, translate: Translate) -> str | None:
    if zone is None:
        return None
    known = plan.zones.get(zone)
    if known is None:
        return zone
    if known.floor is None:
        return known.name
    return f"{known.name}, {say(Sentence('floor %(floor)s', floor=known.floor), translate)}"


def _entrance(plan: Plan, zone: str | None) -> str | None:
    entrances = plan.emergency_call.entrances
    near = nearest_entrances(plan).get(zone) if zone else None
    way: Entrance | None = entrances[near] if near else next(iter(entrances.values())) if len(entrances) == 1 else None
    return ". ".join(part for part in (way.name, way.say) if part) if way else None


def _local(at: datetime, time_zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(time_zone)):%H:%M:%S}"


def _bounded(text: str) -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3].rstrip() + "..."
