"""Devices as a table: what a CSV file says of each, with every problem and its line and column; and back. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from devices.family import OWN_BROKER
from devices.inventory import ANY_GESTURE, DEFAULT_KINDS, Device
from devices.merge import names_of
from devices.tells import usual_answers
from roles.sentence import Sentence
from service.access.device_facts import Known, wrong_with

LARGEST: Final = 1_000_000
"""Characters of a file."""
MOST_ROWS: Final = 1000
MOST_PROBLEMS: Final = 100
LISTED: Final = "|"
"""Between several names, gestures or abilities in one cell."""

COLUMNS: Final = (
    "device",
    "name",
    "holder",
    "place",
    "kinds",
    "answers",
    "known_as",
    "family",
    "broker",
    "model",
    "through",
    "reporting_time",
    "standing",
    "until",
)
_FORMULA: Final = ("=", "+", "-", "@", "'")


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong, and where: `line` counts from 1 (0: the whole file), `column` is a column's name or empty."""

    line: int
    column: str
    text: Sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What came of a file: devices, or problems."""

    devices: tuple[Device, ...] = ()
    problems: tuple[Problem, ...] = ()


class _CellError(ValueError):
    """A cell cannot be read."""

    def __init__(self, text: Sentence) -> None:
        super().__init__(text)
        self.text = text


def read_devices(text: str, office: str, had: Mapping[str, Device], known: Known, today: date) -> Read:
    """Read a file of devices; a column that it does not have leaves what is known.

    Args:
        text: the file.
        office: whose devices they are.
        had: the office's devices by name, as they are now.
        known: what the office's plan knows.
        today: the day on which it is read.
    """
    if len(text) > LARGEST:
        return Read(problems=(Problem(line=0, column="", text=Sentence("the file is too large; split it")),))
    try:
        rows = list(_rows(text))
    except csv.Error:
        line = text.count("\n") + 1
        return Read(problems=(Problem(line=line, column="", text=Sentence("this is no CSV; close its quotes")),))
    if not rows:
        return Read(
            problems=(Problem(line=0, column="", text=Sentence("the file is empty; its first line names the columns")),)
        )
    (at, header), *lines = rows
    columns = [cell.strip().casefold() for cell in header]
    if problems := tuple(islice(_of_header(at, columns), MOST_PROBLEMS)):
        return Read(problems=problems)
    if len(lines) > MOST_ROWS:
        return Read(
            problems=(
                Problem(
                    line=0, column="", text=Sentence("at most %(most)s devices at once; split the file", most=MOST_ROWS)
                ),
            )
        )
    reading = _Reading(office, had, known, today)
    for line, row in lines:
        reading.take(line, columns, row)
        if len(reading.problems) >= MOST_PROBLEMS:
            break
    return Read(devices=tuple(reading.devices), problems=tuple(reading.problems))


def write_devices(devices: Iterable[Device]) -> str:
    """Return devices as a file that `read_devices` reads back, and no spreadsheet takes for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for device in devices:
        writer.writerow([_guarded(cell) for cell in _cells(device)])
    return out.getvalue()


