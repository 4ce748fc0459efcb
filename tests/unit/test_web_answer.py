"""The page behind an answer link: looking answers nothing, a button does, and what is not known gives nothing away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx2
import pytest
from starlette.types import ASGIApp

from parts.answers import ASKED, KEY, FakeAnswers, guarded
from service.alarm.alarm import Located
from service.web.ports import Asked, Says
from web import cast

LOOKED = datetime(2026, 11, 23, 9, tzinfo=UTC)
LINK = f"/a/{KEY}"
OTHER = "/a/" + "q" * 22
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SCANNERS: dict[str, dict[str, str]] = {
    "prefetch": {"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch", "X-Moz": "prefetch"},
    "a program": {"User-Agent": "Mail-Scanner/1.0", "Range": "bytes=0-99"},
    "a mail page": {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example.se"},
}


@cache
def _pages() -> tuple[FakeAnswers, ASGIApp]:
    """Read templates and files once for all tests."""
    answers = FakeAnswers()
    return answers, guarded(answers, cast.facts())


def _standing(asked: Asked | None = ASKED) -> FakeAnswers:
    """Return the one link as a test finds it."""
    answers = _pages()[0]
    answers.asked, answers.taken, answers.away, answers.often = asked, [], False, False
    return answers


@asynccontextmanager
async def _asking() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=_pages()[1])
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        yield http


async def _page(asked: Asked | None, lang: str = "en") -> str:
    _standing(asked)
    async with _asking() as http:
        text: str = (await http.get(f"{LINK}?lang={lang}")).text
        return text


@pytest.mark.parametrize("headers", SCANNERS.values(), ids=SCANNERS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_who_only_looks_has_answered_nothing(method: str, headers: dict[str, str]) -> None:
    """A scanner of mail, a browser that reads ahead: the link is as it was, however often it is opened."""
    answers = _standing()
    async with _asking() as http:
        for _ in range(3):
            got = await http.request(method, LINK, headers=headers)
            assert got.status_code == 200
            assert method == "GET" or not got.content
    assert answers.taken == []
    assert answers.asked == ASKED


@pytest.mark.parametrize("says", ["coming", "cannot", "arrived"])
async def test_one_tap_answers_and_the_page_says_what_was_said(says: Says) -> None:
    """The answer is taken once, and a page loaded anew sends it no second time."""
    answers = _standing()
    async with _asking() as http:
        got = await http.post(f"{LINK}?lang=sv", content=f"says={says}", headers=FORM, follow_redirects=False)
        assert got.status_code == 303
        assert got.headers["location"] == "?lang=sv"
        assert "Du har sagt" in (await http.get(f"{LINK}?lang=sv")).text
    assert answers.taken == [says]


async def test_a_telephones_browser_that_hides_where_it_comes_from_is_heard() -> None:
    """With no referrer a browser names its origin `null`, also to the page's own service; the key is the right."""
    answers = _standing()
    headers = {**FORM, "Origin": "null", "Sec-Fetch-Site": "same-origin"}
    async with _asking() as http:
        assert (await http.post(LINK, content="says=coming", headers=headers)).status_code == 303
        assert (await http.post(f"{LINK}/more", content="says=coming", headers=headers)).status_code == 403
    assert answers.taken == ["coming"]


@pytest.mark.parametrize(
    "body",
    ["", "says=", "says=maybe", "says=coming%00", "says", "x" * 60_000, "says=&says=coming", "\u00e5", "a&" * 150],
)
async def test_what_no_button_sends_is_no_answer(body: str) -> None:
    """Junk shows the page again, and nothing is taken."""
    answers = _standing()
    async with _asking() as http:
        got = await http.post(LINK, content=body.encode(), headers=FORM, follow_redirects=True)
    assert got.status_code == 200
    assert answers.taken == []


async def test_unknown_and_too_old_look_alike() -> None:
    """The same words and the same status, for a key that never was and for one of yesterday; nothing of an office."""
    _standing(None)
    async with _asking() as http:
        old, unknown = await http.get(LINK), await http.get(OTHER)
        posted = await http.post(OTHER, content="says=coming", headers=FORM)
    assert [one.status_code for one in (old, unknown, posted)] == [404, 404, 404]
    assert old.text == unknown.text == posted.text
    assert "Medborgarkontoret" not in old.text


async def test_a_link_of_an_office_that_is_gone_is_too_old() -> None:
    """There is nothing left to say about it."""
    _standing(replace(ASKED, office="away"))
    async with _asking() as http:
        assert (await http.get(LINK)).status_code == 404


async def test_after_the_end_it_says_so_and_nothing_else() -> None:
    """No place, no duty, no button: it is over. Thank you."""
    answers = _standing(replace(ASKED, is_over=True, said="coming"))
    async with _asking() as http:
        await http.post(LINK, content="says=cannot", headers=FORM)
        page = (await http.get(f"{LINK}?lang=en")).text
    assert "It is over. Thank you." in page
    assert "<button" not in page
    assert "Rum 114" not in page
    assert answers.taken == []


async def test_while_the_record_cannot_be_written_the_page_says_that_nobody_knows() -> None:
    """A tap that was not recorded is never shown as an answer, and the same buttons are there again."""
    answers = _standing()
    answers.away = True
    async with _asking() as http:
        for got in (await http.get(f"{LINK}?lang=en"), await http.post(f"{LINK}?lang=en", content="says=coming")):
            assert got.status_code == 503
            assert "Nobody knows your answer yet" in got.text
            assert got.text.count("<button") == 2
    assert answers.taken == []


