"""Watched meetings in a plan: what it says of them, and what is said of a room before one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import roles
from parts.vik import GOOD as VIK
from roles.document import load
from roles.meeting import MeetingPlan
from roles.meeting_room import room_remarks, rooms_for_meetings
from roles.meeting_words import meetings_in_words
from roles.plan import Plan, Zone

AS = (Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes()
GOOD = Zone(
    id="good",
    name="Good",
    kind="meeting_room",
    second_exit=True,
    sight_in=True,
    fixed_furniture=True,
    lockable=False,
)


def _plan(text: str | bytes = AS) -> Plan:
    plan = load(text, source="as.yaml").plan
    assert plan is not None
    return plan


def test_a_plan_says_how_patient_the_watch_is() -> None:
    """What is written is read; what is left out is as usual; and it can be said in words."""
    meetings = _plan(VIK).meetings
    assert meetings == MeetingPlan(
        grace=timedelta(minutes=10),
        ask_person=timedelta(minutes=3),
        ask_watcher=timedelta(minutes=4),
        check_every=timedelta(minutes=45),
        kind="assist",
    )
    assert "180 s" in meetings_in_words(meetings)
    written = "{grace: 10 min, ask_person: 3 min, ask_watcher: 4 min, check_every: 45 min, kind: assist}"
    few = VIK.replace(written, "{kind: assist}")
    assert _plan(few).meetings == MeetingPlan(kind="assist")
    assert few != VIK


def test_what_speaks_against_a_room_is_said() -> None:
    """Nothing of a good one; each missing thing has a sentence; what nobody has written is no reason to be calm."""
    plan = replace(_plan(), zones={"good": GOOD}, walks=())
    assert room_remarks(plan, "good") == ()
    assert room_remarks(plan, "nowhere") == ()
    bad = replace(GOOD, kind="staff_area", second_exit=False, sight_in=False, fixed_furniture=False, lockable=True)
    said = room_remarks(replace(plan, zones={"good": bad}), "good")
    assert len(said) == 5
    assert "only one way out" in said[1]
    unknown = replace(GOOD, second_exit=None, sight_in=None, fixed_furniture=None, lockable=None)
    assert len(room_remarks(replace(plan, zones={"good": unknown}), "good")) == 4


def test_a_room_without_a_way_is_told() -> None:
    """Where the plan knows ways, a room that none leads to is told: nobody could be sent by the shortest."""
    plan = _plan()
    lost = replace(plan, zones={**plan.zones, "good": GOOD})
    assert [str(one) for one in room_remarks(lost, "good")] == [
        "The plan has no way to this room: nobody can be sent by the shortest."
    ]


def test_the_best_room_comes_first() -> None:
    """Rooms where visitors are met, those with the least against them first; no staff area among them."""
    plan = replace(_plan(), walks=())
    rooms = rooms_for_meetings(replace(plan, zones={**plan.zones, "good": GOOD}))
    assert rooms[0] == GOOD
    assert all(room.kind in ("meeting_room", "reception", "waiting_room", "sluice") for room in rooms)
