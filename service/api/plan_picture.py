"""Routes of the pictures that lie under the drawings of an office's floors."""

from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from roles.sentence import Sentence, Translate
from service.addresses import Addresses
from service.api.plan_answer import Lang, PlanDesk, page_of
from service.api.problem import answer_in_words
from service.planning.picture import PictureError
from service.planning.pictures import Pictures

NO_PICTURE: Final = Sentence(
    "This picture is not here. Choose it again in the editor, or put its file beside the plan."
)
DISK: Final = Sentence("The picture cannot be kept or read now. Try again; if it lasts, tell whoever runs Trygg.")

HEADERS: Final = {
    # A picture and nothing else, for this service's own pages alone.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}
TYPES: Final = {"png": "image/png", "jpg": "image/jpeg"}
_STATUS: Final = {
    "picture_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too_many_pictures": HTTPStatus.CONFLICT,
}


def router(desk: PlanDesk, pictures: Pictures) -> Addresses:
    """Return the routes of pictures."""
    routes = Addresses(prefix="/offices/{office}/plan/pictures", tags=["plans"])

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def keep(office: str, request: Request, lang: Lang = None) -> Response:
        """Keep a picture, sent as it is; answers with the `name` under which a plan names this very picture."""
        translate = desk.tongue(office, lang)
        try:
            kept = await pictures.keep(office, await request.body())
        except (PictureError, OSError) as wrong:
            return refused(wrong, translate)
        told = {"name": kept.name, "width": kept.width, "height": kept.height}
        return JSONResponse(told, status_code=HTTPStatus.CREATED)

    @routes.get("/{picture}")
    async def show(office: str, picture: str, request: Request, lang: Lang = None) -> Response:
        """Return a picture."""
        translate = desk.tongue(office, lang)
        page = page_of(desk.desk.book, office)
        beside = page is not None and any(floor.picture == picture for floor in page.plan.floors.values())
        try:
            found = await pictures.read(office, picture, beside=beside)
        except (PictureError, OSError) as wrong:
            return refused(wrong, translate)
        if found is None:
            return answer_in_words(HTTPStatus.NOT_FOUND, "unknown_picture", NO_PICTURE.said(translate))
        headers = {**HEADERS, "ETag": f'"{found.name}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(found.content, media_type=TYPES[found.kind], headers=headers)

    return routes


def refused(wrong: PictureError | OSError, translate: Translate) -> JSONResponse:
    """Return why a picture is not kept or shown: it is none, or the disk does not answer."""
    if isinstance(wrong, PictureError):
        status = _STATUS.get(wrong.code, HTTPStatus.UNPROCESSABLE_ENTITY)
        return answer_in_words(status, wrong.code, wrong.reason.said(translate))
    return answer_in_words(HTTPStatus.SERVICE_UNAVAILABLE, "picture_unavailable", DISK.said(translate))
