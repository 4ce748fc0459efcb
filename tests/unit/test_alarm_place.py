"""Where she is: the usual place until it is measured, moved only by what is clear, and doubted in one tap."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import pytest

from parts.incident import PLAN, Incident, by, press
from service.alarm.actor import SERVICE
from service.alarm.commands import DoubtZone, MeasureZone
from service.alarm.evolve import replay
from service.alarm.place import AGAIN
from service.alarm.refusal import Refusal
from service.alarm.response import Script, Switch
from service.alarm.snapshot import read, write
from service.alarm.states import Mode

Confidence = Literal["clear", "likely", "unclear"]


def measured(
    zone: str,
    confidence: Confidence = "clear",
    by: Literal["gateway", "device"] = "gateway",
    calm: tuple[str, ...] = (),
) -> MeasureZone:
    """It was measured where she is."""
    return MeasureZone(actor=SERVICE, zone=zone, confidence=confidence, by=by, calm=calm)


def pressed(**changes: Any) -> Incident:
    """An office in which somebody has pressed in room 114."""
    incident = Incident()
    incident.do(press(**{"zone": "room-114", "calm": ("room-114",), **changes}))
    return incident


def places(incident: Incident) -> list[tuple[Any, ...]]:
    """What the timeline says of where she is."""
    return [(e.name, e.facts["zone"]) for e in incident.events if e.name in ("ZoneMeasured", "ZoneDoubted")]


def test_a_press_from_its_usual_place_is_not_measured() -> None:
    """The place of a button is only where it usually is; a press that names a place itself is measured."""
    assert not pressed().standing.is_measured
    assert "located" not in write(pressed().standing)
    said = pressed(located=True).standing
    assert said.is_measured
    assert said.located
    assert (said.located.zone, said.located.by, said.located.usual) == ("room-114", "device", None)
    assert not pressed(located=True, zone=None).standing.is_measured


def test_a_clear_measurement_moves_the_alarm_and_what_stays_calm() -> None:
    """The alarm goes where she is; the place she came from stays calm as well, and the timeline tells both."""
    incident = pressed()
    incident.do(measured("corridor", calm=("corridor", "kitchen")))
    alarm = incident.standing
    assert (alarm.zone, alarm.is_measured) == ("corridor", True)
    assert alarm.calm == {"room-114", "corridor", "kitchen"}
    assert alarm.located
    assert (alarm.located.usual, alarm.located.at) == ("room-114", incident.now)
    [event] = [e for e in incident.events if e.name == "ZoneMeasured"]
    assert event.facts["moved_from"] == "room-114"


@pytest.mark.parametrize("confidence", ["likely", "unclear"])
def test_what_is_not_clear_never_moves_a_named_place(confidence: Confidence) -> None:
    """From a place that has a name nothing moves to one that is only likely."""
    incident = pressed()
    incident.do(measured("corridor", confidence))
    assert (incident.standing.zone, places(incident)) == ("room-114", [])


def test_what_is_likely_names_a_place_where_none_was_and_confirms_the_one_that_is() -> None:
    """Where nobody knows where she is, likely is better than nothing; in her usual place it confirms it."""
    nowhere = pressed(zone=None, calm=())
    nowhere.do(measured("corridor", "likely"))
    assert nowhere.standing.zone == "corridor"
    usual = pressed()
    usual.do(measured("room-114", "likely"))
    assert usual.standing.is_measured
    usual.do(measured("room-114", "likely"))
    assert len(places(usual)) == 1
    usual.do(measured("room-114", "clear"))
    usual.do(measured("room-114", "likely"))
    assert len(places(usual)) == 2, "surer is news, and less sure is none"


def test_the_same_place_is_told_again_when_it_has_aged() -> None:
    """What is read with its age is said again every two minutes, and not with each word of a gateway."""
    incident = pressed()
    incident.do(measured("corridor"))
    incident.now += AGAIN - timedelta(seconds=1)
    incident.do(measured("corridor"))
    assert len(places(incident)) == 1
    incident.now += timedelta(seconds=1)
    incident.do(measured("corridor"))
    assert len(places(incident)) == 2


def test_whoever_does_not_find_her_is_believed_until_she_is_measured_elsewhere() -> None:
    """A gateway that goes on hearing her there does not undo it; another place that is clear does."""
    incident = pressed()
    incident.do(measured("corridor"))
    incident.do(DoubtZone(actor=by("anna"), zone="corridor"))
    assert incident.standing.state == "acknowledged"
    assert not incident.standing.is_measured
    assert incident.standing.located
    assert (incident.standing.located.doubted_by, incident.standing.located.zone) == ("anna", "corridor")
    incident.do(DoubtZone(actor=by("bo")))
    incident.now += AGAIN
    incident.do(measured("corridor"))
    assert [name for name, _ in places(incident)] == ["ZoneMeasured", "ZoneDoubted"]
    incident.do(measured("kitchen"))
    assert (incident.standing.zone, incident.standing.is_measured) == ("kitchen", True)


def test_a_doubt_of_a_place_that_has_moved_or_that_nobody_named_is_refused() -> None:
    """Who taps while the place changes is told so, and what nobody has said nobody can doubt."""
    incident = pressed()
    incident.do(measured("corridor"))
    with pytest.raises(Refusal, match="changed"):
        incident.do(DoubtZone(actor=by("anna"), zone="room-114"))
    with pytest.raises(Refusal, match="no place"):
        pressed(zone=None).do(DoubtZone(actor=by("anna")))


def test_a_press_that_joins_and_says_where_it_is_moves_the_alarm_openly() -> None:
    """A further press with a place of its own is a measurement in the timeline; one from the usual place is none."""
    incident = pressed()
    incident.do(press("press-2", zone="corridor"))
    assert (incident.standing.zone, places(incident)) == ("room-114", [])
    incident.do(press("press-3", zone="corridor", located=True))
    incident.do(press("press-4", zone="corridor", located=True))
    assert (incident.standing.zone, places(incident)) == ("corridor", [("ZoneMeasured", "corridor")])


def test_a_press_that_begins_anew_does_not_move_her_back_to_her_usual_place() -> None:
    """Help is there, she presses again, and she is where she was measured."""
    incident = pressed()
    incident.do(measured("corridor"))
    incident.arrive("anna")
    incident.do(press("press-2", zone="room-114"))
    assert incident.standing.zone == "corridor"


def test_a_real_press_in_a_drill_is_where_it_is_itself() -> None:
    """What was measured in the drill says nothing of the real alarm."""
    incident = pressed(mode=Mode.DRILL)
    incident.do(measured("corridor"))
    incident.do(press("press-2", zone="room-203"))
    assert (incident.standing.zone, incident.standing.located) == ("room-203", None)


def test_a_siren_where_she_turns_out_to_be_ends_at_once() -> None:
    """What sounds in a place that now has to stay calm is switched off; a lock is not."""
    siren = Switch(output="siren", kind="siren", zone="yard", on_for=timedelta(minutes=1))
    lock = Switch(output="lock", kind="door", zone="yard", on_for=timedelta(minutes=10))
    first, *rest = PLAN.steps
    script: Script = replace(PLAN, steps=(replace(first, switch=(siren, lock)), *rest))
    incident = pressed(script=script)
    incident.do(measured("yard", calm=("yard",)))
    told = [(one.address, one.content["on"]) for one in incident.intents if one.kind == "output"]
    assert told == [("siren", True), ("lock", True), ("siren", False)]


def test_nothing_is_measured_in_a_test_or_when_it_is_over() -> None:
    """A test press moves nothing, and what comes after the end is nothing."""
    test = pressed(mode=Mode.TEST)
    test.do(measured("corridor"))
    over = pressed()
    over.clear("maja", entitled=True)
    over.do(measured("corridor"))
    assert places(test) == places(over) == []


def test_its_state_survives_the_store_and_equals_its_replay() -> None:
    """What is kept beside the events is what they make, read back unchanged."""
    incident = pressed()
    incident.do(measured("corridor"))
    incident.do(DoubtZone(actor=by("anna")))
    assert read(write(incident.standing)) == incident.standing == replay(incident.standing.id, incident.events)


def test_no_siren_goes_on_where_somebody_has_not_found_her() -> None:
    """Once she is said not to be there, nobody knows where she is: a siren is left off, and named."""
    siren = Switch(output="siren", kind="siren", zone="yard", on_for=timedelta(minutes=1))
    first, second, *rest = PLAN.steps
    incident = pressed(script=replace(PLAN, steps=(first, replace(second, switch=(siren,)), *rest)))
    incident.do(DoubtZone(actor=by("anna")))
    incident.after(20)
    assert [e.facts["because"] for e in incident.events if e.name == "OutputWithheld"] == ["place_unknown"]
