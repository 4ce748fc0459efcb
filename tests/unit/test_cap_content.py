"""Documents of CAP 1.2: each is valid against the schema of OASIS, whatever a plan is called, and says what is true."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.cap import SCHEMA
from service.notify.cap.content import NAMESPACE, document, first_of, identifier, instant
from service.notify.cap.settings import CapSettings
from service.notify.port import Address, NotHandedOver, Outgoing

AT = datetime(2026, 11, 28, 9, 15, 2, tzinfo=UTC)
LATER = AT + timedelta(minutes=9)


def settings(**other: Any) -> CapSettings:
    """Return the settings of a receiver, changed by what a test says."""
    return CapSettings.model_validate(
        {"kind": "cap", "url": "https://cap.example.se/in", "sender": "larm@example.se"} | other
    )


def a_notice(**other: Any) -> Outgoing:
    """Return a call to a receiver of CAP documents, changed by what a test says."""
    made: dict[str, Any] = {
        "key": "a-1.7.1.cap",
        "repeats": False,
        "office": "as",
        "office_name": "Arbetsförmedlingen Åsele",
        "alarm": "a-1",
        "mode": "actual",
        "kind": "emergency",
        "purpose": "call",
        "language": "sv",
        "address": Address(name="Stadens larmcentral", receiver="staden"),
        "neutral": "Öppna Trygg.",
        "full": 'Överfallslarm i rum 114 <& "bakom" ]]>.',
        "at": AT,
        "zone": "room-114",
        "zone_name": "Rum 114",
        "card": {"address": "Storgatan 1", "call_back": "+46 8 123 45 67", "weapons": "Ja, ett vapen har setts"},
    }
    return Outgoing(**made | other)


def read(notice: Outgoing, own: CapSettings | None = None, *earlier: str) -> Element:
    """Return a notice's document, after it was found to be valid."""
    body = document(notice, own or settings(), LATER, earlier)
    SCHEMA.validate(body.decode())
    return fromstring(body)  # noqa: S314 - our own document


def said(alert: Element, name: str) -> list[str]:
    """Return the texts of all elements of a name."""
    return [one.text or "" for one in alert.iter(f"{{{NAMESPACE}}}{name}")]


anything = st.text(max_size=60)
notices = st.builds(
    Outgoing,
    key=st.just("k"),
    repeats=st.booleans(),
    office=anything,
    office_name=anything,
    alarm=anything,
    mode=st.sampled_from(["actual", "drill", "test"]),
    kind=st.sampled_from(["emergency", "assist", "medical", "observe", "self_test"]) | anything,
    purpose=st.sampled_from(["call", "over", "self_test"]),
    language=st.sampled_from(["sv", "nb", "en", "se", "", "xx-not-a-language"]),
    address=st.builds(Address, name=anything, receiver=st.none() | anything),
    neutral=anything,
    full=st.text(max_size=3000),
    at=st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - made aware
    zone=st.none() | anything,
    zone_name=st.none() | anything,
    card=st.dictionaries(anything, anything, max_size=4),
)
receivers = st.sampled_from(
    [
        settings(),
        settings(over_as="Update", addresses="one two"),
        settings(scope="Restricted", restriction="Larmcentralens personal"),
    ]
)


@given(notices, receivers)
def test_every_document_is_valid(notice: Outgoing, own: CapSettings) -> None:
    """Control characters, long names, unknown kinds and odd languages: the document stays one of the schema."""
    alert = read(notice, own)
    (name,) = said(alert, "identifier")
    assert not set(name) & set(" ,<&"), "CAP allows none of these in an identifier"
    assert all(len(one.text or "") <= 2000 for one in alert.iter())


