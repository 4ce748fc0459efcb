"""Role cards: one for each role to carry or to hang at a desk, and one for whoever presses."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from roles.plan import Listed, Plan, Role
from service.web.i18n import Texts
from service.web.mark import N
from service.web.ports import Printed
from service.web.print.frame import frame
from service.web.print.steps import deputies_of, holders_of
from service.web.print.text import LONGEST_DUTY, sentences
from service.web.print.words import Piece, Words

MOST_CARDS: Final = 200
MOST_NAMES: Final = 8

LEADS: Final = ("lead", "manager")
"""The roles that take the lead, in the order in which they are looked for: the others report to the first there is."""

PARTS: Final = (N("First"), N("Then"), N("Done when"), N("Never"))
"""The parts of a duty, in the order in which they are read."""


def cards(printed: Printed, texts: Texts, lang: str, at: datetime) -> dict[str, Any]:
    """Return the role cards of a plan as a document; `at` is the day on which they count as printed."""
    words, common = frame(printed, texts, lang, at)
    plan = printed.plan
    every = [
        *(_of_presser(words, role) for role in plan.roles.values() if is_card(role)),
        *(_card(words, role) for role in plan.roles.values() if not is_card(role)),
    ]
    if not any(is_card(role) for role in plan.roles.values()):
        every.insert(0, presser(words))
    return {
        **common,
        "title": words.t("Role cards"),
        "card": words.t("Role card"),
        "cut": words.t("Cut along the lines."),
        "cards": every[:MOST_CARDS],
        "left_out": words.t("%(count)s more cards are not printed.", count=len(every) - MOST_CARDS)
        if len(every) > MOST_CARDS
        else None,
    }


def presser(words: Words) -> dict[str, Any]:
    """Return the card of whoever presses: what she feels, what happens, and that she need not be sure."""
    silent = [words.name(zone.name) for zone in words.plan.zones.values() if zone.manner == "silent"]
    lines = [
        _line(words, words.t("When"), [words.t("As soon as you feel unsafe. You need not be sure.")]),
        _line(
            words,
            words.t("You feel"),
            [words.t("The button answers when the alarm is received, and again when somebody is coming.")],
        ),
        _line(
            words,
            words.t("Then"),
            [
                words.t("Your colleagues see where you are. They are called until help is there."),
                words.t("Leave if you can. You do not have to explain anything."),
            ],
        ),
        _line(
            words,
            words.t("By mistake"),
            [words.t("Say so: “Set off by mistake”. It is never wrong to have pressed.")],
        ),
    ]
    if silent:
        quiet = words.t("Nothing is heard in %(places)s.", places=words.listed(silent, 6))
        lines.insert(2, _line(words, words.t("Silent"), [quiet]))
    return {**_of_everybody(words, {"text": words.t("You who press"), "lang": words.lang}), "duty": lines}


def is_card(role: Role) -> bool:
    """Whether nobody is called to a role, because it is the plan's own card for whoever presses."""
    return bool(getattr(role, "is_card", False))


def _of_presser(words: Words, role: Role) -> dict[str, Any]:
    return {**_of_everybody(words, words.title(role.id)), "duty": duty(words, role)}


def _of_everybody(words: Words, title: Piece) -> dict[str, Any]:
    plan = words.plan
    number = next((plan.last_resort_number(one.kind) for one in plan.responses.values() if one.last_resort), None)
    says = words.t("Trygg does not call the police. Ring %(number)s if anybody is in danger.", number=number)
    return {
        "title": title,
        "who": [{"label": words.t("Who"), "names": words.t("Everybody who has a button")}],
        "facts": [{"label": words.t("Remember"), "says": says}] if number else [],
    }


def _card(words: Words, role: Role) -> dict[str, Any]:
    deputies = deputies_of(words, role, most=MOST_NAMES)
    holders = holders_of(words, role, most=MOST_NAMES)
    who = [{"label": words.t("Who"), "names": holders}]
    if deputies:
        who.append({"label": words.t("Deputy"), "names": deputies})
    return {"title": words.title(role.id), "who": who, "duty": duty(words, role), "facts": list(_facts(words, role))}


def duty(words: Words, role: Role) -> list[dict[str, Any]]:
    """Return a duty as lines: labelled ones when the plan says it in parts, else its sentences without labels."""
    parts = getattr(role, "parts", (role.duty,))
    said = [(label, words.own(part, "", LONGEST_DUTY)) for label, part in zip(PARTS, parts, strict=False) if part]
    return [
        {
            "label": words.t(label) if len(said) > 1 else None,
            "lines": list(sentences(piece["text"])),
            "lang": piece["lang"],
        }
        for label, piece in said
    ]


def _facts(words: Words, role: Role) -> Iterator[dict[str, str]]:
    accept, arrive = words.time(role.accept_within), words.time(role.arrive_within)
    if _is_outside(words.plan, role):
        yield {
            "label": words.t("Deadline"),
            "says": words.t("Answer within %(accept)s. Be there within %(arrive)s.", accept=accept, arrive=arrive),
        }
        return
    yield {
        "label": words.t("Deadline"),
        "says": words.t("“I am coming” within %(accept)s. There within %(arrive)s.", accept=accept, arrive=arrive),
    }
    yield {"label": words.t("Tell"), "says": _tell(words, role)}
    if role.not_with:
        titles = words.listed((words.title(other)["text"] for other in role.not_with), 4)
        yield {
            "label": words.t("Not with"),
            "says": words.t("Nobody has this role and one of these: %(titles)s.", titles=titles),
        }


def _tell(words: Words, role: Role) -> str:
    cannot = words.t("If you cannot, say so at once: then the next one is called.")
    lead = next((one for one in LEADS if one in words.plan.roles), None)
    if lead is None or lead == role.id:
        return cannot
    holders = words.plan.roles[lead].holders
    title = words.title(lead)["text"]
    if isinstance(holders, Listed) and holders.ids:
        report = words.t("Report to %(title)s (%(name)s).", title=title, name=words.who(holders.ids[0]))
    else:
        report = words.t("Report to %(title)s.", title=title)
    return f"{report} {cannot}"


def _is_outside(plan: Plan, role: Role) -> bool:
    """Whether only contacts hold a role: they have no button and no screen of the office."""
    return (
        isinstance(role.holders, Listed)
        and bool(role.holders.ids)
        and not any(one in plan.people for one in (*role.holders.ids, *role.deputies))
    )


def _line(words: Words, label: str, lines: list[str]) -> dict[str, Any]:
    return {"label": label, "lines": lines, "lang": words.lang}
