"""No plan takes away the last way out: what its locks do together, by what it says of their doors."""

import pytest

from parts.vik import GOOD
from roles.document import load

YARD = (
    ("floors:\n", "  yard: {name: Gården, kind: outside}\nfloors:\n"),
    ("  - [room, hide, 4]\n", "  - [room, hide, 4]\n  - [corridor, yard, 5, back-door]\n"),
    ("  hide-door:", "  back-door: {name: Bakdörren, between: [corridor, yard], lockable: true}\n  hide-door:"),
    ("  siren:", "  back-lock: {kind: door, zone: corridor, opens_from_inside: true, door: back-door}\n  siren:"),
    ("switch: [siren, lock]", "switch: [siren, lock, back-lock]"),
)
"""Behind the corridor there is a yard, and the door to it can be locked by the plan."""


def told(*changes: tuple[str, str]) -> list[str]:
    """Return what the check says of locks that shut people in."""
    text = GOOD
    for old, new in (*YARD, *changes):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return [f"{one.message} {one.remedy}" for one in load(text, source="vik.yaml").findings if one.code == "R091"]


@pytest.mark.parametrize("opens", ["[corridor]", "[corridor, yard]"])
def test_a_lock_that_opens_from_inside_takes_no_way_out(opens: str) -> None:
    """By hand from the corridor: whoever is inside gets out, with power or without."""
    assert (
        told(("lockable: true}\n  hide-door", f"lockable: true, opens_without_power_from: {opens}}}\n  hide-door"))
        == []
    )


def test_a_lock_that_opens_from_outside_alone_shuts_everybody_in() -> None:
    """The only way out opens by hand from the yard: the plan is refused, and says from where it would have to open."""
    [only] = told(("lockable: true}\n  hide-door", "lockable: true, opens_without_power_from: [yard]}\n  hide-door"))
    assert only.startswith("When “Bakdörren” is locked, nobody gets out of “Korridoren” by hand.")
    assert "opens_without_power_from: [corridor]" in only


def test_a_second_way_out_that_stays_open_is_enough() -> None:
    """The same door, and another one that no lock locks."""
    wrong = ("lockable: true}\n  hide-door", "lockable: true, opens_without_power_from: [yard]}\n  hide-door")
    second = ("  - [reception, room, 2]\n", "  - [reception, room, 2]\n  - [reception, yard, 9]\n")
    assert told(wrong, second) == []


def test_two_locks_that_each_leave_the_other_way_shut_people_in_together() -> None:
    """Either alone leaves a way out; both may be on at once, and then there is none."""
    wrong = ("lockable: true}\n  hide-door", "lockable: true, opens_without_power_from: [yard]}\n  hide-door")
    second = ("  - [reception, room, 2]\n", "  - [reception, room, 2]\n  - [reception, yard, 9, gate]\n")
    gate = (
        "  staff-door:\n",
        "  gate: {name: Grinden, between: [reception, yard], opens_without_power_from: [yard]}\n  staff-door:\n",
    )
    porch = "kind: door, zone: reception, for: 1 h, opens_from_inside: true"
    lock = (f"{porch}}}", f"{porch}, door: gate}}")
    assert told(wrong, second, gate) == []
    assert len(told(wrong, second, gate, lock)) == 2


def test_a_plan_without_a_way_out_of_doors_is_not_judged_by_it() -> None:
    """Where the plan draws no outside, nobody can say what its locks take away."""
    assert [one.code for one in load(GOOD, source="vik.yaml").findings if one.code == "R091"] == []
