"""Whose account it is: by subject, by a first login where that may be, or nobody's."""

import asyncio
from dataclasses import replace

import pytest

from parts.people import People
from parts.stores import AT, Watch
from service.access.arrival import Arrivals
from service.access.door import Door
from service.access.roll import Roll, RollError
from service.store.access_port import Account, GrantRow, NameTakenError
from service.store.port import StoreUnavailable

EVA = Account(id="a-eva", login="eva@a.example", name="Eva Lundin", created_at=AT)


def _arrivals(people: People) -> tuple[Arrivals, Door]:
    door = Door(people, Watch(), audience_of=lambda _office, _screen: None, open_while_empty=False)
    return Arrivals(people, door), door


async def _people(account: Account = EVA) -> People:
    people = People()
    await people.save_account(account, [GrantRow(role="lead", office="as")], {}, is_new=True)
    return people


async def test_who_is_known_comes_in_with_her_roles() -> None:
    """As with a password; and it is known that she came from there."""
    people = await _people(replace(EVA, subject="s-1"))
    arrivals, door = _arrivals(people)
    made = await arrivals.let_in("s-1", None)
    assert made is not None
    visitor = await door.visitor(made.text)
    assert visitor is not None
    assert (visitor.name, len(visitor.grants)) == ("Eva Lundin", 1)
    assert await arrivals.came_so(made.id)
    assert not await arrivals.came_so((await door.begin_session(people.by_id[EVA.id])).id)
    assert not await arrivals.came_so("none")


async def test_who_is_not_known_stays_outside() -> None:
    """Nobody is made an account, and a login name is not looked at unless it may be."""
    people = await _people()
    arrivals, _ = _arrivals(people)
    assert await arrivals.let_in("s-1", None) is None
    assert await arrivals.let_in("s-1", "bo@a.example") is None
    assert list(people.by_id) == ["a-eva"]
    assert people.by_id["a-eva"].subject is None


async def test_a_first_login_is_matched_once_and_for_good() -> None:
    """From then on the subject counts, and another subject with the same name does not."""
    people = await _people()
    arrivals, _ = _arrivals(people)
    assert await arrivals.let_in("s-1", "Eva@A.example") is not None
    assert people.by_id["a-eva"].subject == "s-1"
    assert await arrivals.let_in("s-1", "other@a.example") is not None
    assert await arrivals.let_in("s-2", "eva@a.example") is None


@pytest.mark.parametrize("change", [{"password": "$argon2id$…"}, {"ended_at": AT}, {"subject": "s-9"}])
async def test_an_account_that_is_somebodys_is_never_taken(change: dict[str, object]) -> None:
    """One with a password (the operator's, say), one that has ended, and one that has a subject."""
    people = await _people(replace(EVA, **change))  # type: ignore[arg-type]
    arrivals, _ = _arrivals(people)
    assert await arrivals.let_in("s-1", "eva@a.example") is None
    assert people.by_id["a-eva"] == replace(EVA, **change)  # type: ignore[arg-type]


async def test_a_name_that_was_cut_off_is_nobodys() -> None:
    """What is kept of a login has 64 characters; a longer name must not become the one that it begins with."""
    people = await _people(replace(EVA, login="e" * 64))
    arrivals, _ = _arrivals(people)
    assert await arrivals.let_in("s-1", "e" * 65) is None
    assert await arrivals.let_in("s-1", "e" * 64) is not None


async def test_who_comes_twice_at_once_comes_in_twice() -> None:
    """Two windows, one person: both are hers."""
    arrivals, _ = _arrivals(await _people())
    both = await asyncio.gather(*(arrivals.let_in("s-1", "eva@a.example") for _ in range(2)))
    assert None not in both


async def test_who_has_left_is_nobody() -> None:
    """Her account has ended, and with it what she was known by."""
    people = await _people(replace(EVA, subject="s-1"))
    arrivals, _ = _arrivals(people)
    await Roll(people, Watch()).end(people.by_id["a-eva"])
    assert await arrivals.let_in("s-1", "eva@a.example") is None


async def test_a_store_that_is_away_lets_nobody_new_in() -> None:
    """It is said, and not taken for an unknown person."""
    people = await _people(replace(EVA, subject="s-1"))
    arrivals, _ = _arrivals(people)
    people.away = True
    with pytest.raises(StoreUnavailable):
        await arrivals.let_in("s-1", None)


async def test_another_subject_ends_what_the_first_one_began() -> None:
    """Set for the first time it ends nothing; changed or taken away it does."""
    people = await _people()
    roll = Roll(people, Watch())
    arrivals, door = _arrivals(people)
    session = await door.begin_session(EVA)
    await roll.set_subject(people.by_id["a-eva"], "s-1")
    assert await door.visitor(session.text) is not None
    made = await arrivals.let_in("s-1", None)
    assert made is not None
    await roll.set_subject(people.by_id["a-eva"], None)
    door.forget()
    assert await door.visitor(made.text) is None
    assert await arrivals.let_in("s-1", None) is None
    for wrong in ("", "a\nb", "x" * 256):
        with pytest.raises(RollError, match="subject"):
            await roll.set_subject(people.by_id["a-eva"], wrong)


async def test_a_subject_belongs_to_one_account() -> None:
    """The fake says so as both databases do."""
    people = await _people(replace(EVA, subject="s-1"))
    await people.save_account(replace(EVA, id="a-bo", login="bo"), [], {}, is_new=True)
    with pytest.raises(NameTakenError):
        await people.link_subject("a-bo", "s-1")
    assert await people.link_subject("a-bo", "s-2")
    assert not await people.link_subject("a-bo", "s-3")
