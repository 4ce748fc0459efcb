"""What holds for every plan and every question."""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from roles.contact import Contact
from roles.fallback import RESPONSE
from roles.plan import EVERYBODY, All, Holders, Listed, Nearest, Person, Plan, Role, Walk, Zone
from roles.reasons import SENTENCES
from roles.resolve import Question, resolve

# There are many properties, and each draws plans of its own: a part of the profile's examples for each.
SOME = settings(max_examples=max(1, settings().max_examples * 2 // 5))

ZONES, PEOPLE, CONTACTS, ROLES = ("z1", "z2", "z3", "z4"), tuple("abcdefg"), ("x", "y"), ("r1", "r2", "r3", "r4")
TEXTS = MappingProxyType({"en": "words"})
zones = st.sampled_from([*ZONES, "unknown", None])
names = st.sampled_from([*PEOPLE, *CONTACTS, "unknown"])
few = st.frozensets(names, max_size=7)
durations = st.integers(-5, 90).map(lambda seconds: timedelta(seconds=seconds))
holders: st.SearchStrategy[Holders] = st.one_of(
    st.lists(names, max_size=3).map(lambda ids: Listed(ids=tuple(ids))),
    st.builds(Nearest, within=st.none() | durations, training=st.sampled_from([(), ("t",)])),
    st.just(All()),
)


def _person(draw: st.DrawFn, id_: str) -> Person:
    training = draw(st.sampled_from([(), ("t",)]))
    return Person(id=id_, name="N", home=draw(zones), goes_in=draw(st.booleans()), training=training)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan, right or wrong."""
    people = draw(st.lists(st.sampled_from(PEOPLE), unique=True))
    return Plan(
        version="v",
        source="drawn",
        office="vik",
        name="Vik",
        country="SE",
        languages=("en",),
        time_zone="UTC",
        hours={},
        closed=frozenset(),
        open_on_holidays=False,
        expires=None,
        zones={id_: Zone(id=id_, name=id_, kind="corridor") for id_ in ZONES[: draw(st.integers(0, 4))]},
        walks=tuple(draw(st.lists(st.builds(Walk, start=zones.map(str), end=zones.map(str), time=durations)))),
        screens={},
        people={id_: _person(draw, id_) for id_ in people},
        contacts={
            id_: Contact(id=id_, name=id_, reach=draw(st.sampled_from(["staff", "outside"])))
            for id_ in CONTACTS[: draw(st.integers(0, 2))]
        },
        roles={
            id_: Role(
                id=id_,
                title=TEXTS,
                duty=TEXTS,
                holders=draw(holders),
                deputies=tuple(draw(st.lists(names, max_size=2))),
                needed=draw(st.integers(-1, 4)),
                goes_in=draw(st.booleans()),
            )
            for id_ in ROLES[: draw(st.integers(0, 4))]
        },
        responses={"emergency": RESPONSE},
    )


questions = st.builds(
    Question,
    at=st.just(datetime(2026, 11, 23, 9, tzinfo=UTC)),
    roles=st.lists(st.sampled_from([*ROLES, EVERYBODY, "unknown"]), max_size=4).map(tuple),
    zone=zones,
    presser=st.none() | names,
    absent=few,
    here=few,
    engaged=few,
    already=few,
    declined=few,
    reach_limit=st.sampled_from(["inside", "staff", "outside"]),
)


@SOME
@given(plans(), questions)
def test_the_presser_and_the_absent_are_never_named(plan: Plan, question: Question) -> None:
    """Whoever pressed or is away is never called."""
    called = {one.person or one.contact for one in resolve(plan, question).assignments}
    assert question.presser not in called
    assert not called & question.absent


@SOME
@given(plans(), questions)
def test_nobody_untrained_is_chosen_for_being_near(plan: Plan, question: Question) -> None:
    """Whoever has a role for which the nearest need training has it, unless the plan names her its deputy."""
    for one in resolve(plan, question).assignments:
        role = plan.roles.get(one.role)
        if role is not None and isinstance(role.holders, Nearest) and one.person is not None:
            assert one.person in role.deputies or set(role.holders.training) <= set(plan.people[one.person].training)


@SOME
@given(plans(), questions)
def test_nobody_has_one_role_twice(plan: Plan, question: Question) -> None:
    """Nobody is called twice for the same role, and nobody goes in with a second role."""
    assignments = resolve(plan, question).assignments
    pairs = [(one.role, one.person or one.contact) for one in assignments]
    assert len(pairs) == len(set(pairs))
    going = [one.person or one.contact for one in assignments if one.position != "duty"]
    assert len(going) == len(set(going))


@SOME
@given(plans(), questions)
def test_the_same_question_has_the_same_answer(plan: Plan, question: Question) -> None:
    """There is no chance in the answer."""
    assert resolve(plan, question) == resolve(plan, question)


@SOME
@given(plans(), questions)
def test_somebody_is_called_while_anybody_is_there(plan: Plan, question: Question) -> None:
    """Somebody is named while anybody but the presser is there; only what a drill must not call is left out."""
    roster = resolve(plan, question)
    others = set(plan.people) - question.absent - {question.presser}
    only_outside = {one.reason.code for one in roster.unfilled} == {"outside_not_called"}
    assert roster.assignments or not others or only_outside


@SOME
@given(plans(), questions)
def test_nobody_goes_in_alone(plan: Plan, question: Question) -> None:
    """Of those who are to go in, exactly one waits at the door: the first to be there."""
    going = [one for one in resolve(plan, question).assignments if one.position != "duty"]
    waiting = [one for one in going if one.position == "waits_at_door"]
    assert len(waiting) == (1 if going else 0)
    for one in going:
        assert one.walk is None or (waiting[0].walk is not None and waiting[0].walk <= one.walk)


@SOME
@given(plans(), questions)
def test_whoever_does_not_go_in_is_never_sent_in(plan: Plan, question: Question) -> None:
    """A person who does not go in has a duty somewhere else, whatever the role."""
    for one in resolve(plan, question).assignments:
        assert one.position == "duty" or one.person is None or plan.people[one.person].goes_in


@SOME
@given(plans(), questions)
def test_no_call_goes_farther_than_allowed(plan: Plan, question: Question) -> None:
    """A drill never calls outside, whatever is in the plan."""
    allowed = {"inside": {"inside"}, "staff": {"inside", "staff"}, "outside": {"inside", "staff", "outside"}}
    reached = {one.reach for one in resolve(plan, question).assignments}
    assert reached <= allowed[question.reach_limit]


@SOME
@given(plans(), questions)
def test_somebody_engaged_is_called_only_when_nobody_free_is_there_for_the_role(plan: Plan, question: Question) -> None:
    """A role that holds somebody engaged elsewhere, or who declined, holds nobody who is free."""
    assignments = resolve(plan, question).assignments
    busy = question.engaged | question.declined
    for role in {one.role for one in assignments}:
        holding = {one.person or one.contact or "" for one in assignments if one.role == role}
        assert holding <= busy or not holding & busy


@SOME
@given(plans(), questions)
def test_every_reason_has_its_sentence(plan: Plan, question: Question) -> None:
    """Each code that an answer uses can be said."""
    roster = resolve(plan, question)
    reasons = [one.reason for one in roster.assignments] + [one.reason for one in roster.unfilled]
    assert {reason.code for reason in reasons} <= set(SENTENCES)


@SOME
@given(plans(), questions)
def test_what_is_missing_is_counted(plan: Plan, question: Question) -> None:
    """A role that is not in the list of the unfilled has at least as many as the plan needs."""
    roster = resolve(plan, question)
    unfilled = {one.role for one in roster.unfilled}
    for id_ in set(question.roles) - unfilled - {EVERYBODY}:
        assert sum(one.role == id_ for one in roster.assignments) >= plan.roles[id_].needed or isinstance(
            plan.roles[id_].holders, All
        )
    assert all(one.missing >= 1 for one in roster.unfilled)