async def test_an_answer_that_is_changed_too_often_stays_as_it_was() -> None:
    """It says what holds, and where to look."""
    answers = _standing()
    answers.often = True
    async with _asking() as http:
        got = await http.post(f"{LINK}?lang=en", content="says=coming", headers=FORM)
    assert got.status_code == 429
    assert "What you said last holds" in got.text


async def test_she_reads_whom_it_asks_to_what_and_what_to_do() -> None:
    """Her name, the kind, the office, the room, her role and its duty; nobody else's name."""
    page = await _page(ASKED)
    for words in ("REAL ALARM", "Emergency alarm", "Rum 114", "Medborgarkontoret Ås", "Bo Lind", "Guard", "to go in"):
        assert words in page
    for name in cast.PEOPLE.values():
        assert name == "Bo Lind" or name not in page


@pytest.mark.parametrize(
    ("said", "buttons"),
    [(None, ["coming", "cannot"]), ("coming", ["arrived", "cannot"]), ("cannot", ["coming"]), ("arrived", [])],
)
async def test_second_thoughts_have_their_button(said: Says | None, buttons: list[str]) -> None:
    """Whoever is coming can say that she is there or cannot after all; whoever cannot, that she is coming after all."""
    page = await _page(replace(ASKED, said=said))
    assert [part.split('"')[0] for part in page.split('name="says" value="')[1:]] == buttons


@pytest.mark.parametrize(("mode", "mark"), [("drill", "ÖVNING"), ("test", "PROVTRYCK")])
async def test_a_drill_is_marked_in_every_state(mode: Any, mark: str) -> None:
    """Before the answer, after it, and when it is over."""
    for said in (None, "coming", "cannot", "arrived"):
        assert f"<strong>{mark}</strong>" in await _page(replace(ASKED, mode=mode, said=said), "sv")
    assert f"<strong>{mark}</strong>" in await _page(replace(ASKED, mode=mode, is_over=True), "sv")


@pytest.mark.parametrize(
    ("located", "says"),
    [
        (None, "usual place – not confirmed"),
        (
            Located(usual=None, zone="room-114", at=LOOKED - timedelta(seconds=72), confidence="clear"),
            "measured 1 min 12 s ago",
        ),
        (Located(usual=None, zone="room-114", at=LOOKED, confidence="likely"), "probably here, measured 0 s ago"),
        (Located(usual="room-114", doubted_by="p-bo", doubted_at=LOOKED), "NOT here, says Bo Lind "),
        (Located(usual="room-114", doubted_at=LOOKED), "NOT here, said at a screen "),
    ],
)
async def test_how_sure_the_place_is_stands_below_it(located: Located | None, says: str) -> None:
    """Her usual one, measured and how long ago, or that she was not found there; nothing where there is no place."""
    asked = replace(ASKED, at=LOOKED, located=located)
    assert f'<p class="place-sure">{says}' in (await _page(asked, "en")).replace("\N{NO-BREAK SPACE}", " ")
    assert "place-sure" not in await _page(replace(asked, zone=None), "en")
    assert "place-sure" not in await _page(replace(asked, is_over=True), "en")


async def test_whoever_was_waited_for_in_vain_may_still_answer() -> None:
    """She reads that others were called, and her buttons are there."""
    page = await _page(replace(ASKED, is_late=True))
    assert "Others have been called meanwhile" in page
    assert page.count("<button") == 2


async def test_the_office_speaks_first_and_nothing_is_kept() -> None:
    """The office's language, another on demand; no cookie, nothing stored, no trace of where one came from."""
    _standing()
    async with _asking() as http:
        first = await http.get(LINK, headers={"Accept-Language": "en"})
        other = await http.get(f"{LINK}?lang=nb", headers={"Cookie": "trygg_lang=en"})
    assert '<html lang="sv"' in first.text
    assert '<html lang="nb"' in other.text
    for got in (first, other):
        assert "set-cookie" not in got.headers
        assert got.headers["cache-control"] == "no-store"
        assert got.headers["referrer-policy"] == "no-referrer"
        assert "script-src 'self'" in got.headers["content-security-policy"]
        assert "<script" not in got.text.replace('<script type="module" src="/static/', "")
        assert "<title>Trygg</title>" in got.text, "the name in the list of open pages gives nothing away"


async def test_what_the_plan_does_not_know_is_not_made_up() -> None:
    """A place, a role or a person that has left the plan since, and words that look like markup."""
    strange = replace(ASKED, zone="<b>x</b>", role="gone", who="p-nobody", kind="<script>", position=None)
    page = await _page(strange)
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<script>" not in page
    assert "Somebody the office no longer knows" in page
    assert "Place unknown" in await _page(replace(ASKED, zone=None))


async def test_a_contact_outside_reads_the_card() -> None:
    """What the police ask, each with what is known, in the language of the page; nobody else's page has it."""
    card = replace(ASKED, who="contact:police", card=lambda say: [(say("Weapons"), say("not known yet"))])
    page = await _page(card, "sv")
    assert "<dt>Vapen</dt><dd>inte känt ännu</dd>" in page
    assert "<dt>" not in await _page(ASKED, "sv")
