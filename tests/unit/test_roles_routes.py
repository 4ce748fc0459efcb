"""How a plan says over which routes people are reached, how long each is waited for, and what follows an alarm."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import roles
from roles.after_alarm import AfterAlarm, FollowUp
from roles.coverage import Gap, coverage
from roles.diff import differences
from roles.document import load, read
from roles.explain import show
from roles.gaps import say_gap
from roles.plan import Plan
from roles.reach import cut_off
from roles.route import PATIENCE, UNPROVEN, WAYS_OUT, international
from roles.value import as_duration
from service.alarm.routes import ROUTES

MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Stockholm"))
AS = (Path(roles.__file__).parent / "examples" / "as.yaml").read_text()
PLAIN = re.sub(r"(?ms)^after_alarm:.*?(?=^response)", "", AS)
WAYS = """
routes:
  sms: {delivered_within: 5 s}
  voice: {answered_within: 1 min}
  email:
after_alarm:
  tell: [manager, door]
  follow_up: {role: manager, within: 2 d}
"""


def _plan(text: str) -> Plan:
    plan = load(text, source="as").plan
    assert plan is not None
    return plan


def _codes(text: str) -> Iterator[str]:
    return (one.code for one in read(text, source="as.yaml")[1])


def test_a_plan_knows_every_route_of_the_service() -> None:
    """The routes that a plan may name are those that the service can call over, and each has its patience."""
    assert set(WAYS_OUT) == set(ROUTES) == set(PATIENCE)
    assert {name for name, route in ROUTES.items() if not route.tells_delivery} == UNPROVEN


def test_patience_is_as_usual_where_the_plan_does_not_say() -> None:
    """What is left out of a route is as in every plan, and so is a route that is not named."""
    plan = _plan(PLAIN + WAYS)
    assert plan.patience_of("sms").delivered_within == timedelta(seconds=5)
    assert plan.patience_of("sms").answered_within == PATIENCE["sms"].answered_within
    assert plan.patience_of("voice").answered_within == timedelta(minutes=1)
    assert plan.patience_of("voice").delivered_within is None
    assert plan.patience_of("email") == PATIENCE["email"]
    assert plan.patience_of("push") == PATIENCE["push"]


def test_what_follows_an_alarm_is_read() -> None:
    """The roles that are told, and who follows up by when; three days where that is left out."""
    tell = ("manager", "door")
    after = _plan(PLAIN + WAYS).after_alarm
    assert after == AfterAlarm(tell=tell, follow_up=FollowUp(role="manager", within=timedelta(days=2)))
    after = _plan(PLAIN + WAYS.replace(", within: 2 d", "")).after_alarm
    assert after == AfterAlarm(tell=tell, follow_up=FollowUp(role="manager", within=timedelta(days=3)))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  sms: {delivered", "  phone: {delivered", "D007"),
        ("delivered_within: 5 s", "delivered_within: soon", "D009"),
        ("delivered_within: 5 s", "late: 5 s", "D007"),
        ("{role: manager, within: 2 d}", "manager", "D009"),
        ("{role: manager, within: 2 d}", "{within: 2 d}", "D008"),
        ("within: 2 d", "within: 2 weeks", "D009"),
        ("tell: [manager, door]", "tell: {manager: true}", "D009"),
    ],
)
def test_a_malformed_value_is_found(old: str, new: str, code: str) -> None:
    """What cannot be read of routes and quiet duties is told, and reading goes on."""
    assert old in WAYS
    assert code in set(_codes(PLAIN + WAYS.replace(old, new)))


def test_what_changes_is_told() -> None:
    """Whoever reads the differences learns when a call is late now, who is told, and who follows up."""
    told = {one.path: one.words for one in differences(_plan(PLAIN), _plan(PLAIN + WAYS))}
    before = "A call is late: text message was delivered within 15 s, an answer within 30 s, "
    assert told["routes", "sms"] == f"{before}is delivered within 5 s, an answer within 30 s"
    assert ("routes", "email") not in told
    assert told["after_alarm", "follow_up"].endswith("is Chef och larmansvarig, within 2 days")


def test_explain_says_how_contacts_are_reached() -> None:
    """A contact without a route is one whom somebody here has to ring, and the plan in words says so."""
    lines = show(_plan(PLAIN.replace("reached_by: voice, ", "") + WAYS))
    assert "Contact Väktarbolagets jour: somebody here has to ring" in lines
    assert "Contact Polisens kontaktperson: reached by telephone, text message" in lines
    assert "After an alarm: followed up by Chef och larmansvarig, within 2 days" in lines


def test_a_route_that_is_down_is_a_gap() -> None:
    """Whoever is reached over nothing else is missed in every hour, and the sentence says which way is closed."""

    def gaps(*down: str) -> dict[str, Gap]:
        found = coverage(_plan(AS), start_at=MONDAY, until_at=MONDAY + timedelta(days=4), down=frozenset(down))
        return {gap.role: gap for gap in found.gaps}

    gap = gaps("voice", "sms")["police-contact"]
    assert gap.pressers == ()
    told = say_gap(_plan(AS), gap)
    assert "because Polisens kontaktperson is reached by telephone, text message only" in told
    assert gaps("voice").keys() == {"door", "guard"}  # the police contact has a text message left, the guards have not
    assert gaps("sms", "push").keys() == gaps().keys() == {"door"}


def test_who_is_at_a_screen_is_not_cut_off() -> None:
    """The screens reach whoever names them or no route at all; whom somebody here rings is cut off by no route."""
    everything = frozenset(WAYS_OUT)
    assert cut_off(_plan(AS), everything) == {"cafe", "guard-company", "police"}
    assert cut_off(_plan(AS.replace("reached_by: [screen, push]", "reached_by: push")), everything) == {
        "cafe",
        "guard-company",
        "police",
        "hassan",
    }
    assert cut_off(_plan(AS.replace("reached_by: voice, ", "")), everything) == {"cafe", "police"}
    assert cut_off(_plan(AS), frozenset()) == frozenset()
    east = _plan(AS.replace("reached_by: voice, ", "reached_by: alarm_centre, receiver: east, "))
    assert cut_off(east, frozenset({"alarm_centre/east"})) == {"guard-company"}
    assert cut_off(east, frozenset({"alarm_centre/west"})) == frozenset(), "another centre's trouble is not theirs"


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("+46 8 000 00 01", "+4680000001"),
        ("0046 (0)8-000 00 01", "+4680000001"),
        ("+47 00 00 00 01", "+4700000001"),
        ("08-000 00 01", None),
        ("112", None),
        ("+46", None),
        ("+46 8 000 00 01 ext. 5", None),
        ("", None),
    ],
)
def test_a_number_is_dialled_from_anywhere(written: str, dialled: str | None) -> None:
    """A number is what a provider takes, or it is none: a country is never guessed."""
    assert international(written) == dialled


@given(
    st.integers(min_value=-999, max_value=999), st.sampled_from(["", "s", "min", "h", "d"]), st.sampled_from(["", " "])
)
def test_durations_have_units(number: int, unit: str, blank: str) -> None:
    """A duration is a number with seconds, minutes, hours or days behind it, and a number alone counts seconds."""
    seconds = {"": 1, "s": 1, "min": 60, "h": 3600, "d": 86400}[unit]
    assert as_duration(f"{number}{blank if unit else ''}{unit}") == timedelta(seconds=number * seconds)


@given(st.text("0123456789- dhmins", max_size=10))
def test_whatever_is_written_for_a_duration_is_read_or_refused(text: str) -> None:
    """No text that looks like a duration brings reading down, and none is longer than three years."""
    found = as_duration(text)
    assert found is None or abs(found) < timedelta(days=1000)
