"""The review of calls over routes: a sentence for each step, a lane for each route, and what is no entry."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.alarm.routes import ROUTES
from service.dispatch.pace import MOST_ALARMS, Pace
from service.notify.port import REASONS
from service.web import route_words
from service.web.charts.lanes import draw
from service.web.i18n import LANGUAGES, load
from service.web.ports import Seen
from service.web.review import told
from service.web.review_notices import notice_words, route_lanes
from service.web.review_seen import seen_facts
from service.web.tongue import Tongue
from web import cast
from web.incident import RAISED, Teller

TEXTS = load()


def tongue(lang: str) -> Tongue:
    """Return a reader's language."""
    return Tongue(lang=lang, texts=TEXTS, facts=cast.facts(), names={})


def incident(event: str = "", **last: Any) -> Teller:
    """Anna is called over a phone page that is gone and by text message; what comes last is the caller's."""
    teller = Teller("a-1", first=1)
    teller.raised()
    teller.called(0, "p-anna", "colleague")
    told = {"responder": "p-anna", "role": "colleague"}
    teller.tell(1, "NoticeFailed", **told, route="push", notice="n", reason="gone", last=False)
    teller.tell(1, "NoticeHandedOver", **told, route="sms", notice="n", after="push")
    teller.tell(6, "NoticeDelivered", **told, route="sms", notice="n")
    if event:
        teller.tell(9, event, **{**told, "notice": "n", **last})
    return teller


def test_what_became_of_a_call_is_told_line_by_line() -> None:
    """Which route, to whom, what became of it, and why."""
    story = told(incident().record(), cast.facts(), "en", TEXTS)
    assert [line.words for line in story.lines[2:]] == [
        "Phone page to Anna Berg: failed, no longer there",
        "Text message to Anna Berg: handed over, because phone page was late or failed",
        "Text message to Anna Berg: delivered",
    ]
    assert not any(line.trouble for line in story.lines)


def test_nobody_reached_over_any_route_is_trouble() -> None:
    """The last route's failure stands out, and says that no other one is left."""
    failed = incident("NoticeFailed", route="voice", reason="not_answered", last=True)
    line = told(failed.record(), cast.facts(), "sv", TEXTS).lines[-1]
    assert line.words == "Telefon till Anna Berg: gick inte fram, inget svar. Ingen annan väg finns kvar"
    assert line.trouble


def test_the_calls_are_counted_by_what_was_last_known_of_each() -> None:
    """One failed and one was delivered; an alarm on the screens only says nothing of it."""
    teller = incident()
    facts = dict(told(teller.record(), cast.facts(), "en", TEXTS).facts)
    assert facts["Calls beside the screens"] == "1 delivered"  # both have one id here
    teller.tell(9, "NoticeFailed", responder="p-anna", role=None, route="voice", notice="m", reason="busy", last=True)
    assert dict(told(teller.record(), cast.facts(), "sv", TEXTS).facts)["Kallade vid sidan av skärmarna"] == (
        "1 framme, 1 gick inte fram"
    )
    teller.entries = teller.entries[:2]
    assert "Calls beside the screens" not in dict(told(teller.record(), cast.facts(), "en", TEXTS).facts)


def test_over_which_routes_somebody_was_called_stands_beside_the_call() -> None:
    """Who was called on the screens only has nothing beside her."""
    teller = incident()
    facts = {**teller.entries[1].facts, "routes": ["push", "sms"]}
    teller.tell(8, "ResponderCalled", **facts)
    lines = told(teller.record(), cast.facts(), "en", TEXTS).lines
    assert lines[-1].words.endswith("(also over phone page, text message)")
    assert "over" not in lines[1].words


def test_each_route_has_a_lane_of_its_own() -> None:
    """In the order in which they were first used; what failed has another form than what arrived."""
    lanes = route_lanes(incident("NoticeSeen", route="sms").entries, tongue("en"))
    assert [(lane.title, [(m.at, m.kind) for m in lane.marks]) for lane in lanes] == [
        ("Phone page", [(1, "bad")]),
        ("Text message", [(1, "told"), (6, "good"), (9, "good")]),
    ]
    assert "<script" not in draw(lanes, title="<script>")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_route_and_every_reason_has_its_words(lang: str) -> None:
    """No reader meets a code: neither a route's nor a reason's."""
    assert route_words.ROUTES.keys() == ROUTES.keys()
    assert route_words.REASONS.keys() == set(REASONS)
    for route in ROUTES:
        for reason in REASONS:
            entry = incident("NoticeFailed", route=route, reason=reason, last=False).entries[-1]
            words = notice_words(entry, tongue(lang))
            assert "_" not in words
            assert "%(" not in words


def test_a_review_says_which_screens_showed_the_alarm_and_how_soon_she_was_told() -> None:
    """By name and time; those that did not show it are named too."""
    at = RAISED + timedelta(seconds=1)
    seen = Seen(
        screens=[("Personalrummet", at, False), ("Receptionen", at, True)],
        missing=["Lunchrummet"],
        feedback=("device", 0.42),
    )
    assert dict(seen_facts(seen, RAISED, tongue("sv"))) == {
        "Fick veta att larmet gick fram": "i larmknappen efter 0,4 s",
        "Visades på skärmar": "Personalrummet efter 1 s; Receptionen efter 1 s, bara som tecken",
        "Visades INTE på": "Lunchrummet",
    }
    assert dict(seen_facts(Seen(screens=[]), RAISED, tongue("en"))) == {"Shown on screens": "on none"}


def test_what_a_node_does_not_know_is_not_said() -> None:
    """After a start nothing is claimed of earlier alarms, neither that they were shown nor that they were not."""
    assert list(seen_facts(Seen(), datetime(2027, 1, 1, tzinfo=UTC), tongue("nb"))) == []


def test_the_first_feedback_of_an_alarm_is_what_counts() -> None:
    """Later ones change nothing, other states do not count, and old alarms are forgotten before memory fills."""
    pace = Pace()
    pace.note("seen", "device", 9.0, alarm="a-0")
    pace.note("received", "device", 0.3, alarm="a-0")
    pace.note("received", "phone", 5.0, alarm="a-0")
    assert pace.first_of("a-0") == ("device", 0.3)
    for number in range(1, MOST_ALARMS + 1):
        pace.note("received", "phone", -1.0, alarm=f"a-{number}")
    assert pace.first_of("a-0") is None
    assert pace.first_of("a-1") == ("phone", 0.0)
