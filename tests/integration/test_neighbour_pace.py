"""A neighbour that was broken into bothers this office a few times an hour, and never with more than one closing."""

from datetime import timedelta
from pathlib import Path

import pytest

from parts.post import Post
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.dispatch.neighbours import MOST_NEW, WITHIN, Neighbours, Told
from service.store.port import Unit


async def test_so_many_closings_an_hour_and_the_newest_alone_is_shown(tmp_path: Path) -> None:
    """The next is refused in words, whatever it is called; another neighbour is heard, and an hour later this one."""
    async with Post(tmp_path) as post:
        neighbours = Neighbours(post.store, post.book, post.dispatch, post.clock)
        said = 0

        async def tells(contact: str) -> None:
            nonlocal said
            said += 1
            since = post.clock.now() + timedelta(seconds=said)
            await neighbours.hear(
                "as", contact, Told(closing=f"c-{said}", version=1, stage="closing", name=contact, since=since)
            )

        for _ in range(MOST_NEW):
            await tells("next-door")
        with pytest.raises(Refusal) as refused:
            await tells("next-door")
        assert refused.value.code == "too_many_closings"
        assert await _open(post) == ["next-door"]
        await tells("across-the-yard")
        assert sorted(await _open(post)) == ["across-the-yard", "next-door"]
        post.clock.ahead_s += WITHIN.total_seconds() + 60
        await tells("next-door")
        assert len(await post.entries("AlarmRaised")) == MOST_NEW + 2


async def _open(post: Post) -> list[str]:
    """Return whose closings stand open."""

    def work(unit: Unit) -> list[str]:
        found = (one.closing.next_door for one in unit.open_alarms(Mode.ACTUAL, 50) if one.closing)
        return [one.contact for one in found if one]

    return await post.store.commit("as", work)
