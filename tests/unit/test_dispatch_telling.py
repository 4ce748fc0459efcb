"""The words of a notice, from its row and the plan in force: names come from the plan, and none stands in the row."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from parts.incident import START
from parts.offices import AS
from roles.document import load
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.dispatch.telling import told
from service.notify.texts import full
from service.store.notice_port import Notice
from service.web.i18n import load as texts

NOTICE = Notice(
    id="9f3a.17.0.sms",
    call="9f3a.17.0",
    office="as",
    alarm="9f3a",
    responder="k-hassan",
    role="guard",
    route="sms",
    place=0,
    reach="inside",
    mode=Mode.ACTUAL,
    purpose="call",
    urgent=True,
    content={"kind": "emergency", "zone": "room-114", "raised_at": "2026-11-23T09:00:00.000Z"},
    due_at=START,
    created_at=START + timedelta(seconds=1),
)
POLICE = replace(NOTICE, responder="contact:police", role="police-contact", reach="outside", route="voice")


@cache
def _page() -> OfficePage:
    plan = load(AS.read_text(), source="as.yaml").plan
    assert plan is not None
    return OfficePage(plan=plan, keys={"hassan": "k-hassan", "anna": "k-anna"})


def _full(notice: Notice, lang: str = "sv") -> str:
    say = texts().into(lang)
    return full(told(notice, _page(), lang, say, repeats=False), say)


def test_the_guard_is_told_where_what_and_what_first() -> None:
    """By the words of the plan, in the language of the office; no card goes to somebody of the house."""
    text = _full(NOTICE)
    assert "Rum 114 (vanlig plats, inte bekräftad), Medborgarkontoret Ås" in text
    assert "Du är: Väktare." in text
    assert "Ställ dig mellan din kollega" in text
    assert "\n" not in text


def test_the_police_contact_gets_the_card() -> None:
    """What to do first, then address, way in, since when, and what is not known yet."""
    lines = _full(POLICE, "en").split("\n")
    assert lines[0].endswith("Come to the entrance.")
    assert "Street address: Storgatan 1, 000 00 Ås" in lines
    assert "Alarm since: 10:00:00" in lines
    assert "Weapons: not known yet" in lines


@pytest.mark.parametrize("mode", [Mode.DRILL, Mode.TEST])
def test_what_is_no_alarm_carries_no_card(mode: Mode) -> None:
    """Even if a row said otherwise."""
    assert "\n" not in _full(replace(POLICE, mode=mode))


def test_what_the_plan_no_longer_knows_stays_as_it_was_called() -> None:
    """A zone or a role that was taken out since is named by its id, and nothing fails."""
    gone = replace(NOTICE, role="gone", content={**NOTICE.content, "zone": "room-999"})
    assert "room-999" in _full(gone)
    assert "Plats okänd" in _full(replace(NOTICE, content={**NOTICE.content, "zone": None}))


def test_everybody_is_a_role_too() -> None:
    """When all are called, each is told so."""
    assert "Du är: Alla." in _full(replace(NOTICE, role="everybody"))


def test_the_follow_up_says_whose_and_by_when() -> None:
    """After the alarm: what it was, where, and how long there is time."""
    task = replace(NOTICE, purpose="follow_up", content={**NOTICE.content, "within_ms": 3 * 86_400_000})
    assert _full(task, "en").endswith("It is over, and the follow-up is yours. Within: 3 days.")
    assert _full(replace(NOTICE, purpose="over"), "en").endswith("It is over. Thank you.")
