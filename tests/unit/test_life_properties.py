"""Whatever people do to a plan, in whichever order: what must always hold of its life."""

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parts.plan_life import START, Office, answer, approve, publish, read_duty, roll_back, say_gone, take, view
from service.life import snapshot
from service.life.commands import Command
from service.life.decide import LifeRefusal
from service.life.life import Life, replay
from service.life.states import HOLDS, State

VERSIONS = st.sampled_from(["v1", "v2", "v3"])


@st.composite
def asked(draw: st.DrawFn) -> tuple[float, Command]:
    """Something that is asked some days later."""
    version, yes = draw(VERSIONS), draw(st.booleans())
    days = draw(st.sampled_from([0.0, 0.25, 3.0, 40.0, 200.0]))
    later = START + timedelta(days=draw(st.integers(0, 900)))
    told: dict[str, Any] = {"gaps": draw(st.integers(0, 2)), "errors": draw(st.sampled_from([0, 0, 0, 1]))}
    made: list[Command] = [
        approve(version, entitled=yes or draw(st.booleans())),
        view(version, draw(st.sampled_from(["agrees", "objects", "not_asked"])), draw(st.sampled_from(["", "why"]))),
        answer(version),
        publish(
            version, holds_from=draw(st.sampled_from([None, later])), reason=draw(st.sampled_from(["", "r"])), **told
        ),
        roll_back(version),
        take(version, draw(st.sampled_from(["f1", "f2"]))),
        read_duty(duty=draw(st.sampled_from(["d1", "d2"]))),
        say_gone(gone=yes),
    ]
    return days, draw(st.sampled_from(made))


def lived(asks: list[tuple[float, Command]]) -> tuple[Office, list[Life]]:
    """An office after all of it, and its life before each of it; what is refused is left out."""
    office, before = Office(), []
    for days, command in asks:
        office.after(days)
        before.append(office.life)
        with suppress(LifeRefusal):
            office.do(command)
    return office, before


@given(st.lists(asked(), max_size=25))
def test_a_life_is_what_its_events_say(asks: list[tuple[float, Command]]) -> None:
    """Replayed from its events, or read back from the snapshot, it is the same."""
    office, _ = lived(asks)
    assert replay(office.events) == office.life
    assert snapshot.read(json.loads(json.dumps(snapshot.write(office.life)))) == office.life


@given(st.lists(asked(), max_size=25))
def test_what_holds_was_approved_or_is_the_operators(asks: list[tuple[float, Command]]) -> None:
    """No version ever held that nobody approved before, but what came from a file; and none with errors."""
    office, _ = lived(asks)
    approved: set[str] = set()
    held: set[str] = set()
    for event, _ in office.events:
        version = str(event.facts.get("version"))
        if event.name == "PlanApproved":
            approved.add(version)
        if event.name == "PlanPublished":
            assert event.facts["through"] == "file" or version in approved
            assert event.facts["errors"] == 0
            held.add(version)
        if event.name == "PlanRolledBack":
            assert version in held
    assert office.current is None or office.current in held


@given(st.lists(asked(), max_size=25))
def test_exactly_one_version_holds_from_the_first_on(asks: list[tuple[float, Command]]) -> None:
    """Once a plan holds, one always does, whatever happens later; at most one is published for later."""
    office, before = lived(asks)
    states = [office.state(version) for version in ("v1", "v2", "v3")]
    assert sum(state in HOLDS for state in states) == (office.current is not None)
    assert sum(state is State.PUBLISHED for state in states) <= 1
    began = False
    for life in before:
        assert life.current is not None or not began
        began = began or life.current is not None


@given(st.lists(asked(), max_size=20), st.integers(0, 1000))
def test_time_alone_only_lets_begin_what_was_published(asks: list[tuple[float, Command]], days: int) -> None:
    """Waiting changes which version holds only to the one published for later, and never leaves none."""
    office, _ = lived(asks)
    now = office.life.at(office.now)
    then = office.life.at(office.now + timedelta(days=days))
    assert then.current in {now.current, now.next}
    assert (then.current is None) <= (now.current is None)


@given(st.lists(asked(), max_size=25))
def test_without_a_reason_nothing_that_needs_one_is_published(asks: list[tuple[float, Command]]) -> None:
    """Every publication that needed a reason has words, and so has every roll-back."""
    office, _ = lived(asks)
    for event, _ in office.events:
        if event.facts.get("reasons") or event.name == "PlanRolledBack":
            assert event.words
