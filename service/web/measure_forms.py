"""The forms below a report about one measure: it is done, moved, handed over or dropped. No script is needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Request
from fastapi.responses import Response

from roles.sentence import Sentence
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.measure.commands import Command, DropMeasure, FinishMeasure, HandOverMeasure, MoveMeasure
from service.web.ports import Facts
from service.web.report_form import Sent, sent_by
from service.web.report_pages import ReportForms
from service.web.visiting import visitor_at

_END_OF_DAY: Final = time(23, 59)
_NO_UNTIL: Final = Sentence("Say by when it is done.")
_NO_OWNER: Final = Sentence("Say who does it.")
_NO_WHY: Final = Sentence("Say why; the next one who looks at it wants to know.")

Make = Callable[[Actor, bool], Command]


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureForms:
    """The forms; they stand on the pages of reports."""

    on: ReportForms

    def router(self) -> Addresses:
        """Return their addresses."""
        routes = Addresses(include_in_schema=False)
        one = "/reports/{office}/{report}/measures/{measure}"
        routes.add_api_route(f"{one}/done", self.done, methods=["POST"])
        routes.add_api_route(f"{one}/moved", self.moved, methods=["POST"])
        routes.add_api_route(f"{one}/handed-over", self.handed_over, methods=["POST"])
        routes.add_api_route(f"{one}/dropped", self.dropped, methods=["POST"])
        return routes

    async def done(self, request: Request, office: str, report: str, measure: str) -> Response:
        """Say that a measure is done."""
        return await self._asked(request, (office, report, measure), "done")

    async def moved(self, request: Request, office: str, report: str, measure: str) -> Response:
        """Have it done by another day, and say why."""
        return await self._asked(request, (office, report, measure), "moved")

    async def handed_over(self, request: Request, office: str, report: str, measure: str) -> Response:
        """Have somebody else do it."""
        return await self._asked(request, (office, report, measure), "handed")

    async def dropped(self, request: Request, office: str, report: str, measure: str) -> Response:
        """Say that it will not be done, and why."""
        return await self._asked(request, (office, report, measure), "dropped")

    async def _asked(self, request: Request, where: tuple[str, str, str], name: str) -> Response:
        office, report, measure = where
        facts = self.on.known(office)
        told = await self.on.found(request, office, report)
        if measure not in [one.id for one in told.steps]:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Report {report!r} has no measure {measure!r}.")
        sent = await sent_by(request)
        # Each measure has fields of its own: what is wrong stands at the very one that was filled in.
        sent.values = {f"{key}-{measure}": value for key, value in sent.values.items()}
        make = _READ[name](sent, facts, self.on.reports.now(), measure)

        async def do() -> None:
            await self.on.reports.ask_measure(office, measure, visitor_at(request), make)

        return await self.on.tried(request, office, report, sent, "measures", (f"{name}-{measure}", do))


def report_forms(forms: ReportForms) -> Addresses:
    """Return the addresses of reports, and of the measures below them."""
    routes = forms.router()
    routes.add(MeasureForms(on=forms).router())
    return routes


def _done(_sent: Sent, _facts: Facts, _now: datetime, _measure: str) -> Make:
    return lambda actor, entitled: FinishMeasure(actor=actor, entitled=entitled)


def _moved(sent: Sent, facts: Facts, now: datetime, measure: str) -> Make:
    until, words = sent.day(f"until-{measure}"), sent.words(f"why-{measure}")
    if until is None:
        sent.wrong.setdefault(f"until-{measure}", _NO_UNTIL)
    if not words.strip():
        sent.wrong.setdefault(f"why-{measure}", _NO_WHY)
    due_at = datetime.combine(until or now.date(), _END_OF_DAY, ZoneInfo(facts.get("time_zone") or "UTC"))
    return lambda actor, entitled: MoveMeasure(actor=actor, entitled=entitled, due_at=due_at, words=words)


def _handed(sent: Sent, facts: Facts, _now: datetime, measure: str) -> Make:
    owner = sent.one(f"owner-{measure}")
    if owner not in facts["people"]:
        sent.wrong[f"owner-{measure}"] = _NO_OWNER
    return lambda actor, entitled: HandOverMeasure(actor=actor, entitled=entitled, owner=owner)


def _dropped(sent: Sent, _facts: Facts, _now: datetime, measure: str) -> Make:
    words = sent.words(f"drop-{measure}")
    if not words.strip():
        sent.wrong.setdefault(f"drop-{measure}", _NO_WHY)
    return lambda actor, entitled: DropMeasure(actor=actor, entitled=entitled, words=words)


_READ: Final[Mapping[str, Callable[[Sent, Facts, datetime, str], Make]]] = {
    "done": _done,
    "moved": _moved,
    "handed": _handed,
    "dropped": _dropped,
}
