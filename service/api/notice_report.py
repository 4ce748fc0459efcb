"""What a provider reports of a notice, and what it asks while a call is under way.

A report moves a notice forward or changes nothing: twice, too late or in the wrong order makes no difference. That one
of two copies was delivered, or answered, is true of the notice, whichever it was. That a copy failed says something
only of the copy that the provider named last.
"""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Query, Request, Response

from service.addresses import Addresses
from service.alarm.refusal import Refusal
from service.api.callback import LONGEST_NOTICE, Moving, Notices, form_of, no_such_address, unreadable
from service.api.problem import Problem
from service.notify.links import Links
from service.notify.push.content import reported_in
from service.notify.sms.content import report_in
from service.notify.voice.call import Call, Line
from service.notify.voice.channel import STEP
from service.notify.voice.content import end_in, step_in
from service.store.notice_port import Notice
from service.store.port import StoreError

REPORT: Final = "report"
ON_ITS_WAY: Final = frozenset({"waiting", "queued", "sending"})
"""States in which a hand-over may be under way whose answer is not written down yet."""

NoticeId = Annotated[str, Path(max_length=LONGEST_NOTICE)]
Key = Annotated[str, Path(max_length=64)]

_log = logging.getLogger(__name__)


Awaited = Callable[[Notice], Awaitable[bool]]
"""Says whether an answer is still waited for; raises StoreError."""


def router(
    links: Links, notices: Notices, moving: Moving, *, line: Line | None = None, awaited: Awaited | None = None
) -> Addresses:
    """Return the routes.

    Args:
        links: knows the keys in the addresses.
        notices: looks notices up.
        moving: moves them.
        line: what calls play; None where no calls are made.
        awaited: asked when somebody picks up, who may have answered on another way; None: always.
    """
    routes = Addresses(prefix="/notices/{notice}", tags=["routes"])

    async def found(notice: str, what: str, key: str) -> Notice:
        one = await notices.by_id(notice) if links.holds(notice, what, key) else None
        if one is None:
            raise no_such_address()
        return one

    @routes.post("/report/{key}", status_code=HTTPStatus.NO_CONTENT)
    async def report(notice: NoticeId, key: Key, request: Request) -> Response:
        """Take a delivery report of a text message, the end of a call, or what a telephone says of a notification."""
        one = await found(notice, REPORT, key)
        form = await form_of(request)
        match one.route:
            case "sms":
                await _message_reported(one, form, moving)
            case "voice":
                await _call_ended(one, form, moving)
            case "push":
                state = reported_in(form)
                if state is None:
                    raise unreadable()
                await moving.report_notice(one.id, state)
            case _:
                raise no_such_address()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @routes.post("/voice/{key}")
    async def voice(
        notice: NoticeId,
        key: Key,
        request: Request,
        *,
        lang: Literal["sv", "nb", "en"] = "en",
        again: bool = False,
        tries: Annotated[int, Query(ge=0, le=9)] = 0,
    ) -> dict[str, Any]:
        """Say what a call plays next: at first the question, then what became of the key that was pressed."""
        one = await found(notice, STEP, key)
        if one.route != "voice" or line is None:
            raise no_such_address()
        step = step_in(await form_of(request))
        if step is None:
            raise unreadable()
        call = Call(line=line, notice=one, language=lang, is_again=again, tries=tries)
        try:
            match step.heard:
                case "picked_up":
                    await moving.report_notice(one.id, "delivered", provider_id=_new_name(one, step.id))
                    if awaited is not None and not await awaited(one):
                        return await call.noted("over")
                case "another_key":
                    await moving.report_notice(one.id, "seen", provider_id=_new_name(one, step.id))
                case "coming" | "cannot" if one.purpose == "call":
                    heard = await moving.answer_notice(one, step.heard, "voice")
                    return await call.noted("over" if heard == "over" else step.heard)
        except (StoreError, Refusal):
            _log.warning("the record took nothing of a call over notice %s (%s)", one.id, step.heard, exc_info=True)
            return await call.not_noted() if step.heard in ("coming", "cannot") else await call.asked()
        return await (call.unanswered() if step.heard == "no_key" else call.asked())

    return routes


async def _message_reported(notice: Notice, form: dict[str, str], moving: Moving) -> None:
    reported = report_in(form)
    if reported is None:
        raise unreadable()
    match reported.state:
        case "delivered":
            await moving.report_notice(notice.id, "delivered", provider_id=_new_name(notice, reported.id))
        case "failed":
            if is_about(notice, reported.id):
                await moving.report_notice(notice.id, "failed", reason="unreachable")
        case "sent":  # the provider has passed it on: no more than was known
            pass


async def _call_ended(notice: Notice, form: dict[str, str], moving: Moving) -> None:
    ended = end_in(form)
    if ended is None:
        raise unreadable()
    if is_about(notice, ended.id) and not (ended.how == "talked" and notice.purpose != "call"):
        # Somebody or something picked up and pressed nothing: that is no answer. After an answer it changes nothing.
        reason = "busy" if ended.how == "busy" else "not_answered"
        await moving.report_notice(notice.id, "failed", reason=reason)


def _new_name(notice: Notice, provider_id: str) -> str | None:
    """Return what the provider calls a notice that has no such name yet: an earlier copy never takes a later one's."""
    return provider_id if notice.provider_id is None else None


def is_about(notice: Notice, provider_id: str) -> bool:
    """Tell whether a failure is about the copy that counts.

    Raises:
        Problem: nobody knows yet; the provider tells it again (503).
    """
    if notice.state in ON_ITS_WAY:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "not_yet", "This is not written down yet. Send it again.")
    return notice.provider_id is not None and notice.provider_id == provider_id
