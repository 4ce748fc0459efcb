"""Reading words: all that Babel reads of the shipped files, and nothing skipped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.catalogue import Word, words_of
from service.web.i18n import LOCALE, load, path_of
from service.web.messages import read_catalogue


@pytest.mark.parametrize("lang", ["sv", "nb"])
def test_the_words_are_those_that_babel_reads(lang: str) -> None:
    """Texts, places and marks of every entry, in their order, are what the library that writes the file reads of it."""
    read = list(words_of(path_of(LOCALE, lang).read_text(encoding="utf-8")))
    known = [
        Word(str(one.id), str(one.string), tuple(file for file, _ in one.locations), one.fuzzy)
        for one in read_catalogue(LOCALE, lang)
        if one.id
    ]
    assert read == known
    assert len(read) > 1_000
    assert load().translations[lang] == {one.msgid: one.text for one in read if one.text and not one.fuzzy}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped.replace(chr(13), chr(92) + "r")}"'


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]), min_size=1),
            st.text(max_size=3, alphabet='\\"\n\t\rn'),
        ),
        max_size=4,
    )
)
def test_what_was_escaped_is_what_was_meant(written: list[tuple[str, str]]) -> None:
    """Whatever stands in a text, quotes and strokes included, comes back as it was."""
    entries = "".join(f"#: a.py\nmsgid {_quoted(one)}\nmsgstr {_quoted(two)}\n\n" for one, two in written)
    read = list(words_of('msgid ""\nmsgstr "head"\n\n' + entries))
    assert [(one.msgid, one.text) for one in read] == written


def test_lines_places_and_marks_are_read() -> None:
    """A text over several lines is one; a fuzzy one says so; places lose their lines; what is obsolete is no text."""
    text = (
        'msgid ""\nmsgstr ""\n"Language: sv\\n"\n\n'
        "#. for whoever translates\n#: a.py:3 b/c.js\n#, fuzzy, python-format\n"
        'msgid ""\n"one "\n"line"\nmsgstr "en rad"\n\n'
        '#~ msgid "gone"\n#~ msgstr "borta"\n'
    )
    assert list(words_of(text)) == [Word("one line", "en rad", ("a.py", "b/c.js"), True)]


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ('msgid "a"\nmsgstr "b"\n\nmsgid "c"\n', 4),
        ('msgctxt "here"\nmsgid "a"\nmsgstr "b"\n', 1),
        ('msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\n', 1),
        ('msgid "a"\nmsgstr "b"\n\nnonsense\n', 4),
        ('msgid "a\nmsgstr "b"\n', 1),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(wrong: str, line: int) -> None:
    """Half an entry, a context, a plural, and what is neither text nor comment are errors, and never left out."""
    with pytest.raises(ValueError, match=f"line {line} "):
        list(words_of(wrong))
