"""The words of a notice: what may stand on a locked telephone, and what only the one who is called reads or hears.

The neutral sentence names no person, no place and no alarm. Whoever is in the plan knows what it means; whoever looks
over her shoulder does not. A drill says so before anything else, in both.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from roles.sentence import N_, Sentence, Translate, say
from service.notify.card import card_lines
from service.notify.gsm7 import plain

LONGEST_FULL: Final = 450
"""Characters of the full text: three text messages, or half a minute of a voice."""
LONGEST_NAME: Final = 60
"""Characters of an office, a place or a role in it: nobody's name pushes out what is to be done."""

ButtonPurpose = Literal["button_lost", "button_heard"]
"""What a wearer is told of her own button; it belongs to no alarm."""
MeetingPurpose = Literal["meeting_well", "meeting_look"]
"""What she, or her watcher, is asked about a watched meeting; it belongs to no alarm."""
Purpose = Literal[
    "call",
    "muster",
    "over",
    "follow_up",
    "self_test",
    "button_lost",
    "button_heard",
    "meeting_well",
    "meeting_look",
    "overdue",
]
Waiting = Literal[
    "unwritten",
    "unfinished",
    "authority",
    "measure",
    "aftercare",
    "drills",
    "buttons",
    "plan",
    "revision",
    "places",
    "roles",
    "duties",
]
"""What can be late, or due soon."""

WAITING: Final[Mapping[Waiting, str]] = {
    "authority": N_("what the authority has to be told without delay"),
    "aftercare": N_("to ask somebody how she is"),
    "unwritten": N_("to write what happened"),
    "unfinished": N_("to finish a report"),
    "measure": N_("a measure"),
    "drills": N_("a drill"),
    "buttons": N_("to test a button"),
    "plan": N_("to look through the role plan"),
    "revision": N_("to go through the role plan with the staff"),
    "places": N_("to look over a room or a door"),
    "roles": N_("to practise a role"),
    "duties": N_("to read a duty"),
}
"""The same in words, what is gravest first."""

KINDS: Final[Mapping[str, str]] = {
    "emergency": N_("Emergency alarm"),
    "assist": N_("Assist alarm"),
    "medical": N_("Medical alarm"),
    "observe": N_("Keep an eye on it"),
    "closing": N_("The office closes"),
    "neighbour": N_("The office next door closes"),
}
MARKS: Final[Mapping[str, str]] = {"drill": N_("DRILL"), "test": N_("TEST")}
"""What stands first in every text that is not of a real alarm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a notice tells of; names of places and roles are in the reader's language already."""

    purpose: Purpose
    mode: Literal["actual", "drill", "test"]
    kind: str
    alarm: str
    """The alarm's id. Its short name, `3f2a`, stands in every text of it: the call, a repeat of it, and the end."""
    office_name: str
    repeats: bool = False
    """Whether an earlier try may have reached her."""
    zone_name: str | None = None
    is_measured: bool = False
    """Whether it was measured in this alarm that she is there; else it is only the usual place."""
    outside: Literal["outside", "neighbours"] | None = None
    """As whom somebody is told who has no part in it: she stays out, or is a neighbour of an office that closes."""
    role_title: str | None = None
    duty: str | None = None
    """What the role does first."""
    follow_up_within: str | None = None
    """Until when, in words, for a follow-up."""
    card: Mapping[str, str] = field(default_factory=dict)
    """The 112 card's known fields, for police contacts and centres; else empty."""
    late: Mapping[Waiting, int] = field(default_factory=dict)
    """What is late, and how often."""
    due: Mapping[Waiting, int] = field(default_factory=dict)
    """What is due soon, and how often."""


def short_name(alarm: str) -> str:
    """Return by which name people are called to an alarm: four letters, the same on every node and for every try."""
    return hashlib.sha256(alarm.encode("utf-8", "surrogatepass")).hexdigest()[:4]


def neutral(told: Told, translate: Translate) -> str:
    """Return the one sentence that may be read on a locked telephone."""
    is_told = told.outside is not None and told.purpose == "call"
    text: str = Sentence(_STAY_OUT[told.outside] if is_told and told.outside else _NEUTRAL[told.purpose],
                         call=short_name(told.alarm))  # fmt: skip
    return plain(say(_marked(told, _repeated(told, text)), translate))


def full(told: Told, translate: Translate) -> str:
    """Return what only the one who is called reads or hears: kind, place, role and what to do first, or the card."""
    body = _of_waiting(told) if told.purpose == "overdue" else _full(told)
    text = _bounded(plain(say(_marked(told, _repeated(told, body)), translate)), LONGEST_FULL)
    return "\n".join([text, *map(plain, card_lines(told.card, translate))]) if told.card else text


_STAY_OUT: Final[Mapping[str, str]] = {
    "outside": N_("Do not come in to the office now (%(call)s). Please answer."),
    "neighbours": N_("The office next to you closes now (%(call)s). Please answer."),
}
"""What would be wrong in the words of a call: whoever reads that she is needed comes."""
_STAY_OUT_THEN: Final[Mapping[str, str]] = {
    "outside": N_("Do not come in until you hear that it is open again. Answer that you stay out."),
    "neighbours": N_(
        "Nobody of yours is in danger that we know of. Send nobody to us, and answer that you have read this."
    ),
}


