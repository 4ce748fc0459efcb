"""Where a neighbour's own Trygg tells that its office closes, and answers when this one does.

Nobody is let in here: a word is taken for its signature, made with a secret that the two services share.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from service.addresses import Addresses
from service.api.problem import Problem
from service.api.text import Name, Words
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.neighbours import Answered, Neighbours, Told
from service.notify.trygg.content import NO_NEIGHBOUR, what_is_wrong
from service.settings import SLUG

LARGEST: Final = 16_384
"""Bytes of a word; the longest that Trygg sends has half of that."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A neighbour's Trygg, as the settings name it."""

    office: str
    """What its own service calls its office."""
    secrets: tuple[bytes, ...]
    """With which it may sign: one, or two while it is changed."""


Find = Callable[[str], Known | None]
"""Returns what is known by a receiver's name; None where that is no neighbour's Trygg."""

_Closing = Annotated[str, Field(max_length=100, pattern=r"^[a-z0-9][a-z0-9.-]*$")]
_Version = Annotated[int, Field(strict=True, ge=0, lt=2**53)]
_Instant = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))]
"""At the ends of what a date can be, one with another offset is none in UTC."""
_Office = Annotated[str, Field(pattern=SLUG)]


class _Word(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format: Literal[1]
    sender: Annotated[_Office, Field(alias="from")]
    to: _Office
    closing: _Closing
    version: _Version


class Tells(_Word):
    """How a neighbour's closing stands."""

    stage: Literal["expected", "closing", "over"]
    name: Annotated[Name, Field(min_length=1)]
    since: _Instant
    entrance: Name | None = None
    words: Words | None = None
    look_again_at: _Instant | None = None

    def said(self) -> Told:
        """Return it as it is taken."""
        return Told(
            closing=self.closing,
            version=self.version,
            stage=self.stage,
            name=self.name.strip() or self.sender,
            since=self.since,
            entrance=(self.entrance or "").strip() or None,
            words=self.words or "",
            look_again_at=self.look_again_at,
        )


class Answers(_Word):
    """What a neighbour answers to a closing of ours."""

    stage: Literal["expected", "closing"]
    answer: Literal["received", "done", "cannot"]

    def said(self) -> Answered:
        """Return it as it is taken."""
        return Answered(closing=self.closing, version=self.version, stage=self.stage, answer=self.answer)


def router(book: Book, neighbours: Neighbours, clock: Clock, find: Find) -> Addresses:
    """Return the route; `find` knows the neighbours of the settings."""
    routes = Addresses(prefix="/neighbours", tags=["neighbours"])

    @routes.post("/{office}")
    async def hear(office: Annotated[str, Path(max_length=64)], request: Request) -> dict[str, str]:
        """Take a word of a neighbour's Trygg: its office closes, looks again, is open again, or answers to ours."""
        body = await request.body()
        if len(body) > LARGEST:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"A word has at most {LARGEST} bytes.")
        signed = (request.headers, body, clock.now())
        contact, known = _sender(_neighbours(book, office, find), *signed)
        word = _read(body)
        if (word.sender, word.to) != (known.office, office):
            detail = "This word is from another office, or for one. Look at `office` in both services' routes.toml."
            raise Problem(HTTPStatus.FORBIDDEN, "another_office", detail)
        await neighbours.hear(office, contact, word.said())
        return {"state": "heard"}

    return routes


def _neighbours(book: Book, office: str, find: Find) -> dict[str, Known]:
    """Return the neighbours that an office's plan in force names and that run Trygg too, by their contacts."""
    page = book.get(office)
    if page is None or page.plan.closing is None or book.is_closed(office):
        return {}
    contacts = ((id_, page.plan.contacts.get(id_)) for id_ in page.plan.closing.neighbours)
    found = {id_: find(one.receiver) for id_, one in contacts if one and one.receiver}
    return {id_: one for id_, one in found.items() if one is not None}


def _sender(known: Mapping[str, Known], headers: Mapping[str, str], body: bytes, at: datetime) -> tuple[str, Known]:
    """Return which neighbour has signed a word."""
    wrong = {id_: what_is_wrong(headers, body, one.secrets, at) for id_, one in known.items()}
    for id_, one in known.items():
        if wrong[id_] is None:
            return id_, one
    if "wrong_time" in wrong.values():
        detail = f"The time of this word is more than five minutes from ours ({at:%H:%M:%S} UTC)."
        raise Problem(HTTPStatus.BAD_REQUEST, "wrong_time", detail)
    raise Problem(HTTPStatus.NOT_FOUND, NO_NEIGHBOUR, "No neighbour of this office has signed this.")


def _read(body: bytes) -> Tells | Answers:
    try:
        return (Answers if b'"answer"' in body else Tells).model_validate_json(body)
    except ValidationError as wrong:
        found: list[Any] = wrong.errors(include_input=False, include_url=False, include_context=False)
        where = ", ".join(sorted({".".join(str(part) for part in one["loc"])[:60] for one in found[:5]}))
        detail = f"This does not say what it should: {where or 'it is no JSON'}."
        raise Problem(HTTPStatus.BAD_REQUEST, "unreadable_word", detail) from None
