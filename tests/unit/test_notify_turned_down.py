"""One mailbox that is full, one browser with another key: nobody else's calls go another way for it."""

from types import SimpleNamespace
from typing import Any, cast

from parts.channel import HeldChannel
from parts.notices import notice_of
from parts.stores import Watch
from service.jobs.lane import Hands, Lane
from service.notify.breaker import FAILS
from service.notify.port import Address, NotHandedOver
from service.notify.standing import Standing
from service.notify.turned_down import MOST, TurnedDown
from service.store.port import Store


def test_what_others_have_got_is_about_one_address() -> None:
    """Until several addresses in a row are turned down; and where nothing was ever taken nobody knows."""
    told = TurnedDown()
    assert not told.is_about_one("mail.example.se", "bo@example.se")
    told.taken("mail.example.se")
    assert all(told.is_about_one("mail.example.se", "bo@example.se") for _ in range(9))
    assert not told.is_about_one("mail.example.no", "bo@example.se")
    others = [told.is_about_one("mail.example.se", f"{number}@example.se") for number in range(MOST)]
    assert others[-1] is False
    told.taken("mail.example.se")
    assert told.is_about_one("mail.example.se", "bo@example.se")


async def test_an_address_that_takes_nothing_makes_no_way_look_down() -> None:
    """However often one mailbox refuses, the way stands as it stood, and the next one's mail is tried."""
    full = NotHandedOver("busy", again=True, is_hers=True)
    gone = NotHandedOver("refused", again=False, is_hers=True)
    channel, standing = HeldChannel("email"), Standing()
    channel.then(*[full] * FAILS, gone, gone)

    async def prepare(_notice: Any) -> Any:
        return SimpleNamespace(address=Address(name="Bo", email="bo@example.se"), key="k", repeats=False)

    async def is_needed(_notice: Any) -> bool:
        return True

    hands = Hands(prepare=prepare, is_needed=is_needed, standing=standing, done=lambda _: None)
    lane = Lane("email", channel, node="n", store=cast("Store", None), clock=Watch(), hands=hands)
    results = [await lane._hand_over(notice_of("email", number)) for number in range(FAILS + 3)]
    assert [one.reason for one in results] == ["busy"] * FAILS + ["refused"] * 2 + [None]
    assert all(one.was_tried for one in results)
    assert standing.of("email").failures == 0
    assert standing.of("email").reason is None
