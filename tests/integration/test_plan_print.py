"""What is printed, as PDF: read again, page by page, with a reader that knows nothing of how it was made."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import httpx2
import pytest
from fastapi import FastAPI
from pypdf import PdfReader

from parts.service import trygg
from roles.plan import Listed, Plan, Role
from service.cli.planfile import load_file
from service.web.i18n import LANGUAGES, load
from service.web.pages import router
from service.web.ports import Printed
from service.web.print.document import DOCUMENTS, Template
from service.web.print.typeset import TypesetError, typeset

EXAMPLES = Path("roles/examples")
OFFICES = sorted(p.stem for p in EXAMPLES.glob("*.yaml") if not p.name.endswith(".standard.yaml"))
TEXTS = load()
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOSTILE = [
    '#import "@preview/cetz:0.3.0": * #panic("x") $x^2$ \\ \\u{0} *b* _i_ `raw` <label> @ref // gone',
    "x" * 10_000,
    "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\N{GRINNING FACE}\N{FAMILY}\N{CJK UNIFIED IDEOGRAPH-65E5}\N{COMBINING GRAVE ACCENT}",
    "a " * 3000,
    '"]}); read("/etc/passwd") #sys.inputs',
    "\x00\x1b[31m\r\n\t",
]

pytestmark = pytest.mark.timeout(240)  # each PDF is made by a process of its own, on a machine that may be busy


def example(name: str) -> Plan:
    """Return an example's plan."""
    plan = load_file(EXAMPLES / f"{name}.yaml").plan
    assert plan is not None
    return plan


def made(what: Template, printed: Printed, lang: str, at: datetime = AT) -> bytes:
    """Return a PDF."""
    return typeset(what, DOCUMENTS[what](printed, TEXTS, lang, at), at)