class _Reading:
    """Reads row after row, and keeps what it finds."""

    def __init__(self, office: str, had: Mapping[str, Device], known: Known, today: date) -> None:
        self.devices: list[Device] = []
        self.problems: list[Problem] = []
        self._office = office
        self._had = had
        self._known = known
        self._today = today
        self._lines: dict[str, int] = {}
        self._names: dict[str, int] = {}
        """In which line a name or an address stands first."""

    def take(self, line: int, columns: Sequence[str], row: Sequence[str]) -> None:
        """Read one row."""
        if len(row) > len(columns):
            self._add(
                line,
                "",
                Sentence("there are more cells than columns; put quotes around a text with the separator in it"),
            )
            return
        cells = {column: _plain(cell) for column, cell in zip(columns, row, strict=False)}
        name = cells.get("device", "")
        if (first := self._lines.setdefault(name, line)) != line:
            self._add(line, "device", Sentence("it stands in line %(line)s already", line=first))
            return
        device = self._had.get(name) or Device(
            office=self._office, device=name, name=name, answers=usual_answers(cells.get("family") or "native")
        )
        before = len(self.problems)
        for column, cell in cells.items():
            try:
                device = replace(device, **_said(column, cell, device))
            except _CellError as wrong:
                self._add(line, column, wrong.text)
        if len(self.problems) > before:
            return
        # What is known already may have run out; only what this file changes has to be right.
        wrong_facts = wrong_with(device, self._known, self._today) if device != self._had.get(name) else []
        for one in wrong_facts:
            self._add(line, one.field, one.text)
        taken = [first for name in names_of(device) if (first := self._names.setdefault(name, line)) != line]
        if taken:
            self._add(line, "known_as", Sentence("it stands in line %(line)s already", line=taken[0]))
        elif not wrong_facts:
            self.devices.append(device)

    def _add(self, line: int, column: str, text: Sentence) -> None:
        self.problems.append(Problem(line=line, column=column, text=text))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each row that says something; raises csv.Error."""
    body = text.removeprefix("\ufeff")
    first, _, rest = body.partition("\n")
    skipped = int(first.casefold().startswith("sep="))  # a spreadsheet's note to itself
    if skipped:
        body, first = rest, rest.partition("\n")[0]
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=max(";,\t", key=first.count), strict=True)
    before = skipped
    for row in reader:
        if any(cell.strip() for cell in row):
            yield before + 1, row
        before = skipped + reader.line_num


def _of_header(line: int, columns: Sequence[str]) -> Iterator[Problem]:
    for column in dict.fromkeys(columns):
        if column not in COLUMNS:
            shown = column[:64] if column.isprintable() else "\N{REPLACEMENT CHARACTER}"
            yield Problem(
                line=line,
                column="",
                text=Sentence(
                    "there is no column called %(word)s; there are: %(words)s", word=shown, words=", ".join(COLUMNS)
                ),
            )
        elif columns.count(column) > 1:
            yield Problem(line=line, column=column, text=Sentence("this column stands there twice"))
    if "device" not in columns:
        yield Problem(line=line, column="device", text=Sentence("the column device is needed"))


def _said(column: str, cell: str, device: Device) -> dict[str, Any]:
    """Return what a cell says of a device; raises _CellError."""
    match column:
        case "device":
            return {"device": cell}
        case "name":
            return {"name": cell or device.device}
        case "kinds":
            return {"kinds": _kinds(cell)}
        case "answers":
            usual = usual_answers(device.family)
            words = frozenset(_list(cell))
            return {"answers": usual if not cell else frozenset() if words == {"none"} else words}
        case "known_as":
            return {"known_as": tuple(_list(cell))}
        case "family":
            return {"family": cell or "native"}
        case "broker":
            return {"broker": cell or OWN_BROKER}
        case "standing":
            return {"standing": cell or "in_use"}
        case "reporting_time":
            return {"reporting_time": _seconds(cell)}
        case "until":
            return {"until": _day(cell)}
        case _:
            return {column: cell or None}


def _kinds(cell: str) -> Mapping[str, str]:
    kinds = {}
    for part in _list(cell):
        gesture, equals, kind = part.partition("=")
        if not equals:
            gesture, kind = ANY_GESTURE, part
        if gesture.strip() in kinds:
            raise _CellError(Sentence("a gesture stands there twice"))
        kinds[gesture.strip()] = kind.strip()
    return {**DEFAULT_KINDS, **kinds}


def _seconds(cell: str) -> timedelta | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 8):
        raise _CellError(Sentence("a reporting time is a whole number of seconds"))
    return timedelta(seconds=int(cell))


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise _CellError(Sentence("a day is written as 2026-11-28")) from None


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(LISTED) if part.strip()]


def _cells(device: Device) -> list[str]:
    kinds = [kind if gesture == ANY_GESTURE else f"{gesture}={kind}" for gesture, kind in device.kinds.items()]
    silent = device.reporting_time
    return [
        device.device,
        device.name,
        device.holder or "",
        device.place or "",
        LISTED.join(kinds),
        LISTED.join(sorted(device.answers)) or "none",
        LISTED.join(device.known_as),
        device.family,
        device.broker,
        device.model or "",
        device.through or "",
        "" if silent is None else str(int(silent.total_seconds())),
        device.standing,
        "" if device.until is None else device.until.isoformat(),
    ]


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
