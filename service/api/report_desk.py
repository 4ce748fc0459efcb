"""What the routes and pages of reports work with: who may read which, and how often a near miss is told."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from fastapi.responses import JSONResponse, Response

from roles.sentence import N_, Sentence
from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.alarm.actor import Actor
from service.api.desk import Desk
from service.api.identity import author_of, via_of
from service.api.plan_answer import first_language
from service.api.problem import Problem, answer
from service.api.reports_told import told
from service.dispatch.book import OfficePage
from service.dispatch.often import Often
from service.dispatch.reports import Reports, near_miss_of
from service.dispatch.undertake import Undertaken
from service.privacy.looking import Looks
from service.report.commands import ReportNearMiss
from service.report.report import Report
from service.undertaking.refusal import UndertakingRefusal

REFUSED: Final = {
    **dict.fromkeys(("unknown_report", "unknown_measure", "unknown_undertaking"), HTTPStatus.NOT_FOUND),
    "not_entitled": HTTPStatus.FORBIDDEN,
    "too_many_near_misses": HTTPStatus.TOO_MANY_REQUESTS,
    **dict.fromkeys(("no_words", "no_class", "not_yet", "bad_due"), HTTPStatus.UNPROCESSABLE_ENTITY),
}
"""How a refusal is answered; any other is a conflict with how things stand."""
WINDOW: Final = timedelta(hours=1)
FROM_ONE: Final = 10
"""Near misses that one source tells within an hour."""
FROM_ALL: Final = 60
"""Near misses that are told in one office within an hour."""
SOON: Final = timedelta(minutes=10)
"""After how long it is worth trying again where the whole office has told many."""
_TOO_MANY: Final = N_(
    "Many near misses were told here within an hour. What you have written is not kept yet: send it again in "
    "%(minutes)s min. An alarm always gets through."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportDesk:
    """What these routes work with."""

    desk: Desk
    reports: Reports
    often: Often = field(default_factory=lambda: Often(FROM_ONE, WINDOW.total_seconds()))
    """How often each source has told of a near miss: held in this node's memory for an hour, and written nowhere."""

    async def tell_near_miss(self, office: str, code: str, visitor: Visitor, command: ReportNearMiss) -> Undertaken:
        """Take a near miss; the same code is the same one, and counts once.

        Raises:
            UndertakingRefusal: also where too many were told from here, or in the whole office, within an hour.
        """
        clock = self.desk.clock
        if await self.reports.one(office, near_miss_of(office, code)) is None:
            wait_s = self.often.wait_s(f"{office} {visitor.kind} {visitor.id}", clock.monotonic())
            since = clock.now() - WINDOW
            if not wait_s and await self.desk.store.following.near_misses_since(office, since) >= FROM_ALL:
                wait_s = SOON.total_seconds()
            if wait_s:
                raise UndertakingRefusal("too_many_near_misses", Sentence(_TOO_MANY, minutes=-int(-wait_s // 60)))
        return await self.reports.tell_near_miss(office, code, command)

    def page(self, office: str) -> OfficePage:
        """Return an office's page in the book; raises Problem where there is none."""
        if office not in self.desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")
        return self.desk.book[office]

    async def mine(self, office: str, report: str, visitor: Visitor) -> Report:
        """Return a report that a visitor may read, to be shown: that she reads another's is noted.

        Raises:
            Problem: as if there were none, where it is not hers to read.
            StoreUnavailable: the look cannot be noted now; then nothing is to be shown.
        """
        found = await self.readable(office, report, visitor)
        if found.reporter is None or found.reporter != author_of(visitor, office):
            await Looks(self.desk.store, self.desk.clock).note_report(office, report[:128], found.reporter, visitor)
        return found

    async def readable(self, office: str, report: str, visitor: Visitor) -> Report:
        """Return a report that a visitor may read: her own, or any; raises Problem, as if there were none."""
        found = await self.reports.one(office, report[:128])
        is_hers = found is not None and found.reporter is not None and found.reporter == author_of(visitor, office)
        if found is None or not (is_hers or allowed(visitor, Action.SEE_REPORTS, office)):
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_report", "There is no such report; look it up in the list.")
        return found

    async def asked(self, office: str, lang: str | None, doing: Awaitable[Undertaken]) -> Undertaken | Response:
        """Return what came of something, or the answer in words to what cannot be."""
        try:
            return await doing
        except UndertakingRefusal as refused:
            translate = self.desk.translate(lang or first_language(self.page(office)))
            status = REFUSED.get(refused.code, HTTPStatus.CONFLICT)
            return answer(status, refused.code, refused.sentence.said(translate), **refused.more)

    async def answered(
        self, office: str, lang: str | None, doing: Awaitable[Undertaken], status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        """Answer with how a report stands afterwards."""
        done = await self.asked(office, lang, doing)
        if isinstance(done, Response):
            return done
        return JSONResponse(told(done.id, done.state, self.desk.clock.now()), status)


def actor_of(visitor: Visitor, office: str) -> Actor:
    """Return in whose name a visitor writes."""
    return Actor(via=via_of(visitor, office), who=author_of(visitor, office))


def whose(visitor: Visitor, office: str) -> str | None:
    """Return whose reports and measures a visitor may list: None for everybody's, a key for her own; empty for none."""
    return None if allowed(visitor, Action.SEE_REPORTS, office) else author_of(visitor, office) or ""
