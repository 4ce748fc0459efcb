"""Routes in the core: who is called over which, in which mode, and that a reminder calls over the same ones again."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.incident import Incident, press
from service.alarm.call import Roster
from service.alarm.commands import Command
from service.alarm.evolve import replay
from service.alarm.routes import REACHES, ROUTES, reach_over, routes_open
from service.alarm.snapshot import read, write
from service.alarm.states import Mode

WAYS = {"anna": ("push", "sms"), "bo": ("alarm_centre", "voice"), "contact:police": ("voice", "cap")}


class Reached(Incident):
    """An incident in which Anna, Bo and the police contact are called over routes."""

    def people(self, command: Command) -> Roster:
        """Give each her routes."""
        roster = super().people(command)
        calls = tuple(replace(one, routes=WAYS.get(one.responder, ())) for one in roster.calls)
        return Roster(calls=calls, missing=roster.missing)

    def called(self) -> list[tuple[str, tuple[str, ...]]]:
        """Who is to be called over what, in order."""
        return [(one.address, tuple(one.content.get("routes", ()))) for one in self.intents if one.kind == "call"]


@given(st.lists(st.sampled_from([*ROUTES, "screen", "pigeon"])), st.sampled_from(REACHES), st.sampled_from(Mode))
def test_no_drill_goes_outside_and_no_test_anywhere(routes: list[str], reach: str, mode: Mode) -> None:
    """Whatever a plan says: routes that exist, each once, in the plan's order, and none farther than the mode may."""
    open_ = routes_open(routes, reach, mode=mode)
    assert set(open_) <= set(routes) & set(ROUTES)
    assert len(set(open_)) == len(open_)
    assert list(open_) == [route for route in dict.fromkeys(routes) if route in open_]
    if mode is Mode.ACTUAL:
        assert set(open_) == set(routes) & set(ROUTES)
    if mode is Mode.DRILL:
        assert all(reach_over(route, reach) != "outside" for route in open_)
    if mode is Mode.TEST:
        assert open_ == ()


def test_a_call_goes_over_its_routes_and_a_reminder_over_the_same() -> None:
    """Anna and Bo are called over their routes; silent, they are called again over them with the repeat."""
    office = Reached()
    office.do(press())
    assert office.called() == [("anna", ("push", "sms")), ("bo", ("alarm_centre", "voice"))]
    office.intents.clear()
    office.after(120)
    again = office.called()
    assert ("anna", ("push", "sms")) in again
    assert ("bo", ("alarm_centre", "voice")) in again
    assert ("contact:police", ("voice", "cap")) in again


def test_a_contact_without_any_route_is_still_a_task_for_somebody() -> None:
    """The intent says that the police contact is to be called, and names no route; so it is told that there is none."""
    office = Incident()
    office.do(press())
    office.after(61)
    [asked] = [one for one in office.intents if one.kind == "call" and one.address == "contact:police"][:1]
    assert "routes" not in asked.content


@pytest.mark.parametrize(
    ("mode", "expected"), [(Mode.DRILL, [("anna", ("push", "sms")), ("bo", ("voice",))]), (Mode.TEST, [])]
)
def test_a_drill_calls_inside_and_a_test_nobody(mode: Mode, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    """In a drill the way over a centre is left out, and the record does not claim it either."""
    office = Reached()
    office.do(press(mode=mode))
    assert office.called() == expected
    told = {e.facts["responder"]: e.facts.get("routes") for e in office.events if e.name == "ResponderCalled"}
    assert told["bo"] == (None if mode is Mode.TEST else ["voice"])


def test_a_drill_that_turns_real_calls_over_every_route() -> None:
    """What a drill left out is no longer left out when somebody presses in earnest."""
    office = Reached()
    office.do(press(mode=Mode.DRILL))
    office.intents.clear()
    office.do(press("press-2"))
    assert ("bo", ("alarm_centre", "voice")) in office.called()


def test_routes_are_kept_with_the_alarm_and_missing_in_earlier_states() -> None:
    """The stored state and the replayed one know the same routes; a state of an earlier version knows none."""
    office = Reached()
    office.do(press())
    office.after(200)
    stored = json.loads(json.dumps(write(office.standing)))
    assert read(stored) == office.standing == replay(office.standing.id, office.events)
    assert office.standing.responders["anna"].routes == ("push", "sms")
    for responder in stored["responders"].values():
        responder.pop("routes", None)
    assert {one.routes for one in read(stored).responders.values()} == {()}


def test_without_routes_nothing_in_the_record_is_different() -> None:
    """A service without ways out writes what earlier versions wrote."""
    office = Incident()
    office.do(press())
    office.after(120)
    assert all("routes" not in e.facts for e in office.events)
    assert '"routes"' not in json.dumps(write(office.standing))
