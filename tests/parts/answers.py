"""Answer links without a store: what each stands for, what was looked at, and what was answered."""

from dataclasses import replace
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from service.api.guard import Guard
from service.store.port import StoreUnavailable
from service.web.pages import router
from service.web.ports import AnswerPort, Asked, Says, TooOftenError
from web.beside import FakeReviews

KEY = "k" * 22
ASKED = Asked(
    office="as",
    who="p-bo",
    mode="actual",
    kind="emergency",
    call="3f2a",
    said=None,
    zone="room-114",
    role="guard",
    position="goes_in",
)


class FakeAnswers:
    """Knows one link; a test sets what it stands for, and reads what came of it."""

    def __init__(self, asked: Asked | None = ASKED) -> None:
        self.asked = asked
        self.taken: list[Says] = []
        self.away = False
        self.often = False

    async def look(self, key: str, peer: str) -> Asked | None:
        """Return what the one link stands for."""
        if self.away:
            raise StoreUnavailable("the store is away")
        return self.asked if key == KEY else None

    async def answer(self, key: str, peer: str, says: Says) -> Asked | None:
        """Take an answer while the alarm goes on."""
        asked = await self.look(key, peer)
        if self.often:
            raise TooOftenError
        if asked is not None and not asked.is_over:
            self.taken.append(says)
            self.asked = asked = replace(asked, said=says)
        return asked


def guarded(answers: AnswerPort, facts: dict[str, Any], hosts: frozenset[str] = frozenset({"127.0.0.1"})) -> ASGIApp:
    """Return the pages with these links, and the guard in front of them as in the service."""
    app = FastAPI()
    app.include_router(
        router(
            office_facts=lambda office: facts if office == facts["office"] else None,
            offices=list,
            reviews=FakeReviews(),
            answers=answers,
        )
    )
    return Guard(app, hosts)
