"""Rights: denied unless granted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.access.action import Action
from service.access.rights import MAY, PROGRAMS, Grant, Role, may, offices_of
from service.api.gate import ASKED

GRANTS = st.lists(
    st.builds(Grant, role=st.sampled_from(Role), office=st.sampled_from([None, "as", "hamnen"])), max_size=4
)


@given(st.sampled_from(Action), st.sampled_from([None, "as"]))
def test_nobody_may_anything(action: Action, office: str | None) -> None:
    """Without a grant everything is denied."""
    assert not may([], action, office)


@given(GRANTS, st.sampled_from(Action))
def test_a_grant_in_one_office_is_none_in_another(grants: list[Grant], action: Action) -> None:
    """What somebody may in a third office comes from grants for all offices alone."""
    everywhere = [grant for grant in grants if grant.office is None]
    assert may(grants, action, "lunden") == may(everywhere, action, "lunden")
    assert may(grants, action, None) == may(everywhere, action, None)


@given(GRANTS, GRANTS, st.sampled_from(Action))
def test_a_further_grant_takes_nothing_away(some: list[Grant], more: list[Grant], action: Action) -> None:
    """Rights only add up."""
    assert may([*some, *more], action, "as") == (may(some, action, "as") or may(more, action, "as"))


def test_every_role_stands_in_the_table_and_every_action_is_somebodys() -> None:
    """No role is forgotten, and nothing can be done by nobody."""
    assert set(MAY) == set(Role)
    assert set[Action]().union(*MAY.values()) == set(Action)


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.OPERATOR])
def test_who_only_counts_or_runs_sees_no_person(role: Role) -> None:
    """Leadership sees aggregates, the operator the machine: neither reads what people did."""
    personal = {Action.SEE_BOARD, Action.SEE_ALARMS, Action.SEE_TODAY, Action.SEE_OFFICE, Action.CLEAR}
    assert not MAY[role] & personal


def test_the_office_administrator_ends_no_alarm() -> None:
    """Whoever configures plans cannot make an alarm go away."""
    assert not MAY[Role.OFFICE_ADMINISTRATOR] & {Action.CLEAR, Action.CANCEL, Action.CLOSE}


def test_offices_are_those_of_the_grants() -> None:
    """A list of offices holds only those in which the action is granted."""
    grants = [Grant(role=Role.LEAD, office="hamnen"), Grant(role=Role.PRESSER, office="as")]
    assert offices_of(grants, Action.CLEAR, ["as", "hamnen", "lunden"]) == ("hamnen",)


def test_who_watches_reads_figures_and_does_nothing() -> None:
    """A Prometheus holds no operator's token: with its own it cannot so much as look at an office."""
    assert MAY[Role.METRICS] == {Action.SEE_METRICS}
    assert {role for role in Role if Action.SEE_METRICS in MAY[role]} == {Role.METRICS, Role.OPERATOR, Role.SECURITY}
    assert ASKED["GET", "/metrics"] is Action.SEE_METRICS
    assert {Role.DIRECTORY, Role.METRICS} == PROGRAMS
