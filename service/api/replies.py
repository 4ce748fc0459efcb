"""Texts that come in: a reply of one who was called is her answer, found by her number.

A number proves less than a link: whoever can send in her name over a telephone network can answer for her. So a reply
answers what she was called for, and nothing else; and where nobody takes replies, this address is used by nobody.
"""

import asyncio
import logging
from collections import OrderedDict
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final, Protocol

from fastapi import Path, Request, Response

from service.addresses import Addresses
from service.alarm.refusal import Refusal
from service.api.callback import Moving, form_of, no_such_address, unreadable
from service.clock import Clock
from service.dispatch.book import CONTACT, Book, OfficePage
from service.notify.links import REPLIES, Links
from service.notify.number import international
from service.notify.sms.content import SAID, Answer, Reply, answer_in, reply_in
from service.notify.texts import short_name
from service.store.notice_port import Notice

FRESH: Final = timedelta(hours=1)
"""How old a text may be that the provider brings: one that is older was meant for something that is long over."""
APART: Final = timedelta(seconds=60)
"""How far the provider's clock and ours may be apart."""
REMEMBERED: Final = 2000
"""Texts whose ids are known again, and calls whose caller was told once that she was not understood."""

_log = logging.getLogger(__name__)


class Calls(Protocol):
    """Looks up what somebody was called for."""

    async def open_calls_to(self, responders: list[str], route: str) -> list[Notice]:
        """Return what was sent to these keys over a route and can still be answered, the newest first."""
        ...

    async def offices_called(self, route: str) -> list[str]:
        """Return the offices in which somebody was called over a route for an alarm that is not closed."""
        ...


class Replies:
    """Finds out what a text answers."""

    def __init__(self, book: Book, calls: Calls, moving: Moving, clock: Clock) -> None:
        """Look numbers up in the offices' plans in force."""
        self._book = book
        self._calls = calls
        self._moving = moving
        self._clock = clock
        self._known: OrderedDict[str, None] = OrderedDict()
        self._numbers: dict[str, tuple[OfficePage, dict[str, list[str]]]] = {}
        """Office → the plan in force when its numbers were read, and whose each number is."""

    async def take(self, reply: Reply) -> str | None:
        """Take a text; return what is sent back to its sender, None for nothing."""
        now = self._clock.now()
        at = reply.created_at or now
        if not now - FRESH <= at <= now + APART:
            _log.warning("a text came in that is too old to answer anything")
            return None
        keys = await self._keys(reply.sender)
        open_calls = await self._calls.open_calls_to(sorted({key for of in keys.values() for key in of}), "sms")
        # Contacts are called alike in many offices: the guard of one answers nothing in another.
        called = [
            one for one in open_calls if one.created_at <= at + APART and one.responder in keys.get(one.office, ())
        ]
        if not called:
            _log.info("a text came in from somebody who was called for nothing")
            return None
        answer = answer_in(reply.text)
        meant = _meant(answer, called) if answer else None
        if answer is None or meant is None:
            _log.info("a text of %d characters came in that answers nothing", len(reply.text))
            # Once for each call: what answers may be a machine, and two machines would never stop.
            return self._said(called[0], "unclear") if self._is_new(f"unclear {called[0].id}") else None
        if not self._is_new(f"text {reply.id}"):
            return None
        try:
            heard = await self._moving.answer_notice(meant, answer.says, "sms")
        except Refusal as wrong:
            _log.info("a text's answer was refused: %s", wrong.code)
            return self._said(meant, "refused")
        except BaseException:
            self._known.pop(f"text {reply.id}", None)  # the provider brings it again
            raise
        return self._said(meant, "over" if heard == "over" else answer.says)

    async def _keys(self, number: str) -> dict[str, list[str]]:
        """Return by office whose a number is there; of plans that are unread, it reads those of who was called."""
        if self._book.unread:
            called = await self._calls.offices_called("sms")
            await asyncio.gather(*(self._book.knows(office) for office in called))
        pages = [self._book[office] for office in self._book]
        new = [page for page in pages if self._numbers.get(page.plan.office, (None, {}))[0] is not page]
        if new:  # some ten thousand numbers take long enough to be felt by an alarm
            self._numbers |= await asyncio.to_thread(lambda: {page.plan.office: (page, _numbers(page)) for page in new})
        whose = {page.plan.office: self._numbers[page.plan.office][1].get(number) for page in pages}
        return {office: keys for office, keys in whose.items() if keys}

    def _said(self, notice: Notice, what: str) -> str:
        page = self._book.get(notice.office)
        languages = page.plan.languages if page else ()
        return SAID[next((one for one in languages if one in SAID), "en")][what]

    def _is_new(self, what: str) -> bool:
        if what in self._known:
            return False
        self._known[what] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return True


def _numbers(page: OfficePage) -> dict[str, list[str]]:
    """Return whose each number of a plan is: keys of people, and contacts."""
    plan, found = page.plan, dict[str, list[str]]()
    people = ((person.phone, page.keys.get(person.id)) for person in plan.people.values())
    contacts = ((contact.phone, f"{CONTACT}{contact.id}") for contact in plan.contacts.values())
    for phone, key in (*people, *contacts):
        number = international(phone, plan.country) if phone else None
        if number is not None and key is not None:
            found.setdefault(number, []).append(key)
    return found


def _meant(answer: Answer, called: list[Notice]) -> Notice | None:
    """Return the call that is answered: the one that is named, else the newest."""
    if answer.call is None:
        return called[0]
    return next((one for one in called if short_name(one.call) == answer.call), None)


def router(links: Links, replies: Replies) -> Addresses:
    """Return the route."""
    routes = Addresses(prefix="/routes", tags=["routes"])

    @routes.post("/sms/replies/{key}")
    async def replied(key: Annotated[str, Path(max_length=64)], request: Request) -> Response:
        """Take a text that came in at the number; what is answered is sent back to whoever sent it."""
        if not links.holds("sms", REPLIES, key):
            raise no_such_address()
        reply = reply_in(await form_of(request))
        if reply is None:
            raise unreadable()
        said = await replies.take(reply)
        if said is None:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        return Response(said, media_type="text/plain; charset=utf-8")

    return routes
