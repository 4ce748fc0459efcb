"""What the bench says of its figures, and how it draws them: a picture that is wrong would be believed."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.figures import Presses
from bench.growth import Block
from bench.measured import Measured, from_json, line, rows, times, told
from bench.office import plan_text
from bench.part import finish, parser_of
from bench.picture import bars
from bench.report import press_picture
from bench.run import Load, Result, Scenario
from bench.works import MARKS, WORKS, growth_picture, growth_section, works_section, years_section
from roles.document import load

SVG = "{http://www.w3.org/2000/svg}"
FACTS = {"date": "2026-11-28 23:04 UTC", "load": "7.7 8.4 8.9"}
ONE = Measured(section="W3", what="the same press", side="Trygg, SQLite", values={"p50 ms": 6.71, "errors": 0})


def test_the_plan_that_is_measured_is_in_force_and_not_a_makeshift() -> None:
    """With an error in it a fallback would be measured, which calls people otherwise."""
    for deadline in ("60 min", "4 s"):
        found = load(plan_text(deadline).encode(), source="as.yaml")
        assert found.plan is not None
        assert not [finding for finding in found.findings if finding.severity == "error"]


def test_figures_are_told_with_their_units_and_kept_as_they_are() -> None:
    """A time has its unit behind it, a count its word before it, and what was kept is read again alike."""
    assert told({"p50 ms": 6.71, "errors": 0, "of a core %": 4.618, "each kB": 3.4, "ready s": 12.0}) == (
        "p50 6.7 ms · errors 0 · of a core 4.6 % · each 3.4 kB · ready 12 s"
    )
    assert from_json(ONE.as_json()) == ONE
    assert times([]) == {}
    assert times([3.0, 1.0, 2.0]) == {"p50 ms": 2.0, "p99 ms": 3.0, "max ms": 3.0}


def test_a_table_says_of_each_aim_whether_this_run_has_met_it() -> None:
    """What was not met stands out; where nothing was asked for nothing is said."""
    met, missed = (Measured(aim="no error", section="W3", what="w", side="s", met=one) for one in (True, False))
    table = rows([met, missed, ONE])
    assert table[2].endswith("no error: met |")
    assert table[3].endswith("no error: **not met** |")
    assert table[4] == "| the same press | Trygg, SQLite | p50 6.7 ms · errors 0 |  |"
    assert line(missed).endswith("NOT MET")


def test_a_picture_has_a_name_a_bar_for_each_figure_and_both_grounds() -> None:
    """Whoever cannot see it is told the same; the longest bar is the largest figure."""
    drawn = bars(
        "Ms & more", "a <b>", [("one", {"A": 10.0, "B": 5.0}), ("two", {"B": 2.5})], sides=("A", "B"), unit="ms"
    )
    picture = ElementTree.fromstring(drawn)  # noqa: S314 - made a line above
    assert (picture.findtext(f"{SVG}title"), picture.findtext(f"{SVG}desc")) == ("Ms & more", "a <b>")
    widths = [float(bar.attrib["width"]) for bar in picture.iter(f"{SVG}rect")][2:]
    assert widths[0] == 2 * widths[1] == 4 * widths[2]
    assert "prefers-color-scheme:dark" in drawn
    figures = [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "n"]
    assert figures == ["10.0", "5.00", "2.50"]


def test_the_page_has_a_part_for_each_kind_of_work() -> None:
    """Only what was measured stands there, under its own heading."""
    page = works_section([ONE], FACTS)
    assert re.findall(r"^### (\w+)", page, re.MULTILINE) == ["W3"]
    assert all(name in page for name in WORKS)
    assert "load: 7.7 8.4 8.9" in page


def test_what_a_press_took_is_said_only_of_a_node_that_was_at_rest() -> None:
    """Beside other work nobody can tell whose it was: then there is no figure, rather than one that means nothing."""
    quiet, busy, busy_database, busy_before = (
        Block(
            seen_ms=[1.0], recorded_ms=[2.0], cpu_ms=[taken], database_ms=[3.0], rests=[rest], database_rests=[database]
        )
        for taken, rest, database in ((9.0, 0.02, 0.01), (9.0, 0.9, 0.0), (9.0, 0.0, 0.5), (-5.7, 0.05, 0.0))
    )
    assert (quiet.values["processor ms"], quiet.values["of the database ms"]) == (12.0, 3.0)
    for found in (busy.values, busy_database.values, busy_before.values):
        assert "recorded p50 ms" in found
        assert not {"processor ms", "of the database ms"} & found.keys()


def test_a_part_says_what_its_figures_are_of_and_stands_in_its_own_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The note is printed and published; the parts before and behind it stay as they are."""
    page, mark, other = tmp_path / "page.md", "<!-- a: from here on written by x -->", MARKS["works"]
    page.write_text(f"# Page\n\n{mark}\n\nold\n\n{other}\n\nkept\n")
    options = parser_of("a", None).parse_args(["--publish", "--note", "a quiet night"])
    assert finish(options, FACTS, page, mark, lambda facts: f"new, {facts['note']}") == 0
    assert page.read_text() == f"# Page\n\n{mark}\n\nnew, a quiet night\n\n{other}\n\nkept\n"
    assert "load: 7.7 8.4 8.9\nnote: a quiet night\n" in capsys.readouterr().out
    options = parser_of("a", None).parse_args([])
    finish(options, FACTS, page, mark, lambda _: "not written")
    assert "new, a quiet night" in page.read_text()


def test_decades_of_record_have_a_part_of_their_own() -> None:
    """They are measured by themselves, now and then, and keep the date of that."""
    page = years_section([ONE], FACTS)
    assert page.startswith("## Decades of record")
    assert "date: 2026-11-28 23:04 UTC" in page
    assert "years" in MARKS


def test_growth_is_drawn_from_what_a_press_took_of_the_processor() -> None:
    """Times alone are in the table only; a figure below nothing, which is noise, has no bar to the left."""
    grown = [
        Measured(section="growth", what="8 open alarms", side="SQLite", values={"processor ms": -0.1}),
        Measured(section="growth", what="8 open alarms", side="PostgreSQL", values={"processor ms": 9.0}),
        Measured(section="growth", what="from start to ready", side="SQLite", values={"ready s": 1.0}),
    ]
    drawn = growth_picture(grown)
    assert "8 open alarms: SQLite 0.0 ms, PostgreSQL 9.0 ms" in drawn
    assert "from start to ready" not in drawn
    assert "from start to ready" in growth_section(grown, FACTS)


def test_the_picture_of_presses_shows_every_side_that_was_measured() -> None:
    """A side that could not run is left out, and not drawn as nothing."""
    load_ = Load(name="20/s", every_s=0.05, presses=1, blocks=1)
    result = Result(scenario=Scenario(screens=50, load=load_))
    for name, at in (("trygg", 2.0), ("floor", 1.0)):
        result.sides[name] = Presses(screens=50, last=[at])
    drawn = press_picture([result])
    assert "50 screens, 20/s: Trygg, SQLite 2.0 ms, bare mosquitto 1.0 ms" in drawn
    assert drawn.count('class="n"') == 2
