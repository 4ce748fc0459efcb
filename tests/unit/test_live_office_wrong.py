"""An entry that this node does not understand costs what follows it nothing: neither its place, nor its office."""

from random import Random

import pytest

from parts.history import random_history
from service.live.office import LiveOffice, told_of
from service.live.render import Audience
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

DAY = [entry for written in random_history(Random(3), 40) for entry in written]
HALF = len(DAY) // 2


def _without_facts_of(event: str) -> tuple[list[Entry], Head]:
    """Return the day, as if a newer node had written the facts of one kind of entry in other words."""
    head, entries = Head(office="as", position=0, hash=start("as")), []
    for one in DAY:
        facts = {} if one.event == event else one.facts
        draft = Draft(at=one.at, event=one.event, alarm=one.alarm, actor=one.actor, facts=facts)
        entry = link(head, draft, salt="00" * 16)
        head = Head(office="as", position=entry.position, hash=entry.hash)
        entries.append(entry)
    return entries, head


@pytest.mark.parametrize("event", sorted({one.event for one in DAY}))
@pytest.mark.parametrize("audience", list(Audience))
def test_an_entry_in_other_words_costs_nothing_that_follows(audience: Audience, event: str) -> None:
    """Every position is told, a board can be made at any time, and an office can begin with such an entry."""
    entries, head = _without_facts_of(event)
    live = LiveOffice("as", "e", 0, [], last=start("as"))
    released = [held for half in (entries[:HALF], entries[HALF:]) for held in live.take(half)]
    assert [held.entry.position for held in released] == list(range(1, len(entries) + 1))
    told_of(released, audience)
    live.snapshot(audience, "t")
    live.welcome(audience, None, None, "t", frozenset({"person:p-1", "zone:room-114"}))
    assert live.position == head.position
    assert not live.contradicts(head)
    closed = {one.alarm for one in entries if one.event == "AlarmClosed"}
    begun = LiveOffice("as", "e", head.position, [one for one in entries if one.alarm not in closed], last=head.hash)
    begun.snapshot(audience, "t")
