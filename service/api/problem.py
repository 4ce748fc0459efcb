"""Errors as RFC 9457 problem details: what is wrong, and what to do about it."""

from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from service.access.scim.wrong import ScimError
from service.alarm.refusal import Refusal
from service.store.port import StoreError

MEDIA_TYPE = "application/problem+json"
SCIM_MEDIA_TYPE = "application/scim+json"
SCIM = "/scim/"
"""How the addresses begin under which directories are answered."""

FOR_PROGRAMS = ("/api/", "/metrics", "/health", "/i18n/", "/static/")
"""How the addresses begin that no person opens."""
PAGE = "page_of_refusal"
"""Where an application keeps what makes a page of an error, once there are pages: of request, status and words."""

MOST_ERRORS = 20
LONGEST_REPEATED = 300

REFUSED: dict[str, HTTPStatus] = {
    "unknown_alarm": HTTPStatus.NOT_FOUND,
    "wrong_state": HTTPStatus.CONFLICT,
    "nobody_named": HTTPStatus.FORBIDDEN,
    "not_entitled": HTTPStatus.FORBIDDEN,
    "presser": HTTPStatus.FORBIDDEN,
    "not_the_presser": HTTPStatus.FORBIDDEN,
    "not_seen": HTTPStatus.FORBIDDEN,
    "police_nobody_named": HTTPStatus.FORBIDDEN,
    "police_presser": HTTPStatus.FORBIDDEN,
    "police_not_entitled": HTTPStatus.FORBIDDEN,
    "lead_presser": HTTPStatus.FORBIDDEN,
    "not_lead": HTTPStatus.FORBIDDEN,
    "muster_not_entitled": HTTPStatus.FORBIDDEN,
    "not_your_line": HTTPStatus.FORBIDDEN,
    "unknown_item": HTTPStatus.NOT_FOUND,
    "nothing_told": HTTPStatus.BAD_REQUEST,
    "empty_note": HTTPStatus.BAD_REQUEST,
    "test_pause": HTTPStatus.TOO_MANY_REQUESTS,
    "too_many_closings": HTTPStatus.TOO_MANY_REQUESTS,
}


class Problem(Exception):  # noqa: N818 - the name RFC 9457 gives it
    """Something a caller has to mend."""

    def __init__(self, status: HTTPStatus, code: str, detail: str) -> None:
        """Say what is wrong, under a code that programs can read."""
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail


def plain(text: str) -> str:
    """Return part of a request as an answer may repeat it: bounded, and of characters that can be seen."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:LONGEST_REPEATED])


def answer(status: HTTPStatus, code: str, detail: str, **more: Any) -> JSONResponse:
    """Return a problem as a response."""
    content = {
        "type": f"about:blank#{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "code": code,
        **more,
    }
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE)


def answer_in_words(status: HTTPStatus, code: str, words: str, **more: Any) -> JSONResponse:
    """Return a problem whose detail is in the language that was asked for: `said` tells a page that it may show it."""
    return answer(status, code, words, said=True, **more)


def scim_answer(status: int, detail: str, kind: str | None = None) -> JSONResponse:
    """Return an error as a directory reads it (RFC 7644, 3.12)."""
    content = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": str(status), "detail": detail}
    return JSONResponse({**content, **({"scimType": kind} if kind else {})}, status, media_type=SCIM_MEDIA_TYPE)


def _told(request: Request, status: HTTPStatus, code: str, detail: str, **more: Any) -> Response:
    """Return an error in the shape that whoever asks can read: a person in a browser reads a page."""
    if request.url.path.startswith(SCIM):
        return scim_answer(status.value, detail)
    return told_by(request.app.state, request, status, code, detail, **more)


def told_by(state: object, request: Request, status: HTTPStatus, code: str, detail: str, **more: Any) -> Response:
    """Return an error as the page that an application's state keeps, or as a problem to programs."""
    page = getattr(state, PAGE, None)
    if page is not None and not request.url.path.startswith(FOR_PROGRAMS) and asks_for_page(request):
        shown: Response = page(request, status, detail)
        return shown
    return answer(status, code, detail, **more)


def asks_for_page(request: Request) -> bool:
    """Return whether a browser asks for something to be shown: programs ask for no page, or for JSON too."""
    accepted = request.headers.get("accept", "")
    return "text/html" in accepted and "json" not in accepted


def install(app: FastAPI) -> None:
    """Have an application answer every error as a problem."""

    async def problem(request: Request, wrong: Exception) -> Response:
        wrong = cast("Problem", wrong)
        if wrong.code == "not_let_in" and asks_for_page(request):
            onward = quote(request.url.path, safe="/")
            # A screen on a wall is paired by its code; whoever sits at a desk finds the way to log in there too.
            door = "/pair" if request.url.path.startswith("/screen/") else "/login"
            return RedirectResponse(
                f"{door}?next={onward}", HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"}
            )
        return _told(request, wrong.status, wrong.code, wrong.detail)

    async def refusal(_request: Request, wrong: Exception) -> JSONResponse:
        wrong = cast("Refusal", wrong)
        return answer(REFUSED.get(wrong.code, HTTPStatus.CONFLICT), wrong.code, str(wrong), **wrong.more)

    async def store(request: Request, _wrong: Exception) -> Response:
        detail = "The record cannot be written or read right now. Try again; if it lasts, use the telephone."
        return _told(request, HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable", detail)

    async def http(request: Request, wrong: Exception) -> Response:
        wrong = cast("HTTPException", wrong)
        status = HTTPStatus(wrong.status_code)
        return _told(request, status, status.name.lower(), str(wrong.detail))

    async def invalid(request: Request, wrong: Exception) -> Response:
        wrong = cast("RequestValidationError", wrong)
        # What was sent stands in a name that nobody knows, as long and as strange as its sender likes.
        errors = [
            {"where": plain(".".join(map(str, e["loc"]))), "what": plain(e["msg"])}
            for e in wrong.errors()[:MOST_ERRORS]
        ]
        detail = "; ".join(f"{e['where']}: {e['what']}" for e in errors)[:1000]
        return _told(request, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", detail, errors=errors)

    async def directory(_request: Request, wrong: Exception) -> JSONResponse:
        """Answer what a directory has to mend in the directory's own shape."""
        wrong = cast("ScimError", wrong)
        return scim_answer(wrong.status, wrong.detail, wrong.kind)

    app.add_exception_handler(ScimError, directory)
    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(Refusal, refusal)
    app.add_exception_handler(StoreError, store)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
