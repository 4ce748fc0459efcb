"""The yearly revision: who may say what when, and that nothing that was said is changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alarm.actor import SERVICE, Actor
from service.revision import snapshot
from service.revision.commands import BeginRevision, Command, Comment, Decide, FinishRevision, PassDue, SayWhoAttended
from service.revision.decide import decide
from service.revision.events import EVENTS
from service.revision.revision import PlaceFound, Revision, evolve, evolve_all
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
LEAD = Actor(via="api", who="p-maja")
HER = Actor(via="phone:as", who="p-sara")
SECRET = "The back door does not lock"
BEGIN = BeginRevision(
    actor=LEAD,
    entitled=True,
    held_on=date(2026, 11, 24),
    version="v" * 64,
    expires=date(2027, 6, 30),
    places=(
        PlaceFound(place="room-114", looked_on=date(2026, 11, 2), remarks=1),
        PlaceFound(place="room-2", looked_on=None, remarks=0),
    ),
)
ATTENDED = SayWhoAttended(actor=LEAD, entitled=True, roles=("door",), words="All of us, and Elin")
DECIDED = Decide(actor=LEAD, entitled=True, words="A deputy at the door")
FINISH = FinishRevision(actor=LEAD, entitled=True)


def played(*commands: Command) -> tuple[Revision | None, list[Event]]:
    """Return a revision of which some things were asked, and its events."""
    revision, events = None, list[Event]()
    for command in commands:
        for event in decide(revision, command, AT):
            revision = evolve(revision, event)
            events.append(event)
    return revision, events


def refused(command: Command, *before: Command, at: datetime = AT) -> str:
    """Return the code with which a command is refused."""
    with pytest.raises(UndertakingRefusal) as why:
        decide(played(*before)[0], command, at)
    return why.value.code


def test_a_revision_is_held_commented_on_decided_and_finished() -> None:
    """It keeps the plan and the rooms as they were, and its words are in no fact and no state."""
    comment = Comment(actor=HER, words=f"  {SECRET} ")
    revision, events = played(BEGIN, ATTENDED, comment, DECIDED, FINISH, comment)
    assert revision is not None
    assert {event.name for event in events} == EVENTS
    assert (revision.roles, revision.comments, revision.decisions, revision.finished_at) == (("door",), 2, 1, AT)
    assert revision.places == BEGIN.places
    assert snapshot.read(snapshot.write(revision)) == revision
    assert evolve_all(events) == revision
    assert [event.personal.get("words") for event in events] == [
        None, "All of us, and Elin", SECRET, "A deputy at the door", None, SECRET,
    ]  # fmt: skip
    assert SECRET not in repr([event.facts for event in events]) + repr(snapshot.write(revision))
    assert events[4].facts == {"held_on": "2026-11-24"}


def test_what_is_missing_is_said_before_it_is_finished() -> None:
    """Who took part, and at least one decision; finished, it is only commented on."""
    assert refused(FINISH, BEGIN) == "not_attended"
    assert refused(FINISH, BEGIN, ATTENDED) == "not_decided"
    assert refused(DECIDED, BEGIN, ATTENDED, DECIDED, FINISH) == "revision_over"
    assert refused(ATTENDED, BEGIN, ATTENDED, DECIDED, FINISH) == "revision_over"
    assert decide(played(BEGIN, ATTENDED, DECIDED, FINISH)[0], FINISH, AT) == ()
    assert decide(played(BEGIN)[0], BEGIN, AT) == ()
    assert decide(played(BEGIN)[0], PassDue(actor=SERVICE), AT) == ()


def test_who_may_not_and_what_is_empty_is_refused() -> None:
    """Everybody comments; the rest is asked of whoever holds it. A day that has not come is none."""
    for command in (
        SayWhoAttended(actor=HER, entitled=False, roles=("door",), words=""),
        Decide(actor=HER, entitled=False, words="x"),
        FinishRevision(actor=HER, entitled=False),
    ):
        assert refused(command, BEGIN) == "not_entitled"
    assert (
        refused(BeginRevision(actor=HER, entitled=False, held_on=BEGIN.held_on, version=None, expires=None, places=()))
        == "not_entitled"
    )
    assert refused(SayWhoAttended(actor=LEAD, entitled=True, roles=(), words=" "), BEGIN) == "nobody"
    assert refused(Decide(actor=LEAD, entitled=True, words=" "), BEGIN) == "no_words"
    assert refused(Comment(actor=HER, words=""), BEGIN) == "no_words"
    assert refused(Comment(actor=HER, words="x")) == "unknown_revision"
    assert refused(BEGIN, at=AT - timedelta(days=3)) == "not_yet"


def test_an_event_needs_a_beginning_and_a_stranger_is_none() -> None:
    """What does not belong to a revision is found out."""
    _, events = played(BEGIN, ATTENDED)
    with pytest.raises(ValueError, match="before RevisionBegun"):
        evolve(None, events[1])
    with pytest.raises(ValueError, match="no event of a revision"):
        evolve(played(BEGIN)[0], Event(name="MeasureDone", at=AT, actor=LEAD, facts={}))
    assert evolve_all(()) is None


@given(st.lists(st.sampled_from([ATTENDED, DECIDED, FINISH, Comment(actor=HER, words="x")]), max_size=12))
def test_comments_and_decisions_only_become_more(commands: list[Command]) -> None:
    """Whatever is asked in whichever order: nothing that was said is gone, and what is finished stays finished."""
    revision, _ = played(BEGIN)
    for command in commands:
        before = revision
        assert before is not None
        try:
            events = decide(before, command, AT)
        except UndertakingRefusal:
            continue
        for event in events:
            revision = evolve(revision, event)
        assert revision is not None
        assert (revision.comments, revision.decisions) >= (before.comments, before.decisions)
        assert revision.is_over >= before.is_over
        assert revision.places == before.places
