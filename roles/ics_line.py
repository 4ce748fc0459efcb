"""iCalendar text → its content lines, unfolded, each with the number of the line it begins on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from icalendar.parser import Contentline

from roles.plan import Finding, Severity
from roles.sentence import Sentence

LARGEST: Final = 2_000_000
"""Characters of a calendar that are read; a year of shifts of fifty people is below a million."""

LONGEST: Final = 20_000
"""Characters of one line, unfolded: a list of every day of twenty years."""

MOST_EVENTS: Final = 5_000
MOST_FINDINGS: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One content line: its first line's number, its name and parameters in capitals, and its value."""

    number: int
    name: str
    params: Mapping[str, str]
    value: str


@dataclass(slots=True)
class Remarks:
    """What has been found wrong with a calendar so far."""

    source: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, line: int, message: Sentence, remedy: Sentence, severity: Severity = "error") -> None:
        """Note one finding, unless there are too many already."""
        if len(self.findings) < MOST_FINDINGS:
            found = Finding(
                code=code,
                severity=severity,
                message=message,
                line=line,
                column=1,
                remedy=remedy,
                source=self.source,
            )
            self.findings.append(found)


@dataclass(slots=True)
class Event:
    """The lines of one event, and where it begins."""

    number: int
    lines: dict[str, list[Line]] = field(default_factory=dict)

    def one(self, name: str) -> Line | None:
        """Return the first line of a name."""
        return next(iter(self.lines.get(name, ())), None)

    def every(self, name: str) -> list[Line]:
        """Return all lines of a name."""
        return self.lines.get(name, [])


@dataclass(slots=True)
class Calendar:
    """The events of a calendar, and what its own time zones are also called."""

    events: list[Event] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)


def read_lines(text: str, remarks: Remarks) -> Calendar:
    """Return the events of a calendar; whatever is wrong with its form is remarked."""
    calendar = Calendar()
    if len(text) > LARGEST:
        message = Sentence(
            "The calendar has %(length)s characters; at most %(most)s are read.", length=len(text), most=LARGEST
        )
        remarks.add("I001", 1, message, Sentence("Export a shorter time, or one roster alone."))
        return calendar
    stack: list[str] = []
    event, zone, begun = Event(0), "", False
    for line in _lines(text, remarks):
        here = stack[-1] if stack else ""
        if line.name == "BEGIN":
            stack.append(line.value.strip().upper())
            begun = begun or stack[-1] == "VCALENDAR"
            if stack[-1] == "VEVENT":
                event = Event(line.number)
                if len(calendar.events) >= MOST_EVENTS:
                    message = Sentence("The calendar has more than %(most)s events.", most=MOST_EVENTS)
                    remarks.add("I001", line.number, message, Sentence("Export a shorter time, or one roster alone."))
                    break
        elif line.name == "END":
            if here != line.value.strip().upper():
                message = Sentence("Here ends %(what)s, which has not begun.", what=line.value[:40])
                remarks.add("I002", line.number, message, Sentence("Export the calendar again; the file is damaged."))
                return calendar
            if stack.pop() == "VEVENT":
                calendar.events.append(event)
        elif here == "VEVENT":
            event.lines.setdefault(line.name, []).append(line)
        elif here == "VTIMEZONE":
            zone = line.value if line.name == "TZID" else zone
            if line.name == "X-LIC-LOCATION":
                calendar.zones[zone] = line.value
    _see_the_end(text, begun, stack, remarks)
    return calendar


def _see_the_end(text: str, begun: bool, stack: list[str], remarks: Remarks) -> None:
    if not begun:
        message = Sentence("This is no iCalendar file: no BEGIN:VCALENDAR stands in it.")
        remarks.add("I002", 1, message, Sentence("Export the roster as iCalendar (.ics)."))
    elif stack and not remarks.findings:
        message = Sentence("The file ends in the middle of %(what)s.", what=stack[-1][:40])
        remarks.add("I002", text.count("\n") + 1, message, Sentence("Export the calendar again; the file is damaged."))


def _lines(text: str, remarks: Remarks) -> Iterator[Line]:
    for number, content in _unfolded(text):
        if len(content) > LONGEST:
            message = Sentence("This line has more than %(most)s characters.", most=LONGEST)
            remarks.add("I001", number, message, Sentence("Export the calendar again, for a shorter time."))
            continue
        try:
            name, params, value = Contentline(content).parts()  # type: ignore[no-untyped-call]
        except ValueError:
            message = Sentence("This line is no line of a calendar: it has no name, or no colon.")
            remarks.add("I002", number, message, Sentence("Export the calendar again; the file is damaged."))
            continue
        told = {str(key).upper(): one if isinstance(one, str) else ",".join(one) for key, one in params.items()}
        yield Line(number=number, name=str(name).upper(), params=told, value=str(value))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield each content line in one piece: a line that begins with a space or a tab goes on the one before."""
    pieces: list[str] = []
    begin = 1
    for number, raw in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if raw[:1] in {" ", "\t"} and pieces:
            pieces.append(raw[1:])
            continue
        if pieces:
            yield begin, "".join(pieces)
        begin, pieces = number, [raw] if raw.strip() else []
    if pieces:
        yield begin, "".join(pieces)
