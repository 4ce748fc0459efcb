"""What a plan says of what is overdue: read, compared and said in words."""

from dataclasses import fields, replace
from datetime import timedelta

from parts.vik import GOOD as VIK
from roles.diff import differences
from roles.document import load
from roles.overdue import TIMES, USUAL, OverduePlan
from roles.overdue_words import overdue_in_words
from roles.plan import Plan

WRITTEN = "overdue: {write_within: 2 d, above: area}"
ALL = (
    "overdue: {write_within: 2 h, finish_within: 3 d, authority_within: 4 h, manager: guard, manager_after: 5 h, "
    "above: manager, above_after: 6 d, again_every: 8 d}"
)


def _plan(overdue: str = WRITTEN) -> Plan:
    assert WRITTEN in VIK
    plan = load(VIK.replace(f"{WRITTEN}\n", f"{overdue}\n" if overdue else ""), source="vik.yaml").plan
    assert plan is not None
    return plan


def test_what_is_written_is_read_and_the_rest_is_as_usual() -> None:
    """Each key has its place, and a plan that says nothing has none."""
    assert _plan().overdue == replace(USUAL, write_within=timedelta(days=2), above="area")
    assert _plan(ALL).overdue == OverduePlan(
        write_within=timedelta(hours=2),
        finish_within=timedelta(days=3),
        authority_within=timedelta(hours=4),
        manager="guard",
        manager_after=timedelta(hours=5),
        above="manager",
        above_after=timedelta(days=6),
        again_every=timedelta(days=8),
    )
    assert _plan("").overdue is None
    assert {field.name for field in fields(OverduePlan)} == {*TIMES, "manager", "above"}


def test_each_of_it_is_compared_and_it_is_said_in_words() -> None:
    """No key can change without a difference; names stand in the words and no ids."""
    plan, other = _plan(), _plan(ALL)
    assert plan.overdue is not None
    assert other.overdue is not None
    for field in fields(OverduePlan):
        changed = replace(plan.overdue, **{field.name: getattr(other.overdue, field.name)})
        assert differences(plan, replace(plan, overdue=changed)), field.name
    said = overdue_in_words(plan, plan.overdue, language="sv")
    assert "Områdeschefen" in said
    assert "whoever leads" in said
    assert "Väktare" in overdue_in_words(other, other.overdue, language="sv")
