"""What a channel is told: a centre that somebody is forced, and nobody else."""

import pytest

from parts.incident import Incident, press
from parts.notices import notice_of
from parts.ways_out import plan_with
from service.alarm.instant import instant
from service.dispatch.book import OfficePage
from service.dispatch.outgoing import Backs, Words, outgoing
from service.notify.alarm_centre.content import data_of
from service.notify.alarm_centre.settings import Dc09Settings
from service.notify.port import Address, Outgoing
from service.store.notice_port import Notice


def made(route: str, *, under_duress: bool | None, purpose: str = "call") -> Outgoing:
    """What goes out to the police contact over a route, of Eva's alarm after she has said that it was a mistake."""
    office = Incident()
    office.do(press())
    if under_duress is not None:
        office.say_mistake(under_duress=under_duress)
    alarm = office.standing
    content = {"kind": "emergency", "zone": "room-114", "raised_at": instant(alarm.raised_at)}
    notice: Notice = notice_of(route, responder="contact:police", reach="outside", content=content, purpose=purpose)
    page = OfficePage(plan=plan_with("push"), keys={})

    def texts(*_: object, **__: object) -> Words:
        return Words(neutral="n", full="f", card={})

    return outgoing(notice, page, Address(name="Larmcentral", receiver="lc"), texts, Backs(), alarm=alarm)


def test_the_centre_is_told_that_she_is_forced() -> None:
    """Whoever pressed was forced to take it back: the centre gets the code of a hold-up, and its end that code's."""
    centre = Dc09Settings.model_validate({"kind": "dc09", "host": "larm.example.se", "port": 1, "account": "1a2b"})
    assert "/HA" in data_of(made("alarm_centre", under_duress=True), centre)
    assert "/HH" in data_of(made("alarm_centre", under_duress=True, purpose="over"), centre)
    for freely in (False, None):
        assert "/PA" in data_of(made("alarm_centre", under_duress=freely), centre)


@pytest.mark.parametrize("route", ["sms", "voice", "push", "email", "webhook", "cap", "other"])
def test_nobody_else_is_told(route: str) -> None:
    """A text, a mail or a document may be read where she is: what it says does not depend on whether she was forced."""
    assert made(route, under_duress=True) == made(route, under_duress=None)
