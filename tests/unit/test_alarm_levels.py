"""How grave an alarm is: a press may raise it, by its own kind or by the plan's rule, and none lowers it."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parts.incident import ASSIST, PLAN, POLICE, RULED, Incident, by, called, names, press
from service.alarm.alarm import Alarm
from service.alarm.commands import CountPress, Raise
from service.alarm.evolve import replay
from service.alarm.join import risen
from service.alarm.response import Condition, RaisedBy, Script, Step
from service.alarm.snapshot import read, write
from service.alarm.states import Mode

ROSE = replace(ASSIST, raised_by=RaisedBy(further_press="emergency", other_presser="emergency"))
"""Assistance that another press makes an emergency."""

MEDICAL = replace(
    ASSIST,
    level=3,
    steps=(
        Step(call=("aid",), after=ASSIST.steps[0].after, unless=Condition()),
        Step(call=("guide",), after=PLAN.steps[1].after, unless=Condition()),
    ),
    repeat_call=("aid",),
)
SCRIPTS = {"emergency": PLAN}


def _help(key: str = "press-1", **changes: Any) -> Raise:
    """A press for assistance under a plan that raises it."""
    return press(key, **{"kind": "assist", "script": ROSE, "scripts": SCRIPTS, **changes})


def test_pressed_again_it_is_an_emergency() -> None:
    """A second press for assistance begins the emergency's response, and the record says from what it was raised."""
    office = Incident()
    office.do(_help())
    office.accept("anna")
    [joined, *_] = office.do(_help("press-2"))
    assert (joined.facts["kind"], joined.facts["level"], joined.facts["raised_from"]) == ("emergency", 4, "assist")
    assert "anna" in office.answering("accepted"), "who is coming stays"
    assert POLICE in called(office.after(60))


def test_somebody_else_presses_too() -> None:
    """A press in another open alarm by somebody else raises this one; a second one by herself does not count as two."""
    office = Incident()
    rule = RaisedBy(other_presser="emergency")
    office.do(_help(script=replace(ROSE, raised_by=rule)))
    count = CountPress(actor=by("lena"), presser="lena", scripts=SCRIPTS, plan="v2")
    assert office.do(replace(count, presser="eva")) == ()
    [counted, *_] = office.do(count)
    assert (counted.name, counted.facts["kind"], counted.facts["raised_from"]) == (
        "PressesCounted",
        "emergency",
        "assist",
    )
    assert office.standing.level == 4
    assert office.standing.plan == "v2"
    assert office.do(count) == ()


def test_a_colleague_has_pressed_already() -> None:
    """An alarm that is raised while somebody else's is open is graver from its first moment, where the plan says so."""
    office = Incident()
    [raised, *_] = office.do(_help(elsewhere=frozenset({"lena"})))
    assert (raised.facts["kind"], raised.facts["raised_from"]) == ("emergency", "assist")


def test_two_pressers_raise_it_to_a_response_with_a_rule_for_the_police() -> None:
    """Where the graver response calls the police contact for two people who press, the raising press does that too."""
    office = Incident()
    office.do(_help(scripts={"emergency": RULED}))
    count = CountPress(actor=by("lena"), presser="lena", scripts={"emergency": RULED}, plan="v1")
    told = office.do(count)
    assert names(told)[:2] == ["PressesCounted", "PoliceAskedFor"]
    assert {"maja", POLICE} & set(called(told)) == {POLICE}


def test_a_copy_raises_nothing() -> None:
    """A press that may be a copy joins, and neither rule nor count makes anything graver of it."""
    office = Incident()
    office.do(_help())
    office.do(_help("press-2", doubtful=True))
    office.do(_help("press-3", doubtful=True, presser="lena"))
    assert (office.standing.kind, office.standing.level) == ("assist", 2)


def test_a_graver_gesture_that_may_be_a_copy_is_still_heard() -> None:
    """A doubtful press of a graver kind is no copy of one that this alarm has counted: in doubt help is called."""
    office = Incident()
    office.do(_help())
    office.do(press("press-2", gesture="long", doubtful=True))
    assert office.standing.kind == "emergency"


