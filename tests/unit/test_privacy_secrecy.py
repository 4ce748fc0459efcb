"""A masked copy shows nothing that is masked, says why of each mask, and fits the record's hashes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alarm.actor import Actor
from service.privacy.secrecy import Masks, disclosed, flaws, persons_of, still_named
from service.timeline.chain import digest_of, link, start
from service.timeline.entry import Draft, Entry, Head, Personal

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAMES = {"p-anna": "Anna Berg", "p-bo": "Bo Lind"}
GROUNDS = ("OSL 21 kap. 7 §", "OSL 26 kap. 1 §")


def record() -> list[Entry]:
    """Return an alarm of six entries: each names one or two, three have words."""
    head, made = Head(office="as", position=0, hash=start("as")), []
    for number in range(1, 7):
        names = dict(list(NAMES.items())[: 1 + number % 2])
        words = {"words": f"said number {number}"} if number % 2 else {}
        entry = link(
            head,
            Draft(
                at=AT + timedelta(seconds=number),
                event="ResponderAccepted",
                alarm="al-1",
                actor=Actor(via="api", who="p-anna"),
                facts={"responder": "p-anna"},
                personal={"names": names, **words},
            ),
            salt=f"{number:032x}",
        )
        head = Head(office="as", position=number, hash=entry.hash)
        made.append(entry)
    return made


def copied(masks: Masks) -> dict[str, Any]:
    """Return a copy as somebody outside reads it from a file."""
    copy: dict[str, Any] = json.loads(json.dumps(disclosed(record(), masks, by="Stina", at=AT)))
    return copy


def test_what_is_masked_is_not_there_and_the_rest_is() -> None:
    """A name in every entry, words of one, one whole entry; who made it, why, and which places."""
    copy = copied(Masks(grounds=GROUNDS, persons={"p-bo": 1}, words={3: 2}, whole={5: 1}))
    text = json.dumps(copy, ensure_ascii=False)
    assert [one for one in ("Bo Lind", "said number 3", "said number 5") if one in text] == []
    assert "Anna Berg" in text
    assert "said number 1" in text
    assert copy["entries"][0]["personal"]["content"]["names"] == {"p-anna": "Anna Berg", "p-bo": "████ [1]"}
    assert copy["entries"][2]["personal"]["content"]["words"] == "████ [2]"
    assert "facts" not in copy["entries"][4]
    assert copy["masked"] == [
        {"position": 1, "field": "names.p-bo", "ground": 1},
        {"position": 3, "field": "names.p-bo", "ground": 1},
        {"position": 3, "field": "words", "ground": 2},
        {"position": 5, "field": "entry", "ground": 1},
    ]
    assert (copy["made_by"], copy["grounds"]) == ("Stina", list(GROUNDS))
    assert flaws(copy) == []


@given(
    persons=st.dictionaries(st.sampled_from(sorted(NAMES)), st.integers(1, 2)),
    words=st.dictionaries(st.integers(1, 6), st.integers(1, 2)),
    whole=st.dictionaries(st.integers(1, 6), st.integers(1, 2)),
)
def test_whatever_is_masked_the_copy_fits_and_no_masked_part_has_its_salt(
    persons: dict[str, int], words: dict[int, int], whole: dict[int, int]
) -> None:
    """No mask breaks the check, leaves a name or a salt behind, or stands without its place in the list."""
    entries = record()
    copy = copied(Masks(grounds=GROUNDS, persons=persons, words=words, whole=whole))
    assert flaws(copy) == []
    text = json.dumps(copy, ensure_ascii=False)
    assert [key for key in persons if NAMES[key] in text] == []
    masked = {one["position"] for one in copy["masked"]}
    for entry, line in zip(entries, copy["entries"], strict=True):
        assert entry.personal is not None
        assert (entry.personal.salt in json.dumps(line)) is (entry.position not in masked)
        assert line["hash"] == entry.hash
        # Shown later with its salt, the masked part fits the digest that the copy holds.
        assert entry.position in whole or digest_of(entry.personal) == line["personal_digest"]


@pytest.mark.parametrize(
    ("at", "change"),
    [
        (0, {"event": "AlarmClosed"}),
        (0, {"facts": {"responder": "p-bo"}}),
        (1, {"personal": {"salt": f"{2:032x}", "content": {"names": {"p-anna": "Anna Bergh"}}}}),
        (2, {"hash": "0" * 64}),
        (4, {"hash": "0" * 64}),
        (3, {"previous": "0" * 64}),
    ],
)
def test_what_was_changed_afterwards_is_found(at: int, change: dict[str, Any]) -> None:
    """A fact, a name that is shown, a hash, a place in the chain, also of an entry that is masked as a whole."""
    copy = copied(Masks(grounds=GROUNDS, persons={"p-bo": 1}, whole={5: 1}))
    copy["entries"][at] |= change
    assert flaws(copy) != []


def test_a_mask_without_a_ground_is_none() -> None:
    """A number without a text, or with an empty one."""
    for grounds, ground in (((), 1), (("x",), 2), ((" ",), 1), (("x",), 0)):
        with pytest.raises(ValueError, match="no ground"):
            disclosed(record(), Masks(grounds=grounds, words={1: ground}), by="Stina", at=AT)


def test_an_erased_entry_is_disclosed_as_it_is() -> None:
    """What is gone needs no mask, and nobody is named by it."""
    entries = [replace(one, personal=None) for one in record()]
    copy = disclosed(entries, Masks(grounds=GROUNDS, persons={"p-bo": 1}, words={1: 1}), by="Stina", at=AT)
    assert copy["masked"] == []
    assert flaws(copy) == []
    assert persons_of(entries) == {}
    assert persons_of(record()) == NAMES


def test_a_masked_name_that_stands_in_words_is_told() -> None:
    """First or last name, in any case, unless those words are masked too; part of another word is none."""
    entries = record()
    for at, words in ((0, "bo came late"), (2, "Lind, too"), (4, "He sat on the boat")):
        personal = entries[at].personal
        assert personal is not None
        entries[at] = replace(entries[at], personal=replace(personal, content={**personal.content, "words": words}))
    masks = Masks(grounds=GROUNDS, persons={"p-bo": 1})
    assert still_named(entries, masks) == [1, 3]
    assert still_named(entries, replace(masks, words={1: 1}, whole={3: 1})) == []
    assert still_named(entries, Masks(grounds=GROUNDS)) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Anna-Karin \u00d6berg", "Anna-Karin came late"),
        ("Anna-Karin \u00d6berg", "Karin came late"),
        ("Anna-Karin \u00d6berg", "he asked for O\u0308bergs door"),
        ("Bo Lind", "Bos door was open"),
        ("Bo Lind", "LINDS door was open"),
    ],
)
def test_a_masked_name_is_found_however_it_is_written(name: str, words: str) -> None:
    """A part of a name with a hyphen, whose something is, and letters that were put together from two."""
    entries = [replace(one, personal=None) for one in record()]
    entries[0] = replace(entries[0], personal=Personal(salt="00", content={"names": {"p-bo": name}, "words": words}))
    assert still_named(entries, Masks(grounds=GROUNDS, persons={"p-bo": 1})) == [1]
