"""What is printed of a plan, as data: pure, before any PDF is made of it."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.plan import Condition, Plan
from service.cli.planfile import load_file
from service.web.i18n import LANGUAGES, load
from service.web.ports import Printed
from service.web.print.cards import cards
from service.web.print.document import DOCUMENTS
from service.web.print.frame import start_of_day
from service.web.print.text import breakable, plain, sentences
from service.web.print.wall import wall

EXAMPLES = Path("roles/examples")
OFFICES = sorted(p.stem for p in EXAMPLES.glob("*.yaml") if not p.name.endswith(".standard.yaml"))
TEXTS = load()
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


def example(name: str) -> Plan:
    """Return an example's plan."""
    plan = load_file(EXAMPLES / f"{name}.yaml").plan
    assert plan is not None
    return plan


def texts_in(part: object) -> list[str]:
    """Return every text of a document."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, dict):
        return [text for value in part.values() for text in texts_in(value)]
    return [text for value in part for text in texts_in(value)] if isinstance(part, list | tuple) else []


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_role_has_a_card_and_a_row(office: str, lang: str) -> None:
    """In each language, each role of each example stands on a card and on the wall, and the presser has a card."""
    plan = example(office)
    deck = cards(Printed(plan=plan), TEXTS, lang, AT)
    on_wall = wall(Printed(plan=plan), TEXTS, lang, AT)
    called = [role for role in plan.roles.values() if not getattr(role, "is_card", False)]
    assert len(deck["cards"]) == len(called) + 1
    assert len(on_wall["roles"]["rows"]) == len(called)
    assert not [text for text in texts_in([deck, on_wall]) if "%(" in text]


def test_the_steps_are_said_in_order() -> None:
    """Who is called, how long after the step before, and unless whom: as the plan says it."""
    kinds = wall(Printed(plan=example("as")), TEXTS, "sv", AT)["happens"]["kinds"]
    assert [kind["title"]["text"] for kind in kinds] == ["Överfallslarm", "Assistanslarm"]
    said = [(spaced(step["when"]), [who["text"] for who in step["who"]]) for step in kinds[0]["steps"]]
    assert said == [
        ("Genast", ["Närmaste kollega ×2", "Väktare", "Dörrvakt"]),
        ("20 sekunder senare, om färre än 2 har sagt ”Jag kommer”", ["Närmaste kollega ×2", "Chef och larmansvarig"]),
        ("40 sekunder senare, om ingen är framme", ["Polisens kontaktperson"]),
    ]
    assert kinds[0]["done"] == "Hjälpen är framme när 2 är på plats."


def test_a_step_that_waits_for_a_second_press_says_so() -> None:
    """Paper never shows a step as certain that is taken only when somebody else has pressed."""
    plan = example("as")
    response = plan.responses["emergency"]
    steps = (*response.steps[:2], replace(response.steps[2], only_if=Condition(pressers=2)))
    changed = replace(plan, responses={**plan.responses, "emergency": replace(response, steps=steps)})
    kinds = wall(Printed(plan=changed), TEXTS, "en", AT)["happens"]["kinds"]
    told = spaced(kinds[0]["steps"][2]["when"])
    assert told == "40 seconds later, only if 2 different people have pressed, if nobody is there"


def test_when_trygg_is_dead_the_plan_is_called_by_hand() -> None:
    """The list to shout and ring from has the emergency's roles in their order, with the numbers that the plan has."""
    calls = wall(Printed(plan=example("as")), TEXTS, "en", AT)["dead"]["calls"]
    assert [call["title"]["text"] for call in calls] == [
        "Nearest colleague",
        "Guard",
        "Door",
        "Manager and lead",
        "Police contact",
    ]
    assert [spaced(one["phone"]) for one in calls[1]["who"]] == ["", "+46 8 000 00 01"]


def test_a_place_that_the_plan_lacks_is_left_open() -> None:
    """A muster point that the plan does not name is no empty line: there is room to write it by hand."""
    rows = wall(Printed(plan=example("as")), TEXTS, "en", AT)["places"]["rows"]
    assert [(row["label"], row["names"]) for row in rows] == [
        ("Safe zone", "Personaldelen"),
        ("Retreat room", "Reträttplatsen"),
        ("Muster point", None),
    ]


