"""Asking about a meeting: quietly, the right person, and nobody for whom it is over already."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import pytest

from parts.ear import until
from parts.meetings import AT, MINUTE, Played, begun
from parts.offices import AS
from roles.document import load
from service.alarm.actor import Actor
from service.dispatch import book as books
from service.dispatch.book import Book, OfficePage
from service.dispatch.outcome import Outcome
from service.jobs import meetings as under_test
from service.jobs.meetings import AskAboutMeetings
from service.meeting.commands import CheckIn
from service.meeting.snapshot import write
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.store.port import Store
from service.store.undertaking_port import KeptUndertaking
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Head

PUSH = ({"endpoint": "https://push.example/1", "p256dh": "x", "auth": "y"},)


class Kept:
    """A store that holds one meeting."""

    def __init__(self, played: Played) -> None:
        self.played = played

    async def undertaking(self, _id: str) -> KeptUndertaking:
        meeting = self.played.meeting
        assert meeting is not None
        return KeptUndertaking(
            office="as", id="meeting-1", kind="meeting", is_over=meeting.is_over, due_at=None, snapshot=write(meeting)
        )

    async def undertakings(self, *_: object, **__: object) -> Sequence[KeptUndertaking]:
        return [await self.undertaking("")]


class Post:
    """A channel that takes everything, or nothing."""

    def __init__(self, route: str, *, takes: bool = True) -> None:
        self.route = route
        self.takes = takes
        self.sent: list[Outgoing] = []

    async def hand_over(self, notice: Outgoing) -> Handed:
        if not self.takes:
            raise NotHandedOver("gone", again=False)
        self.sent.append(notice)
        return Handed()


class StillClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return AT

    def monotonic(self) -> float:
        return 0.0


def _page() -> OfficePage:
    plan = load(AS.read_bytes(), source="as.yaml").plan
    assert plan is not None
    return OfficePage(plan=plan, keys={"anna": "p-sara", "bo": "p-bo"})


def _asking(played: Played, *posts: Post, unread: bool = False, book: Book | None = None) -> AskAboutMeetings:
    book = book or Book()

    async def read(_office: str) -> None:
        book.put(_page())

    if unread:
        book.unread.begin(["as"], read)
    else:
        book.put(_page())

    async def subscriptions(_office: str, _person: str) -> tuple[Mapping[str, str], ...]:
        return PUSH

    return AskAboutMeetings(
        cast("Store", Kept(played)),
        book,
        {post.route: post for post in posts},  # type: ignore[misc]  # what it uses of a channel
        StillClock(),
        subscriptions=subscriptions,
        translate=lambda _lang: lambda id_: id_,
    )


def _told(event: str, office: str = "as") -> Outcome:
    draft = Draft(at=AT, event=event, alarm=None, actor=Actor(via="service"), facts={"undertaking": "meeting-1"})
    entry = link(Head(office="as", position=0, hash=start("as")), draft, salt="0" * 32)
    return Outcome(office=office, alarm="", state="", undertaking="meeting-1", entries=(entry,))


async def test_she_is_asked_first_and_then_the_watcher_is_told_to_look() -> None:
    """Each by push, in words that say nothing on a locked telephone, and that open the page of meetings."""
    played, push = begun(), Post("push")
    asking = _asking(played, push)
    played.until(AT + 65 * MINUTE)
    asking.take(_told("PersonAsked"))
    await asking.ask_all()
    played.until(AT + 67 * MINUTE)
    asking.take(_told("WatcherAsked"))
    await asking.ask_all()
    assert [(one.purpose, one.address.name) for one in push.sent] == [
        ("meeting_well", "Anna Berg"),
        ("meeting_look", "Bo Lind"),
    ]
    assert all("eeting" not in one.neutral for one in push.sent)


async def test_nobody_is_asked_what_she_has_answered_meanwhile() -> None:
    """She said that she is well before her turn came; what belongs to no meeting asks nobody either."""
    played, push = begun(), Post("push")
    asking = _asking(played, push)
    played.until(AT + 65 * MINUTE)
    asking.take(_told("PersonAsked"))
    asking.take(_told("CheckedIn"))
    played.ask(CheckIn(actor=Actor(via="phone:as", who="p-sara"), entitled=True), AT + 66 * MINUTE)
    await asking.ask_all()
    assert push.sent == []


async def test_a_way_that_fails_costs_nothing_but_itself() -> None:
    """No push and no mail address: nobody is asked, nothing fails, and the watch's own times go on."""
    played, push, mail = begun(), Post("push", takes=False), Post("email")
    asking = _asking(played, push, mail)
    played.until(AT + 65 * MINUTE)
    asking.take(_told("PersonAsked"))
    await asking.ask_all()
    assert push.sent == mail.sent == []


async def test_whoever_is_asked_at_a_start_is_also_where_her_plan_is_unread() -> None:
    """A node that begins with hundreds of offices asks about the meetings of all, and has read whose plan it needs."""
    played, push = begun(), Post("push")
    played.until(AT + 65 * MINUTE)
    running = asyncio.create_task(_asking(played, push, unread=True).run())
    await until(lambda: bool(push.sent))
    running.cancel()
    await asyncio.wait({running})
    assert [(one.purpose, one.address.name) for one in push.sent] == [("meeting_well", "Anna Berg")]


async def test_a_plan_that_does_not_come_holds_up_no_other_s_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is to be asked there has her turn when it is there; everybody behind her has hers now."""
    monkeypatch.setattr(books, "TURN_S", 0.01)
    monkeypatch.setattr(under_test, "AGAIN_S", 0.01)
    played, push, book, there = begun(), Post("push"), Book(), asyncio.Event()
    asking = _asking(played, push, book=book)

    async def read(_office: str) -> None:
        await there.wait()
        page = _page()
        book.put(replace(page, plan=replace(page.plan, office="held")))

    book.unread.begin(["held"], read)
    played.until(AT + 65 * MINUTE)
    asking.take(_told("PersonAsked", "held"))
    asking.take(_told("PersonAsked"))
    running = asyncio.create_task(asking.run())
    try:
        await until(lambda: len(push.sent) == 2)  # once for what it finds at its start
        assert {one.office for one in push.sent} == {"as"}
        there.set()
        await until(lambda: "held" in {one.office for one in push.sent})
    finally:
        running.cancel()
        await asyncio.wait({running})
