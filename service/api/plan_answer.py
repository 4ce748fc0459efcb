"""What every route of an office's plan answers with: the whole plan in one language, or why not."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Query
from fastapi.responses import JSONResponse, Response

from roles.sentence import Translate
from roles.word import is_slug
from service.api.desk import Desk
from service.api.plan_shown import plan
from service.api.problem import Problem, answer, answer_in_words
from service.dispatch.book import Book, OfficePage
from service.life.decide import LifeRefusal
from service.planning.apart import TooMuchWorkError
from service.planning.standing import standing
from service.planning.versions import Versions

Language = Literal["sv", "nb", "en"]
Lang = Annotated[Language | None, Query(description="The language of every sentence; else the office's first.")]

Say = Callable[[str], Translate]
"""Language → what looks sentences up in it."""

FileOf = Callable[[str], Mapping[str, Any] | None]
"""Office → what is known of its file in the folder of plans."""

VIA: Final = "api"

REFUSED: Final[Mapping[str, HTTPStatus]] = {
    "unknown_version": HTTPStatus.NOT_FOUND,
    "unknown_person": HTTPStatus.NOT_FOUND,
    "not_entitled": HTTPStatus.FORBIDDEN,
    "no_reason": HTTPStatus.UNPROCESSABLE_ENTITY,
    "no_words": HTTPStatus.UNPROCESSABLE_ENTITY,
    "has_errors": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_late": HTTPStatus.UNPROCESSABLE_ENTITY,
    "no_such_hour": HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""How a refusal is answered; any other is a conflict with the state of the plan."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDesk:
    """What the routes of plans work with."""

    desk: Desk
    versions: Versions
    say_in: Say
    file_of: FileOf

    def tongue(self, office: str, lang: Language | None) -> Translate:
        """Return what looks sentences up; raises Problem for what can be no office."""
        page = page_of(self.desk.book, office)
        return self.say_in(lang or first_language(page))

    async def shown(self, office: str, translate: Translate) -> dict[str, Any]:
        """Return everything about an office's plan."""
        found = await standing(self.versions, office)
        file = self.file_of(office)
        if file is not None:
            file = {**file, "differs": file["version"] != found.life.current}
        told = {**plan(found, translate), "file": file}
        writer = await self.name_of_account(found.draft.by if found.draft else None)
        if writer is not None and found.draft is not None:
            told["names"] = {**told["names"], str(found.draft.by): writer}
        return told

    async def name_of_account(self, by: str | None) -> str | None:
        """Return the name of an account that has written a draft; None for a person of the plan."""
        account = await self.desk.store.access.account(by) if by else None
        return account.name if account else None

    async def done(self, office: str, translate: Translate, doing: Awaitable[object]) -> Response:
        """Do something, and answer with the plan as it is then; or say why it was not done."""
        try:
            await doing
            return JSONResponse(await self.shown(office, translate))
        except LifeRefusal as refused:
            return refusal(refused, translate)
        except TooMuchWorkError:
            return too_much()


def page_of(book: Book, office: str) -> OfficePage | None:
    """Return an office's page; None for one that nobody knows yet, whose first plan may be being written.

    Raises:
        Problem: no office can be called so.
    """
    if office in book:
        return book[office]
    if is_slug(office):
        return None
    raise Problem(HTTPStatus.NOT_FOUND, "unknown_office", f"There is no office {office[:64]!r} here.")


def first_language(page: OfficePage | None) -> Language:
    """Return the office's first language that the service speaks."""
    spoken: tuple[Language, ...] = ("sv", "nb", "en")
    return next((one for lang in (page.plan.languages if page else ()) for one in spoken if one == lang), "en")


def refusal(refused: LifeRefusal, translate: Translate) -> Response:
    """Return why something was not done."""
    status = REFUSED.get(refused.code, HTTPStatus.CONFLICT)
    return answer_in_words(status, refused.code, refused.sentence.said(translate), **refused.more)


def too_much() -> Response:
    """Say that a plan is too large for now."""
    detail = "The plan could not be worked through in time. Make it smaller, or try again when less is going on."
    return answer(HTTPStatus.SERVICE_UNAVAILABLE, "too_much_work", detail)
