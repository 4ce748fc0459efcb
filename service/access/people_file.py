"""A file of people → what it says of each, with every problem and its line. Pure.

It is CSV as spreadsheets write it: UTF-8, separated by `;` or `,`, the names of the columns in the first line. What
begins like a formula is a text here like any other.
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final
from unicodedata import normalize

from roles.word import is_slug
from service.access.door import LONGEST_LOGIN, plain_login
from service.access.rights import PROGRAMS, Grant, Role

LARGEST: Final = 10_000_000
"""Bytes of a file."""
MOST_LINES: Final = 100_000
LONGEST: Final = 200
"""Characters of a name or a subject."""
MOST_PROBLEMS: Final = 200
"""Problems that are told; whoever has mended these asks again."""

NEEDED: Final = ("login", "name", "roles")
COLUMNS: Final = (*NEEDED, "persons", "subject")


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong, and in which line; line 0 stands for the whole file."""

    line: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a line says of somebody; None: the file has no such column, and what is known stays."""

    line: int
    login: str
    name: str
    grants: frozenset[Grant]
    persons: Mapping[str, str] | None = None
    """Office → slug in its plan."""
    subject: str | None = None
    says_subject: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What came of a file."""

    people: tuple[Wanted, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_people(content: bytes, offices: Mapping[str, Collection[str] | None]) -> Read:
    """Read a file of people.

    Args:
        content: the file.
        offices: the offices there are, with the people whom each one's plan names (None: that is not known).
    """
    try:
        lines = list(_lines(_text(content)))
    except _UnreadableError as wrong:
        return Read(problems=(wrong.problem,))
    if not lines:
        return Read(problems=(Problem(line=0, text="the file is empty; its first line names the columns"),))
    (at, header), *rows = lines
    columns = [one.strip().casefold() for one in header]
    if in_header := tuple(_of_header(at, columns)):
        return Read(problems=in_header)
    reading = _Reading(columns, offices)
    for line, row in rows:
        if any(cell.strip() for cell in row):
            reading.take(line, row)
        if len(reading.problems) >= MOST_PROBLEMS:
            break
    return Read(people=tuple(reading.people), problems=tuple(reading.problems))


class _UnreadableError(Exception):
    """The file cannot be read at all."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.problem = Problem(line=line, text=text)


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise _UnreadableError(0, f"the file has more than {LARGEST // 1_000_000} MB")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _UnreadableError(0, "the file is UTF-16; save it as CSV UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise _UnreadableError(
            line, "the file is not UTF-8 (it looks like Latin-1 or Windows-1252); save it as CSV UTF-8"
        ) from None
    if "\0" in text:
        raise _UnreadableError(text.count("\n", 0, text.index("\0")) + 1, "the file has a NUL byte: it is no text")
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (number of its first line, cells) of each row; raises _UnreadableError."""
    first = text.split("\n", 1)[0]
    skipped = int(first.casefold().startswith("sep="))  # a spreadsheet's note to itself
    if skipped:
        text = text.partition("\n")[2]
        first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at = 1
    try:
        for row in reader:
            if at > MOST_LINES:
                raise _UnreadableError(at, f"the file has more than {MOST_LINES:,} lines")
            yield at + skipped, row
            at = reader.line_num + 1
    except csv.Error as wrong:
        raise _UnreadableError(at + skipped, f"this is no CSV: {wrong}") from None


def _of_header(at: int, columns: Sequence[str]) -> Iterator[Problem]:
    known = ", ".join(COLUMNS)
    for name in dict.fromkeys(columns):
        if name not in COLUMNS:
            meant = did_you_mean(name, COLUMNS)
            yield Problem(
                line=at, text=f"there is no column {name[:100]!r}{meant or '; take it out.'} Known are: {known}"
            )
        elif columns.count(name) > 1:
            yield Problem(line=at, text=f"the column {name} stands there twice")
    for name in NEEDED:
        if name not in columns:
            yield Problem(line=at, text=f"the column {name} is missing; the first line names the columns: {known}")


class _Reading:
    """Reads line by line, and remembers what must not come twice."""

    def __init__(self, columns: Sequence[str], offices: Mapping[str, Collection[str] | None]) -> None:
        self._columns = columns
        self._offices = offices
        self._first: dict[tuple[str, str], int] = {}
        self.people: list[Wanted] = []
        self.problems: list[Problem] = []

    def take(self, line: int, row: Sequence[str]) -> None:
        """Read one line."""
        if len(row) != len(self._columns):
            said = f"the line has {len(row)} cells, the first line {len(self._columns)}"
            self.problems.append(Problem(line=line, text=said))
            return
        cells = {name: normalize("NFC", cell.strip()) for name, cell in zip(self._columns, row, strict=True)}
        before = len(self.problems)
        for text in self._wrong_texts(cells):
            self.problems.append(Problem(line=line, text=text))
        persons = self._persons(line, cells["persons"]) if "persons" in cells else None
        one = Wanted(
            line=line,
            login=plain_login(cells["login"]),
            name=cells["name"],
            grants=frozenset(self._grants(line, cells["roles"])),
            persons=persons,
            subject=cells.get("subject") or None,
            says_subject="subject" in cells,
        )
        once = [("login", one.login), *(("person", f"{o}/{who}") for o, who in (persons or {}).items())]
        for what, name in [*once, *([("subject", one.subject)] if one.subject else [])]:
            first = self._first.setdefault((what, name), line)
            if first != line:
                self.problems.append(Problem(line=line, text=f"the {what} {name!r} stands in line {first} already"))
        if len(self.problems) == before:
            self.people.append(one)

    def _wrong_texts(self, cells: Mapping[str, str]) -> Iterator[str]:
        login = cells["login"]
        if not login or any(one.isspace() or not one.isprintable() for one in login):
            yield f"{login[:100]!r} is no login name: it is one word, without invisible characters"
        elif len(login.casefold()) > LONGEST_LOGIN:
            yield f"a login name has at most {LONGEST_LOGIN} characters"
        for what in ("name", "subject"):
            if len(cells.get(what, "")) > LONGEST or not cells.get(what, "").isprintable():
                yield f"a {what} has at most {LONGEST} characters, none of them invisible and no new line"
        if not cells["name"]:
            yield "the name is missing"

    def _grants(self, line: int, words: str) -> Iterator[Grant]:
        for word in words.replace(",", " ").replace("|", " ").split():
            role_word, at, office = word.partition("@")
            role = next((one for one in Role if one.value == role_word.replace("-", "_").casefold()), None)
            if role is None or role in PROGRAMS:
                known = [one.value for one in Role if one not in PROGRAMS]
                said = f"there is no role {role_word[:100]!r}{did_you_mean(role_word, known) or '.'}"
                self.problems.append(Problem(line=line, text=f"{said} There are: {', '.join(known)}"))
            elif at and office not in self._offices:
                self._no_office(line, office)
            else:
                yield Grant(role=role, office=office or None)

    def _persons(self, line: int, words: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for word in words.replace(",", " ").replace("|", " ").split():
            office, _, slug = word.partition("/")
            there = self._offices.get(office)
            if not (is_slug(office) and is_slug(slug)) or office in found:
                said = f"{word[:100]!r} names nobody in a plan; write office and person like as/bo, one of each office"
                self.problems.append(Problem(line=line, text=said))
            elif office not in self._offices:
                self._no_office(line, office)
            elif there is not None and slug not in there:
                said = f"the plan of {office} names no {slug[:100]!r}{did_you_mean(slug, there) or '.'}"
                self.problems.append(Problem(line=line, text=said))
            else:
                found[office] = slug
        return found

    def _no_office(self, line: int, office: str) -> None:
        said = f"there is no office {office[:100]!r}{did_you_mean(office, self._offices) or '.'}"
        self.problems.append(Problem(line=line, text=said))


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return the end of a sentence that names what was perhaps meant; "" when nothing is like it."""
    close = get_close_matches(word[:100], list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
