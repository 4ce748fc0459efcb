"""Which places can be seen from each other, which stay calm in an alarm, and what visitors can read."""

from dataclasses import replace
from types import MappingProxyType

from roles.document import read
from roles.plan import Audience, Plan, ScreenPlace
from roles.sight import audience_shown, calm_zones, in_sight, visitors_see

TEXT = """
trygg: 1
office: vik
name: Vik
country: SE
languages: [sv]
time_zone: Europe/Stockholm
zones:
  lobby: {kind: waiting_room, in_sight_of: [glass, nowhere]}
  glass: {kind: staff_room}
  back: {kind: staff_room, manner: audible}
  room: {kind: meeting_room, manner: silent}
  corridor: {kind: corridor}
walks:
  - [room, corridor, 3]
  - [room, back, 3]
  - [corridor, lobby, 3]
screens:
  glass: {zone: glass, audience: staff}
"""


def _plan() -> Plan:
    plan = read(TEXT, source="vik.yaml")[0]
    assert plan is not None
    return plan


def test_sight_goes_both_ways() -> None:
    """What can be seen from a place is seen from there too, wherever it is written; unknown places are nothing."""
    assert in_sight(_plan(), "lobby") == {"glass"}
    assert in_sight(_plan(), "glass") == {"lobby"}


def test_what_stays_calm() -> None:
    """The alarm's zone and what is in sight of it; silent also where visitors may be next to it; audible nothing."""
    plan = _plan()
    assert calm_zones(plan, "glass") == ("glass", "lobby")
    assert calm_zones(plan, "room") == ("corridor", "room")
    assert calm_zones(plan, "back") == ()
    assert calm_zones(plan, "nowhere") == calm_zones(plan, None) == ()


def test_a_screen_that_visitors_can_read_is_discreet() -> None:
    """Whatever an accepted plan says, a screen in sight of visitors shows only what a discreet one may."""
    plan = _plan()
    assert visitors_see(plan, "glass") == ("lobby",)
    shown: dict[Audience, Audience] = {
        "staff": "discreet",
        "security": "discreet",
        "discreet": "discreet",
        "public": "public",
    }
    for audience, is_shown in shown.items():
        screen = ScreenPlace(id="s", name="s", zone="glass", audience=audience)
        assert audience_shown(plan, screen) == is_shown
        assert audience_shown(plan, replace(screen, zone="back")) == audience
    blind = replace(plan, zones=MappingProxyType({"glass": plan.zones["glass"]}))
    assert audience_shown(blind, plan.screens["glass"]) == "staff"
