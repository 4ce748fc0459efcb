"""Text messages: what goes out, and what comes back."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.notify.gsm7 import messages
from service.notify.port import Address, Outgoing
from service.notify.sms.content import MOST, Answer, answer_in, message_of, reply_in, report_in

LINK = "https://larm.kommun.example/a/abcdefghijklmnopqrstuv"
NOTICE = Outgoing(
    key="a.7.0.sms",
    repeats=False,
    office="as",
    office_name="Storgatan",
    alarm="a",
    mode="actual",
    kind="emergency",
    purpose="call",
    language="sv",
    address=Address(name="Bo", phone="+46701234567"),
    neutral="Du behövs nu (3f2a). Svara genast.",
    full="Överfallslarm: rum 3.",
    at=datetime(2026, 11, 28, 9, 0, tzinfo=UTC),
    link=LINK,
)


def test_a_text_is_one_message_with_its_link_and_nothing_that_gives_it_away() -> None:
    """Only the neutral sentence goes out; åäö cost no more than other letters."""
    text = message_of(NOTICE, replies=False)
    assert (text, messages(text)) == (f"{NOTICE.neutral} {LINK}", 1)
    assert "rum" not in text


def test_a_text_that_can_be_answered_says_how() -> None:
    """The hint is there where replies are taken, and only where there is something to answer."""
    assert message_of(NOTICE, replies=True).endswith("Eller svara 1: jag kommer, 2: jag kan inte.")
    assert "svara 1" not in message_of(replace(NOTICE, purpose="over", link=None), replies=True)


@given(st.text(max_size=700), st.booleans(), st.sampled_from(["sv", "nb", "en", "de"]))
def test_the_link_is_whole_however_long_the_sentence_is(text: str, replies: bool, language: str) -> None:
    """Two messages at most, and the link never cut."""
    sent = message_of(replace(NOTICE, neutral=text, language=language), replies=replies)
    assert LINK in sent
    assert messages(sent) <= MOST


@pytest.mark.parametrize(
    ("text", "says", "call"),
    [
        ("ja", "coming", None),
        (" JA! ", "coming", None),
        ("Jag kommer.", "coming", None),
        ("Ja, jag kommer", "coming", None),
        ("1", "coming", None),
        ("1 3f2a", "coming", "3f2a"),
        ("Yes, I'm coming", "coming", None),
        ("jeg kommer", "coming", None),
        ("2", "cannot", None),
        ("Nej", "cannot", None),
        ("Kommer inte", "cannot", None),
        ("kan ikke 3F2A", "cannot", "3f2a"),
        ("I can’t", "cannot", None),
    ],
)
def test_a_few_answers_are_understood(text: str, says: str, call: str | None) -> None:
    """As people write them, in three languages."""
    assert answer_in(text) == Answer(says=says, call=call)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ja men jag är sen",
        "ja nej",
        "12",
        "11",
        "Jag kommer inte att kunna svara, jag kör bil",
        "kommer du?",
        "STOP",
        "👍",
        "ja\nnej",
        "0",
        "3f2a",
        "ja" * 600,
    ],
)
def test_everything_else_answers_nothing(text: str) -> None:
    """A word among others may mean its opposite, and a machine that answers for her says nothing for her."""
    assert answer_in(text) is None


@given(st.text(max_size=3000))
def test_whatever_comes_in_never_fails(text: str) -> None:
    """Any text is an answer or none, and so is any form."""
    answer_in(text)
    report_in({"id": text, "status": text})
    reply_in({"id": text, "from": text, "message": text, "created": text})


def test_reports_say_what_they_say_and_no_more() -> None:
    """An unknown status or a strange id is no report."""
    known = {status: report_in({"id": "s1", "status": status}) for status in ("created", "sent", "delivered", "failed")}
    assert [one and one.state for one in known.values()] == ["sent", "sent", "delivered", "failed"]
    assert report_in({"id": "s1", "status": "Delivered"}) is None
    assert report_in({"id": "s" * 201, "status": "delivered"}) is None
    assert report_in({"status": "delivered"}) is None


def test_a_text_that_comes_in_has_a_sender_and_a_time() -> None:
    """The provider writes UTC without saying so; a sender with a name, or a text that is going out, is none of ours."""
    form = {"id": "s1", "from": "+46701234567", "message": "ja", "created": "2026-11-28T09:30:00.123000"}
    reply = reply_in(form)
    assert reply is not None
    assert (reply.sender, reply.created_at) == ("+46701234567", datetime(2026, 11, 28, 9, 30, 0, 123000, tzinfo=UTC))
    assert reply_in({**form, "from": "Bank"}) is None
    assert reply_in({**form, "direction": "outgoing"}) is None
    assert reply_in({**form, "created": "yesterday"}) is None
    assert reply_in({**form, "message": "x" * 1001}) is None
