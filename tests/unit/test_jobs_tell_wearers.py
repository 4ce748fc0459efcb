"""A lost button is told to its wearer once, quietly, and taken back when it is heard."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from devices.inventory import Device
from parts.channel import HeldChannel
from parts.ear import until
from parts.watching import Hands, Shelf
from parts.ways_out import plan_with
from service.dispatch import book as books
from service.dispatch.book import Book, OfficePage
from service.jobs import tell_wearers as under_test
from service.jobs.tell_wearers import TellWearers
from service.notify.port import NotHandedOver

HERS = Device(office="as", device="pendant-1", name="Pendant 1", holder="gunilla")


class Post:
    """One node's telling, with channels in the test's hand."""

    def __init__(self, shelf: Shelf, *, phones: int = 1) -> None:
        """Begin with a button that is lost."""
        self.lost = {HERS.device}
        self.push, self.email, self.sms = HeldChannel("push"), HeldChannel("email"), HeldChannel("sms")
        self.phones = phones
        self.book = Book()
        self.page = OfficePage(plan=plan_with(), keys={"gunilla": "p-gunilla"})
        self.book.put(self.page)
        self.telling = TellWearers(
            shelf,
            self.book,
            {one.route: one for one in (self.push, self.email, self.sms)},
            Hands(),
            subscriptions=self._subscriptions,
            translate=lambda _: lambda text: text,
            is_lost=lambda device: device.device in self.lost,
            again_s=0.0,
        )

    async def _subscriptions(self, _office: str, _person: str) -> tuple[Mapping[str, str], ...]:
        return ({"endpoint": "https://push.example/x", "p256dh": "", "auth": ""},) * self.phones

    async def says(self, device: Device = HERS) -> list[str]:
        """Have a button say that it is lost or heard, and return the purposes of all that was sent."""
        self.telling.take(device)
        await self.telling.tell_all()
        return [one.purpose for one in (*self.push.sent, *self.email.sent, *self.sms.sent)]


async def test_a_wearer_is_told_once_and_told_again_when_it_is_heard() -> None:
    """Found lost twice is told once; heard again is told once; nobody else hears of it, and no telephone rings."""
    shelf = Shelf()
    post = Post(shelf)
    assert await post.says() == ["button_lost"]
    assert await post.says() == ["button_lost"]
    assert await Post(shelf).says() == []  # another node, or the next life of this one
    post.lost.clear()
    assert await post.says() == ["button_lost", "button_heard"]
    assert await post.says() == ["button_lost", "button_heard"]
    [lost, heard] = post.push.sent
    assert (lost.address.name, lost.alarm, lost.mode, lost.link) == ("Gunilla Nyström", "", "actual", None)
    assert "Pendant" not in lost.neutral + heard.neutral
    assert "it may not call for help" in lost.full
    assert lost.key.isascii()
    assert len(lost.key) <= 100
    assert post.sms.sent == []


async def test_what_mends_itself_meanwhile_is_told_to_nobody() -> None:
    """A button that was heard again before its wearer's turn came was never lost to her."""
    post = Post(Shelf())
    post.lost.clear()
    assert await post.says() == []


async def test_who_has_no_telephone_here_is_told_by_mail() -> None:
    """The first quiet way on which she is reached; a push service that is down is tried again, then mail is."""
    post = Post(Shelf(), phones=0)
    assert await post.says() == ["button_lost"]
    assert [one.address.email for one in post.email.sent] == ["gunilla@example.se"]
    down = Post(Shelf())
    down.push.usual = NotHandedOver("unreachable", again=True)
    await down.says()
    assert (len(down.push.sent), len(down.email.sent)) == (3, 1)


async def test_what_cannot_be_told_holds_up_nobody() -> None:
    """A holder nobody knows, an office without a plan and a store that does not answer are passed over."""
    shelf = Shelf()
    post = Post(shelf)
    for stranger in (
        Device(office="as", device="pendant-1", name="x", holder="nobody"),
        Device(office="gone", device="pendant-1", name="x", holder="gunilla"),
    ):
        assert await post.says(stranger) == []
    broken = Shelf()
    broken.broken = True
    assert await Post(broken).says() == []


async def test_a_plan_that_does_not_come_holds_up_no_other_wearer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wears the button there is told when it is there; everybody behind her is told now."""
    monkeypatch.setattr(books, "TURN_S", 0.01)
    monkeypatch.setattr(under_test, "PLAN_AGAIN_S", 0.01)
    post, there = Post(Shelf()), asyncio.Event()

    async def read(_office: str) -> None:
        await there.wait()
        post.book.put(replace(post.page, plan=replace(post.page.plan, office="held")))

    post.book.unread.begin(["held"], read)
    post.telling.take(replace(HERS, office="held"))
    post.telling.take(HERS)
    running = asyncio.create_task(post.telling.run())
    try:
        await until(lambda: [one.office for one in post.push.sent] == ["as"])
        there.set()
        await until(lambda: [one.office for one in post.push.sent] == ["as", "held"])
    finally:
        running.cancel()
        await asyncio.wait({running})
