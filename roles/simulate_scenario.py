"""A scenario file: presses with what each has to lead to. A plan that is changed has to pass them, like a test."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from roles.notes import Notes
from roles.plan import EMERGENCY, EVERYBODY, Finding, Plan
from roles.reading import Sheet
from roles.sentence import N_, Sentence
from roles.simulate_run import PARTS, Answer, Further, Press
from roles.tree import Table, decode, grow
from roles.trouble import Place, Trouble
from roles.word import did_you_mean, shown

CLAIMS: Final = ("called", "not_called", "accepted", "arrived", "last_resort", "filled", "unfilled")
"""What an expectation can be about; each one is about one of them."""

_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2200
_OTHERS: Final = ("nobody", "usual")


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """One thing that has to be so; `names` are roles, people and contacts, `count` how many.

    For the last resort `count` is 1 when the screens have to tell it, 0 when they must not.
    """

    claim: str
    place: Place
    names: tuple[str, ...] = ()
    count: int = 0
    within: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """One press, how it is answered, and what is expected; whoever is not named answers as `others` do."""

    name: str
    place: Place
    press: Press
    answers: Mapping[str, Answer]
    is_usual: bool
    expect: tuple[Expectation, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenarios:
    """What came of a file: the scenarios when all of it could be read, and what is wrong with it."""

    scenarios: tuple[Scenario, ...]
    findings: tuple[Finding, ...]


def load_scenarios(text: str | bytes, plan: Plan, *, source: str) -> Scenarios:
    """Return the scenarios that a document describes for a plan. Never raises: what is wrong is told."""
    notes = Notes(source)
    plain = decode(text)
    tree = plain if isinstance(plain, Trouble) else grow(plain)
    if isinstance(tree, Trouble):
        notes.add(tree.code, tree.message, tree.remedy, tree.place)
        return Scenarios(scenarios=(), findings=tuple(notes.findings))
    sheet = Sheet(tree, (), notes, known=("trygg", "scenarios"))
    sheet.word("trygg", ("1",))
    if isinstance(tree, Table):
        sheet.need("scenarios", "scenarios: [{name: …, press: {…}, expect: [{called: lead, within: 20 s}]}]")
    elif not notes.findings:
        notes.add("D008", Sentence("The document is empty."), _WRITE, tree.place)
    reader = _Reader(plan, notes)
    found = [reader.scenario(Sheet(node, path, notes, known=_SCENARIO)) for path, node in sheet.items("scenarios")]
    if not found and not notes.findings:
        notes.add("D008", Sentence("There is no scenario here."), _WRITE, tree.place)
    findings = tuple(sorted(notes.findings, key=lambda one: (one.line, one.column)))
    return Scenarios(scenarios=() if findings else tuple(found), findings=findings)


_SCENARIO: Final = ("name", "press", "presses", "answers", "others", "expect")
_PRESS: Final = ("zone", "at", "presser", "kind", "drill", "away", "here", "engaged", "down")
_START: Final = Place(line=1, column=1)
_WRITE: Final = Sentence("Write a list of scenarios: press, answers, expect.")
_NO_ZONE: Final = N_("There is no zone %(word)s in the plan.")
_NO_PERSON: Final = N_("There is no person %(word)s in the plan.")
_NO_PERSON_OR_CONTACT: Final = N_("There is no person or contact %(word)s in the plan.")
_NO_KIND: Final = N_("There is no kind of alarm %(word)s in the plan.")
_NO_PART: Final = N_("There is no part %(word)s in the plan.")
_NO_ROLE: Final = N_("There is no role %(word)s in the plan.")
_NO_ROLE_OR_NAME: Final = N_("There is no role, person or contact %(word)s in the plan.")


@dataclass(frozen=True, slots=True)
class _Reader:
    plan: Plan
    notes: Notes

    def scenario(self, sheet: Sheet) -> Scenario:
        for key, example in (("name", "Nobody answers"), ("press", "{zone: room-1, at: 2026-11-23 10:00}")):
            sheet.need(key, f"{key}: {example}")
        sheet.need("expect", "[{called: lead, within: 20 s}]")
        answers = sheet.sheet("answers")
        for who in answers.nodes:
            self._known(who, answers, who, {**self.plan.people, **self.plan.contacts}, _NO_PERSON_OR_CONTACT)
        place = self.notes.places.get(sheet.path, _START)
        if "expect" in sheet and not list(sheet.items("expect")):
            self._unclear(Sentence("Nothing is expected here."), place)
        return Scenario(
            name=sheet.text("name") or "",
            place=place,
            press=replace(self._press(sheet.sheet("press", _PRESS)), further=tuple(self._further(sheet))),
            answers=MappingProxyType({who: self._answer(answers, who) for who in answers.nodes}),
            is_usual=sheet.word("others", _OTHERS) == "usual",
            expect=tuple(
                self._expectation(Sheet(node, path, self.notes, known=(*CLAIMS, "within")), node.place)
                for path, node in sheet.items("expect")
            ),
        )

    def _press(self, sheet: Sheet) -> Press:
        people, kind = self.plan.people, sheet.text("kind") or EMERGENCY
        sheet.need("at", "at: 2026-11-23 10:00")
        zone, presser = sheet.text("zone"), sheet.text("presser")
        if zone is not None:
            self._known(zone, sheet, "zone", self.plan.zones, _NO_ZONE)
        if presser is not None:
            self._known(presser, sheet, "presser", people, _NO_PERSON)
        if "kind" in sheet:
            self._known(kind, sheet, "kind", self.plan.responses, _NO_KIND)
        away, here, engaged, down = (frozenset(sheet.words(key)) for key in ("away", "here", "engaged", "down"))
        for key, who in (("away", away), ("here", here), ("engaged", engaged)):
            for one in sorted(who):
                self._known(one, sheet, key, people, _NO_PERSON)
        for part in sorted(down):
            self._known(part, sheet, "down", dict.fromkeys(PARTS), _NO_PART)
        return Press(
            at=self._instant(sheet),
            zone=zone,
            presser=presser,
            kind=kind,
            is_drill=sheet.flag("drill", default=False),
            away=away,
            here=here,
            engaged=engaged,
            down=frozenset(part for part in PARTS if part in down),
        )

    def _further(self, sheet: Sheet) -> Iterator[Further]:
        """Read the presses after the first, in the order in which they come."""
        found = []
        for path, node in sheet.items("presses"):
            one = Sheet(node, path, self.notes, known=("after", "presser"))
            one.need("after", "after: 15 s")
            one.need("presser", "presser: bo")
            after, presser = one.duration("after") or timedelta(0), one.text("presser") or ""
            if presser:
                self._known(presser, one, "presser", self.plan.people, _NO_PERSON)
            if after < timedelta(0):
                message = Sentence("A further press comes after the first one.")
                self.notes.add("T003", message, Sentence("Write 0 seconds or more."), node.place)
            found.append(Further(after=after, presser=presser))
        yield from sorted(found, key=lambda further: further.after)

    def _instant(self, sheet: Sheet) -> datetime:
        local = ZoneInfo(self.plan.time_zone)
        stand_in = datetime(2000, 1, 1, tzinfo=local)
        text = sheet.text("at")
        if text is None:
            return stand_in
        at = instant(text, self.plan)
        if at is None:
            message = Sentence("%(word)s is no day with a time.", word=shown(text))
            remedy = Sentence("Write, for example: %(example)s", example="2026-11-23 10:00")
            self.notes.add("T002", message, remedy, sheet.nodes["at"].place)
        return at or stand_in

    def _answer(self, sheet: Sheet, who: str) -> Answer:
        answer = sheet.sheet(who, ("accepts", "arrives", "declines", "asks_for_police"))
        accepts, arrives, declines = (answer.duration(key) for key in ("accepts", "arrives", "declines"))
        asks = answer.duration("asks_for_police")
        if asks is not None and asks < timedelta(0):
            early = Sentence("Somebody called asks for the police after she is called.")
            self.notes.add("T003", early, Sentence("Write 0 seconds or more."), sheet.nodes[who].place)
        if asks is not None and accepts is None and arrives is None and declines is None:
            return Answer(asks=asks)
        if (accepts is None) == (declines is None) or (arrives is not None and accepts is None):
            message = Sentence("It is not clear what %(who)s answers.", who=shown(who))
            remedy = Sentence("Write {accepts: 10 s, arrives: 25 s}, both counted from the call, or {declines: 5 s}.")
            self.notes.add("T003", message, remedy, sheet.nodes[who].place)
            return Answer()
        after = accepts if accepts is not None else declines or timedelta(0)
        if after < timedelta(0) or (arrives is not None and arrives < after):
            message = Sentence("An answer comes after its call, and somebody is there after she has said yes.")
            self.notes.add("T003", message, Sentence("Count both from the call."), sheet.nodes[who].place)
            return Answer()
        if declines is not None:
            return Answer(says="declines", after=after, asks=asks)
        arrives = None if arrives is None else arrives - after
        return Answer(says="accepts", after=after, arrives=arrives, asks=asks)

    def _expectation(self, sheet: Sheet, place: Place) -> Expectation:
        claims = [claim for claim in CLAIMS if claim in sheet]
        if len(claims) != 1:
            self._unclear(Sentence("An expectation is about one thing."), place)
            return Expectation(claim="called", place=place)
        claim, within = claims[0], sheet.duration("within")
        if within is not None and within < timedelta(0):
            self._unclear(Sentence("Nothing happens before the press."), place)
        if claim == "last_resort":
            return Expectation(claim=claim, place=place, count=int(sheet.flag(claim, default=True)), within=within)
        if claim in ("accepted", "arrived"):
            count = sheet.number(claim) or 0
            if count < 1:
                self._unclear(Sentence("An expectation is about at least one person."), place)
            return Expectation(claim=claim, place=place, count=count, within=within)
        names = sheet.words(claim)
        if not names:
            self._unclear(Sentence("An expectation names somebody."), place)
        roles = {**self.plan.roles, EVERYBODY: None}
        if claim in ("filled", "unfilled"):
            for name in names:
                self._known(name, sheet, claim, roles, _NO_ROLE)
        else:
            for name in names:
                known = {**roles, **self.plan.people, **self.plan.contacts}
                self._known(name, sheet, claim, known, _NO_ROLE_OR_NAME)
        return Expectation(claim=claim, place=place, names=names, within=within)

    def _unclear(self, message: Sentence, place: Place) -> None:
        remedy = Sentence("Write one of: %(words)s; each on a line of its own.", words=", ".join(CLAIMS))
        self.notes.add("T004", message, remedy, place)

    def _known(self, word: str, sheet: Sheet, key: str, known: Mapping[str, object], what: str) -> None:
        if word not in known:
            self.notes.add("T001", Sentence(what, word=shown(word)), did_you_mean(word, known), sheet.nodes[key].place)


def instant(text: str, plan: Plan) -> datetime | None:
    """Return the instant that a day and a time name in the office's own time; None when they name none."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if ":" not in text or not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(plan.time_zone))