def test_a_lesser_kind_takes_nothing_away() -> None:
    """A medical press in an emergency calls first aid at once, and the emergency's own steps come when they would."""
    office = Incident({"colleague": ("anna",), "manager": ("maja",), "police": (POLICE,), "aid": ("frida",)})
    office.do(press())
    office.after(15)
    assert called(office.do(press("press-2", kind="medical", script=MEDICAL))) == ["frida"]
    assert (office.standing.kind, office.standing.level) == ("emergency", 4)
    assert called(office.after(5)) == ["maja"]
    assert called(office.after(40)) == [POLICE]


def test_help_is_there_and_a_lesser_kind_is_pressed() -> None:
    """Who presses for less although help is there needs more of what she has: the graver response begins anew."""
    office = Incident()
    office.do(press())
    office.arrive("anna")
    office.do(press("press-2", kind="assist", script=ASSIST))
    assert office.standing.kind == "emergency"
    assert office.standing.script.steps == PLAN.steps


def test_a_graver_kind_with_the_same_response() -> None:
    """Where both kinds are answered alike the kind changes, and no step comes later than it would have."""
    office = Incident()
    office.do(press(kind="medical", script=replace(PLAN, level=3)))
    office.after(30)
    due = office.due_in()
    [joined] = office.do(press("press-2"))
    assert (joined.facts["kind"], joined.facts["anew"], office.standing.kind) == ("emergency", False, "emergency")
    assert office.due_in() == due


def test_a_drill_raises_no_real_alarm() -> None:
    """A drill's press in a real alarm makes it no graver, whatever its kind."""
    office = Incident()
    office.do(_help())
    office.do(press("press-2", mode=Mode.DRILL))
    assert (office.standing.kind, office.standing.mode) == ("assist", Mode.ACTUAL)


KINDS = {"observe": replace(ASSIST, level=1), "assist": ROSE, "medical": MEDICAL, "emergency": PLAN, "own": RULED}
kinds = st.sampled_from(list(KINDS))
rules = st.builds(RaisedBy, further_press=st.none() | kinds, other_presser=st.none() | kinds)
scripts = st.fixed_dictionaries(dict.fromkeys(KINDS, rules)).map(
    lambda drawn: {kind: replace(script, raised_by=drawn[kind]) for kind, script in KINDS.items()}
)
steps = st.one_of(
    st.tuples(st.just("press"), kinds, st.sampled_from(["eva", "lena", None]), st.booleans(), st.sampled_from(Mode)),
    st.tuples(st.just("count"), st.sampled_from(["lena", "bo"])),
    st.tuples(st.just("again"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.integers(0, 90)),
    st.tuples(st.just("arrive"), st.sampled_from(["anna", "bo"])),
)


@given(scripts, kinds, st.sampled_from(Mode), st.lists(steps, max_size=8))
def test_no_press_lowers_an_open_alarm(
    plan: dict[str, Script], kind: str, mode: Mode, happens: list[tuple[Any, ...]]
) -> None:
    """Over any presses the level never falls, save when a drill turns real; a press heard again changes nothing."""
    office, presses = Incident(), list[Raise]()

    def push(kind: str, who: str | None, *, doubtful: bool, mode: Mode) -> None:
        key = f"press-{len(presses)}"
        presses.append(
            press(key, kind=kind, script=plan[kind], scripts=plan, presser=who, doubtful=doubtful, mode=mode)
        )
        assert risen(office.alarm, risen(office.alarm, presses[-1])) == risen(office.alarm, presses[-1])
        office.do(presses[-1])

    push(kind, "eva", doubtful=False, mode=mode)
    for what, *how in happens:
        before: Alarm = office.standing
        match what:
            case "press":
                push(how[0], how[1], doubtful=how[2], mode=how[3])
            case "count":
                office.do(CountPress(actor=by(how[0]), presser=how[0], scripts=plan, plan="v2"))
            case "again":
                assert office.do(presses[how[0] % len(presses)]) == ()
            case "wait":
                office.after(how[0])
            case _:
                office.arrive(how[0])
        after = office.standing
        assert after.level >= before.level or after.mode is not before.mode
        assert after.kind == before.kind or after.level > before.level or after.mode is not before.mode
        assert after.level == after.script.level == read(write(after)).level
    assert replay(office.standing.id, office.events) == office.standing
