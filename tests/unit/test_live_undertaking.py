"""Undertakings on screens: the law of live views for them, who sees none of it, and what is not understood."""

import json
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parts.meetings import AT, VISIT, Played, draft_of, random_entries
from service.alarm.instant import instant
from service.live.board import apply, empty
from service.live.office import LiveOffice, told_of
from service.live.render import Audience
from service.timeline.chain import link, start
from service.timeline.entry import Entry, Head

_CHANCE = st.integers(0, 2**32).map(Random)
IDS = ("meeting-b", "meeting-a", "meeting-c")


def _told(office: LiveOffice, entries: list[Entry], audience: Audience) -> list[dict[str, Any]]:
    return [json.loads(frame.text) for frame in told_of(office.take(entries), audience)]


@settings(max_examples=60)
@given(_CHANCE, st.integers(1, 30), st.sampled_from(Audience), st.data())
def test_a_stale_snapshot_and_the_entries_since_equal_a_fresh_snapshot(
    random: Random, steps: int, audience: Audience, data: st.DataObject
) -> None:
    """apply(snapshot(n), n+1 … m) == snapshot(m), for each audience; and an office that starts at m says the same."""
    entries = list(random_entries(random, IDS, steps))
    n = data.draw(st.integers(0, len(entries)))
    office = LiveOffice("as", "e", 0, [])
    office.take(entries[:n])
    board = apply(empty(), office.board(audience, instant(AT)))
    for message in _told(office, entries[n:], audience):
        board = apply(board, message)
    fresh = office.board(audience, instant(AT))
    assert board == apply(empty(), fresh)
    assert LiveOffice("as", "e", len(entries), entries).board(audience, instant(AT)) == fresh


def _visit() -> Entry:
    played = Played()
    [planned, _] = played.ask(VISIT, AT)
    return link(Head(office="as", position=0, hash=start("as")), draft_of("meeting-1", planned), salt="0" * 32)


def test_where_a_visit_is_is_on_no_screen() -> None:
    """Staff see that somebody is on a visit and until when; a wall that a visitor can see shows nothing at all."""
    office = LiveOffice("as", "e", 0, [])
    [held] = office.take([_visit()])
    shown = {audience: [frame.text for frame in told_of([held], audience)] for audience in Audience}
    assert "Storgatan" not in str(shown)
    assert "home_visit" in str(shown[Audience.STAFF])
    assert [audience for audience, told in shown.items() if not told] == [Audience.DISCREET, Audience.PUBLIC]


def test_what_is_not_understood_is_withheld_and_costs_nothing_else() -> None:
    """An entry of a kind to come, one whose beginning is missing and one that is damaged keep their positions."""
    good = _visit()
    strange = replace(good, position=2, event="PartyPlanned", facts={"undertaking": "party-1"})
    orphan = replace(good, position=3, event="CheckedIn", facts={"undertaking": "meeting-9", "late": False})
    broken = replace(good, position=4, facts={"undertaking": "meeting-2"})
    odd = replace(good, position=5, facts={"undertaking": 7})
    office = LiveOffice("as", "e", 0, [])
    told = _told(office, [good, strange, orphan, broken, odd], Audience.STAFF)
    assert [message["type"] for message in told] == ["entry", *["withheld"] * 4]
    assert [one["id"] for one in office.board(Audience.STAFF, instant(AT))["undertakings"]] == ["meeting-1"]