_NEUTRAL: Final[Mapping[Purpose, str]] = {
    "call": N_("You are needed now (%(call)s). Please answer at once."),
    "muster": N_("Are you safe (%(call)s)? Please answer at once."),
    "over": N_("It is over (%(call)s). Thank you."),
    "follow_up": N_("There is something for you to follow up (%(call)s)."),
    "self_test": N_("This only tests the way to you (%(call)s). There is nothing for you to do."),
    "button_lost": N_("Your button has not been heard for too long. Please press it once as a test."),
    "button_heard": N_("Your button is heard again. Thank you."),
    "meeting_well": N_("Are you still busy? Please answer when you can."),
    "meeting_look": N_("Please look at your page: somebody waits for you."),
    "overdue": N_("Something is to be done in Trygg. There is no hurry this minute."),
}


def _full(told: Told) -> str:
    kind = Sentence(KINDS[told.kind]) if told.kind in KINDS else _name(told.kind)
    office, call = _name(told.office_name), short_name(told.alarm)
    place: str = _name(told.zone_name) if told.zone_name else Sentence("Place unknown")
    if told.purpose == "call" and told.zone_name and not told.is_measured:
        place = Sentence("%(place)s (usual place, not confirmed)", place=place)
    where = {"kind": kind, "place": place, "office": office, "call": call}
    if told.kind in ("closing", "neighbour") and told.purpose in ("call", "over"):
        return _of_closing(told, office, call)
    match told.purpose:
        case "call":
            text: str = Sentence("%(kind)s (%(call)s): %(place)s, %(office)s.", **where)
            if told.role_title:
                text = Sentence("%(text)s You are: %(role)s.", text=text, role=_name(told.role_title))
            return Sentence(_THEN, text=text, more=told.duty) if told.duty else text
        case "muster":
            return Sentence(
                "%(kind)s (%(call)s), %(office)s. Nobody has heard of you: are you safe? Answer, or call a colleague.",
                kind=kind,
                call=call,
                office=office,
            )
        case "over":
            return Sentence("%(kind)s (%(call)s): %(place)s, %(office)s. It is over. Thank you.", **where)
        case "follow_up":
            text = Sentence(
                "%(kind)s (%(call)s): %(place)s, %(office)s. It is over, and the follow-up is yours.", **where
            )
            within = told.follow_up_within
            return Sentence("%(text)s Within: %(within)s.", text=text, within=within) if within else text
        case "button_lost":
            return Sentence(
                "Your button at %(office)s has not been heard for too long: it may not call for help. Press it once as "
                "a test; where nothing is heard, ask for another one today.",
                office=office,
            )
        case "button_heard":
            return Sentence("Your button at %(office)s is heard again: it can call for help.", office=office)
        case "meeting_well":
            return Sentence(
                "Your meeting at %(office)s is over its time. Say on your page that you are well.", office=office
            )
        case "meeting_look":
            return Sentence(
                "A meeting at %(office)s that you watch is over its time, and she has not answered. Look after her "
                "now, and say on your page what you found.",
                office=office,
            )
        case "self_test" | "overdue":
            return Sentence("Trygg at %(office)s tests the way to you. There is nothing for you to do.", office=office)


def _of_waiting(told: Told) -> Sentence:
    """Say what is late and what is due, without anybody's name: whoever reads it looks it up."""
    office = _name(told.office_name)
    late, due = (_listed(one) for one in (told.late, told.due))
    if not due:
        return Sentence("At %(office)s this is late: %(late)s. Please look at it in Trygg.", office=office, late=late)
    if not late:
        return Sentence("At %(office)s this is due soon: %(due)s. Please look at it in Trygg.", office=office, due=due)
    return Sentence(
        "At %(office)s this is late: %(late)s. Due soon: %(due)s. Please look at it in Trygg.",
        office=office,
        late=late,
        due=due,
    )


def _listed(counts: Mapping[Waiting, int]) -> str | Sentence:
    said: str | Sentence = ""
    for what, words in WAITING.items():
        if count := counts.get(what, 0):
            one: Sentence = Sentence(words)
            one = one if count == 1 else Sentence("%(what)s (%(count)s)", what=one, count=count)
            said = Sentence("%(first)s; %(then)s", first=said, then=one) if said else one
    return said


def _of_closing(told: Told, office: str, call: str) -> str:
    """Say it without a place: a closing has none, and nobody is called to a danger."""
    if told.purpose == "over" and told.kind == "neighbour":
        return Sentence(
            "The office next door is open again (%(call)s): %(office)s. Thank you.", call=call, office=office
        )
    if told.purpose == "over":
        return Sentence("The office is open again (%(call)s): %(office)s. Thank you.", call=call, office=office)
    text: str = Sentence("%(kind)s (%(call)s): %(office)s.", kind=Sentence(KINDS[told.kind]), call=call, office=office)
    if told.outside is not None:
        return Sentence(_THEN, text=text, more=Sentence(_STAY_OUT_THEN[told.outside]))
    if told.role_title:
        text = Sentence("%(text)s You are: %(role)s.", text=text, role=_name(told.role_title))
    return Sentence(_THEN, text=text, more=told.duty) if told.duty else text


_THEN: Final = "%(text)s %(more)s"
"""Said the same way in every language; it stands in no catalogue."""


def _repeated(told: Told, text: str) -> str:
    if not told.repeats:
        return text
    return Sentence("This repeats call %(call)s. %(text)s", call=short_name(told.alarm), text=text)


def _marked(told: Told, text: str) -> str:
    mark = MARKS.get(told.mode)
    return Sentence("%(mark)s: %(text)s", mark=Sentence(mark), text=text) if mark else text


def _name(text: str) -> str:
    return _bounded(" ".join(text.split()), LONGEST_NAME)


def _bounded(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    begun = text[: longest - 3]
    return (begun[: begun.rindex(" ")] if " " in begun[longest // 2 :] else begun).rstrip(" ,;:.-") + "..."
