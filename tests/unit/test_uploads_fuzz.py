"""Whatever file somebody sends in is read, or told why not: no error that nobody thought of, no hang, no flood.

Real files are spoiled: cut off, doubled, with bytes changed, and with what is known to break readers put in between.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final
from zlib import compress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import document as device_document
from devices.inventory import Device
from parts.offices import AS
from parts.picture import chunk, jpeg, png
from roles.document import load
from roles.ics_read import read_calendar
from roles.plan import Plan
from service.access.device_facts import Known
from service.access.devices_file import read_devices, write_devices
from service.access.people_file import read_people
from service.planning.picture import PictureError, cleaned

ROOT: Final = Path(__file__).parents[2]
TODAY: Final = date(2026, 11, 23)


def _example() -> Plan:
    plan = load(AS.with_name("shifts.yaml").read_bytes(), source="shifts.yaml", today=TODAY).plan
    assert plan is not None
    return plan


PLAN: Final = _example()
ROSTER: Final = next(iter(PLAN.rosters.values()))
CALENDAR: Final = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//x//\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;TZID=Europe/Stockholm:20261201T080000\r
DTEND;TZID=Europe/Stockholm:20261201T120000\r
RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=9\r
EXDATE;TZID=Europe/Stockholm:20261208T080000\r
SUMMARY:Jon\r
END:VEVENT\r
END:VCALENDAR\r
"""
DEVICES: Final = b"""trygg: 1
enrolled:
  pendant-1: {name: Berlock 1, holder: anna}
  knob: {name: Knapp, place: reception, kinds: {double: assist}, reporting_time: 1 h, known_as: [old name]}
"""
KNOWN: Final = Known(people=["anna", "bo"], zones=["reception"], kinds=["emergency", "assist"])
ROWS: Final = write_devices([Device(office="as", device="pendant-1", name="Berlock 1", holder="anna", known_as=("x",))])
PEOPLE: Final = b"login;name;roles;persons;subject\r\nbo;Bo Ek;lead@as security;as/bo;\r\neva;Eva;operator;;x\r\n"
MOST_FINDINGS: Final = 200

