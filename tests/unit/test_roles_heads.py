"""Who is expected in which zone when an alarm begins."""

from datetime import UTC, datetime

from parts.vik import GOOD
from roles.document import load
from roles.heads import expected_zones, heads

LOADED = load(GOOD, source="vik.yaml")
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_home_zones_of_those_on_duty_count() -> None:
    """By day those whom the roster places there are expected at their desks; who is known to be away is not."""
    assert LOADED.plan is not None
    by_day = expected_zones(LOADED.plan, MORNING)
    assert "anna" in by_day
    assert "anna" not in expected_zones(LOADED.plan, MORNING, away={"anna"})
    assert heads(by_day)["reception"] == sum(zone == "reception" for zone in by_day.values())


def test_who_is_off_duty_is_expected_only_if_here_today() -> None:
    """At night whoever the roster names is nowhere, except who is known to be there; last seen beats the home zone."""
    assert LOADED.plan is not None
    assert "anna" not in expected_zones(LOADED.plan, NIGHT)
    there = expected_zones(LOADED.plan, NIGHT, here={"anna"}, last_known={"anna": "room"})
    assert there["anna"] == "room"


def test_who_has_no_zone_is_in_none() -> None:
    """Somebody without a home zone is expected, and counted in no zone."""
    assert heads({"anna": None, "bo": "room", "eva": "room"}) == {"room": 2}