def test_a_call_says_what_where_and_since_when() -> None:
    """An alert for one receiver, of a person's fear and no certainty, with what is known for whoever comes."""
    alert = read(a_notice())
    for name, text in {
        "identifier": "trygg.as.a-1.emergency.staden.call",
        "sender": "larm@example.se",
        "sent": "2026-11-28T09:15:02-00:00",
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Private",
        "addresses": '"Stadens larmcentral"',
        "incidents": "a-1",
        "language": "sv-SE",
        "category": "Security",
        "event": "Överfallslarm",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Likely",
        "expires": "2026-11-28T21:15:02-00:00",
        "senderName": "Arbetsförmedlingen Åsele",
        "headline": 'Överfallslarm i rum 114 <& "bakom" ]]>.',
        "contact": "+46 8 123 45 67",
        "areaDesc": "Storgatan 1, Arbetsförmedlingen Åsele, Rum 114",
    }.items():
        assert said(alert, name) == [text], name
    assert "Ja, ett vapen har setts" in said(alert, "value")
    assert said(alert, "references") == []
    assert said(alert, "note") == []


@pytest.mark.parametrize("over_as", ["Cancel", "Update"])
def test_the_end_names_the_call(over_as: str) -> None:
    """What says that it is over refers to the document that called, and tells everybody that the danger is past."""
    call, over = read(a_notice()), read(a_notice(purpose="over"), settings(over_as=over_as))
    assert said(over, "msgType") == [over_as]
    reference = ",".join(said(call, name)[0] for name in ("sender", "identifier", "sent"))
    assert said(over, "references") == [reference]
    assert said(over, "sent") == [instant(LATER)]
    assert (said(over, "responseType"), said(over, "urgency")) == (["AllClear"], ["Past"])
    assert said(over, "identifier") != said(call, "identifier")


def test_the_end_names_every_document_that_the_receiver_has() -> None:
    """An alarm that became graver was told twice; its end names both."""
    lighter = first_of(a_notice(kind="assist"), settings())
    (references,) = said(read(a_notice(purpose="over"), None, lighter), "references")
    assert references.split() == [lighter, first_of(a_notice(), settings())]


@pytest.mark.parametrize(("mode", "status"), [("drill", "Exercise"), ("test", "Test")])
@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_what_is_no_alarm_says_so_everywhere(mode: str, status: str, language: str) -> None:
    """No drill gets out; should one, its status, note, headline and description each say that it is no alarm."""
    alert = read(a_notice(mode=mode, language=language, card={}))
    (note,) = said(alert, "note")
    assert said(alert, "status") == [status]
    assert said(alert, "headline")[0].startswith(note)
    assert said(alert, "description")[0].startswith(note)


def test_a_self_test_is_a_test() -> None:
    """What tries the route has the status of a test, whatever else it says."""
    assert said(read(a_notice(purpose="self_test", kind="self_test")), "status") == ["Test"]


def test_no_document_has_expired_when_it_is_posted() -> None:
    """An alarm that has been open for longer than a document lasts is told for as long from then on."""
    late = a_notice(at=LATER - timedelta(hours=13))
    assert said(read(late), "expires") == [instant(LATER + timedelta(hours=12))]


def test_a_repeat_is_the_same_document() -> None:
    """A call that is tried again is byte for byte what it was, at whatever time."""
    first = document(a_notice(), settings(), AT)
    assert document(a_notice(repeats=True), settings(), LATER) == first


def test_kinds_and_receivers_have_documents_of_their_own() -> None:
    """A graver kind is no repeat of a lighter one, and one receiver's document is not another's."""
    names = {
        identifier(a_notice()),
        identifier(a_notice(kind="assist")),
        identifier(a_notice(address=Address(name="x", receiver="andra"))),
        identifier(a_notice(office="as.a", alarm="1")),
        identifier(a_notice(office="as_2e_a", alarm="1")),
    }
    assert len(names) == 5


def test_no_entity_is_made_or_needed() -> None:
    """A text that looks like XML is text: nothing is declared, included or unfolded by whoever reads it."""
    evil = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;<script>&amp;'
    body = document(a_notice(full=evil, office_name=evil, zone_name=evil), settings(), LATER)
    assert b"<!" not in body
    assert b"<script" not in body
    assert evil in said(fromstring(body), "description")  # noqa: S314 - our own document


def test_a_task_of_afterwards_is_refused() -> None:
    """A receiver of alerts is told of alarms and their ends, and nothing else."""
    with pytest.raises(NotHandedOver) as refused:
        document(a_notice(purpose="follow_up"), settings(), LATER)
    assert (refused.value.reason, refused.value.again) == ("refused", False)
