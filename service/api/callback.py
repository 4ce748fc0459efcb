"""What providers send to our addresses: forms, from anybody who knows the address; nobody is let in by them.

An address has a key of its own that only this service can make (`service/notify/links.py`). Whoever shows another one
learns nothing, not even whether there is such a notice, and costs no look into the store.
"""

from http import HTTPStatus
from typing import Final, Literal, Protocol
from urllib.parse import parse_qsl

from fastapi import Request

from service.alarm.routes import NoticeState
from service.api.problem import Problem
from service.store.notice_port import Notice

LARGEST: Final = 16_384
"""Bytes of a provider's form; the longest that is known, the end of a call, has some hundred."""
MOST_FIELDS: Final = 60
LONGEST_NOTICE: Final = 120
"""Characters of a notice's id in an address."""

Says = Literal["coming", "cannot"]
Heard = Literal["noted", "known", "over"]
"""What an answer came to: it stands now, it stood before, or what it was about is over."""


class Notices(Protocol):
    """Looks notices up."""

    async def by_id(self, notice_id: str) -> Notice | None:
        """Return a notice of any office."""
        ...


class Moving(Protocol):
    """Moves notices, and takes answers to them."""

    async def report_notice(
        self, notice_id: str, state: NoticeState, *, reason: str | None = None, provider_id: str | None = None
    ) -> bool:
        """Move a notice forward and write it down; False where it is as far already."""
        ...

    async def answer_notice(self, notice: Notice, says: Says, channel: Literal["sms", "voice"]) -> Heard:
        """Take the answer of the one who was called; the same answer twice is one."""
        ...


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form.

    Raises:
        Problem: it is too large, no form, or says something twice (400, 413).
    """
    body = await request.body()
    if len(body) > LARGEST:
        detail = f"A form has at most {LARGEST} bytes."
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", detail)
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise unreadable() from None
    form = dict(pairs)
    if len(form) != len(pairs) or any("\0" in value for value in form.values()):
        raise unreadable()
    return form


def unreadable() -> Problem:
    """Return what is said to a form that says nothing; whoever sent it may send it again."""
    return Problem(
        HTTPStatus.BAD_REQUEST, "unreadable_form", "This form does not say what it should; see the reference."
    )


def no_such_address() -> Problem:
    """Return what is said to a wrong key, and to a notice that is not there: the same."""
    return Problem(HTTPStatus.NOT_FOUND, "no_such_address", "There is nothing at this address.")
