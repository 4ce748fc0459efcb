"""Who pressed, and whoever looks over her shoulder, sees the same for both codes; who helps sees that she is forced."""

import json
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parts.history import History, random_history
from parts.incident import ASSIST, RULED, Incident, press
from service.live.board import apply, empty
from service.live.frame import NOBODY
from service.live.office import LiveOffice, told_of
from service.live.render import Audience, Message
from service.live.veil import person_tag, told_to, zone_tag
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

EVA = frozenset({person_tag("eva")})
IN_ROOM = frozenset({zone_tag("room-114")})
FORCED = "under_duress"
answers = st.sampled_from(["accept", "decline", "arrive", "see"])
who = st.sampled_from(["anna", "bo", "cecilia", "maja"])
doings = st.lists(st.tuples(answers, who, st.integers(0, 40)), max_size=5)


def entries_of(office: Incident) -> list[Entry]:
    """Return what an incident has written."""
    head, written = Head(office="as", position=0, hash=start("as")), list[Entry]()
    for event in office.events:
        personal = {"names": {"eva": "Eva Lund"}} if event.facts.get("by") == "eva" else {}
        draft = Draft(
            at=event.at,
            event=event.name,
            alarm="a-1",
            actor=event.actor,
            facts=event.facts,
            personal=personal,
        )
        written.append(link(head, draft, salt="00" * 16))
        head = Head(office="as", position=written[-1].position, hash=written[-1].hash)
    return written


def incident(
    before: list[tuple[str, str, int]], after: list[tuple[str, str, int]], *, under_duress: bool
) -> list[Entry]:
    """Eva has pressed for assistance, people answer, she types a code, people answer, and Anna ends it."""
    office = Incident()
    office.do(press(kind="assist", script=ASSIST))
    for what, person, later in before:
        getattr(office, what)(person)
        office.after(later)
    office.say_mistake(under_duress=under_duress)
    for what, person, later in after:
        getattr(office, what)(person)
        office.after(later)
    office.arrive("anna")
    office.clear("anna", seen_her=True)
    return entries_of(office)


@settings(max_examples=60, deadline=None)
@given(before=doings, after=doings)
def test_both_codes_are_told_alike_to_whoever_may_not_know(
    before: list[tuple[str, str, int]], after: list[tuple[str, str, int]]
) -> None:
    """Her own page, a screen in her room, discreet and public ones: the same messages in the same places."""
    by_mistake = incident(before, after, under_duress=False)
    forced = incident(before, after, under_duress=True)
    for audience in (Audience.STAFF, Audience.SECURITY):
        for tags in (EVA, IN_ROOM):
            told = [told_to(entries, audience, tags) for entries in (by_mistake, forced)]
            assert told[0] == told[1]
            assert FORCED not in json.dumps(told)
            assert _board(told[0]) == _board(told[1])
    for audience in (Audience.DISCREET, Audience.PUBLIC):
        both = [LiveOffice("as", "e", 0, ()) for _ in (by_mistake, forced)]
        shown = [
            [frame.text for frame in told_of(office.take(entries), audience)]
            for office, entries in zip(both, (by_mistake, forced), strict=True)
        ]
        assert shown[0] == shown[1]
        assert bool(shown[0]) is (audience is Audience.DISCREET)


def _board(messages: list[Message]) -> list[dict[str, Any]]:
    board = empty()
    for message in messages:
        board = apply(board, message)
    return list(board["alarms"])


def test_those_who_help_see_that_she_was_forced() -> None:
    """Staff and security elsewhere, and only they."""
    entries = incident([], [], under_duress=True)
    for audience in (Audience.STAFF, Audience.SECURITY):
        told = told_to(entries, audience, frozenset({person_tag("anna"), zone_tag("corridor")}))
        [said] = [m for m in told if m.get("event") == "MistakeSaid"]
        assert said["data"][FORCED] is True
        assert _board(told)[0]["mistake"][FORCED] is True


def test_a_further_press_shows_her_that_help_is_coming_again() -> None:
    """After it her page is told who comes, as ever; that she was forced stands in none of it."""
    office = Incident()
    office.do(press(script=RULED))
    office.say_mistake(under_duress=True)
    office.do(press("press-2", script=RULED))
    office.accept("cecilia")
    told = told_to(entries_of(office), Audience.STAFF, EVA)
    [alarm] = _board(told)
    assert alarm["mistake"] is None
    assert [r["state"] for r in alarm["responders"] if r["responder"] == "cecilia"] == ["accepted"]
    assert FORCED not in json.dumps(told)
    office.say_mistake()
    [alarm] = _board(told_to(entries_of(office), Audience.STAFF, EVA))
    assert alarm["mistake"] == {"by": "eva", "at": alarm["mistake"]["at"]}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["p-1", "p-2", "p-3"]))
def test_a_snapshot_and_the_stream_tell_her_the_same(seed: int, person: str) -> None:
    """Whatever happens: stale snapshot + messages = fresh snapshot, also for whom something is kept from."""
    live, hers = LiveOffice("as", "e", 0, ()), frozenset({person_tag(person), zone_tag("reception")})
    watching = [(Audience.STAFF, hers), (Audience.DISCREET, NOBODY), (Audience.PUBLIC, NOBODY)]
    boards = [apply(empty(), live.board(audience, "", tags)) for audience, tags in watching]
    for written in random_history(Random(seed), 25):
        for held in live.take(written):
            for i, (audience, tags) in enumerate(watching):
                for frame in told_of([held], audience, tags):
                    boards[i] = apply(boards[i], json.loads(frame.text))
        for board, (audience, tags) in zip(boards, watching, strict=True):
            fresh = json.loads(live.snapshot(audience, "", tags).text)
            assert (board["position"], board["alarms"]) == (fresh["position"], fresh["alarms"])


def test_nothing_is_kept_from_most_and_costs_them_nothing() -> None:
    """A frame that everybody may see is one frame for everybody."""
    live = LiveOffice("as", "e", 0, ())
    for held in live.take(History().press(Random(1))):
        frame = held.frame(Audience.STAFF)
        assert frame is not None
        assert frame.told_to(frozenset({person_tag("p-1"), person_tag("p-2")})) is frame


def test_the_actor_is_not_told_to_her_either() -> None:
    """Through what she said it stands in the record, not on a page."""
    entries = incident([], [], under_duress=True)
    [said] = [m for m in told_to(entries, Audience.SECURITY, EVA) if m.get("event") == "MistakeSaid"]
    assert said["data"] == {"by": "eva", "names": {"eva": "Eva Lund"}}
