"""Looking after people and screens: what the rules forbid changes nothing, and what was done is noted."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from parts.people import People
from parts.stores import AT, Watch
from service.access.attempt import CROWD_FREE, CROWD_LONGEST_WAIT, FREE, LONGEST_WAIT
from service.access.door import Door, WaitError
from service.access.keeping import INVITATION_LASTS, InvitationError, Keeping, RefusedError, Wanted
from service.access.pairing import MOST_FROM_ONE, MOST_KNOCKS, CodeError, Pairings, Place
from service.access.rights import Grant, Role
from service.access.roll import Roll, RollError
from service.access.tokens import Tokens
from service.access.trace import COMMAND, noted
from service.access.visitor import Visitor
from service.alarm.actor import SERVICE
from service.store.access_port import AccessUnit, Account
from service.store.port import StoreUnavailable

T = TypeVar("T")
PASSWORD = "en lång mening om regn"
OPERATOR = Grant(role=Role.OPERATOR, office=None)
PRESSER = Grant(role=Role.PRESSER, office="as")
STAFF = Place(screen="staff", audience="staff")
NOBODY = Wanted(grants=frozenset(), persons={})


class Stage:
    """A roll in memory with two operators, and everything that works on it."""

    def __init__(self, people: People | None = None) -> None:
        self.people, self.watch = people or People(), Watch()
        self.door = Door(self.people, self.watch, audience_of=lambda *_: None, open_while_empty=False)
        kept = (self.people, self.watch, self.door)
        self.roll, self.keeping, self.pairings, self.tokens = (
            Roll(*kept),
            Keeping(*kept),
            Pairings(*kept),
            Tokens(*kept),
        )

    async def operator(self, login: str) -> tuple[Account, Visitor]:
        """Return an operator who can log in."""
        account = await self.roll.add(login, login.title(), grants=[OPERATOR], typed=PASSWORD)
        return account, Visitor(kind="account", id=account.id, name=account.name, grants=(OPERATOR,))

    def events(self) -> list[str]:
        """Return what stands in the record, but for what was done at the command line."""
        return [draft.event for draft in self.people.noted if draft.actor != COMMAND]


class Distant(People):
    """A store that is asked over a network: others are served while one waits."""

    async def together(self, work: Callable[[AccessUnit], T]) -> T:
        """Run a work a little later."""
        await asyncio.sleep(0)
        return await super().together(work)


async def test_two_operators_who_end_each_other_leave_one() -> None:
    """Whoever comes second is the last one, and stays."""
    stage = Stage()
    (one, first), (two, second) = await stage.operator("one"), await stage.operator("two")
    await stage.keeping.end(first, two.id)
    with pytest.raises(RefusedError, match="last_one"):
        await stage.keeping.end(second, one.id)
    assert stage.events() == ["AccountEnded"]


async def test_no_account_is_made_or_changed_to_one_of_a_program() -> None:
    """Its figures would stand open wherever she is logged in; a token may have that role, and no other right."""
    stage = Stage()
    bo, (_, op) = await stage.roll.add("bo", "Bo", grants=[PRESSER]), await stage.operator("op")
    programs = frozenset({PRESSER, Grant(role=Role.METRICS, office=None)})
    with pytest.raises(RefusedError, match="programs"):
        await stage.keeping.add(op, "watch", "Watch", replace(NOBODY, grants=programs))
    seen = replace(NOBODY, grants=frozenset({PRESSER}))
    with pytest.raises(RefusedError, match="programs"):
        await stage.keeping.change(op, bo.id, replace(NOBODY, grants=programs), seen)
    for work in (stage.roll.add("watch", "Watch", grants=programs), stage.roll.grant(bo, programs, None)):
        with pytest.raises(RollError, match="metrics is the role of a token"):
            await work
    assert stage.events() == []
    assert (await stage.tokens.make(op, "prometheus", Role.METRICS, None, lasts=timedelta(days=1))).text


async def test_an_invitation_holds_for_three_days_and_for_an_account_that_goes_on() -> None:
    """An old one, one of somebody who has left, and one with a password too short change nothing."""
    stage = Stage()
    _, op = await stage.operator("op")
    held, made = await stage.keeping.add(op, "bo", "Bo", replace(NOBODY, grants=frozenset({PRESSER})))
    with pytest.raises(RollError):
        await stage.keeping.take_invitation(made.text, "kort")
    stage.watch.at = AT + INVITATION_LASTS
    with pytest.raises(InvitationError):
        await stage.keeping.take_invitation(made.text, PASSWORD)
    again = await stage.keeping.invite(op, held.account.id)
    await stage.keeping.end(op, held.account.id)
    with pytest.raises(InvitationError):
        await stage.keeping.take_invitation(again.text, PASSWORD)
    assert stage.events() == ["AccountMade", "InvitationMade", "AccountEnded"]


async def test_what_comes_from_a_directory_is_changed_there() -> None:
    """The directory would take back at once what was given here."""
    stage = Stage()
    (account, _), (_, op) = await stage.operator("one"), await stage.operator("two")
    stage.people.by_id[account.id] = replace(account, source="scim:entra")
    seen = Wanted(grants=frozenset({OPERATOR}), persons={})
    with pytest.raises(RefusedError, match="from_directory"):
        await stage.keeping.change(op, account.id, replace(seen, grants=frozenset({OPERATOR, PRESSER})), seen)


async def test_nothing_is_half_done_while_the_store_is_away() -> None:
    """Neither an account nor a note of it."""
    stage = Stage()
    _, op = await stage.operator("op")
    stage.people.away = True
    with pytest.raises(StoreUnavailable):
        await stage.keeping.add(op, "bo", "Bo", replace(NOBODY, grants=frozenset({PRESSER})))
    assert stage.events() == []


async def test_a_knock_ends_and_waits_when_too_many_knock() -> None:
    """Each code lasts ten minutes; whoever is not let in cannot fill the store with rows."""
    stage = Stage()
    knock = await stage.pairings.knock("192.0.2.1")
    assert await stage.pairings.answered(knock.secret, "–") is None
    stage.watch.at = AT + timedelta(minutes=10)
    with pytest.raises(CodeError):
        await stage.pairings.let_in(knock.code, "as", STAFF)
    for _ in range(MOST_FROM_ONE):
        await stage.pairings.knock("192.0.2.1")
    with pytest.raises(WaitError):
        await stage.pairings.knock("192.0.2.1")
    for n in range(MOST_KNOCKS - MOST_FROM_ONE):
        await stage.pairings.knock(f"198.51.100.{n}")
    with pytest.raises(WaitError) as told:
        await stage.pairings.knock("203.0.113.1")
    assert told.value.wait == timedelta(minutes=10)
    stage.watch.at += timedelta(minutes=10)
    later = await stage.pairings.knock("203.0.113.1")
    await stage.pairings.let_in(later.code, "as", STAFF)
    paired = await stage.pairings.answered(later.secret, "Fikarummet")
    assert paired is not None
    assert (paired.credential.office, paired.credential.screen, paired.credential.name) == ("as", "staff", "Fikarummet")
    assert stage.events() == ["CodeMade", "Paired"]


async def test_a_code_is_taken_where_tries_are_counted_and_nowhere_else() -> None:
    """Where a screen asks what has become of it nobody counts: a code that is guessed there is none."""
    stage = Stage()
    shown, _ = await stage.pairings.make("as", STAFF)
    assert await stage.pairings.answered(shown, "guessed") is None
    paired = await stage.pairings.take(shown, "Fikarummet", "192.0.2.1")
    assert paired.credential.screen == "staff"


async def test_whoever_reads_a_screens_code_does_not_take_its_place() -> None:
    """The code that a screen shows becomes no screen of its own, and goes on standing for the one that shows it."""
    stage = Stage()
    knock = await stage.pairings.knock("192.0.2.1")
    assert await stage.pairings.answered(f"knock:{knock.code}", "–") is None
    assert stage.people.kept == {}
    await stage.pairings.let_in(knock.code, "as", STAFF)
    assert await stage.pairings.answered(knock.secret, "–") is not None


async def test_codes_that_are_tried_at_the_same_moment_are_counted_one_by_one() -> None:
    """A thousand tries at once are a thousand: from an address, which a house may share, and from one's own page."""
    stage, wrong = Stage(Distant()), "BCDF-3467"
    for free, longest, trying in (
        (CROWD_FREE, CROWD_LONGEST_WAIT, lambda: stage.pairings.take(wrong, "–", "192.0.2.1")),
        (FREE, LONGEST_WAIT, lambda: stage.pairings.let_in(wrong, "as", STAFF)),
    ):
        told = await asyncio.gather(*(trying() for _ in range(free + 20)), return_exceptions=True)
        assert [type(one) for one in told] == [CodeError] * free + [WaitError] * 20
        for _ in range(12):
            stage.watch.at += longest
            with pytest.raises(CodeError):
                await trying()
        with pytest.raises(WaitError) as waits:
            await trying()
        assert waits.value.wait == longest


