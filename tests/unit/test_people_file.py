"""A file of people: read as spreadsheets write it, each problem with its line; nothing wrong gets through."""

import csv
import io
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.access.people_file import LARGEST, MOST_LINES, Read, read_people
from service.access.rights import Grant, Role

OFFICES = {"as": ("anna", "bo"), "fjellvik": None}
LEAD = Grant(role=Role.LEAD, office="as")


def _read(text: str) -> Read:
    return read_people(text.encode(), OFFICES)


def _problem(text: str | bytes) -> str:
    read = read_people(text if isinstance(text, bytes) else text.encode(), OFFICES)
    assert not [one for one in read.people if not read.problems]
    (problem,) = read.problems
    return f"{problem.line}: {problem.text}"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(mark: str, end: str, delimiter: str) -> None:
    """With or without a mark, any of three separators and two ends of a line, columns in any order."""
    rows = [
        ["Name", "LOGIN", "roles", "persons", "subject"],
        ["Bo Ek", "BO", "lead@as security", "as/bo", ""],
        [""] * 5,
    ]
    text = end.join(delimiter.join(row) for row in rows) + end
    read = _read(mark + text)
    assert read.problems == ()
    (bo,) = read.people
    assert (bo.line, bo.login, bo.name, bo.persons, bo.subject) == (2, "bo", "Bo Ek", {"as": "bo"}, None)
    assert bo.grants == {LEAD, Grant(role=Role.SECURITY, office=None)}


def test_what_begins_like_a_formula_is_a_text() -> None:
    """It stays as it was written: nothing here works anything out."""
    read = _read('login,name,roles\nbo,"=1+1",lead@as\nida,@Ida,lead@as\neva,-Eva,lead@as\n')
    assert [one.name for one in read.people] == ["=1+1", "@Ida", "-Eva"]


def test_a_new_line_in_quotes_is_counted_and_refused_in_a_name() -> None:
    """The line that is told is the one in which the person begins."""
    read = _read('login,name,roles\nbo,"Bo\nEk",lead@as\nida,Ida,boss@as\n')
    assert [one.line for one in read.problems] == [2, 4]
    assert "new line" in read.problems[0].text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0: the file is empty"),
        ("login;name\n", "1: the column roles is missing"),
        ("login;name;roles;role\n", "1: there is no column 'role'; did you mean 'roles'?"),
        ("login;name;roles;roles\n", "twice"),
        ("login;name;roles\nbo;Bo\n", "2: the line has 2 cells, the first line 3"),
        ("login;name;roles\n;Bo;lead@as\n", "2: '' is no login name"),
        ("login;name;roles\nb o;Bo;lead@as\n", "2: 'b o' is no login name"),
        (f"login;name;roles\n{'x' * 65};Bo;lead@as\n", "at most 64"),
        ("login;name;roles\nbo;;lead@as\n", "2: the name is missing"),
        ("login;name;roles\nbo;Bo\x1b[2J;lead@as\n", "invisible"),
        ("login;name;roles\nbo;Bo;leed@as\n", "did you mean 'lead'?"),
        ("login;name;roles\nbo;Bo;directory\n", "there is no role 'directory'"),
        ("login;name;roles\nbo;Bo;lead@fjelvik\n", "did you mean 'fjellvik'?"),
        ("login;name;roles;persons\nbo;Bo;lead@as;as/boo\n", "did you mean 'bo'?"),
        ("login;name;roles;persons\nbo;Bo;lead@as;bo\n", "'bo' names nobody in a plan"),
        ("login;name;roles;persons\nbo;Bo;lead@as;as/bo as/anna\n", "one of each office"),
        ("login;name;roles\nbo;Bo;lead@as\nBO;Bo;lead@as\n", "3: the login 'bo' stands in line 2 already"),
        ("login;name;roles;persons\nbo;Bo;;as/bo\neva;Eva;;as/bo\n", "3: the person 'as/bo' stands in line 2"),
        ("login;name;roles;subject\nbo;Bo;;x\neva;Eva;;x\n", "3: the subject 'x' stands in line 2"),
        ('login;name;roles\nbo;"Bo;lead@as\n', "2: this is no CSV"),
        ("login;name;roles\nbo;Bo\0;lead@as\n", "2: the file has a NUL byte"),
        ("sep=;\nlogin;name;roles\nbo;Bo\n", "3: the line has 2 cells"),
    ],
)
def test_each_problem_is_told_with_its_line(text: str, said: str) -> None:
    """What is wrong, where, and what was perhaps meant."""
    assert said in _problem(text)


def test_files_in_other_letters_are_refused_in_words() -> None:
    """Latin-1 and UTF-16 would make wrong names of right ones."""
    assert "2: the file is not UTF-8 (it looks like Latin-1" in _problem(
        "login;name;roles\nåsa;Åsa;lead@as\n".encode("latin-1")
    )
    assert "UTF-16" in _problem("login;name;roles\n".encode("utf-16"))


def test_a_file_has_bounds() -> None:
    """Bytes, lines and the length of one cell: whatever is larger is refused, and quickly."""
    assert "10 MB" in _problem(b"x" * (LARGEST + 1))
    assert "100,000 lines" in _problem("login;name;roles\n" + "\n" * MOST_LINES)
    assert "no CSV" in _problem("login;name;roles\nbo;" + "x" * 200_000 + ";lead@as\n")
    many = read_people(b"login;name;roles\n" + b"b o;B;x\n" * 10_000, OFFICES)
    assert len(many.problems) < 1000


_cell = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)
_names = _cell.filter(lambda one: one.strip().isprintable() and bool(one.strip()))
_logins = st.from_regex(r"[a-z][a-z0-9.@=+-]{0,20}", fullmatch=True)
_people = st.lists(st.tuples(_logins, _names), min_size=1, max_size=6, unique_by=lambda one: one[0])


@given(_people, st.sampled_from(",;"))
@example([("a", "\uf900")], ",")  # a compatibility character whose composed form is another one
@example([("a", "A\u030asa")], ",")
def test_what_a_spreadsheet_writes_comes_back_as_it_was(people: list[tuple[str, str]], delimiter: str) -> None:
    """Quotes, separators and formulas in names change nothing; a name is spelled one way (NFC), as a login is."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(["login", "name", "roles"])
    writer.writerows([login, name, "lead@as"] for login, name in people)
    read = _read(written.getvalue())
    assert read.problems == ()
    assert [(one.login, one.name) for one in read.people] == [
        (login, normalize("NFC", name.strip())) for login, name in people
    ]


@given(
    st.binary(max_size=200)
    | st.text(st.sampled_from('login;name,roles\n"\r@/=\ufeff\0a '), max_size=80).map(str.encode)
)
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    """They are people or problems; whoever is read has a login and a name."""
    for head in (b"", b"login;name;roles\n"):
        read = read_people(head + content, OFFICES)
        assert all(one.login and one.name for one in read.people)
        assert all(0 <= one.line <= 300 and one.text for one in read.problems)
