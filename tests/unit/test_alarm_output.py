"""Sirens, lamps and locks in an alarm: switched by a step, left alone where they would make it worse, and ended."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from parts.incident import PLAN, Incident, by, press
from service.alarm.actor import SERVICE
from service.alarm.commands import Clear, ReportOutput, SayMistake
from service.alarm.evolve import replay
from service.alarm.response import Script, Switch
from service.alarm.snapshot import read, write
from service.alarm.states import Mode

SIREN = Switch(output="siren", kind="siren", zone="yard", on_for=timedelta(minutes=1))
LOCK = Switch(output="lock", kind="door", zone="room-114", on_for=timedelta(minutes=10), in_drills=True)
FIRST, SECOND, *REST = PLAN.steps
SWITCHING = replace(PLAN, steps=(replace(FIRST, switch=(LOCK,)), replace(SECOND, switch=(SIREN, LOCK)), *REST))


def _outputs(incident: Incident) -> list[tuple[Any, ...]]:
    told = ("output", "until", "because", "reason")
    return [
        (event.name.removeprefix("Output"), *(event.facts[key] for key in told if key in event.facts))
        for event in incident.events
        if event.name.startswith("Output")
    ]


def _asked(incident: Incident) -> list[tuple[str, bool]]:
    return [(one.address, one.content["on"]) for one in incident.intents if one.kind == "output"]


def test_each_step_switches_its_outputs_and_says_until_when() -> None:
    """The lock at the press, the siren and the lock again with the second step, each with its end."""
    incident = Incident()
    incident.do(press(script=SWITCHING))
    assert _outputs(incident) == [("Commanded", "lock", "2026-11-23T09:10:00.000000Z")]
    incident.after(20)
    assert _outputs(incident)[1:] == [
        ("Commanded", "siren", "2026-11-23T09:01:20.000000Z"),
        ("Commanded", "lock", "2026-11-23T09:10:20.000000Z"),
    ]
    assert _asked(incident) == [("lock", True), ("siren", True), ("lock", True)]


@pytest.mark.parametrize(
    ("changes", "withheld"),
    [
        ({"calm": ("room-114", "yard")}, "calm"),
        ({"zone": None}, "place_unknown"),
        ({"mode": Mode.DRILL}, "drill"),
    ],
)
def test_what_would_make_it_worse_is_left_alone_and_named(changes: dict[str, Any], withheld: str) -> None:
    """No siren where the threat is or may be, none in a drill that has not asked for it; the record says which."""
    incident = Incident()
    incident.do(press(script=SWITCHING, **changes))
    incident.after(20)
    assert ("Withheld", "siren", withheld) in _outputs(incident)
    assert _asked(incident) == [("lock", True), ("lock", True)]


@pytest.mark.parametrize("under_duress", [False, True])
def test_nothing_sounds_after_either_code(under_duress: bool) -> None:
    """A siren after the one code, and none after the other, would tell whoever threatens her which one it was."""
    incident = Incident()
    incident.do(press(script=SWITCHING))
    incident.do(SayMistake(actor=by("eva"), under_duress=under_duress, plan="v1", emergency=SWITCHING))
    incident.after(120)
    assert ("siren", True) not in _asked(incident)


def test_a_test_press_switches_nothing() -> None:
    """A wearer who tries her button hears no siren, and no door locks."""
    incident = Incident()
    incident.do(press(script=SWITCHING, mode=Mode.TEST))
    assert _outputs(incident) == _asked(incident) == []


def test_repeats_do_not_sound_for_ever() -> None:
    """After the last step people are called again and again; outputs are not."""
    incident = Incident()
    incident.do(press(script=SWITCHING))
    incident.after(600)
    assert len(_asked(incident)) == 3


def test_the_end_of_an_alarm_switches_off_what_it_has_switched_on() -> None:
    """Whatever is not off by time goes off when the danger is over; what is proven to be off is left alone."""
    incident = Incident()
    incident.do(press(script=SWITCHING))
    incident.after(20)
    incident.do(ReportOutput(actor=SERVICE, output="siren", on=True, tries=1))
    incident.do(ReportOutput(actor=SERVICE, output="siren", on=False, tries=1))
    incident.do(Clear(actor=by("anna"), entitled=True, words="", seen_her=True))
    assert _asked(incident)[3:] == [("lock", False)]
    incident.do(ReportOutput(actor=SERVICE, output="lock", on=False, tries=4, reason="no_answer"))
    assert _outputs(incident)[-1] == ("Failed", "lock", "no_answer")
    assert incident.standing.outputs["lock"].state == "stuck"


def test_an_output_that_proves_nothing_is_named() -> None:
    """A siren that does not answer stands in the record with the reason; one of another alarm is nobody's business."""
    incident = Incident()
    incident.do(press(script=SWITCHING))
    incident.do(ReportOutput(actor=SERVICE, output="lock", on=True, tries=5, reason="no_answer"))
    assert incident.standing.outputs["lock"].state == "failed"
    assert incident.do(ReportOutput(actor=SERVICE, output="elsewhere", on=True, tries=1)) == ()


def test_a_press_that_begins_anew_switches_anew() -> None:
    """A real press in the middle of a drill switches on what the drill had left alone."""
    drill = replace(SWITCHING, steps=(replace(FIRST, switch=(SIREN,)), *REST))
    incident = Incident()
    incident.do(press("drill", script=drill, mode=Mode.DRILL))
    assert _asked(incident) == []
    incident.do(press("real", script=drill))
    assert _asked(incident) == [("siren", True)]


def test_the_state_of_outputs_is_kept_and_replayed() -> None:
    """Events, the stored state and the script's text all say the same of outputs."""
    incident = Incident()
    incident.do(press(script=SWITCHING, calm=("room-114",)))
    incident.after(20)
    incident.do(ReportOutput(actor=SERVICE, output="siren", on=True, tries=2))
    alarm = incident.standing
    assert read(write(alarm)) == alarm == replay(alarm.id, incident.events)
    assert Script.from_json(SWITCHING.as_json()) == SWITCHING
    assert "switch" not in str(PLAN.as_json())