async def test_what_the_store_kept_from_being_looked_at_is_no_failure() -> None:
    """Whoever pairs while the store is away does not wait when it is back."""
    stage = Stage()
    shown, _ = await stage.pairings.make("as", STAFF)
    for _ in range(CROWD_FREE + 1):
        stage.people.away = True
        with pytest.raises(StoreUnavailable):
            await stage.pairings.take(shown, "–", "192.0.2.1")
        stage.people.away = False
    assert (await stage.pairings.take(shown, "–", "192.0.2.1")).credential.screen == "staff"


async def test_a_directorys_token_is_made_at_the_shell_and_ended_by_an_operator() -> None:
    """It names its directory there; an administrator neither sees nor ends it."""
    stage = Stage()
    _, op = await stage.operator("op")
    admin = Grant(role=Role.OFFICE_ADMINISTRATOR, office=None)
    ada = Visitor(kind="account", id="a-ada", name="Ada", grants=(admin,))
    with pytest.raises(RollError):
        await stage.tokens.make(op, "entra", Role.DIRECTORY, None, lasts=timedelta(days=1))
    made = await stage.roll.make_token("entra", Role.DIRECTORY, directory="entra")
    assert await stage.tokens.revoke(ada, made.id) is False
    assert await stage.tokens.revoke(op, made.id) is True
    assert stage.events() == ["TokenRevoked"]


def test_the_record_has_a_vocabulary() -> None:
    """An event that nobody described is a mistake in the program."""
    with pytest.raises(ValueError, match="no event of access"):
        noted("SomethingElse", AT, SERVICE, [None])
