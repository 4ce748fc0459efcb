"""What is taken out of the service as files: read again with readers that know nothing of how they were made."""

import csv
import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from parts.reviewed import Reviewed, page, plan, said_by
from service.alarm.commands import AddNote, Cancel
from service.alarm.states import Mode
from service.api.facts import office_facts
from service.timeline.entry import Entry, Head
from service.timeline.extract import Extract
from service.timeline.foreseen import foresee, press_in
from service.web.export.as_csv import calm
from service.web.export.made import made
from service.web.i18n import LANGUAGES, load
from service.web.ports import Record, Taken

pytestmark = pytest.mark.timeout(240)  # each PDF is made by a process of its own, on a machine that may be busy
TEXTS = load()
FACTS = office_facts(page(), invented=True)
SLUGS = {f"p-{person}": person for person in plan().people}
MARK = {"sv": "ÖVNING", "nb": "ØVELSE", "en": "DRILL"}
HOSTILE = '#panic("x") $x^2$ *b* <label> @ref \\ \u202eevil\u202c ' + "x" * 500


def _taken(alarm: Reviewed, entries: tuple[Entry, ...] = ()) -> Taken:
    entries = entries or alarm.entries()
    last, pressed = entries[-1], press_in(entries, SLUGS)
    assert pressed is not None
    record = Record(
        office="as", alarm=alarm.standing.id, entries=entries, verified=True, foreseen=foresee(plan(), *pressed)
    )
    head = Head(office="as", position=last.position + 5, hash="f" * 64)
    return Taken(
        record=record,
        extract=Extract(alarm=alarm.standing.id, entries=entries, head=head, at=last.at),
        plan="trygg: 1\n",
    )


def _alarm(mode: Mode = Mode.ACTUAL) -> Reviewed:
    alarm = Reviewed({"p-hassan": "absent"})
    alarm.press(mode=mode)
    alarm.seconds(9)
    alarm.accept("p-anna")
    alarm.seconds(30)
    alarm.arrive("p-anna")
    alarm.do(Cancel(actor=said_by("p-gunilla"), entitled=True, words=HOSTILE, seen_her=True))
    alarm.do(AddNote(actor=said_by("p-gunilla"), words="=1+1\nÅ, ä och ö"))
    return alarm


def _rows(content: bytes, delimiter: str) -> list[dict[str, str]]:
    text = content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+46 70", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "\uff1d1", "=cmd|' /C calc'!A0"]
)
def test_a_cell_never_begins_to_calculate(cell: str) -> None:
    """Whatever a spreadsheet would take for a formula has an apostrophe before it."""
    assert calm(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Anna Berg", "14:02:07", "a=b", "'", "–"])
def test_every_other_cell_stays_as_it_is(cell: str) -> None:
    """A dash for what did not happen is no minus."""
    assert calm(cell) == cell


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_has_every_entry_with_its_mode_and_its_hash(lang: str) -> None:
    """A row for each, in the readers' language and with the separator that their spreadsheets expect."""
    taken = _taken(_alarm(Mode.DRILL))
    rows = _rows(made("csv", taken, FACTS, lang, TEXTS), "," if lang == "en" else ";")
    assert len(rows) == len(taken.record.entries)
    for row, entry in zip(rows, taken.record.entries, strict=True):
        cells = list(row.values())
        assert cells[0] == MARK[lang]
        assert cells[1] == str(entry.position)
        assert entry.hash in cells
        assert cells[-1] == f"{taken.extract.head.position}:{'f' * 64}"
    assert list(rows[-1].values())[6] == "'=1+1\nÅ, ä och ö"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pdf_is_tagged_titled_and_says_its_hash(lang: str) -> None:
    """PDF/UA-1 in the reader's language, hostile words as words, and the chain's last hash to compare."""
    taken = _taken(_alarm())
    reader = PdfReader(io.BytesIO(made("pdf", taken, FACTS, lang, TEXTS)))
    root = reader.root_object
    assert str(root["/Lang"]) == lang
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert "pdfuaid" in str(reader.xmp_metadata.rdf_root.toxml() if reader.xmp_metadata else "")
    assert reader.metadata is not None
    assert reader.metadata.title == f"{TEXTS.text(lang, 'Record of an alarm')} – Medborgarkontoret Ås"
    text = "".join(_words(one) for one in reader.pages)
    assert taken.extract.sealed.hash in text
    assert "f" * 64 in text
    assert '#panic("x")' in text
    assert "Åochö" not in text
    assert "Å,äochö" in text


def test_a_drill_is_marked_on_every_page_and_in_every_name() -> None:
    """No page of it can be taken for one of a real alarm, nor the package for that of one."""
    taken = _taken(_alarm(Mode.DRILL))
    reader = PdfReader(io.BytesIO(made("pdf", taken, FACTS, "nb", TEXTS)))
    assert len(reader.pages) > 1
    assert all("ØVELSE" in _words(one) for one in reader.pages)
    packed = made("zip", taken, FACTS, "nb", TEXTS)
    assert packed == made("zip", taken, FACTS, "nb", TEXTS), "the same record gives the same bytes"
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert all(name.startswith("DRILL-as-") for name in names)


def test_sixty_who_were_called_fit_on_paper() -> None:
    """The picture has the first lanes and says so; the tables have everybody."""
    alarm = _alarm()
    entries = list(alarm.entries())
    called = next(one for one in entries if one.event == "ResponderCalled")
    for number in range(60):
        facts = {**called.facts, "responder": f"p-{number}", "role": "everybody", "step": 3}
        entries.insert(-3, replace(called, facts=facts, at=entries[-4].at, personal=None))
    names: dict[str, Any] = {
        f"p-{number}": {"id": "x", "name": f"Person {number} Långtnamnsson"} for number in range(60)
    }
    facts = {**FACTS, "people": {**FACTS["people"], **names}}
    reader = PdfReader(io.BytesIO(made("pdf", _taken(alarm, tuple(entries)), facts, "sv", TEXTS)))
    text = "".join(_words(one) for one in reader.pages)
    assert "Person59Långtnamnsson" in text
    assert "Bildenhardeförsta18raderna,tabellenalla." in text


def _words(one: Any) -> str:
    return "".join(one.extract_text().replace("\u200b", "").split())
