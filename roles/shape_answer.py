"""Tree → the parts of a plan that an alarm needs: roles and responses."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from roles.contact import Contact
from roles.form import Form
from roles.grammar import (
    CONDITION,
    DUTY,
    LAST_RESORT,
    NEAREST_WITHIN,
    POLICE,
    RAISED_BY,
    REPEAT,
    STEP,
    STEP_CONDITION,
    WITHIN,
)
from roles.level import RaisedBy
from roles.notes import place_of
from roles.plan import (
    EVERYBODY,
    NEAREST,
    NO_TEXTS,
    PRESSER,
    All,
    Condition,
    Holders,
    LastResort,
    Listed,
    Nearest,
    Police,
    Response,
    Role,
    Step,
    Texts,
)
from roles.reading import Sheet
from roles.repeat import Repeat
from roles.sentence import Sentence
from roles.shape_roster import Members
from roles.tree import Row, Scalar
from roles.value import as_word
from roles.word import KINDS_OF_ALARM, POLICE_RULES

_NUMBER_TO_CALL: Final = re.compile(r"\+?[0-9][0-9 ()-]{1,30}")


def read_role(id_: str, sheet: Sheet, languages: tuple[str, ...], members: Members) -> Role:
    """Return the role that a table describes."""
    sheet.need("holders", "holders: nearest")
    is_card = isinstance(node := sheet.nodes.get("holders"), Scalar) and node.text == PRESSER
    named, holders, count = ((), Listed(), None) if is_card else _holders(sheet, members)
    named_deputies, deputies = members.listed(sheet, "deputies")
    if deputies != named_deputies and isinstance(holders, Listed):
        # A group may stand in for one of its own; she is asked once, as the holder.
        deputies = tuple(who for who in deputies if who not in set(holders.ids))
    duty, then, done_when, never = sheet.parts("duty", DUTY.known, languages)
    needed, accept, arrive = sheet.number("needed"), sheet.duration("accept_within"), sheet.duration("arrive_within")
    if None not in {needed, count} and needed != count:
        message = Sentence("needed and count say different numbers.")
        place = place_of((*sheet.path, "needed"), sheet.notes.places)
        sheet.notes.add("D014", message, Sentence("Remove one of the two."), place)
    return Role(
        id=id_,
        title=sheet.texts("title", languages),
        duty=duty,
        holders=holders,
        deputies=deputies,
        needed=next((one for one in (needed, count) if one is not None), 1),
        accept_within=timedelta(seconds=20) if accept is None else accept,
        arrive_within=timedelta(seconds=90) if arrive is None else arrive,
        # Whoever is chosen for being near is chosen in order to go there, unless the plan says otherwise.
        goes_in=sheet.flag("goes_in", default=isinstance(holders, Nearest)),
        not_with=sheet.words("not_with"),
        named=named,
        named_deputies=named_deputies,
        then=then,
        done_when=done_when,
        never=never,
        is_card=is_card,
    )


def _holders(sheet: Sheet, members: Members) -> tuple[tuple[str, ...], Holders, int | None]:
    """Return who holds a role, with the plan's own words for it when they are names, and how many if that is said."""
    node = sheet.nodes.get("holders")
    if isinstance(node, Scalar) and node.text == NEAREST:
        return (), Nearest(), None
    if isinstance(node, Scalar) and node.text == EVERYBODY:
        return (), All(), None
    if node is None or isinstance(node, Scalar | Row):
        named, ids = members.listed(sheet, "holders")
        return named, Listed(ids=ids), None
    nearest = sheet.sheet("holders", NEAREST_WITHIN.known).sheet(NEAREST, WITHIN.known)
    count = nearest.number("count")
    return (), Nearest(within=nearest.duration("within"), training=nearest.words("training")), count


def _condition(sheet: Sheet, key: str, form: Form) -> Condition | None:
    if key not in sheet:
        return None
    counts = sheet.sheet(key, form.known)
    accepted, arrived, pressers = (counts.number(word) or 0 for word in STEP_CONDITION.known)
    return Condition(accepted=accepted, arrived=arrived, pressers=pressers)


def read_response(kind: str, sheet: Sheet, languages: tuple[str, ...], contacts: Mapping[str, Contact]) -> Response:
    """Return the response to one kind of alarm that a table describes."""
    steps = []
    for path, item in sheet.items("steps"):
        step = Sheet(item, path, sheet.notes, known=STEP.known)
        step.need("call", "call: [colleague]")
        after = step.duration("after") or timedelta(0)
        unless, only_if = (_condition(step, key, STEP_CONDITION) for key in ("unless", "if"))
        switch = step.words("switch")
        steps.append(Step(call=step.words("call"), after=after, unless=unless, only_if=only_if, switch=switch))
    return Response(
        kind=kind,
        title=sheet.texts("title", languages),
        steps=tuple(steps),
        done_when=_condition(sheet, "done_when", CONDITION) or Condition(arrived=1),
        repeat=_repeat(sheet),
        last_resort=_last_resort(sheet, languages, contacts),
        police=_police(sheet),
        level=sheet.word("level", KINDS_OF_ALARM),
        raised_by=_raised_by(sheet),
    )


def _raised_by(sheet: Sheet) -> RaisedBy | None:
    if "raised_by" not in sheet:
        return None
    rule = sheet.sheet("raised_by", RAISED_BY.known)
    return RaisedBy(further_press=rule.text("further_press"), other_presser=rule.text("other_presser"))


def _police(sheet: Sheet) -> Police | None:
    if "police" not in sheet:
        return None
    police = sheet.sheet("police", POLICE.known)
    police.need("call", "call: police-contact")
    police.need("when", "when: [two_pressers, responder, lead]")
    rules = [as_word(node, POLICE_RULES, sheet.notes) for _, node in police.items("when")]
    return Police(call=police.words("call"), when=tuple(dict.fromkeys(one for one in rules if one is not None)))


def _repeat(sheet: Sheet) -> Repeat | None:
    if "repeat" not in sheet:
        return None
    repeat = sheet.sheet("repeat", REPEAT.known)
    every = repeat.duration("every")
    return Repeat(every=every or timedelta(0), call=repeat.words("call") or (EVERYBODY,))


def _last_resort(sheet: Sheet, languages: tuple[str, ...], contacts: Mapping[str, Contact]) -> LastResort | None:
    """Read whom to call when nobody has answered: a number to dial, or one of the plan's contacts."""
    if "last_resort" not in sheet:
        return None
    say: Texts = NO_TEXTS
    if isinstance(sheet.nodes["last_resort"], Scalar):
        call = sheet.text("last_resort")
    else:
        resort = sheet.sheet("last_resort", LAST_RESORT.known)
        resort.need("call", 'call: "112"')
        call, say = resort.text("call"), resort.texts("say", languages)
    if call is None:
        return None
    if call in contacts:
        return LastResort(phone=contacts[call].phone or "", contact=call, say=say)
    if _NUMBER_TO_CALL.fullmatch(call):
        return LastResort(phone=call, say=say)
    return LastResort(phone="", contact=call, say=say)
