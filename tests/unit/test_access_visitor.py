"""What a screen, a phone, a program and a person may do."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.plan import Audience
from service.access.action import Action
from service.access.rights import Grant, Role
from service.access.visitor import OPEN, PIN_MAY, SCREEN_MAY, Visitor, allowed

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
    """Whoever walks past cannot make an alarm go away."""
    for action in (Action.CLEAR, Action.CANCEL, Action.CLOSE):
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
    assert added - SCREEN_MAY["staff"] == {Action.CLEAR, Action.CANCEL, Action.CLOSE}


@given(st.sampled_from(Role), st.sampled_from(Action))
def test_a_phone_has_its_persons_rights_in_its_own_office_only(role: Role, action: Action) -> None:
    """However far her grants reach, a paired phone stays where it was paired."""
    phone = Visitor(kind="phone", id="p", name="Phone", office="as", grants=(Grant(role=role, office=None),))
    assert not allowed(phone, action, "hamnen")
    assert not allowed(phone, action, None)


def test_tables_have_every_audience() -> None:
    """No screen stands in a place that nobody has thought of."""
    assert set(SCREEN_MAY) == set(PIN_MAY) == set(AUDIENCES)


def test_while_there_is_no_account_anybody_on_this_machine_may_everything() -> None:
    """The first run and the demo need no password; the door to that state is the service's loopback rule."""
    assert all(allowed(OPEN, action, "as") for action in Action)
