"""The words: every text in every language, chosen as the reader wishes, and pages that hold no script of their own."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from service.web.assets import read_assets
from service.web.i18n import LOCALE, choose, load
from service.web.messages import faults, update, used
from web import cast
from web.harness import stage, visit


def test_the_catalogue_is_complete() -> None:
    """No text is missing, fuzzy, unused, or translated with other placeholders."""
    assert faults() == []


def test_the_search_finds_texts_in_all_three_kinds_of_file() -> None:
    """Python, JavaScript (template strings too) and templates each add their texts."""
    found = {use.msgid: use.file for use in used()}
    assert found["ALARM"] == "static/screen.js"
    assert found["Entry by entry"].endswith(".html")
    assert found["First answer after %(span)s."].endswith(".py")


def test_a_missing_and_a_fuzzy_text_are_named(tmp_path: Path) -> None:
    """A catalogue without its translations is refused with a sentence for each text."""
    update(tmp_path)
    sentences = faults(tmp_path)
    assert len(sentences) == 2 * len({use.msgid for use in used()})
    assert any(s.startswith("sv: 'No alarm now'") and "has no translation" in s for s in sentences)
    path = tmp_path / "sv" / "LC_MESSAGES" / "trygg.po"
    written = (LOCALE / "sv" / "LC_MESSAGES" / "trygg.po").read_text(encoding="utf-8")
    path.write_text(written.replace('msgid "No alarm now"', '#, fuzzy\nmsgid "No alarm now"'), encoding="utf-8")
    assert "sv: 'No alarm now' is marked fuzzy; check it and take the mark away" in faults(tmp_path)


def test_the_words_are_the_glossarys() -> None:
    """The words that were agreed with office staff stand in the catalogue as they were agreed."""
    texts = load()
    agreed = {
        "No alarm now": ("Inget larm just nu", "Ingen alarm nå"),
        "Emergency alarm": ("Överfallslarm", "Overfallsalarm"),
        "Assist alarm": ("Assistanslarm", "Assistansealarm"),
        "I have seen it": ("Jag har sett", "Jeg har sett"),
        "I am coming": ("Jag kommer", "Jeg kommer"),
        "I am there": ("Framme", "Framme"),
        "Set off by mistake": ("Utlöst av misstag", "Utløst ved en feil"),
        "The danger is over": ("Faran över", "Faren over"),
        "Close and save": ("Avsluta och spara", "Avslutt og lagre"),
        "DRILL": ("ÖVNING", "ØVELSE"),
    }
    assert {m: (texts.text("sv", m), texts.text("nb", m)) for m in agreed} == agreed


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "office", "chosen"),
    [
        ("nb", "sv", "en", ["sv"], "nb"),
        (None, "nn", "en", ["sv"], "nb"),
        (None, None, "fr, no;q=0.8, en;q=0.9", ["sv"], "en"),
        (None, None, "no, en;q=0.1", ["sv"], "nb"),
        (None, None, "fr;q=x,,;;", ["sv"], "sv"),
        ("xx", None, "", ["de"], "en"),
        (None, None, "en;q=0", ["nb"], "nb"),
    ],
)
def test_a_page_speaks_the_language_wished_for(
    asked: str | None, remembered: str | None, accepted: str, office: list[str], chosen: str
) -> None:
    """Address wins over cookie, cookie over browser, browser over office; nonsense is passed over."""
    assert choose(asked=asked, remembered=remembered, accepted=accepted, office=office) == chosen


def test_an_address_changes_with_the_content(tmp_path: Path) -> None:
    """Files are served under a digest of all of them, so that no old module meets a new one."""
    (tmp_path / "a.js").write_text("1")
    (tmp_path / "secret.py").write_text("1")
    before = read_assets(tmp_path)
    assert list(before.files) == ["a.js"]
    (tmp_path / "a.js").write_text("2")
    assert read_assets(tmp_path).address("a.js") != before.address("a.js")
    with pytest.raises(KeyError, match="has no file"):
        before.address("b.js")


async def test_the_language_is_remembered_and_reaches_the_javascript(chromium: Browser) -> None:
    """A language asked for once holds on the next page, in what the server and the browser write."""
    async with stage(cast.facts()) as staged:
        page = await (await visit(chromium, staged)).go("/screen/as/staff", lang="sv")
        await expect(page.get_by_role("heading", name="Inget larm just nu")).to_be_visible()
        await page.goto(f"{staged.address}/review/as")
        await expect(page.get_by_role("heading", name="Larm hittills")).to_be_visible()


async def test_no_page_holds_a_script_or_style_of_its_own(chromium: Browser) -> None:
    """Every page has the strict policy in its headers, and neither inline script nor style in its source."""
    async with stage(cast.facts(), demo=True) as staged:
        shown = await visit(chromium, staged)
        for path in ("/", "/screen/as/staff", "/screen/as/street", "/p/as", "/plan/as", "/review/as"):
            answer = await shown.page.request.get(staged.address + path)
            headers, source = answer.headers, await answer.text()
            assert answer.status == 200
            assert "default-src 'none'; script-src 'self'; style-src 'self'" in headers["content-security-policy"]
            assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
            assert " style=" not in source
            assert "<style" not in source
            assert source.count("<script") == source.count('<script type="module" src="/static/')
            assert "It protects nobody." in source or "beskytter" in source or "skyddar" in source