def words_of(pdf: bytes) -> str:
    """Return all text of a PDF on one line, without what is there only for breaking lines."""
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(text.replace("\u200b", "").replace("\u00a0", " ").split())


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_example_in_each_language(office: str, lang: str) -> None:
    """One page for the wall, four cards a page; tagged, titled, in their language, for staff only, with an end."""
    plan = example(office)
    for what in DOCUMENTS:
        pdf = made(what, Printed(plan=plan), lang)
        reader = PdfReader(BytesIO(pdf))
        root = reader.root_object
        assert len(reader.pages) == (1 if what == "wall" else -(-(len(plan.roles) + 1) // 4))
        assert str(root["/Lang"]) == lang
        assert "'/Marked': True" in str(root["/MarkInfo"])
        assert "pdfuaid" in str(reader.xmp_metadata.rdf_root.toxml() if reader.xmp_metadata else "")
        assert reader.metadata is not None
        assert reader.metadata.title == f"{DOCUMENTS[what](Printed(plan=plan), TEXTS, lang, AT)['title']} – {plan.name}"
        text = words_of(pdf)
        for said in (
            plan.name,
            plan.version[:12],
            TEXTS.text(lang, "For staff areas only. Not where visitors can read it."),
        ):
            assert said in text, said
        for role in plan.roles.values():
            assert (role.title.get(lang) or role.title[plan.languages[0]]) in text
            holders = role.holders.ids if isinstance(role.holders, Listed) else ()
            assert all(plan.name_of(one) in text for one in holders[:4])


def test_the_wall_says_what_to_do_without_trygg() -> None:
    """The number of last resort, the telephone list and the steps by hand are on the wall plan."""
    text = words_of(made("wall", Printed(plan=example("as")), "sv"))
    for said in (
        "När Trygg inte fungerar",
        "Ropa på hjälp. Gå därifrån om du kan.",
        "Är någon i fara? Ring 112. Säg adressen och var i huset.",
        "+46 8 000 00 01",
        "Gäller till och med 30 juni 2027",
        "Utskrivet 27 november 2026",
    ):
        assert said in text


def test_the_same_plan_gives_the_same_bytes() -> None:
    """A PDF depends on plan, language and day, and on nothing else; another day is another PDF."""
    printed = Printed(plan=example("lunden"))
    first, again = (made("wall", printed, "sv") for _ in range(2))
    assert first == again
    assert made("wall", printed, "sv", AT.replace(day=28)) != first


def test_a_draft_and_an_expired_plan_say_so_on_every_card() -> None:
    """The words stand on each card, so that one which was cut out says it too."""
    plan = example("as")
    text = words_of(made("cards", Printed(plan=plan, standing="draft"), "en", datetime(2027, 7, 1, 12, tzinfo=UTC)))
    assert text.count("This plan is not in force. Do not put it up.") == len(plan.roles) + 1
    assert text.count("This plan held until 30 June 2027.") == len(plan.roles) + 1


def test_the_last_day_is_that_of_the_version() -> None:
    """A version holds for twelve months at most, whatever its document says, and also where that says nothing."""
    for plan in (example("as"), replace(example("as"), expires=None)):
        text = words_of(made("wall", Printed(plan=plan, expires=date(2026, 11, 26)), "en"))
        assert "Valid until 26 November 2026" in text
        assert "This plan held until 26 November 2026." in text


def test_twelve_roles_fit_one_page() -> None:
    """Nine people, twelve roles and three kinds of alarm are one page for the wall."""
    plan = example("as")
    third = replace(plan.responses["emergency"], kind="medical")
    plan = replace(plan, responses={**plan.responses, "medical": third})
    many = with_roles(plan, 12 - len(plan.roles))
    assert (len(many.people), len(many.roles)) == (9, 12)
    for lang in LANGUAGES:
        assert len(PdfReader(BytesIO(made("wall", Printed(plan=many), lang))).pages) == 1


def test_what_does_not_fit_goes_on_and_says_so() -> None:
    """A plan of sixty roles goes on over the page; what to do without Trygg stays on the first."""
    reader = PdfReader(BytesIO(made("wall", Printed(plan=with_roles(example("as"), 60)), "en")))
    first = " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) > 1
    assert f"Page 1 of {len(reader.pages)} · Continues on the next page" in first
    assert "When Trygg is dead" in first


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("what", DOCUMENTS)
def test_hostile_text_stays_text(text: str, what: Template) -> None:
    """Markup, endless words, letters that steer and letters without a shape break no page and run no code."""
    plan = example("as")
    words = MappingProxyType(dict.fromkeys(LANGUAGES, text))
    role = replace(plan.roles["door"], title=words, duty=words, deputies=("guard-company",))
    strange = replace(
        plan,
        name=text,
        roles={**plan.roles, "door": role},
        people={**plan.people, "ida": replace(plan.people["ida"], name=text, phone=text)},
        contacts={**plan.contacts, "guard-company": replace(plan.contacts["guard-company"], name=text, phone=text)},
        zones={**plan.zones, "room-114": replace(plan.zones["room-114"], name=text, kind="safe_zone")},
    )
    pdf = made(what, Printed(plan=strange), "en")
    assert len(PdfReader(BytesIO(pdf)).pages) == (1 if what == "wall" else 2)
    if text == HOSTILE[0]:
        assert '#import "@preview/cetz:0.3.0": * #panic("x") $x^2$' in words_of(pdf)


def test_a_pdf_that_takes_too_long_is_given_up() -> None:
    """Whoever waits is told; the child is ended."""
    with pytest.raises(TypesetError, match="was not ready within"):
        typeset("wall", {}, AT, most=0.001)


def test_a_document_that_cannot_be_set_says_why() -> None:
    """What went wrong in the child comes back as one sentence."""
    with pytest.raises(TypesetError, match="could not be made"):
        typeset("wall", {}, AT)


def with_roles(plan: Plan, count: int) -> Plan:
    """Return a plan with so many more roles, each with two holders and two deputies."""
    more = {
        f"more-{n}": Role(
            id=f"more-{n}",
            title=MappingProxyType(dict.fromkeys(LANGUAGES, f"Extra part number {n}")),
            duty=MappingProxyType(dict.fromkeys(LANGUAGES, "Do what is needed.")),
            holders=Listed(ids=("anna", "bo")),
            deputies=("cecilia", "david"),
        )
        for n in range(count)
    }
    return replace(plan, roles={**plan.roles, **more})


# --- over HTTP and from the command line ------------------------------------------------------------------------------


class Office:
    """One office's plan in force, and a clock that stands."""

    def __init__(self) -> None:
        self.printed = Printed(plan=example("lunden"))
        self.at = AT

    def in_force(self, office: str) -> Printed | None:
        """Return the plan of the one office."""
        return self.printed if office == self.printed.plan.office else None

    def now(self) -> datetime:
        """Return the time."""
        return self.at


class NoReviews:
    """No alarm has ever been."""

    async def one(self, alarm: str) -> None:
        """Return nothing."""


def pages(office: Office) -> httpx2.AsyncClient:
    """Return a client of the pages alone."""
    app = FastAPI()
    app.include_router(router(office_facts=lambda _: None, offices=list, reviews=NoReviews(), prints=office))  # type: ignore[arg-type]
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://trygg")


async def test_the_plan_in_force_is_printed() -> None:
    """The address answers a PDF in the language asked for, the same bytes all day, and never from a shared cache."""
    office = Office()
    async with pages(office) as client:
        first = await client.get("/plan-print/lunden/wall.pdf?lang=nb")
        office.at = AT.replace(hour=15)
        later = await client.get("/plan-print/lunden/wall.pdf?lang=nb")
        own = await client.get("/plan-print/lunden/cards.pdf")
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.headers["content-disposition"] == 'inline; filename="lunden-wall-nb.pdf"'
    assert first.headers["cache-control"] == "no-store"
    assert first.content == later.content
    assert str(PdfReader(BytesIO(first.content)).root_object["/Lang"]) == "nb"
    assert str(PdfReader(BytesIO(own.content)).root_object["/Lang"]) == "sv"


async def test_what_there_is_not_cannot_be_printed() -> None:
    """An unknown office and an unknown kind of print are not found; an unknown language is the office's own."""
    async with pages(Office()) as client:
        for path in ("/plan-print/nowhere/wall.pdf", "/plan-print/lunden/poster.pdf", "/plan-print/lunden/..%2f.pdf"):
            assert (await client.get(path)).status_code == 404
        strange = await client.get("/plan-print/lunden/wall.pdf?lang=%22%3E%3Cscript%3E")
    assert strange.headers["content-language"] == "sv"


async def test_a_crowd_at_the_printer_is_asked_to_come_again() -> None:
    """Only a few requests wait; the rest are told to try again, so that a hundred prints do not take the machine."""
    office = Office()
    async with pages(office) as client:
        asked = [client.get(f"/plan-print/lunden/{what}.pdf?lang={lang}") for what in DOCUMENTS for lang in LANGUAGES]
        answers = await asyncio.gather(*asked, *(client.get("/plan-print/lunden/wall.pdf?lang=en") for _ in range(20)))
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {200, 503}
    assert all(answer.headers["retry-after"] == "5" for answer in answers if answer.status_code == 503)


def test_trygg_plan_print(tmp_path: Path) -> None:
    """The command writes the PDF and says what it is; a plan with errors is refused with its findings."""
    out = tmp_path / "wall.pdf"
    command = ["plan", "print", str(EXAMPLES / "as.yaml"), "--out", str(out), "--lang", "nb", "--on", "2026-11-27"]
    done = trygg(*command, "--draft")
    assert (done.returncode, done.stdout) == (0, f"{out}: Ved alarm, Medborgarkontoret Ås\n"), done.stderr
    text = words_of(out.read_bytes())
    assert "Skrevet ut 27. november 2026" in text
    assert "UTKAST" in text

    bad = tmp_path / "bad.yaml"
    bad.write_text("trygg: 1\noffice: bad\n", encoding="utf-8")
    refused = trygg("plan", "print", str(bad), "--out", str(tmp_path / "bad.pdf"))
    assert refused.returncode == 1
    assert "bad.yaml:1:1: error" in refused.stdout
    nowhere = trygg("plan", "print", str(EXAMPLES / "as.yaml"), "--out", str(tmp_path / "no" / "where.pdf"))
    assert nowhere.returncode == 2
    assert "cannot be written" in nowhere.stdout + nowhere.stderr
