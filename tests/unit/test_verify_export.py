"""The offline verifier: a program that shares nothing with Trygg finds whatever was done to an exported record."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from parts.history import History, random_history
from service.alarm.states import Mode
from service.timeline.chain import export
from service.timeline.entry import Entry, Head
from service.timeline.extract import Extract, as_json, strangers
from service.timeline.modes import Modes

PROGRAM = Path(__file__).parents[2] / "service" / "web" / "export" / "verify_export.py"
Told = dict[str, Any]


def _entries(seed: int = 7) -> list[Entry]:
    return [entry for written in random_history(Random(seed), 40) for entry in written]


def _extract(seed: int = 7) -> Extract:
    """Take an alarm that others have been open beside."""
    entries = _entries(seed)
    spans: dict[str, list[int]] = {}
    for entry in entries:
        spans.setdefault(str(entry.alarm), []).append(entry.position)
    alarm = max(spans, key=lambda one: max(spans[one]) - min(spans[one]) - len(spans[one]))
    first, last = min(spans[alarm]), max(spans[alarm])
    head = Head(office="as", position=entries[-1].position, hash=entries[-1].hash)
    between = entries[first - 1 : last]
    earlier = [one for one in entries[: first - 1] if one.alarm in strangers(between, alarm)]
    return Extract(alarm=alarm, entries=between, head=head, at=entries[-1].at, earlier=earlier)


def _run(folder: Path, content: str, *more: str) -> tuple[int, str]:
    file = folder / "export.json"
    file.write_text(content, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(file), *more], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def _told(folder: Path, told: Told, *more: str) -> tuple[int, str]:
    return _run(folder, json.dumps(told, ensure_ascii=False), *more)


def test_an_untouched_export_holds(tmp_path: Path) -> None:
    """It says from where to where, of which alarm, and the hash to compare."""
    extract = _extract()
    assert len(extract.entries) > len(extract.own) > 2, "others have been open beside it"
    code, said = _told(tmp_path, as_json(extract))
    assert code == 0, said
    assert said.startswith(f"HOLDS: entries {extract.entries[0].position} to {extract.sealed.position} of as")
    assert f"{extract.sealed.position}:{extract.sealed.hash}" in said


def test_what_belongs_to_another_matter_goes_along_without_its_words() -> None:
    """Its place in the chain is there, and nobody's name."""
    extract = _extract()
    told = as_json(extract)
    others = [one for one in told["entries"] if one["alarm"] != extract.alarm]
    assert others
    assert {one["personal"] for one in others} == {None}
    assert all(one["mode"] in ("actual", "drill", "test") for one in others)


def _change(told: Told) -> None:
    told["entries"][2]["facts"]["zone"] = "elsewhere"


def _remove(told: Told) -> None:
    del told["entries"][2]


def _remove_and_renumber(told: Told) -> None:
    gone = told["entries"].pop(2)
    told["positions"] = [one for one in told["positions"] if one != gone["position"]]


def _remove_the_end(told: Told) -> None:
    gone = told["entries"].pop()
    told["positions"] = [one for one in told["positions"] if one != gone["position"]]


def _insert(told: Told) -> None:
    told["entries"].insert(2, dict(told["entries"][1]))


def _reorder(told: Told) -> None:
    told["entries"][1], told["entries"][2] = told["entries"][2], told["entries"][1]


def _other_words(told: Told) -> None:
    named = next(one for one in told["entries"] if one["personal"])
    named["personal"]["content"] = {**named["personal"]["content"], "words": "never said"}


def _other_salt(told: Told) -> None:
    named = next(one for one in told["entries"] if one["personal"])
    named["personal"]["salt"] = "0" * 31 + "1"


def _words_where_there_were_none(told: Told) -> None:
    bare = next(one for one in told["entries"] if one["personal_digest"] is None)
    bare["personal"] = {"salt": "0" * 32, "content": {"words": "never said"}}


def _as_a_drill(told: Told) -> None:
    for one in told["entries"]:
        one["mode"] = "drill" if one["mode"] == "actual" else "actual"


def _as_another_mode(told: Told) -> None:
    told["mode"] = "test"


