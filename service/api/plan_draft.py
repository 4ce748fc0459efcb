"""Routes of the draft of an office's plan."""

from http import HTTPStatus
from typing import Final

from fastapi.responses import JSONResponse, Response

from roles.sentence import Sentence
from service.addresses import Addresses
from service.api.gate import Who
from service.api.identity import author_of
from service.api.plan_answer import Lang, PlanDesk, refusal, too_much
from service.api.plan_said import DiscardedDraft, SavedDraft
from service.api.plan_shown import difference, shown_draft
from service.api.problem import answer_in_words
from service.life.decide import LifeRefusal
from service.planning.apart import TooMuchWorkError
from service.planning.drafts import DraftChangedError, Drafts

CHANGED: Final = Sentence("Somebody else has saved this draft meanwhile. Nothing is lost: look at both texts.")


def router(desk: PlanDesk) -> Addresses:
    """Return the routes of drafts."""
    routes = Addresses(prefix="/offices/{office}/plan/draft", tags=["plans"])
    drafts = Drafts(desk.versions, desk.desk.book)

    @routes.put("")
    async def save(office: str, visitor: Who, saved: SavedDraft, lang: Lang = None) -> Response:
        """Save the draft; 409 `draft_changed` with the other text and the differences when somebody else has."""
        translate = desk.tongue(office, lang)
        author = author_of(visitor, office)
        try:
            draft, judged = await drafts.save(
                office, saved.text, saved.revision, author or saved.by, known=author is not None
            )
        except DraftChangedError as changed:
            theirs = shown_draft(changed.theirs, changed.judged, translate)
            differences = [difference(one, translate) for one in changed.differences]
            detail = CHANGED.said(translate)
            theirs["by_name"] = await desk.name_of_account(changed.theirs.by)
            return answer_in_words(HTTPStatus.CONFLICT, "draft_changed", detail, theirs=theirs, differences=differences)
        except LifeRefusal as refused:
            return refusal(refused, translate)
        except TooMuchWorkError:
            return too_much()
        return JSONResponse(shown_draft(draft, judged, translate))

    @routes.delete("")
    async def discard(office: str, visitor: Who, discarded: DiscardedDraft, lang: Lang = None) -> Response:
        """Discard the draft."""
        author = author_of(visitor, office)
        translate = desk.tongue(office, lang)
        doing = drafts.discard(office, author or discarded.by, known=author is not None)
        return await desk.done(office, translate, doing)

    return routes
