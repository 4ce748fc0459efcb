"""Figures about notices: how far they came, and how long the first hand-over took."""

from datetime import UTC, datetime, timedelta
from typing import Any

from service.alarm.actor import SERVICE
from service.dispatch.notice_figures import MOST_CALLS, NoticeFigures
from service.timeline.entry import Entry

AT = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


def entry(after: float, event: str, /, **facts: Any) -> Entry:
    """Return an entry of one alarm."""
    return Entry(
        office="as", position=1, at=AT + timedelta(seconds=after), event=event, alarm="a-1", actor=SERVICE, facts=facts,
        personal=None, personal_digest=None, previous="", hash="",
    )  # fmt: skip


def told(figures: NoticeFigures) -> dict[str, float]:
    """Return the figures by name and labels."""
    lines = [line for line in figures.text().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_each_state_is_counted_by_route_and_the_first_hand_over_is_timed() -> None:
    """From the call to the hand-over on the first route; a later route waited for its turn and counts no time."""
    figures = NoticeFigures()
    bo = {"responder": "bo", "role": "guard", "notice": "n"}
    figures.take([entry(0, "ResponderCalled", **bo, routes=["sms", "voice"])])
    figures.take([entry(0.2, "NoticeHandedOver", **bo, route="sms"), entry(3, "NoticeFailed", **bo, route="sms")])
    figures.take([entry(4, "NoticeHandedOver", **bo, route="voice", after="sms")])
    found = told(figures)
    assert found['trygg_notices_total{route="sms",state="queued"}'] == 1
    assert found['trygg_notices_total{route="sms",state="handed_over"}'] == 1
    assert found['trygg_notices_total{route="sms",state="failed"}'] == 1
    assert found['trygg_notice_hand_over_seconds_bucket{le="0.25",route="sms"}'] == 1
    assert 'trygg_notice_hand_over_seconds_count{route="voice"}' not in found


def test_a_way_that_proves_delivery_at_once_is_timed_once_and_the_end_is_not() -> None:
    """A centre acknowledges within a second, and takes the end five minutes later: one call was timed, at a second."""
    figures, centre = NoticeFigures(), {"responder": "contact:police", "role": None, "route": "alarm_centre"}
    figures.take([entry(0, "ResponderCalled", **centre, routes=["alarm_centre"])])
    figures.take([entry(1, "NoticeDelivered", **centre), entry(2, "NoticeSeen", **centre)])
    figures.take([entry(300, "NoticeDelivered", **centre, purpose="over")])
    found = told(figures)
    assert found['trygg_notice_hand_over_seconds_count{route="alarm_centre"}'] == 1
    assert found['trygg_notice_hand_over_seconds_sum{route="alarm_centre"}'] == 1


def test_a_reminder_begins_anew() -> None:
    """What is handed over after a reminder is timed from the reminder."""
    figures, bo = NoticeFigures(), {"responder": "bo", "role": "guard"}
    figures.take([entry(0, "ResponderCalled", **bo, routes=["sms"])])
    figures.take([entry(60, "RespondersReminded", responders=["bo", "anna"])])
    figures.take([entry(60.1, "NoticeHandedOver", **bo, route="sms")])
    assert told(figures)['trygg_notice_hand_over_seconds_bucket{le="0.1",route="sms"}'] == 1


def test_memory_and_labels_are_bounded() -> None:
    """Calls that nothing follows are forgotten, and a route that nobody knows makes no label of its own."""
    figures = NoticeFigures()
    for number in range(MOST_CALLS + 10):
        figures.take([entry(0, "ResponderCalled", responder=f"p-{number}", routes=["sms"])])
    assert len(figures._called_at) == MOST_CALLS
    figures.take([entry(1, "NoticeDelivered", responder="p-1", route="smoke\n{")])
    assert told(figures)['trygg_notices_total{route="unknown",state="delivered"}'] == 1


def test_a_call_on_the_screens_only_counts_nothing() -> None:
    """Most calls have no route; they leave no figures and no memory."""
    figures = NoticeFigures()
    figures.take([entry(0, "ResponderCalled", responder="bo"), entry(1, "AlarmCleared", by="anna")])
    assert told(figures) == {}
    assert not figures._called_at
