"""What a screen knows of notices: only forward, only of the latest call, and nothing where she who pressed looks on."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alarm.actor import SERVICE
from service.alarm.notice import EVENTS
from service.live.office import LiveOffice
from service.live.render import Audience, render
from service.live.veil import person_tag, told_to, zone_tag
from service.live.view import View, next_view, raised_view
from service.live.view_notice import STATES, called_again, called_over, with_notice
from service.timeline.entry import Entry

AT = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)
NOTED = "2026-11-23T14:02:09Z"
CALL = {
    "responder": "bo",
    "role": "guard",
    "position": None,
    "walk_ms": None,
    "reason": None,
    "reach": "inside",
    "accept_by": "2026-11-23T14:02:27Z",
    "step": 0,
    "routes": ["push", "sms", "voice"],
}


def entry(number: int, event: str, /, **facts: object) -> Entry:
    """Return an entry of one alarm."""
    at = AT + timedelta(seconds=number)
    return Entry(
        office="as",
        position=number,
        at=at,
        event=event,
        alarm="a-1",
        actor=SERVICE,
        facts=facts,
        personal=None,
        personal_digest=None,
        previous="",
        hash="",
    )


def incident() -> list[Entry]:
    """Eva presses in room 114; Bo is called over three routes, the first fails, the second is delivered."""
    raised = {"mode": "actual", "kind": "emergency", "zone": "room-114", "device": None, "presser": "eva"}
    told = {"responder": "bo", "role": "guard"}
    return [
        entry(1, "AlarmRaised", **raised, calm=["corridor"], anew=False),
        entry(2, "ResponderCalled", **CALL),
        entry(3, "NoticeFailed", **told, route="push", notice="a-1.2.0.push", reason="gone", last=False),
        entry(4, "NoticeHandedOver", **told, route="sms", notice="a-1.2.0.sms", after="push"),
        entry(5, "NoticeDelivered", **told, route="sms", notice="a-1.2.0.sms"),
    ]


def board(entries: list[Entry], audience: Audience = Audience.STAFF) -> View:
    """Return the alarm as an audience sees it."""
    first, *rest = [render(one, audience) for one in entries]
    view = raised_view(first)
    for message in rest:
        view = next_view(view, message)
    return view


def test_a_call_says_of_each_route_how_far_it_has_come() -> None:
    """One item for each route, in the plan's order: failed with its reason, delivered, still waiting."""
    [bo] = board(incident())["responders"]
    told = [(n["route"], n["state"], n["reason"], n["after"]) for n in bo["notices"]]
    assert told == [
        ("push", "failed", "gone", None),
        ("sms", "delivered", None, "push"),
        ("voice", "waiting", None, None),
    ]


def test_a_call_without_routes_has_no_notices() -> None:
    """Somebody who is called on the screens only, and every entry of earlier versions."""
    [bo] = board([incident()[0], entry(2, "ResponderCalled", **{**CALL, "routes": []})])["responders"]
    assert bo["notices"] == []


def test_a_reminder_calls_over_the_same_routes_anew() -> None:
    """What the first call has come to says nothing about the second."""
    [bo] = board([*incident(), entry(6, "RespondersReminded", responders=["bo"])])["responders"]
    assert [(n["route"], n["state"]) for n in bo["notices"]] == [
        ("push", "queued"),
        ("sms", "waiting"),
        ("voice", "waiting"),
    ]


def test_what_is_told_late_of_an_earlier_call_changes_nothing() -> None:
    """The first call's telephone rings out after she was called again: that says nothing about the second call."""
    late = {"responder": "bo", "role": "guard", "route": "voice", "reason": "not_answered", "last": True}
    again = [*incident(), entry(6, "RespondersReminded", responders=["bo"])]
    [bo] = board([*again, entry(7, "NoticeFailed", **late, notice="a-1.2.0.voice")])["responders"]
    assert bo["notices"][2]["state"] == "waiting"
    [bo] = board([*again, entry(7, "NoticeFailed", **late, notice="a-1.6.0.voice")])["responders"]
    assert bo["notices"][2]["state"] == "failed"


def test_a_notice_of_somebody_who_is_not_called_changes_nothing() -> None:
    """When a drill has become real, a message of the drill that arrives late is no call of the alarm."""
    view = board(incident()[:1])
    late = render(entry(9, "NoticeDelivered", responder="bo", role="guard", route="sms", notice="n"), Audience.STAFF)
    assert next_view(view, late)["responders"] == []


ROUTE = st.sampled_from(["push", "sms", "voice"])
FORWARD = ("waiting", "queued", "handed_over", "delivered", "seen", "answered")


@given(st.lists(st.tuples(ROUTE, st.sampled_from(sorted(STATES))), max_size=12))
def test_a_notice_never_goes_back(told: list[tuple[str, str]]) -> None:
    """Whatever comes late or twice: no state is taken back, an answer stands, and each route has one item."""
    notices = called_over(["push", "sms"], NOTED)
    for route, event in told:
        before = {n["route"]: n["state"] for n in notices}
        notices = with_notice(notices, event, {"route": route, "reason": "busy", "last": True}, NOTED)
        after = {n["route"]: n["state"] for n in notices}
        assert len(after) == len(notices)
        assert before.keys() <= after.keys()
        for name, was in before.items():
            if was == "failed":
                assert after[name] in ("failed", STATES[event])
            elif after[name] != "failed":
                assert FORWARD.index(after[name]) >= FORWARD.index(was)
            else:
                assert was != "answered"
    assert [n["state"] for n in called_again(notices, NOTED)] == ["queued", *["waiting"] * (len(notices) - 1)]


def test_every_event_of_a_notice_is_known_to_the_board() -> None:
    """A state that the core can tell has its place on the screens."""
    assert {event: state for state, event in EVENTS.items()} == STATES


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.DISCREET])
def test_a_screen_that_visitors_can_see_learns_nothing_of_notices(audience: Audience) -> None:
    """Of everything but the press itself nothing is told."""
    told = [render(one, audience) for one in incident()]
    assert "sms" not in json.dumps(told)
    assert [message["type"] for message in told[1:]] == ["withheld"] * 4


@pytest.mark.parametrize("tag", [person_tag("eva"), zone_tag("room-114"), zone_tag("corridor")])
def test_who_pressed_learns_nothing_of_notices(tag: str) -> None:
    """On her own page and on calm screens: who is called and who comes, and nothing of how they are reached."""
    told = told_to(incident(), Audience.STAFF, frozenset({tag}))
    assert [message["type"] for message in told] == ["entry", "entry", "withheld", "withheld", "withheld"]
    assert "sms" not in json.dumps(told)


@given(st.integers(1, 5))
def test_a_page_that_comes_late_is_kept_from_the_same(missed: int) -> None:
    """A snapshot and the missed entries say to her what the stream would have said, and the others miss nothing."""
    entries, eva = incident(), frozenset({person_tag("eva")})
    office = LiveOffice("as", "e", 0, [])
    office.take(entries)
    [late] = office.board(Audience.STAFF, NOTED, eva)["alarms"]
    assert late["responders"][0]["notices"] == []
    [other] = office.board(Audience.STAFF, NOTED)["alarms"]
    assert len(other["responders"][0]["notices"]) == 3
    for frame in office.welcome(Audience.STAFF, missed, "e", NOTED, eva):
        assert "sms" not in frame.text
