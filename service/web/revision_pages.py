"""The pages of an office's yearly revisions: the list, and each as forms that work without scripts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time
from http import HTTPStatus
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from roles.sentence import Sentence
from service.access.action import Action
from service.access.visitor import allowed
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.measure.commands import PlanMeasure
from service.revision.commands import Command, Comment, Decide, FinishRevision, SayWhoAttended
from service.revision.revision import PlaceFound, Revision
from service.store.port import StoreError
from service.undertaking.refusal import UndertakingRefusal
from service.web.figures_words import day_in_words
from service.web.frame import Pages
from service.web.ports import Facts
from service.web.report_form import AWAY, LONGEST_WORDS, Sent, sent_by
from service.web.report_port import Piece
from service.web.report_told import Written, lines_of
from service.web.staff_port import RevisionTold, StaffPort
from service.web.tongue import Tongue
from service.web.visiting import visitor_at

_END_OF_DAY: Final = time(23, 59)
_NO_OWNER: Final = Sentence("Say who does it.")
_NO_UNTIL: Final = Sentence("Say by when it is done.")
_NO_MEASURE: Final = Sentence("There are no words in it. Write what is to be done.")
_NO_DAY: Final = Sentence("Say on which day.")
_PLACES: Final = {"attended": "attended", "comment": "comments", "decided": "decided", "finish": "saved"}
"""What a form asks for → where the page is shown again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceRow:
    """One room or door, as it was found last when the revision began."""

    name: str
    looked: str
    found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionPages:
    """Makes the pages of revisions."""

    pages: Pages
    staff: StaffPort
    known: Callable[[str], Facts]
    """Gives an office's static facts, and is a 404 for no office."""

    def router(self) -> Addresses:
        """Return the pages."""
        routes = Addresses(include_in_schema=False)
        one = "/revisions/{office}/{revision}"
        routes.add_api_route("/revisions/{office}", self.listed)
        routes.add_api_route("/revisions/{office}", self.begin, methods=["POST"])
        routes.add_api_route(one, self.one)
        routes.add_api_route(one, self.say, methods=["POST"])
        routes.add_api_route(f"{one}/measures", self.plan, methods=["POST"])
        routes.add_api_route(f"{one}/measures/{{measure}}/done", self.done, methods=["POST"])
        return routes

    def _tongue(self, request: Request, facts: Facts) -> Tongue:
        return Tongue(lang=self.pages.lang(request, facts), texts=self.pages.texts, facts=facts, names={})

    async def listed(self, request: Request, office: str) -> Response:
        """Show the office's revisions, and where one begins."""
        return await self._listed(request, self.known(office), Sent())

    async def begin(self, request: Request, office: str) -> Response:
        """Begin the revision of a day."""
        facts, sent = self.known(office), await sent_by(request)
        held_on, begun, status = sent.day("held_on"), "", HTTPStatus.UNPROCESSABLE_ENTITY
        if held_on is None:
            sent.wrong.setdefault("held_on", _NO_DAY)
        else:
            try:
                begun = await self.staff.begin(office, held_on, visitor_at(request))
            except UndertakingRefusal as refused:
                sent.wrong["held_on"] = refused.sentence
            except StoreError:
                sent.wrong["held_on"], status = AWAY, HTTPStatus.SERVICE_UNAVAILABLE
        if begun:
            return RedirectResponse(f"/revisions/{office}/{begun}", HTTPStatus.SEE_OTHER)
        return await self._listed(request, facts, sent, status)

    async def _listed(self, request: Request, facts: Facts, sent: Sent, status: HTTPStatus = HTTPStatus.OK) -> Response:
        office, tongue = str(facts["office"]), self._tongue(request, facts)
        today = self.staff.now().astimezone(_zone(facts)).date()
        rows = [
            {
                "id": id_,
                "day": _day(one, tongue),
                "words": tongue.t("%(comments)s comments, %(decisions)s decisions",
                                  comments=one.comments, decisions=one.decisions),
                "standing": standing_of(one, tongue),
            }
            for id_, one in await self.staff.revisions(office)
        ]  # fmt: skip
        return self.pages.show(
            request,
            "revision_list.html",
            facts,
            status=status,
            rows=rows,
            held_on=sent.one("held_on") or today.isoformat(),
            wrong={name: sentence.said(tongue.t) for name, sentence in sent.wrong.items()},
            first_wrong=next(iter(sent.wrong), ""),
            may_hold=allowed(visitor_at(request), Action.ASK_STAFF, office),
            may_see_plan=allowed(visitor_at(request), Action.SEE_PLAN, office),
        )

    async def one(self, request: Request, office: str, revision: str) -> Response:
        """Show one revision."""
        return self._shown(request, await self._found(request, office, revision), self.known(office), Sent())

    async def say(self, request: Request, office: str, revision: str) -> Response:
        """Keep who took part, a comment or a decision, or finish it; which of them the button says."""
        await self._found(request, office, revision)
        sent = await sent_by(request)
        doing, words = sent.one("do"), sent.words("words")
        if "words" in sent.wrong:
            sent.wrong[doing if doing in _PLACES else "comment"] = sent.wrong.pop("words")

        def make(actor: Actor, entitled: bool) -> Command:
            match doing:
                case "attended":
                    return SayWhoAttended(actor=actor, entitled=entitled, roles=_roles(sent, facts), words=words)
                case "decided":
                    return Decide(actor=actor, entitled=entitled, words=words)
                case "finish":
                    return FinishRevision(actor=actor, entitled=entitled)
                case _:
                    return Comment(actor=actor, words=words)

        async def do() -> None:
            await self.staff.ask(office, revision, visitor_at(request), make)

        facts = self.known(office)
        return await self._tried(request, office, revision, sent, field=doing if doing in _PLACES else "comment", do=do)

    async def plan(self, request: Request, office: str, revision: str) -> Response:
        """Plan a measure that follows from it; the form's key keeps one that is sent twice from being two."""
        facts = self.known(office)
        await self._found(request, office, revision)
        sent, visitor, now = await sent_by(request), visitor_at(request), self.staff.now()
        words, owner, until = sent.words("measure"), sent.one("owner"), sent.day("until")
        if not words.strip():
            sent.wrong.setdefault("measure", _NO_MEASURE)
        if owner not in facts["people"]:
            sent.wrong["owner"] = _NO_OWNER
        if until is None:
            sent.wrong.setdefault("until", _NO_UNTIL)
        due_at = datetime.combine(until or now.date(), _END_OF_DAY, _zone(facts))

        def make(actor: Actor, entitled: bool) -> PlanMeasure:
            return PlanMeasure(actor=actor, entitled=entitled, owner=owner, due_at=due_at, words=words, report=revision)

        async def do() -> None:
            await self.staff.plan(office, sent.one("key")[:128] or self.staff.key(), visitor, make)

        return await self._tried(request, office, revision, sent, field="until", do=do)

    async def done(self, request: Request, office: str, revision: str, measure: str) -> Response:
        """Say that a measure is done."""
        told = await self._found(request, office, revision)
        if measure not in [one.id for one in told.steps]:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Revision {revision!r} has no measure {measure!r}.")

        async def do() -> None:
            await self.staff.done(office, measure, visitor_at(request))

        return await self._tried(request, office, revision, Sent(), field="done", do=do)

    async def _tried(
        self, request: Request, office: str, revision: str, sent: Sent, *, field: str, do: Callable[[], Awaitable[None]]
    ) -> Response:
        """Do something unless the form is wrong; else show the page with what is, and its words."""
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        try:
            if not sent.wrong:
                await do()
        except UndertakingRefusal as refused:
            sent.wrong[field] = refused.sentence
            status = HTTPStatus.FORBIDDEN if refused.code == "not_entitled" else status
        except StoreError:
            sent.wrong[field], status = AWAY, HTTPStatus.SERVICE_UNAVAILABLE
        if not sent.wrong:
            at = _PLACES.get(field, "measures")
            return RedirectResponse(f"/revisions/{office}/{revision}?saved=1#{at}", HTTPStatus.SEE_OTHER)
        told = await self._found(request, office, revision)
        return self._shown(request, told, self.known(office), sent, status)

    async def _found(self, request: Request, office: str, revision: str) -> RevisionTold:
        self.known(office)
        told = await self.staff.revision(office, revision, visitor_at(request))
        if told is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Office {office!r} has no revision {revision!r}.")
        return told

    def _shown(
        self, request: Request, told: RevisionTold, facts: Facts, sent: Sent, status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        tongue, revision, visitor = self._tongue(request, facts), told.revision, visitor_at(request)
        office = str(facts["office"])
        people = ((key, str(one["name"])) for key, one in facts["people"].items())
        content: dict[str, Any] = {
            "told": told,
            "day": _day(revision, tongue),
            "standing": standing_of(revision, tongue),
            "plan_version": revision.version[:12] if revision.version else tongue.t("none: a makeshift was in force"),
            "expires": day_in_words(revision.expires, tongue.lang) if revision.expires else "–",
            "places": [_place(one, tongue) for one in revision.places],
            "roles": ", ".join(tongue.role(role) for role in revision.roles),
            "attended": _written(told.said, "RevisionAttended", tongue)[-1:],
            "comments": _written(told.said, "RevisionCommented", tongue),
            "decisions": _written(told.said, "RevisionDecided", tongue),
            "all_roles": [(role, tongue.role(role)) for role in facts["roles"]],
            "chosen": sent.every("roles") or revision.roles,
            "lines": lines_of(told.steps, tongue, named=True),
            "people": sorted(people, key=lambda one: one[1].casefold()),
            "key": sent.one("key") or self.staff.key(),
            "sent": sent,
            "doing": sent.one("do"),
            "wrong": {name: sentence.said(tongue.t) for name, sentence in sent.wrong.items()},
            "first_wrong": next(iter(sent.wrong), ""),
            "longest": LONGEST_WORDS,
            "is_saved": not sent.wrong and request.query_params.get("saved") == "1",
            "may_see_plan": allowed(visitor, Action.SEE_PLAN, office),
            "may_see_measures": allowed(visitor, Action.SEE_REPORTS, office),
        }
        return self.pages.show(request, "revision_one.html", facts, status=status, **content)


def standing_of(revision: Revision, tongue: Tongue) -> str:
    """Say how a revision stands."""
    if revision.finished_at is None:
        return tongue.t("Going on")
    return tongue.t("Finished on %(day)s", day=tongue.day(revision.finished_at))


def _roles(sent: Sent, facts: Facts) -> list[str]:
    return [role for role in facts["roles"] if role in sent.every("roles")]


def _place(one: PlaceFound, tongue: Tongue) -> PlaceRow:
    if one.looked_on is None:
        return PlaceRow(name=tongue.place(one.place), looked=tongue.t("never"), found="–")
    found = tongue.t("%(count)s things not as they should be", count=one.remarks) if one.remarks else tongue.t("good")
    return PlaceRow(name=tongue.place(one.place), looked=day_in_words(one.looked_on, tongue.lang), found=found)


def _written(said: Any, event: str, tongue: Tongue) -> list[Written]:
    return [_one(one, tongue) for one in said if one.event == event]


def _one(one: Piece, tongue: Tongue) -> Written:
    by = one.by or tongue.t("Nobody named")
    title = f"{by} · {tongue.day(one.at)} {tongue.minute(one.at)}"
    return Written(title=title, words=one.words, is_hers=False)


def _day(revision: Revision, tongue: Tongue) -> str:
    return str(format_date(revision.held_on, format="long", locale=tongue.lang))


def _zone(facts: Facts) -> ZoneInfo:
    return ZoneInfo(facts.get("time_zone") or "UTC")
