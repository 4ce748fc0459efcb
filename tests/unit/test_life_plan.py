"""The life of a plan's versions: approved by one who may, published for a reason, held, expired, rolled back."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from parts.plan_life import (
    START,
    Office,
    answer,
    approve,
    objects,
    publish,
    read_duty,
    roll_back,
    say_gone,
    take,
    view,
)
from service.life import snapshot
from service.life.commands import Command
from service.life.decide import LifeRefusal
from service.life.expiry import last_day, reminder
from service.life.life import replay
from service.life.states import TABLE, Ask, State, allows

ASKS: dict[Ask, Callable[[Office], Command]] = {
    Ask.APPROVE: lambda _: approve(),
    Ask.VIEW: lambda _: view(),
    Ask.ANSWER: lambda _: answer(),
    Ask.PUBLISH: lambda office: publish(today=office.today),
    Ask.ROLL_BACK: lambda _: roll_back(),
    Ask.TAKE: lambda office: take(file="another", today=office.today),
}


def standing_in(state: State) -> Office:
    """An office whose version v1 stands in a state, with an objection that waits, and v2 published for later."""
    office = Office()
    office.do(objects("v1"))
    if state is not State.DRAFT:
        office.do(approve("v1"))
    if state is State.PUBLISHED:
        office.do(publish("v1", holds_from=START + timedelta(days=7)))
    if state in (State.IN_FORCE, State.EXPIRED, State.SUPERSEDED):
        office.do(publish("v1"))
        office.after(400 if state is State.EXPIRED else 1).do(approve("v2"))
        office.do(publish("v2", holds_from=None if state is State.SUPERSEDED else office.now + timedelta(days=9)))
        office.after(0.1).do(approve("v1"))
    assert office.state("v1") is state
    return office


@pytest.mark.parametrize("ask", Ask)
@pytest.mark.parametrize("state", State)
def test_every_ask_in_every_state(state: State, ask: Ask) -> None:
    """What the table says is what happens; anything else is refused in words and changes nothing."""
    office = standing_in(state)
    if not allows(state, ask):
        with pytest.raises(LifeRefusal) as refused:
            office.do(ASKS[ask](office))
        assert str(refused.value).endswith(".")
        return
    office.do(ASKS[ask](office))
    target = TABLE[state][ask]
    # What is published for now holds at once.
    assert office.state("v1") in ({target, State.IN_FORCE} if ask is Ask.PUBLISH else {target})


def test_a_version_is_published_only_as_it_was_approved() -> None:
    """An approval belongs to one exact version: any other text needs one of its own."""
    office = Office()
    office.do(approve("v1"))
    with pytest.raises(LifeRefusal, match="not approved"):
        office.do(publish("v2"))
    office.do(publish("v1"))
    assert office.current == "v1"


def test_only_who_may() -> None:
    """Whom the plan does not name approves, publishes, answers and rolls back nothing."""
    office = Office()
    with pytest.raises(LifeRefusal) as refused:
        office.do(approve(entitled=False))
    assert refused.value.code == "not_entitled"
    office.do(approve())
    with pytest.raises(LifeRefusal, match="manager"):
        office.do(publish(entitled=False))
    assert office.state() is State.APPROVED


def test_a_plan_with_errors_is_never_published() -> None:
    """No reason helps an error."""
    office = Office()
    with pytest.raises(LifeRefusal, match="2 errors"):
        office.do(approve(errors=2))
    office.do(approve())
    with pytest.raises(LifeRefusal, match="1 errors"):
        office.do(publish(errors=1))


@pytest.mark.parametrize(
    ("needs", "first", "told"),
    [
        (("not_asked",), None, {}),
        (("not_asked",), view(opinion="not_asked"), {}),
        (("objection",), objects(), {}),
        (("gap",), view(), {"gaps": 2}),
        (("warning",), view(), {"warnings": 1}),
        (("locked",), view(), {"locked": True}),
        (("scenarios",), view(), {"scenarios": 2}),
        (("gap", "warning", "objection", "locked"), objects(), {"gaps": 1, "warnings": 1, "locked": True}),
    ],
)
def test_what_has_to_be_given_a_reason(needs: tuple[str, ...], first: Command | None, told: dict[str, Any]) -> None:
    """Each of it keeps a plan from being published without a reason; with one it is, and both are kept."""
    office = Office()
    office.do(*([first] if first else []), approve())
    with pytest.raises(LifeRefusal) as refused:
        office.do(publish(reason="  ", **told))
    assert (refused.value.code, refused.value.more) == ("no_reason", {"needed": needs})
    [event] = office.do(publish(reason="Bo comes on Monday.", **told))
    assert (event.words, event.facts["reasons"]) == ("Bo comes on Monday.", list(needs))


def test_without_anything_wrong_no_reason_is_needed() -> None:
    """Approved, agreed, proven: one tap."""
    office = Office()
    office.do(approve(), view())
    office.do(publish(reason=""))
    assert office.state() is State.IN_FORCE


def test_an_objection_stays_until_it_is_answered() -> None:
    """Publishing for a reason does not take it away; the answer does, and it is the manager's."""
    office = Office()
    office.do(objects(), approve(), publish())
    known = office.life.version("v1").view
    assert known is not None
    assert known.is_open
    office.do(answer())
    known = office.life.version("v1").view
    assert known is not None
    assert not known.is_open
    with pytest.raises(LifeRefusal, match="no objection"):
        office.do(answer())


