"""The review: what it judges, that it counts right, and that a page of it can be read without a mouse or eyes."""

from datetime import timedelta

from playwright.async_api import Browser, expect

from service.figures.alarm import figures_of
from service.figures.measure import measure
from service.web.charts.lanes import Due, Lane, Mark, Span, draw
from service.web.i18n import load
from service.web.ports import Listed
from service.web.review import listed, told
from service.web.review_lanes import lanes_of
from service.web.tongue import Tongue, span
from web import cast, incident
from web.harness import stage, visit
from web.rules import broken_rules

TEXTS = load()


def test_an_alarm_is_measured_from_its_press() -> None:
    """First answer, coming and on site count from the press; missed deadlines are counted once each."""
    measured = measure(incident.real().entries)
    assert measured.first_answer == timedelta(seconds=9)
    assert measured.on_site == timedelta(seconds=48)
    assert measured.missed == 2
    assert measured.state == "closed"
    assert measured.over_at == incident.RAISED + timedelta(seconds=132)


def test_the_verdict_is_one_readable_sentence_in_the_readers_language() -> None:
    """The Swedish verdict names time, place, first answer, arrival, missed deadlines and the end, in office time."""
    story = told(incident.real(), cast.facts(), "sv", TEXTS)
    assert story.verdict == (
        "Tryck 14:02:07 i Rum 114. Första svar efter 9 s. Framme efter 48 s. Två framme efter 1 min 11 s. "
        "Ett steg för sent. Larmet var över 14:04."
    )
    assert (story.first, story.last, story.verified) == (812, 828, True)


def test_a_drill_that_nobody_answered_says_so() -> None:
    """A drill is marked as one and silence is called silence."""
    drill = Listed(figures=figures_of(incident.drill().entries))
    row = listed(drill, cast.facts(), "en", TEXTS)
    assert (row.mode_words, row.first_answer, row.on_site) == ("DRILL", "–", "–")
    assert "Nobody has answered." in told(incident.drill(), cast.facts(), "en", TEXTS).verdict


def test_every_event_has_its_sentence() -> None:
    """No line of the table falls back to an event's bare name."""
    story = told(incident.real(), cast.facts(), "nb", TEXTS)
    assert [line.words for line in story.lines if line.words[0].isascii() and line.words.isalnum()] == []
    assert story.lines[-1].quote == "Högljudd kund, gick när vi kom in två."


def test_lanes_show_each_condition_and_whether_its_deadline_was_kept() -> None:
    """Anna was asked, came and was there; Cecilia's first deadline was missed, her second kept."""
    tongue = Tongue(lang="en", texts=TEXTS, facts=cast.facts(), names=incident.NAMES)
    lanes = {lane.title: lane for lane in lanes_of(incident.real().entries, tongue)}
    assert list(lanes) == ["Button", "Trygg", "Anna Berg", "Cecilia Ek", "David Nilsson", "Eva Strand"]
    assert [(s.kind, s.start, s.end) for s in lanes["Anna Berg"].spans] == [
        ("asked", 0, 9), ("coming", 9, 48), ("there", 48, 132),
    ]  # fmt: skip
    assert [due.kept for due in lanes["Cecilia Ek"].dues] == [False, True]
    assert [due.kept for due in lanes["David Nilsson"].dues] == [False]


def test_the_picture_escapes_and_keeps_what_came_late_inside() -> None:
    """A hostile title is text, and a mark long after the rest still stands left of the picture's edge."""
    lane = Lane(
        title="<script>&",
        marks=[Mark(at=0, kind="raised", label="<b>"), Mark(at=90_000, kind="over", label="late")],
        spans=[Span(start=0, end=30, kind="asked")],
        dues=[Due(at=20, kept=False, label="")],
    )
    picture = draw([lane], title='"><script>')
    assert "<script>" not in picture
    assert "<b>" not in picture
    assert 'class="break"' in picture
    assert "style=" not in picture


def test_an_empty_alarm_still_draws() -> None:
    """An alarm of one entry, just raised, has a picture with a scale."""
    assert "10 s" in draw([Lane(title="Button", marks=[Mark(at=0, kind="raised", label="")])], title="t")


def test_spans_read_well() -> None:
    """Seconds, minutes and hours are written as people say them."""
    spoken = [span(timedelta(seconds=s)) for s in (0, 9, 60, 108, 3_840)]
    assert spoken == ["0 s", "9 s", "1 min 0 s", "1 min 48 s", "1 h 4 min"]