NASTY: Final = [
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\r", b"\x1b[2J", b"\x85", b"\xc2\x82"),
    *(b"&a [*a, *a]", b"*a", b"<<: *a", b"!!python/object/apply:os.system [id]", b"!<tag:yaml.org,2002:binary> x"),
    *(b"? ", b"- - - -", b"[" * 60, b"{" * 60, b"\t", b"'", b'"', b"|9", b"--- ", b"...", b"%YAML 9.9"),
    *(b"9" * 400, b"1e999", b"-0", b".inf", b".nan", b"0x" + b"f" * 400, b"1_0", b"12:61", b"9999-12-31"),
    *(b"=cmd|' /C calc'!A0", b";;;;", b'"""', b"\n" * 50, b"0000-00-00", b"DTSTART:99991231T235959Z"),
    *(b"RRULE:FREQ=SECONDLY;INTERVAL=0", b"RRULE:FREQ=YEARLY;BYDAY=5MO;BYMONTH=2;BYMONTHDAY=30", b"\r\n "),
    *(b"DURATION:P9999999W", b"DTSTART;TZID=../../etc/passwd:20261201T080000", b"RRULE:FREQ=DAILY;UNTIL=00010101"),
    *(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', b"PK\3\4", b"\x1f\x8b\x08"),
]
"""What has broken a reader of some file somewhere."""


def _plan(content: bytes) -> int:
    return len(load(content, source="as.yaml", today=TODAY).findings)


def _devices(content: bytes) -> int:
    return len(device_document.load(content, "as.devices.yaml").findings)


def _people(content: bytes) -> int:
    return len(read_people(content, {"as": ("anna", "bo"), "fjellvik": None}).problems)


def _device_rows(content: bytes) -> int:
    return len(read_devices(content.decode("utf-8", "replace"), "as", {}, KNOWN, TODAY).problems)


def _calendar(content: bytes) -> int:
    text = content.decode("utf-8", "replace")
    read = read_calendar(text, plan=PLAN, roster=ROSTER, first=TODAY, last=date(2027, 6, 30), source="x.ics")
    return len(read.findings)


def _picture(content: bytes) -> int:
    try:
        kept = cleaned(content)
    except PictureError:
        return 1
    assert len(kept.content) <= len(content)
    return 0


REAL: Final[Mapping[str, tuple[Callable[[bytes], int], bytes]]] = {
    "plan": (_plan, AS.read_bytes()),
    "devices": (_devices, DEVICES),
    "people": (
        _people,
        b"login;name;roles;persons;subject\r\nbo;Bo Ek;lead@as security;as/bo;\r\neva;Eva;operator;;x\r\n",
    ),
    "device rows": (_device_rows, ROWS.encode()),
    "calendar": (_calendar, CALENDAR),
    "png": (_picture, png()),
    "jpeg": (_picture, jpeg()),
}


@st.composite
def spoiled(draw: st.DrawFn, real: bytes) -> bytes:
    """Return a real file with up to four things done to it."""
    content = real
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        end = draw(st.integers(at, min(len(content), at + 200)))
        part = draw(st.sampled_from(NASTY) | st.binary(max_size=8) | st.just(content[at:end]))
        how = draw(st.sampled_from(("put", "take", "over", "cut", "again")))
        if how == "put":
            content = content[:at] + part + content[at:]
        elif how == "take":
            content = content[:at] + content[end:]
        elif how == "over":
            content = content[:at] + part + content[at + len(part) :]
        elif how == "cut":
            content = content[:at]
        else:
            content = content[:end] + content[at:end] * draw(st.integers(1, 20)) + content[end:]
    return content


@pytest.mark.parametrize("kind", REAL)
@settings(max_examples=60)
@given(data=st.data())
def test_a_spoiled_file_is_read_or_told_why_not(kind: str, data: st.DataObject) -> None:
    """Nothing else is raised, and nobody has to read more findings than a person can."""
    read, real = REAL[kind]
    content = data.draw(spoiled(real))
    assert read(content) <= MOST_FINDINGS


BOMBS: Final[Mapping[str, bytes]] = {
    "billion laughs": b"a: &a [x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(30)),
    "entities": b"<!DOCTYPE l [" + b"".join(b'<!ENTITY a%d "&a;&a;">' % n for n in range(60)) + b"]><l>&a59;</l>",
    "deep": b"[" * 200_000,
    "deep tables": b"".join(b" " * n + b"a:\n" for n in range(1_500)),
    "a number": b"a: " + b"9" * 1_000_000,
    "columns": b";" * 1_000_000,
    "quotes": b'"' * 999_999,
    "lines": b"\n" * 1_500_000,
    "folded": b"BEGIN:VCALENDAR\r\n" + b"\r\n " * 300_000,
    "events": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 60_000,
    "for ever": CALENDAR.replace(b"FREQ=WEEKLY;BYDAY=MO,TU;COUNT=9", b"FREQ=SECONDLY;BYSECOND=" + b"59," * 900 + b"59"),
    "a picture of zeros": b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", (50_000).to_bytes(4, "big") * 2 + b"\x08\6\0\0\0")
    + chunk(b"IDAT", compress(bytes(8_000_000)))
    + chunk(b"IEND"),
    "a packed comment": png(2, 1, chunk(b"zTXt", b"x\0\0" + compress(bytes(8_000_000)))),
    "pieces": png(2, 1, *[chunk(b"tEXt", b"x")] * 60_000),
    "a picture without an end": jpeg()[:-2] + b"\xff\xd0" * 500_000,
}
"""What is small and becomes large, or takes for ever, in readers that do as they are told."""


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("kind", REAL)
def test_a_bomb_goes_off_nowhere(kind: str, bomb: str) -> None:
    """Every reader gets every one, also those that were made for others, within the time of any test."""
    assert REAL[kind][0](BOMBS[bomb]) <= MOST_FINDINGS


def test_nothing_reads_archives_objects_or_entities() -> None:
    """So there is no ZIP bomb, no pickle and no XML entity to be afraid of: nothing here would open one."""
    opening = (
        "zipfile.ZipFile(",
        "tarfile",
        "pickle",
        "marshal",
        "shelve",
        "gzip",
        "bz2",
        "lzma",
        "xml.",
        "yaml.load(",
    )
    for path in (path for package in ("service", "devices", "roles") for path in (ROOT / package).rglob("*.py")):
        found = {one for one in opening if one in path.read_text()} - ALLOWED.get(
            path.relative_to(ROOT).as_posix(), frozenset()
        )
        assert not found, f"{path} could open {found}"


ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "service/web/export/package.py": frozenset({"zipfile.ZipFile("}),  # writes what is taken out
    "service/notify/cap/content.py": frozenset({"xml."}),  # writes CAP documents
    # A backup, which an operator names at the command line: no upload.
    "service/backup/archive.py": frozenset({"tarfile", "gzip"}),
    # What Trygg itself has put into its data folder; and it makes nothing but what the pure package `roles` has.
    "service/planning/kept.py": frozenset({"pickle"}),
}