def _another_end(told: Told) -> None:
    told["sealed"]["hash"] = "0" * 64


def _another_alarm(told: Told) -> None:
    told["alarm"] = "a-other"


def _more_in_it(told: Told) -> None:
    told["entries"][0]["remark"] = "harmless"


@pytest.mark.parametrize(
    "harm",
    [
        _change,
        _remove,
        _remove_and_renumber,
        _remove_the_end,
        _insert,
        _reorder,
        _other_words,
        _other_salt,
        _words_where_there_were_none,
        _as_a_drill,
        _as_another_mode,
        _another_end,
        _another_alarm,
        _more_in_it,
    ],
)
def test_whatever_was_done_to_it_is_found(tmp_path: Path, harm: Callable[[Told], None]) -> None:
    """Changed, removed, inserted, moved, other words, another mode: it does not hold, and says where."""
    told = as_json(_extract())
    harm(told)
    code, said = _told(tmp_path, told)
    assert code == 1, said
    assert said.startswith("DOES NOT HOLD: ")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "no JSON",
        '{"entries": []}',
        '{"entries": [{}]}',
        '{"entries": [1.5]}',
        '{"entries": [NaN]}',
        "7",
    ],
)
def test_what_is_no_export_does_not_hold(tmp_path: Path, content: str) -> None:
    """Neither does it end in a traceback."""
    code, said = _run(tmp_path, content)
    assert (code, said[:14]) == (1, "DOES NOT HOLD:"), said


def test_a_key_that_is_there_twice_is_two_records_in_one(tmp_path: Path) -> None:
    """One reader would take the first, another the second."""
    text = json.dumps(as_json(_extract())).replace('"event":', '"event": "AlarmCancelled", "event":', 1)
    assert _run(tmp_path, text)[0] == 1


def test_the_lines_of_a_whole_record_are_checked_from_its_first_entry(tmp_path: Path) -> None:
    """As `trygg timeline export` prints them; one of another office, or without its beginning, is none."""
    entries, modes = _entries(), Modes()
    lines = [json.dumps(export(one, modes.of(one)), ensure_ascii=False) for one in entries]
    assert _run(tmp_path, "\n".join(lines))[0] == 0
    assert _run(tmp_path, "\n".join([*lines[:3], *lines[4:]]))[0] == 1
    assert _run(tmp_path, "\n".join(lines).replace('"office": "as"', '"office": "bs"'))[0] == 1


def test_an_anchor_tells_a_record_that_was_written_anew(tmp_path: Path) -> None:
    """The whole chain forged is whole; the hash that was written down elsewhere is another one."""
    told = as_json(_extract())
    real = f"{told['sealed']['position']}:{told['sealed']['hash']}"
    assert _told(tmp_path, told, "--anchor", real)[0] == 0
    forged = as_json(_extract(seed=11))
    assert _told(tmp_path, forged)[0] == 0
    assert _told(tmp_path, forged, "--anchor", real)[0] == 1
    assert _told(tmp_path, told, "--anchor")[0] == 2


def test_an_erased_name_breaks_nothing(tmp_path: Path) -> None:
    """Names and words go with their salt, and the chain holds as before."""
    extract = _extract()
    erased = replace(extract, entries=[replace(one, personal=None) for one in extract.entries])
    assert _told(tmp_path, as_json(erased))[0] == 0


def test_a_drill_says_in_each_line_that_it_is_one(tmp_path: Path) -> None:
    """And the file as a whole does."""
    history = History()
    entries = history.press(Random(3), zone="room-114", mode=Mode.DRILL)
    alarm = str(entries[0].alarm)
    told = as_json(Extract(alarm=alarm, entries=entries, head=history.head, at=history.at))
    assert told["mode"] == "drill"
    assert {one["mode"] for one in told["entries"]} == {"drill"}
    code, said = _told(tmp_path, told)
    assert (code, "(DRILL)" in said) == (0, True)


def test_it_shares_nothing_with_trygg_and_can_be_read_in_one_go() -> None:
    """What every Python brings, and no more than a hundred and fifty lines."""
    text = PROGRAM.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    tree = ast.parse(text)
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported == {"hashlib", "json", "re", "sys", "typing"}
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))
