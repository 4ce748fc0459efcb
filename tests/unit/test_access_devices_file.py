"""A file of devices: every problem with its line and column, and back as it was."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.inventory import STANDINGS, Device
from service.access.device_facts import MOST_NEAR, Known
from service.access.devices_file import MOST_PROBLEMS, MOST_ROWS, Problem, read_devices, write_devices

TODAY = date(2026, 11, 28)
KNOWN = Known(people=["anna", "bo"], zones=["reception"], kinds=["emergency", "assist"])
PENDANT = Device(office="as", device="pendant-1", name="Berlock 1", holder="anna", known_as=("old name",))


def read(text: str, *had: Device) -> tuple[tuple[Device, ...], tuple[Problem, ...]]:
    """Return what came of a file."""
    found = read_devices(text, "as", {one.device: one for one in had}, KNOWN, TODAY)
    return found.devices, found.problems


def test_a_file_as_a_spreadsheet_writes_it() -> None:
    """With its byte order mark, its note to itself, its semicolons and an empty line in between."""
    text = "\ufeffsep=;\r\nDevice;Name;holder;kinds\r\nknob;Knapp;bo;double=assist\r\n;;;\r\n"
    devices, problems = read(text)
    assert problems == ()
    assert [(one.name, one.holder, dict(one.kinds)) for one in devices] == [
        ("Knapp", "bo", {"*": "emergency", "double": "assist"})
    ]


def test_what_a_file_has_no_column_for_stays() -> None:
    """A column that is there and empty takes away; one that is not there says nothing."""
    devices, problems = read("device,place\npendant-1,reception\n", PENDANT)
    assert problems == ()
    assert devices == (replace(PENDANT, place="reception"),)
    assert read("device,holder\npendant-1,\n", PENDANT)[0] == (replace(PENDANT, holder=None),)


def test_an_address_that_stands_twice_is_found_before_anything_is_enrolled() -> None:
    """In whichever case and separators; also where it is the other one's short name."""
    text = "device;known_as\na;54:EF:44:10:00:01\nb;54ef44100001\nc;x|A\nd;y|y\n"
    devices, problems = read(text)
    found = [(one.line, one.column, one.text.args["line"]) for one in problems]
    assert found == [(3, "known_as", 2), (4, "known_as", 2)]
    assert [one.device for one in devices] == ["a", "d"]


def test_every_problem_has_its_line_and_column() -> None:
    """All of them at once, not one after the other."""
    text = (
        "device;holder;place;kinds;standing;until;reporting_time\n"
        "Bad Name;nobody;reception;assist;in_use;;\n"
        "knob;ana;nowhere;help;eaten;;soon\n"
        '"spare";;;;out_of_service;2026-11-01;\n'
        "spare;;;;;;\n"
        "x;;;;;31/12;\n"
    )
    devices, problems = read(text)
    assert devices == ()
    assert [(one.line, one.column) for one in problems] == [
        (2, "device"),
        (2, "holder"),
        (3, "reporting_time"),
        (4, "until"),
        (5, "device"),
        (6, "until"),
    ]
    assert "did you mean anna?" in read("device,holder\nknob,ana\n")[1][0].text


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", (0, "")),
        ("\n\n", (0, "")),
        ("name\nx\n", (1, "device")),
        ("device,device\nx,y\n", (1, "device")),
        ("device,<script>\nx,y\n", (1, "")),
        ('device\n"unclosed\n', (3, "")),
        ("device,name\nx,y,z\n", (2, "")),
        ("device\n" + "\n".join(f"p-{n}" for n in range(MOST_ROWS + 1)), (0, "")),
        ("device\n" + "x" * 1_000_001, (0, "")),
        ("device;name\nx;a\u202eb\n", (2, "name")),
        ("device;kinds\nx;single=emergency|single=assist\n", (2, "kinds")),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text: str, where: tuple[int, str]) -> None:
    """Broken quotes, missing and unknown columns, too many rows: never a traceback."""
    devices, problems = read(text)
    assert devices == ()
    assert (problems[0].line, problems[0].column) == where


@given(st.text(max_size=300))
def test_no_text_makes_reading_raise(text: str) -> None:
    """It is read, or it is said what is wrong."""
    devices, problems = read("device;name;kinds;until\n" + text)
    assert not problems or isinstance(devices, tuple)


NAMES = st.text(alphabet="abcåÄ=+-@'|;\",. 0", min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and text.isprintable()
)


@given(
    st.builds(
        Device,
        office=st.just("as"),
        device=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True).filter(lambda name: name != "service"),
        name=NAMES,
        holder=st.sampled_from([None, "anna"]),
        kinds=st.sampled_from([{"*": "emergency"}, {"*": "assist", "double": "emergency"}]),
        answers=st.sets(st.sampled_from(["led", "vibration", "text"])).map(frozenset),
        known_as=st.lists(NAMES.filter(lambda name: "|" not in name), max_size=3, unique=True).map(tuple),
        reporting_time=st.sampled_from([None, timedelta(hours=25)]),
        standing=st.sampled_from([one for one in STANDINGS if one != "out_of_service"]),
    )
)
def test_what_is_written_is_read_back(device: Device) -> None:
    """Also a name that a spreadsheet would take for a formula."""
    written = write_devices([device])
    assert not any(
        cell.startswith(("=", "+", "@"))
        for cell in list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))[1]
    )
    assert read(written) == ((device,), ())


def test_a_file_of_wrong_words_costs_no_search_through_everybody() -> None:
    """A file for another office: a hundred problems, and of each a few words are compared with what was meant."""
    people = [f"p{number:05d}" for number in range(5_000)]
    text = "device;holder\n" + "".join(f"d{number};p{number:04d}x\n" for number in range(1_000))
    found = read_devices(text, "as", {}, Known(people=people, zones=[], kinds=[]), TODAY)
    assert len(found.problems) == MOST_PROBLEMS
    looked_at = {str(one.text.args["near"]) for one in found.problems if "near" in one.text.args}
    assert looked_at <= set(people[:MOST_NEAR])


def test_a_header_of_nothing_but_unknown_columns_is_a_hundred_problems() -> None:
    """However many columns a file has: an answer stays readable."""
    _, problems = read(";".join(f"c{number}" for number in range(50_000)))
    assert len(problems) == MOST_PROBLEMS
