"""Who looks on is asked again: what was taken back while it was being asked, or by a plan, is never missed."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from parts.inside import inside
from parts.people import People
from parts.stores import AT, Watch
from service.access import secret
from service.access.door import Door
from service.access.visitor import OPEN, Visitor
from service.store.access_port import EVERYWHERE, Account, Credential, CredentialKind
from service.store.port import StoreUnavailable

T = TypeVar("T")

NEVER_S = 3600.0
"""So long nobody asks again by herself: what the tests see is told, not found out."""


EVA = Account(id="a-eva", login="eva", name="Eva Lundin", created_at=AT)


class Slow(People):
    """A store whose answers wait until a test lets them come."""

    def __init__(self) -> None:
        """Begin with answers that come at once."""
        super().__init__()
        self.asking, self.answer = asyncio.Event(), asyncio.Event()
        self.answer.set()

    async def credential(self, credential_id: str) -> Credential | None:
        """Return a credential as it was when it was asked for."""
        return await self._slowly(await super().credential(credential_id))

    async def accounts(self) -> list[Account]:
        """Return all accounts as they were when they were asked for."""
        return await self._slowly(await super().accounts())

    async def _slowly(self, found: T) -> T:
        self.asking.set()
        await self.answer.wait()
        return found


async def _let_in(people: People, kind: CredentialKind = "screen", *, office: str = "as") -> tuple[str, str]:
    made = secret.make()
    role = "presser" if kind == "token" else None
    kept = Credential(id=made.id, kind=kind, digest=made.digest, name="S", office=office, created_at=AT)
    await people.add_credential(replace(kept, screen="staff", role=role))
    return made.id, made.text


def _door(people: People, *, is_open: bool = False) -> Door:
    return Door(people, Watch(), audience_of=lambda *_: "staff", open_while_empty=is_open)


async def _is_out(door: Door, text: str) -> bool:
    return await door.visitor(text) is None


async def test_what_is_revoked_while_it_is_being_asked_about_is_out() -> None:
    """An answer from before it was revoked is believed once, by whoever asked then, and is kept for nobody."""
    people = Slow()
    door = _door(people)
    id_, text = await _let_in(people)
    people.asking.clear()
    people.answer.clear()
    watching = asyncio.create_task(door.until(lambda: _is_out(door, text), NEVER_S))
    await people.asking.wait()
    assert await people.end_credential(id_, AT)
    door.forget()
    people.answer.set()
    await watching
    assert await door.visitor(text) is None


async def test_nobody_stays_let_in_whom_the_first_account_has_shut_out() -> None:
    """Whether there is an account was asked before the first one was made, and answered after it."""
    people = Slow()
    door = _door(people, is_open=True)
    people.answer.clear()
    asked = asyncio.create_task(door.visitor(None))
    await people.asking.wait()
    await people.save_account(EVA, [], {}, is_new=True)
    door.forget()
    people.answer.set()
    assert await asked == OPEN
    assert await door.visitor(None) is None


async def test_another_plan_has_open_streams_ask_again(tmp_path: Path) -> None:
    """What a plan shows no longer is not shown until somebody happens to ask."""
    async with inside(tmp_path) as one:
        door, book = one.node.door, one.node.book
        first = book["as"]
        asked: list[str] = []

        async def is_over() -> bool:
            asked.append(book["as"].plan.name)
            return book["as"].plan.name == "Another"

        watching = asyncio.create_task(door.until(is_over, NEVER_S))
        await asyncio.sleep(0)
        book.put(replace(first, state="last_good"))  # the same plan: nobody has to ask
        await asyncio.sleep(0)
        book.put(replace(first, plan=replace(first.plan, name="Another")))
        await watching
        assert asked == [first.plan.name, "Another"]


@pytest.mark.parametrize(("kind", "event"), [("screen", "Unpaired"), ("token", "TokenRevoked")])
async def test_what_goes_by_itself_stands_in_the_record(kind: CredentialKind, event: str) -> None:
    """A screen that somebody takes out at the wall, or a token that logs out, is not gone without a trace."""
    people = People()
    door = _door(people)
    id_, text = await _let_in(people, kind)
    visitor = await door.visitor(text)
    assert isinstance(visitor, Visitor)
    assert await door.end(id_, visitor)
    assert not await door.end(id_, visitor)
    (told,) = people.noted
    assert (told.event, told.actor.via, told.facts["offices"]) == (event, f"{kind}:{id_}", ["as"])
    assert await door.visitor(text) is None


async def test_a_screen_of_no_office_is_nobodys() -> None:
    """An earlier Trygg paired one for whoever had read a waiting screen's code; no list names it to be taken out."""
    people = People()
    _, text = await _let_in(people, office=EVERYWHERE)
    assert await _door(people).visitor(text) is None


async def test_who_logs_out_takes_nobody_along() -> None:
    """Where the store goes away in the next moment the others go on, and whoever is out stays out."""
    people = People()
    door = _door(people)
    id_, gone = await _let_in(people)
    _, stays = await _let_in(people)
    assert await door.visitor(gone)
    assert await door.visitor(stays)
    assert await door.end(id_, OPEN)
    people.away = True
    assert await door.visitor(stays)
    with pytest.raises(StoreUnavailable):
        await door.visitor(gone)