def test_nobody_takes_back_that_somebody_was_asked() -> None:
    """“Not asked” never covers what the safety representative has said."""
    office = Office()
    office.do(objects())
    with pytest.raises(LifeRefusal, match="answered already"):
        office.do(view(opinion="not_asked"))


def test_a_version_published_for_later_holds_from_then_on() -> None:
    """Until then the one before holds; nothing has to happen for it to begin."""
    office = Office()
    office.do(take("v0"), approve(), publish(holds_from=START + timedelta(days=2)))
    assert (office.current, office.state()) == ("v0", State.PUBLISHED)
    office.after(1.999)
    assert office.current == "v0"
    office.after(0.001)
    assert (office.current, office.state(), office.state("v0")) == ("v1", State.IN_FORCE, State.SUPERSEDED)


def test_the_last_word_counts() -> None:
    """What is published or taken from a file replaces what was published for later, and says so."""
    office = Office()
    office.do(approve("v1"), publish("v1", holds_from=START + timedelta(days=9)))
    office.do(approve("v2"))
    [event] = office.do(publish("v2", holds_from=START + timedelta(days=3)))
    assert event.facts["withdrawn"] == "v1"
    assert office.state("v1") is State.APPROVED
    [event] = office.do(take("v3"))
    assert (event.facts["withdrawn"], office.after(30).current) == ("v2", "v3")


def test_rolling_back_takes_one_step_and_its_expiry_still_counts() -> None:
    """An earlier version holds again at once, for a reason, without another approval, until its own last day."""
    office = Office()
    office.do(approve("v1"), publish("v1", last_day=date(2027, 1, 31)))
    office.after(1).do(approve("v2"), publish("v2"))
    with pytest.raises(LifeRefusal, match="why"):
        office.do(roll_back("v1", reason=""))
    [event] = office.do(roll_back("v1"))
    assert (event.name, event.facts["in_place_of"], office.current) == ("PlanRolledBack", "v2", "v1")
    assert office.state("v2") is State.SUPERSEDED
    office.now = START.replace(year=2027, month=1, day=31)
    assert office.state("v1") is State.IN_FORCE
    assert office.after(1).state("v1") is State.EXPIRED


def test_one_cannot_roll_back_to_what_never_held() -> None:
    """That would be publishing without an approval."""
    office = Office()
    office.do(take("v0"), approve("v1"))
    with pytest.raises(LifeRefusal, match="never held"):
        office.do(roll_back("v1"))
    with pytest.raises(LifeRefusal, match="holds already"):
        office.do(roll_back("v0"))


