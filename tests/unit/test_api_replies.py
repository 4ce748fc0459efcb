"""Texts that come in: whose answer they are, and to what."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from parts.register import NOW, REPLY, TEXT, Register, handed_over, made_notice, page_of_bo, routes_alone
from service.alarm.refusal import Refusal
from service.dispatch.book import Book
from service.notify.texts import short_name
from service.store.port import StoreUnavailable

SMS = "as-1.7.0.sms"


@pytest.fixture
def register() -> Register:
    """A text and a call to Bo, both handed over."""
    return handed_over()


@pytest.fixture
def http(register: Register) -> httpx2.AsyncClient:
    """The routes for providers."""
    return routes_alone(register)


async def test_a_reply_is_the_answer_of_whose_number_it_came_from(http: httpx2.AsyncClient, register: Register) -> None:
    """Once, also when the provider brings it twice; she is told what stands."""
    answer = await http.post(REPLY, data=TEXT)
    assert (answer.status_code, answer.text) == (200, "Ditt svar är mottaget: du kommer.")
    assert (await http.post(REPLY, data=TEXT)).status_code == 204
    assert register.answered == [(SMS, "coming", "sms")]


async def test_a_reply_answers_the_newest_call_before_it_or_the_one_it_names(
    http: httpx2.AsyncClient, register: Register
) -> None:
    """A text that was under way while she was called again does not answer what she had not read."""
    for position, at in ((8, NOW - timedelta(seconds=1)), (9, NOW + timedelta(minutes=10))):
        register.rows[f"as-1.{position}.0.sms"] = made_notice("sms", position, created_at=at)
    await http.post(REPLY, data=TEXT)
    assert register.answered[-1] == ("as-1.8.0.sms", "coming", "sms")
    await http.post(REPLY, data={**TEXT, "id": "s10", "message": f"nej {short_name('as-1.7.0')}"})
    assert register.answered[-1] == (SMS, "cannot", "sms")


NO_ANSWER = [
    {"from": "+46709999999"},
    {"from": "Bank"},
    {"message": "ja men jag är sen"},
    {"message": "ja ffff"},
    {"message": ""},
    {"created": "2026-11-28T07:00:00"},
    {"created": "2026-11-29T09:00:00"},
    {"direction": "outgoing"},
]


@pytest.mark.parametrize("other", NO_ANSWER)
async def test_other_texts_answer_nothing(http: httpx2.AsyncClient, register: Register, other: dict[str, str]) -> None:
    """A strange number, unclear words, a text of yesterday or tomorrow."""
    assert (await http.post(REPLY, data={**TEXT, **other})).status_code in (200, 204, 400)
    assert (register.answered, register.moved) == ([], [])


async def test_who_was_not_understood_is_told_once(http: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    """A machine that answers every text is not answered for ever; and no word or number comes into the log."""
    caplog.set_level("INFO", logger="service.api.replies")
    first, second = [
        await http.post(REPLY, data={**TEXT, "id": f"s{one}", "message": "Jag kör bil just nu"}) for one in range(2)
    ]
    assert (first.status_code, first.text[:17]) == (200, "Svaret gick inte ")
    assert second.status_code == 204
    assert "answers nothing" in caplog.text
    assert "bil" not in caplog.text
    assert "701234567" not in caplog.text


async def test_a_reply_that_could_not_be_written_down_comes_again(http: httpx2.AsyncClient, register: Register) -> None:
    """The provider is told so, and what it brings again is no repetition; a refusal is told to her."""
    register.wrong = StoreUnavailable("away")
    assert (await http.post(REPLY, data=TEXT)).status_code == 503
    register.wrong = None
    assert (await http.post(REPLY, data=TEXT)).status_code == 200
    register.wrong = Refusal("wrong_state", "closed")
    refused = await http.post(REPLY, data={**TEXT, "id": "s11"})
    assert refused.text.startswith("Ditt svar kunde inte tas emot.")


async def test_the_contact_of_one_office_answers_nothing_in_another_whose_contact_is_called_alike() -> None:
    """Each office's guard has a number of its own: the newest call of all is not hers."""
    mine = made_notice("sms", 7, responder="contact:cafe")
    others = made_notice("sms", 8, responder="contact:cafe", office="other")
    register, book = Register({mine.id: mine, others.id: others}), Book()
    here = page_of_bo()
    cafe = replace(here.plan.contacts["cafe"], phone="+46 8 000 00 99")
    book.put(here)
    book.put(page_of_bo(office="other", contacts={"cafe": cafe}))
    async with routes_alone(register, book) as http:
        assert (await http.post(REPLY, data={**TEXT, "from": "+4680000003"})).status_code == 200
        assert register.answered == [(mine.id, "coming", "sms")]
        await http.post(REPLY, data={**TEXT, "id": "s10", "from": "+4680000099"})
        assert register.answered[1:] == [(others.id, "coming", "sms")]


async def test_a_reply_waits_for_the_plans_of_those_offices_alone_in_which_somebody_was_called(
    register: Register,
) -> None:
    """Right after an upgrade a guard answers: she is heard while hundreds of plans are unread, and two never come."""
    book, read = Book(), list[str]()

    async def reading(office: str) -> None:
        read.append(office)
        if office != "as":
            await asyncio.Event().wait()
        book.put(page_of_bo())

    book.unread.begin(["a-1", "a-2", "as", "other"], reading)
    running = asyncio.create_task(book.unread.run())
    try:
        async with routes_alone(register, book) as http, asyncio.timeout(20):
            assert (await http.post(REPLY, data=TEXT)).status_code == 200
            assert (await http.post(REPLY, data={**TEXT, "id": "s10", "from": "+46709999999"})).status_code == 204
    finally:
        running.cancel()
        await asyncio.wait({running})
    assert register.answered == [(SMS, "coming", "sms")]
    assert "other" not in read, "nobody has been called there"
