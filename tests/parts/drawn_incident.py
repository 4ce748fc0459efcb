"""Scripts, rosters and people as Hypothesis draws them for incidents."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from parts.incident import ASSIST, PLAN, POLICE, RULED, call
from service.alarm.call import Missing, Roster
from service.alarm.deadline import SHORTEST_REPEAT
from service.alarm.response import Condition, Police, PoliceRule, Script, Step

PEOPLE = ("anna", "bo", "cecilia", "maja", "eva", "lena")
ROLES = ("colleague", "manager", "police")
PRESSERS = ("eva", "lena", None)

people = st.sampled_from([*PEOPLE, POLICE])
somebody = st.sampled_from([*PEOPLE, None])
roles = st.sampled_from(ROLES)
durations = st.integers(min_value=0, max_value=120).map(lambda s: timedelta(seconds=s))
conditions = st.builds(
    Condition, accepted=st.integers(0, 3), arrived=st.integers(0, 3), pressers=st.sampled_from([0, 0, 1, 2])
)
WHEN: tuple[PoliceRule, ...] = ("two_pressers", "responder", "lead")
role_lists = st.lists(roles, max_size=3, unique=True).map(tuple)
scripts = st.one_of(
    st.just(PLAN),
    st.just(ASSIST),
    st.just(RULED),
    st.just(replace(PLAN, lead="manager")),
    st.builds(
        Script,
        steps=st.lists(
            st.builds(Step, call=role_lists, after=durations, unless=conditions, only_if=conditions), max_size=4
        ).map(tuple),
        repeat_every=durations,
        repeat_call=role_lists,
        done_when=conditions,
        last_resort=st.just("112"),
        lead=st.none() | roles,
        police=st.none()
        | st.builds(Police, call=role_lists, when=st.lists(st.sampled_from(WHEN), unique=True).map(tuple)),
    ),
)
rosters = st.builds(
    Roster,
    calls=st.lists(st.builds(call, people, roles), max_size=5).map(tuple),
    missing=st.lists(
        st.builds(Missing, role=roles, missing=st.integers(1, 3), reason=st.just({"code": "nobody_left", "args": {}})),
        max_size=2,
    ).map(tuple),
)


def longest_gap(script: Script) -> timedelta:
    """The longest time that the script itself lets pass between two steps."""
    return max([SHORTEST_REPEAT, script.repeat_every, *(step.after for step in script.steps)])