def test_words_of_another_language_say_which_it_is() -> None:
    """A plan without Norwegian can be printed in Norwegian: its own words keep their language, and that is said."""
    document = wall(Printed(plan=example("hamnen")), TEXTS, "nb", AT)
    assert document["roles"]["rows"][1]["title"] == {"text": "Larmansvarig", "lang": "sv"}
    assert "Svenska" in document["untranslated"]
    assert wall(Printed(plan=example("as")), TEXTS, "nb", AT)["untranslated"] is None


def test_what_is_wrong_is_said_on_the_print() -> None:
    """A draft, a makeshift, an invented office and an expired plan each say so; a plan in force says nothing."""
    plan = example("as")
    assert wall(Printed(plan=plan), TEXTS, "en", AT)["marks"] == []

    def words(printed: Printed, at: datetime = AT) -> list[str]:
        return [mark["word"] for mark in cards(printed, TEXTS, "en", at)["marks"]]

    assert words(Printed(plan=plan, standing="draft")) == ["DRAFT"]
    assert words(Printed(plan=plan, standing="makeshift", invented=True)) == ["INVENTED", "MAKESHIFT"]
    last = datetime(2027, 6, 30, 21, 59, tzinfo=UTC)  # one minute to midnight in Stockholm
    assert words(Printed(plan=plan), last) == []
    assert words(Printed(plan=plan), last.replace(hour=22)) == ["EXPIRED"]


def test_a_plan_without_a_last_day_says_so() -> None:
    """Where the plan sets no expiry, the print does not invent one."""
    assert wall(Printed(plan=replace(example("as"), expires=None)), TEXTS, "en", AT)["until"] == "No last day is set"


def test_a_duty_in_parts_has_a_label_for_each() -> None:
    """What to do first, what then, when it is done and what never: four labelled lines; one part alone has no label."""
    plan = example("as")
    duty = cards(Printed(plan=plan), TEXTS, "en", AT)["cards"][1]["duty"]
    assert [part["label"] for part in duty] == [None]
    assert duty[0]["lines"][0] == "Go to the door and wait until you are two."


def test_the_day_begins_at_the_offices_midnight() -> None:
    """What is printed at half past eleven in the evening, in UTC, belongs to the office's next day."""
    start = start_of_day(example("as"), datetime(2026, 11, 27, 23, 30, tzinfo=UTC))
    assert (start.date(), start.hour) == (date(2026, 11, 28), 0)


@given(st.text(), st.integers(min_value=1, max_value=200))
def test_a_text_is_bounded_and_steers_nothing(text: str, most: int) -> None:
    """Whatever a name is, what is printed of it is short, on one line, and holds no letter that turns the page."""
    made = plain(text, most)
    assert len(made) <= most
    assert not any(letter in made for letter in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\n\r\t\x00")
    assert breakable(made).replace("\u200b", "") == made
    assert all(len(word) <= 24 for part in breakable(made).split(" ") for word in part.split("\u200b"))


@given(st.text())
def test_sentences_lose_nothing(text: str) -> None:
    """Text that is split into sentences is the same text."""
    assert "".join("".join(sentences(plain(text, 500))).split()) == "".join(plain(text, 500).split())


@given(name=st.text(min_size=1), title=st.text(min_size=1))
def test_no_text_makes_a_document_fail(name: str, title: str) -> None:
    """A plan with any name and title becomes a document that is JSON."""
    plan = example("as")
    role = replace(plan.roles["door"], title=MappingProxyType({"sv": title}), duty=MappingProxyType({"sv": name}))
    person = replace(plan.people["ida"], name=name, phone=title)
    strange = replace(plan, name=name, roles={**plan.roles, "door": role}, people={**plan.people, "ida": person})
    for make in DOCUMENTS.values():
        made: dict[str, Any] = make(Printed(plan=strange), TEXTS, "sv", AT)
        assert json.loads(json.dumps(made)) == made


def test_the_fonts_are_as_they_came() -> None:
    """Every font in the folder has the digest that its notes name, and the notes name no other."""
    fonts = Path("service/web/print/fonts")
    noted = dict(re.findall(r"`(\S+\.ttf)` \| `(\w{64})`", (fonts / "NOTES.md").read_text()))
    assert {font.name: sha256(font.read_bytes()).hexdigest() for font in fonts.glob("*.ttf")} == noted


def spaced(text: str) -> str:
    """Return a text with spaces that may break."""
    return text.replace("\u00a0", " ")
