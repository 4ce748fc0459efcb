"""What a screen, a phone, a program and a person may do."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.plan import Audience
from service.access.action import Action
from service.access.rights import Grant, Role
from service.access.visitor import OPEN, PIN_MAY, SCREEN_MAY, Kind, Visitor, allowed, by_own_eyes

AUDIENCES: tuple[Audience, ...] = get_args(Audience)


def _screen(audience: Audience, *, has_pin: bool = False) -> Visitor:
    return Visitor(
        kind="screen", id="s", name="Screen", office="as", screen="staff", audience=audience, has_pin=has_pin
    )


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("action", Action)
def test_a_screen_may_nothing_in_another_office(audience: Audience, action: Action) -> None:
    """It is bound to its place, PIN or not."""
    for office in ("hamnen", None):
        assert not allowed(_screen(audience, has_pin=True), action, office)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_screen_ends_an_alarm_without_its_pin(audience: Audience) -> None:
    """Whoever walks past cannot make an alarm go away, nor say that somebody is there: it ends the calls for help."""
    for action in (Action.ARRIVE, Action.CLEAR, Action.CANCEL, Action.CLOSE):
        assert not allowed(_screen(audience), action, "as")


@pytest.mark.parametrize("has_pin", [False, True])
def test_a_public_screen_decides_nothing(has_pin: bool) -> None:
    """Where visitors are, nothing can be answered, asked for or ended, with a PIN neither."""
    may = {action for action in Action if allowed(_screen("public", has_pin=has_pin), action, "as")}
    assert may == {Action.SEE_BOARD}


def test_a_discreet_screen_says_nothing_of_the_police_or_the_lead() -> None:
    """Whoever is threatened stands before it, and whoever threatens her too."""
    assert Action.HELP not in SCREEN_MAY["discreet"] | PIN_MAY["discreet"]
    assert Action.HELP in SCREEN_MAY["staff"]


def test_a_pin_ends_alarms_and_does_nothing_else() -> None:
    """A shared PIN is no account: it manages nobody and changes no plan."""
    added = {action for action in Action if allowed(_screen("staff", has_pin=True), action, "as")}
    ends = {Action.ARRIVE, Action.CLEAR, Action.CANCEL, Action.CLOSE, Action.STOP_WATCH}
    assert added - SCREEN_MAY["staff"] == ends
    assert Action.STOP_WATCH not in SCREEN_MAY["staff"], "nobody ends a colleague's watch by tapping her name"


@given(st.sampled_from(Role), st.sampled_from(Action))
def test_a_phone_has_its_persons_rights_in_its_own_office_only(role: Role, action: Action) -> None:
    """However far her grants reach, a paired phone stays where it was paired."""
    phone = Visitor(kind="phone", id="p", name="Phone", office="as", grants=(Grant(role=role, office=None),))
    assert not allowed(phone, action, "hamnen")
    assert not allowed(phone, action, None)


@pytest.mark.parametrize("kind", ["account", "phone", "token"])
@pytest.mark.parametrize("person", ["p-anna", None])
def test_a_responder_ends_an_alarm_in_person_only(kind: Kind, person: str | None) -> None:
    """With an account or a phone of her own and as a person of the plan; no program ends alarms in anybody's name."""
    persons = {"as": person} if person else {}
    grants = (Grant(role=Role.RESPONDER, office="as"),)
    visitor = Visitor(kind=kind, id="v", name="Anna", office="as", persons=persons, grants=grants)
    is_herself = kind != "token" and person is not None
    for action in (Action.CLEAR, Action.CANCEL):
        assert allowed(visitor, action, "as") is by_own_eyes(visitor, action, "as") is is_herself
        assert not allowed(visitor, action, "hamnen")
    assert not allowed(visitor, Action.CLOSE, "as"), "the record is the lead's to complete"


def test_the_lead_needs_no_eyes_of_her_own() -> None:
    """What a role gives is not narrowed by another one that gives less."""
    grants = (Grant(role=Role.RESPONDER, office="as"), Grant(role=Role.LEAD, office="as"))
    lead = Visitor(kind="account", id="v", name="Eva", persons={"as": "p-eva"}, grants=grants)
    assert allowed(lead, Action.CLEAR, "as")
    assert not by_own_eyes(lead, Action.CLEAR, "as")


def test_tables_have_every_audience() -> None:
    """No screen stands in a place that nobody has thought of."""
    assert set(SCREEN_MAY) == set(PIN_MAY) == set(AUDIENCES)


def test_while_there_is_no_account_anybody_on_this_machine_may_everything() -> None:
    """The first run and the demo need no password; the door to that state is the service's loopback rule."""
    assert all(allowed(OPEN, action, "as") for action in Action)