def test_rolling_back_to_what_holds_withdraws_what_was_to_come() -> None:
    """The way to stop a version that was published for later."""
    office = Office()
    office.do(take("v0"), approve("v1"), publish("v1", holds_from=START + timedelta(days=1)))
    [event] = office.do(roll_back("v0"))
    assert (event.facts["withdrawn"], office.after(9).current) == ("v1", "v0")


def test_a_year_begins_anew_only_with_another_approval() -> None:
    """What holds is published again after it was approved again; an expired plan is mended that way."""
    office = Office()
    office.do(approve(), publish())
    with pytest.raises(LifeRefusal, match="Approve it once more"):
        office.do(publish())
    office.after(370)
    assert office.state() is State.EXPIRED
    assert office.current == "v1", "it goes on being used"
    office.do(approve(), publish(today=office.today))
    assert office.state() is State.IN_FORCE


def test_a_file_is_taken_once() -> None:
    """A version published since stays in force, through a restart too, until the file's content changes."""
    office = Office()
    office.do(take("v0", "f0"), approve("v1"), publish("v1"))
    assert office.do(take("v0", "f0")) == []
    assert office.current == "v1"
    office.do(take("v2", "f2"))
    assert office.current == "v2"
    assert office.do(take("v2", "f2")) == []
    [event] = office.do(take("v3", "f2"))  # its standard has changed
    assert (event.facts["version"], event.actor.who) == ("v3", None)


def test_a_duty_read_is_not_asked_for_again() -> None:
    """The same words in a new version were read already; other words were not."""
    office = Office()
    assert len(office.do(read_duty(duty="d1"))) == 1
    assert office.do(read_duty(duty="d1")) == []
    assert office.life.has_read("p-bo", "door", "d1") == START
    assert office.life.has_read("p-bo", "door", "d2") is None
    assert office.life.has_read("p-anna", "door", "d1") is None


def test_who_has_left_can_come_back() -> None:
    """Said once each; a repeat writes nothing."""
    office = Office()
    assert [event.name for event in office.do(say_gone(), say_gone(), say_gone(gone=False))] == [
        "PersonGone",
        "PersonBack",
    ]
    assert office.life.gone == frozenset()


def test_a_life_is_the_fold_of_its_events_and_survives_writing() -> None:
    """Whatever happened: replayed from the entries it is the same, and from the snapshot too."""
    office = Office()
    office.do(take("v0"), objects(), answer(), approve(), publish(holds_from=START + timedelta(days=1)))
    office.after(2).do(read_duty(), say_gone(), roll_back("v0"))
    assert replay(office.events) == office.life
    assert snapshot.read(json.loads(json.dumps(snapshot.write(office.life)))) == office.life


@pytest.mark.parametrize(
    ("begins", "written", "expected"),
    [
        (date(2026, 11, 23), None, date(2027, 11, 23)),
        (date(2028, 2, 29), None, date(2029, 2, 28)),
        (date(2026, 11, 23), date(2027, 5, 31), date(2027, 5, 31)),
        (date(2026, 11, 23), date(2030, 1, 1), date(2027, 11, 23)),
        (date(2026, 11, 23), date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_version_holds_twelve_months_at_most(begins: date, written: date | None, expected: date) -> None:
    """The document may ask for less, never for more."""
    assert last_day(begins, written) == expected


def test_the_reminders_climb() -> None:
    """Sixty, thirty, fourteen, seven days and one before the last day; after it, expired."""
    expires = date(2027, 5, 31)
    told = [reminder(expires, expires - timedelta(days=left)) for left in (61, 60, 31, 30, 14, 8, 7, 2, 1, 0, -1)]
    assert told == [None, 60, 60, 30, 14, 14, 7, 7, 1, 1, 0]
