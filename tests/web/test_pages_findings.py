"""What is wrong with a plan, in the languages of those who mend it."""

from collections.abc import Iterator

import pytest

from parts.vik import GOOD
from roles.check import RULES
from roles.document import load
from roles.plan import Finding
from roles.sentence import Sentence
from service.web.i18n import ENGLISH, LANGUAGES, Texts
from service.web.i18n import load as load_texts
from unit.test_roles_check import BREAKS, TODAY

TEXTS = load_texts()
OTHERS = [lang for lang in LANGUAGES if lang != ENGLISH]
DOCUMENTS = [
    "",
    "- a",
    "a: [",
    "a: b: c",
    "a: 'x",
    "a: 1\n\tb: 2",
    "a: 1\n---\nb: 2",
    "{a: 1}: 2",
    "a: &x 1\nb: *x",
    "a: !x 1",
    "a: \x00",
    "a: \ud800",
    b"a: \xff",
    b"x" * 1_000_001,
    "x" * 10_001,
    "[" * 20,
    "- a\n" * 25_000,
    "standard: true",
    GOOD + "deviations: {a: b}\n",
    GOOD + "standard: agency\n",
    GOOD.replace("office: vik", "office: vik\noffice: vik"),
    GOOD.replace("needed: 2", "neded: 2"),
    GOOD.replace("needed: 2", "needed: two"),
    GOOD.replace("every: 30", "every: soon"),
    GOOD.replace("languages: [sv, en]", "languages: [sv, no, fr]"),
    GOOD.replace("Europe/Stockholm", "Europe/Stokholm"),
    GOOD.replace('{mon-fri: "08:00-16:30"}', '{mon: "08:00", mon-tue: [], x: []}', 1),
    GOOD.replace("2027-06-30", "tomorrow"),
    GOOD.replace("[reception, corridor, 6]", "[reception]"),
    GOOD.replace("holders: nearest", ""),
    GOOD.replace("people:", "people: []\npeople2:"),
]


def _said(sentence: str | int) -> Iterator[Sentence]:
    """Yield a sentence and those within it."""
    if isinstance(sentence, Sentence):
        yield sentence
        for one in sentence.args.values():
            yield from _said(one)


def _are_said(findings: tuple[Finding, ...], texts: Texts) -> None:
    for finding in findings:
        for text in (finding.message, finding.remedy):
            assert isinstance(text, Sentence), f"{finding}: a plain text, which cannot be said in another language"
            for lang in OTHERS:
                unknown = [one.id for one in _said(text) if one.id not in texts.translations[lang]]
                assert unknown == [], f"{finding}: not in {lang}"
                assert "%(" not in text.said(texts.into(lang))


@pytest.mark.parametrize(("code", "old", "new", "word"), BREAKS)
def test_what_a_rule_finds_is_said_in_every_language(code: str, old: str, new: str, word: str) -> None:
    """No rule yields a plain text, and no part of its sentences stays in English."""
    findings = load(GOOD.replace(old, new, 1), source="vik.yaml", today=TODAY).findings
    assert any(finding.code == code and word in finding.message for finding in findings)
    _are_said(findings, TEXTS)


@pytest.mark.parametrize("text", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_what_keeps_a_text_from_being_a_plan_is_said_in_every_language(text: str | bytes) -> None:
    """Whoever broke a quote reads in her language what to do; only the parser's own words stay as they are."""
    findings = load(text, source="vik.yaml", today=TODAY).findings
    assert findings
    _are_said(findings, TEXTS)


@pytest.mark.parametrize("lang", OTHERS)
def test_every_rule_explains_itself_in_every_language(lang: str) -> None:
    """What a rule asks for and why can be shown beside the finding."""
    for rule in RULES:
        said = rule.explanation.said(TEXTS.into(lang))
        assert said != rule.explanation
        assert said.endswith(".")


def test_a_finding_is_said_whole() -> None:
    """Message, remedy, and the quotes around a word become Swedish; code, place and English stay."""
    text = GOOD.replace("home: reception}", "home: receptoin}")
    finding = load(text, source="vik.yaml", today=TODAY).findings[0]
    said = finding.said(TEXTS.into("sv"))
    assert (said.message, said.remedy) == ("Det finns ingen zon ”receptoin” i planen.", "Menade du ”reception”?")
    assert (said.code, said.line, said.column) == (finding.code, finding.line, finding.column)
    assert "There is no zone “receptoin” in the plan. Did you mean “reception”?" in str(finding)
    norwegian = finding.said(TEXTS.into("nb"))
    assert norwegian.message == "Det finnes ingen sone «receptoin» i planen."


def test_dates_and_numbers_are_written_as_each_language_writes_them() -> None:
    """A date turns round in Norwegian, and thousands stand apart."""
    expired = load(GOOD.replace("2027-06-30", "2026-06-30"), source="vik.yaml", today=TODAY).findings[0]
    assert expired.message == "The plan expired on 2026-06-30."
    assert expired.said(TEXTS.into("nb")).message == "Planen gikk ut 30.06.2026."
    long = load(b"x" * 1_234_567, source="vik.yaml").findings[0]
    assert "1,234,567 bytes" in long.message
    assert "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567 byte" in long.said(TEXTS.into("sv")).message