async def test_the_list_leads_to_the_alarm(chromium: Browser) -> None:
    """The newest alarm stands first; its link opens its page with the verdict as the heading and the table below."""
    async with stage(cast.facts()) as staged:
        staged.reviews.records = incident.records()
        shown = await visit(chromium, staged)
        page = await shown.go("/review/as")
        await expect(page.locator("tbody tr")).to_have_count(2)
        await expect(page.locator("tbody tr").first).to_contain_text("Rum 114")
        await expect(page.locator("tbody tr").nth(1)).to_contain_text("unverified")
        await page.locator("tbody a").first.click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("First answer after 9 s.")
        await expect(page.get_by_role("img")).to_be_visible()
        entries = page.get_by_role("region", name="Entry by entry")
        await expect(entries.locator("tbody tr")).to_have_count(17)
        await expect(page.get_by_text("chain verified")).to_be_visible()
        roles = page.get_by_role("region", name="The plan and what happened, role by role")
        await expect(roles.get_by_role("row").filter(has_text="David Nilsson")).to_contain_text("never, due 20 s")
        await expect(roles.get_by_role("rowheader", name="Door")).to_contain_text("Nobody could be called for it.")
        lanes = page.get_by_role("region", name="The lanes as a table")
        await expect(lanes.get_by_role("row").filter(has_text="Anna Berg")).to_contain_text(
            "answer due after 20 s: in time"
        )
        failed = page.get_by_role("region", name="What failed, and what nobody saw")
        await expect(failed.get_by_role("listitem").filter(has_text="gave no sign of having seen it")).to_have_count(1)
        assert shown.complaints == []


async def test_the_list_is_paged_and_says_when_it_is_empty(chromium: Browser) -> None:
    """Twenty-five alarms to a page, a way on and back; without any alarm a sentence says what to do."""
    async with stage(cast.facts()) as staged:
        page = await (await visit(chromium, staged)).go("/review/as")
        await expect(page.get_by_text("No alarms yet.")).to_be_visible()
        staged.reviews.records = list(incident.many(30))
        await page.reload()
        await expect(page.locator("tbody tr")).to_have_count(25)
        await page.get_by_role("link", name="Earlier").click()
        await expect(page.locator("tbody tr")).to_have_count(5)
        await expect(page.get_by_role("link", name="Earlier")).to_have_count(0)
        await page.get_by_role("link", name="Newest").click()
        await expect(page.locator("tbody tr")).to_have_count(25)


async def test_another_offices_alarm_is_not_found(chromium: Browser) -> None:
    """An alarm that does not exist, or an office nobody knows, is a 404 and no traceback."""
    async with stage(cast.facts()) as staged:
        page = await (await visit(chromium, staged)).go("/review/as")
        for path in (
            "/review/as/a-none",
            "/review/elsewhere",
            "/screen/as/nowhere",
            "/p/elsewhere",
            "/static/x/no.js",
            "/plan/..x",
        ):
            answer = await page.request.get(staged.address + path)
            assert answer.status == 404


async def test_a_note_is_added_by_keyboard_and_an_empty_one_says_why_not(chromium: Browser) -> None:
    """The form is reached with Tab and sent with Enter on its button; a refused one keeps what was typed."""
    async with stage(cast.facts()) as staged:
        staged.reviews.records = [incident.real()]
        shown = await visit(chromium, staged)
        page = await shown.go(f"/review/as/{incident.ALARM}")
        notes = page.get_by_role("region", name="Notes")
        await expect(notes).to_contain_text("Nobody has added anything.")
        field = notes.get_by_label("Add a note")
        await field.focus()
        await page.keyboard.type("   ")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(notes.get_by_role("alert")).to_have_text("The note was empty, so nothing was added.")
        await expect(field).to_be_focused()
        assert await broken_rules(page) == []
        await field.fill("The police came <b>after all</b>.")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(notes.get_by_role("article")).to_contain_text("The police came <b>after all</b>.")
        await expect(notes.get_by_role("article")).to_contain_text("anybody on this machine")
        await expect(page.get_by_role("region", name="Entry by entry").locator("tbody tr")).to_have_count(18)
        assert shown.complaints == []
