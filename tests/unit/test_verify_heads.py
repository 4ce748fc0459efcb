"""Signed heads: what was cut off or written anew is found, by Trygg and by a programme that shares nothing with it."""

import ast
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from parts.head_keys import AT, PROGRAM, as_lines, checks, head_of, put
from parts.history import random_history
from service.notify.heads.key import HeadKey, KeyFileError, checked, make_key
from service.notify.heads.shelf import Shelf, lines_in, name_of
from service.settings import SLUG
from service.timeline.chain import seal
from service.timeline.entry import Entry, Head
from service.timeline.extract import Extract, as_json
from service.timeline.sealed_head import HeadError, head_to_sign, key_to_sign, owed, read, sealed

HEAD = Head(office="*", position=7, hash="0" * 64)


def _entries() -> list[Entry]:
    return [entry for written in random_history(Random(11), 40) for entry in written]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A record, the heads that left it at three entries, and the key they were signed with."""

    entries: list[Entry]
    folder: Path
    key: HeadKey

    def found(self, entries: list[Entry]) -> tuple[str | None, int, str]:
        """Return what Trygg says of a record now (None: it holds), and what the programme does."""
        heads = checked(lines_in(self.folder / "heads"), {self.key.public})
        flaw = owed("as", {one.position: one.hash for one in entries}, heads)
        record = self.folder / "record.jsonl"
        record.write_text(as_lines(entries))
        code, said = checks(self.folder / "heads", record, self.key.public)
        return (flaw.code if flaw else None), code, said


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """Heads at a third, at two thirds, and at the end."""
    entries, key, shelf = _entries(), make_key(tmp_path / "heads.key"), Shelf(tmp_path / "heads")
    for place in (len(entries) // 3, 2 * len(entries) // 3, len(entries)):
        put(shelf, key, entries[place - 1])
    return Kept(entries=entries, folder=tmp_path, key=key)


def _anew(entries: list[Entry], first: int) -> list[Entry]:
    """Write a record anew from an entry on, as whoever owns the database can: every hash of it fits."""
    made = entries[:first]
    for entry in entries[first:]:
        changed = replace(entry, at=entry.at.replace(microsecond=7), previous=made[-1].hash if made else entry.previous)
        made.append(replace(changed, hash=seal(changed)))
    return made


def test_a_record_that_nobody_touched_holds_every_head(kept: Kept) -> None:
    """Both say so, and the programme says how far."""
    assert kept.found(kept.entries) == (
        None,
        0,
        f"HOLDS: 3 heads of as, the last of entry {kept.entries[-1].position}\n",
    )


def test_entries_after_the_last_head_are_owed_to_none(kept: Kept) -> None:
    """A record goes on growing."""
    last = head_of(kept.entries[-3])
    put(Shelf(kept.folder / "early"), kept.key, kept.entries[-3])
    heads = checked(lines_in(kept.folder / "early"), {kept.key.public})
    assert heads[0].head == last
    assert owed("as", {one.position: one.hash for one in kept.entries}, heads) is None


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda entries: entries[:-1], "cut"),
        (lambda entries: entries[: len(entries) // 2], "cut"),
        (lambda entries: _anew(entries, 0), "anchor"),
        (lambda entries: _anew(entries, len(entries) - 1), "anchor"),
        (lambda entries: _anew(entries, len(entries) // 2)[:-2], "anchor"),
    ],
    ids=["last-gone", "half-gone", "all-anew", "last-anew", "half-anew-and-shorter"],
)
def test_what_no_chain_shows_is_found(kept: Kept, spoil: Callable[[list[Entry]], list[Entry]], code: str) -> None:
    """A tail that was cut off, and a record that was written anew with every hash right."""
    said_code, exit_code, said = kept.found(spoil(kept.entries))
    assert (said_code, exit_code) == (code, 1)
    assert "DOES NOT HOLD" in said


def test_heads_that_somebody_else_signed_prove_nothing(kept: Kept, tmp_path: Path) -> None:
    """Whoever writes the record anew can sign with a key of her own; it is not the one that was written down."""
    forged, other = _anew(kept.entries, 0), make_key(tmp_path / "other.key")
    shelf = Shelf(tmp_path / "forged")
    put(shelf, other, forged[-1])
    record = tmp_path / "forged.jsonl"
    record.write_text(as_lines(forged))
    assert checks(tmp_path / "forged", record, kept.key.public)[0] == 1
    with pytest.raises(HeadError, match="nobody's here"):
        checked(lines_in(tmp_path / "forged"), {kept.key.public})
    # Nor does it help to say that the old key had handed over to it.
    shelf.keep("_keys/0001.json", other.line(key_to_sign(kept.key.public, other.public, AT)))
    assert checks(tmp_path / "forged", record, kept.key.public)[0] == 1
    with pytest.raises(HeadError):
        checked(lines_in(tmp_path / "forged"), {kept.key.public})


def test_a_key_that_follows_another_is_believed(kept: Kept, tmp_path: Path) -> None:
    """With the first key alone, over two changes, in whatever order the files are read."""
    second, third = make_key(tmp_path / "second.key"), make_key(tmp_path / "third.key")
    shelf = Shelf(kept.folder / "heads")
    shelf.keep("_keys/0001.json", second.line(key_to_sign(second.public, third.public, AT)))
    shelf.keep("_keys/0002.json", kept.key.line(key_to_sign(kept.key.public, second.public, AT)))
    put(Shelf(kept.folder / "heads" / "later"), third, kept.entries[-2])
    assert kept.found(kept.entries)[:2] == (None, 0)
    assert len(checked(lines_in(kept.folder / "heads"), {kept.key.public})) == 4


def test_a_mail_that_was_saved_is_read(kept: Kept, tmp_path: Path) -> None:
    """Other lines around the heads are passed over."""
    mail = tmp_path / "mail.eml"
    heads = "".join((kept.folder / "heads" / name).read_text() for name in Shelf(kept.folder / "heads").names())
    mail.write_text(f"Subject: heads\r\n\r\nKeep this mail.\r\n\r\n{heads}\r\n--\r\n")
    record = tmp_path / "record.jsonl"
    record.write_text(as_lines(kept.entries))
    assert checks(mail, record, kept.key.public)[0] == 0


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=40)
def test_one_changed_bit_of_a_head_is_found(place: int, bit: int) -> None:
    """Whatever of the line is changed, it is none, or its signature is wrong."""
    key = HeadKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
    line = key.line(head_to_sign(head_of(_entries()[-1]), AT, "daily", key.public))
    spoiled = bytearray(line.rstrip(b"\n"))
    spoiled[place % len(spoiled)] ^= 1 << bit
    with pytest.raises(HeadError):
        checked([spoiled.decode("latin-1")], {key.public})


@given(st.text(max_size=300) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    """It is a head, or the error says that it is none."""
    with pytest.raises(HeadError):
        read(text)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    """One that is there stays; a file that is something else is never replaced."""
    made = make_key(tmp_path / "heads.key")
    assert (tmp_path / "heads.key").stat().st_mode & 0o777 == 0o600
    assert make_key(tmp_path / "heads.key").public == made.public
    assert make_key(tmp_path / "heads.key", replace=True).public != made.public
    (tmp_path / "heads.key").write_text("no key")
    with pytest.raises(KeyFileError, match="no key"):
        make_key(tmp_path / "heads.key")
    assert (tmp_path / "heads.key").read_text() == "no key"


def test_a_head_that_was_kept_is_never_written_over(tmp_path: Path) -> None:
    """Not even by a node that has gone mad."""
    shelf = Shelf(tmp_path)
    shelf.keep("as/0000000001.json", b"one")
    shelf.keep("as/0000000001.json", b"one")
    with pytest.raises(OSError, match="exists"):
        shelf.keep("as/0000000001.json", b"two")
    assert [path.read_bytes() for path in tmp_path.rglob("*.json")] == [b"one"]


def test_a_file_of_one_alarm_is_compared_with_the_heads_of_its_entries(kept: Kept, tmp_path: Path) -> None:
    """Those before and after it say nothing of it; one that is not its own is found; with none nothing is proven."""
    alarm = kept.entries[0].alarm
    assert alarm is not None
    last = max(one.position for one in kept.entries if one.alarm == alarm)
    assert last < kept.entries[-1].position, "there is a head after it"
    extract = Extract(alarm=alarm, entries=kept.entries[:last], head=head_of(kept.entries[-1]), at=kept.entries[-1].at)
    file = tmp_path / "alarm.json"
    file.write_text(json.dumps(as_json(extract), ensure_ascii=False, indent=1) + "\n")
    late, inside = tmp_path / "late", tmp_path / "inside"
    put(Shelf(late), kept.key, kept.entries[-1])
    code, said = checks(late, file, kept.key.public)
    assert (code, "nothing is proven" in said) == (1, True)
    put(Shelf(inside), kept.key, kept.entries[last - 1])
    put(Shelf(inside), kept.key, kept.entries[-1])
    assert checks(inside, file, kept.key.public) == (0, f"HOLDS: 1 heads of as, the last of entry {last}\n")
    put(Shelf(inside / "more"), kept.key, _anew(kept.entries[:last], last - 1)[-1])
    code, said = checks(inside, file, kept.key.public)
    assert (code, "written anew" in said) == (1, True)


def test_the_record_of_access_has_a_folder_that_every_disk_takes(tmp_path: Path) -> None:
    """Its sign is none that a share of another system takes, and no office is called as the folder is."""
    key, shelf = make_key(tmp_path / "k"), Shelf(tmp_path / "heads")
    told = head_to_sign(HEAD, AT, "daily", key.public)
    shelf.keep(name_of(sealed(told)), key.line(told))
    assert [path.name for path in (tmp_path / "heads").iterdir()] == ["_access"]
    last = shelf.last("*")
    assert last is not None
    assert last.head == HEAD
    assert not re.fullmatch(SLUG, "_access")


def test_the_programme_shares_nothing_with_trygg() -> None:
    """It imports what Python brings, and is short enough to be read."""
    text = PROGRAM.read_text()
    imported = {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported == {"hashlib", "json", "pathlib", "sys", "typing"}
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(ast.parse(text)))
    assert text.count("\n") <= 160
