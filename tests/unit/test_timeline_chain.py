"""The chain: whatever is changed, taken out, put in or moved is found, up to a head that was anchored outside."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parts.incident import PENDANT, POLICE, START, Incident, by, press
from service.alarm.events import Event
from service.alarm.evolve import replay
from service.timeline.chain import Verdict, digest_of, export, link, seal, start, verify
from service.timeline.entry import Draft, Entry, Head, Personal

OFFICE = "as"
thorough = settings.default is not None and settings.default.max_examples > 100  # `--hypothesis-profile=thorough`
few = settings() if thorough else settings(max_examples=30)


def chained(drafts: list[Draft], office: str = OFFICE) -> list[Entry]:
    """Drafts as entries of one office, each with a salt of its own."""
    head, entries = Head(office=office, position=0, hash=start(office)), list[Entry]()
    for number, draft in enumerate(drafts):
        entry = link(head, draft, salt=f"{number:032x}")
        head = Head(office=office, position=entry.position, hash=entry.hash)
        entries.append(entry)
    return entries


def head_of(entries: list[Entry]) -> Head:
    """The head after these entries."""
    return Head(office=OFFICE, position=entries[-1].position, hash=entries[-1].hash)


def checked(entries: list[Entry], anchor: Head | None = None) -> Verdict:
    """What the verifier says."""
    return verify(OFFICE, entries, anchor)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    max_leaves=6,
)
drafts = st.builds(
    Draft,
    at=st.integers(0, 10**9).map(lambda us: START + timedelta(microseconds=us)),
    event=st.sampled_from(["AlarmRaised", "AlarmJoined", "AlarmCleared"]),
    alarm=st.one_of(st.none(), st.sampled_from(["a-1", "a-2"])),
    actor=st.just(PENDANT),
    facts=st.dictionaries(st.sampled_from(["zone", "step", "reason"]), values, max_size=3),
    personal=st.one_of(st.just({}), st.fixed_dictionaries({"names": st.dictionaries(st.just("p-1"), texts)})),
)
timelines = st.lists(drafts, min_size=1, max_size=5).map(chained)


@few
@given(entries=timelines)
def test_an_untouched_timeline_holds(entries: list[Entry]) -> None:
    """A timeline as it was written holds, with and without an anchor."""
    assert checked(entries) == Verdict(head=head_of(entries), broken=None)
    assert checked(entries, head_of(entries)).broken is None
    assert [e.position for e in entries] == list(range(1, len(entries) + 1))


def _changed(entry: Entry, field: str) -> Entry:
    changes: dict[str, Any] = {
        "office": "oslo",
        "position": entry.position + 1,
        "at": entry.at + timedelta(microseconds=1),
        "event": entry.event + "d",
        "alarm": "a-9",
        "actor": replace(entry.actor, who="p-9"),
        "facts": {**entry.facts, "zone": "elsewhere"},
        "personal": Personal(salt="f" * 32, content={"names": {"p-1": "Somebody else"}}),
        "personal_digest": "0" * 64,
        "previous": "1" * 64,
        "hash": "2" * 64,
    }
    return replace(entry, **{field: changes[field]})


FIELDS = list(Entry.__dataclass_fields__)


@few
@given(entries=timelines, field=st.sampled_from(FIELDS), which=st.integers(0, 5), resealed=st.booleans())
def test_any_single_change_is_found(entries: list[Entry], field: str, which: int, resealed: bool) -> None:
    """Changing any field of any entry is found, also when the forger computes that entry's hash anew."""
    which %= len(entries)
    forged = _changed(entries[which], field)
    if resealed and field not in ("personal", "hash"):
        forged = replace(forged, hash=seal(forged))
    found = checked([*entries[:which], forged, *entries[which + 1 :]], head_of(entries)).broken
    assert found is not None
    assert found.position in (which + 1, which + 2)


@few
@given(entries=timelines, which=st.integers(0, 5))
def test_any_removal_is_found(entries: list[Entry], which: int) -> None:
    """Taking out any entry is found; the last one only by the anchor."""
    which %= len(entries)
    rest = [*entries[:which], *entries[which + 1 :]]
    found = checked(rest, head_of(entries)).broken
    assert found is not None
    assert (found.code == "cut") == (which == len(entries) - 1)


@few
@given(entries=timelines, draft=drafts, where=st.integers(0, 5))
def test_any_insertion_is_found(entries: list[Entry], draft: Draft, where: int) -> None:
    """Putting in an entry, well linked to the one before it, is found."""
    where %= len(entries)
    before = entries[where - 1] if where else None
    head = Head(office=OFFICE, position=where, hash=before.hash if before else start(OFFICE))
    inserted = link(head, draft, salt="e" * 32)
    assert checked([*entries[:where], inserted, *entries[where:]], head_of(entries)).broken is not None


@few
@given(entries=timelines.filter(lambda e: len(e) > 1), one=st.integers(0, 5), other=st.integers(0, 5))
def test_any_swap_or_copy_is_found(entries: list[Entry], one: int, other: int) -> None:
    """Two entries that change places are found, and so is an entry that stands twice."""
    one, other = one % len(entries), other % len(entries)
    twice = [*entries[: one + 1], entries[one], *entries[one + 1 :]]
    assert checked(twice).broken is not None
    if one != other:
        swapped = list(entries)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert checked(swapped).broken is not None


@few
@given(entries=timelines, draft=drafts)
def test_a_rewritten_timeline_is_found_by_its_anchor(entries: list[Entry], draft: Draft) -> None:
    """A whole timeline written anew holds in itself, and only the anchored head gives it away."""
    anchor = head_of(entries)
    rewritten = chained([draft] * len(entries))
    assert checked(rewritten).broken is None
    if rewritten[-1].hash != anchor.hash:
        found = checked(rewritten, anchor).broken
        assert found is not None
        assert found.code == "anchor"


def test_a_timeline_that_grew_after_its_anchor() -> None:
    """What was added after an anchor needs no new anchor to hold."""
    entries = chained([draft(), draft(), draft()])
    assert checked(entries, head_of(entries[:2])).broken is None


def test_another_office_is_another_chain() -> None:
    """An office's entries do not hold as another office's timeline, not even its empty one."""
    entries = chained([draft()], office="oslo")
    found = verify(OFFICE, entries).broken
    assert found is not None
    assert found.code == "position"
    moved = [replace(entries[0], office=OFFICE)]
    found = verify(OFFICE, moved).broken
    assert found is not None
    assert found.code == "previous"


@few
@given(entries=timelines, which=st.sets(st.integers(0, 5)))
def test_erasing_personal_parts_keeps_the_chain(entries: list[Entry], which: set[int]) -> None:
    """Names and words can go, with their salts, and the chain holds as before."""
    erased = [replace(e, personal=None) if i in which else e for i, e in enumerate(entries)]
    assert checked(erased, head_of(entries)).broken is None


def draft(**changes: Any) -> Draft:
    """An entry to be, with what is different about it."""
    usual = Draft(at=START, event="AlarmCleared", alarm="a-1", actor=by("p-1"), facts={"by": "p-1"})
    return replace(usual, **changes)


def test_a_name_cannot_be_guessed_from_its_digest() -> None:
    """The same name under two salts has two digests, and a salt of another length is refused."""
    names = {"names": {"p-1": "Anna Berg"}}
    one, other = (digest_of(Personal(salt=s * 32, content=names)) for s in "ab")
    assert one != other
    for salt in ("", "ab", "g" * 32, "a" * 34, "A" * 32, "ab " * 10 + "ab"):
        with pytest.raises(ValueError, match=r"salt|hexadecimal"):
            link(Head(office=OFFICE, position=0, hash=start(OFFICE)), draft(personal=names), salt=salt)


@pytest.mark.parametrize(
    "forged",
    [
        {"facts": {"step": 1.5}},
        {"facts": {"zone": "\ud800"}},
        {"facts": {"at": START}},
        {"personal": Personal(salt="no salt", content={"names": {}})},
        {"personal": Personal(salt="0" * 32, content={"share": 0.5})},
        {"at": datetime(2026, 11, 23)},  # noqa: DTZ001 - what a careless forger would write
    ],
)
def test_a_value_that_could_never_have_been_written(forged: dict[str, Any]) -> None:
    """A forged value that has no canonical form is a broken entry with a position, not an error of the verifier."""
    [entry] = chained([draft(personal={"names": {"p-1": "Anna Berg"}})])
    found = checked([replace(entry, **forged)]).broken
    assert found is not None
    assert (found.position, found.code) == (1, "personal" if "personal" in forged else "hash")


def test_an_export_says_all_that_was_hashed() -> None:
    """An exported entry shows the hashed keys, the personal part and the hash, so that anybody can recompute it."""
    [entry] = chained([draft(personal={"names": {"p-1": "Anna Berg"}})])
    shown = export(entry, "actual")
    assert shown["personal"] == {"salt": "0" * 32, "content": {"names": {"p-1": "Anna Berg"}}}
    assert export(replace(entry, personal=None), "actual") == {**shown, "personal": None}


def test_the_state_survives_erasure() -> None:
    """After all personal parts are erased, the facts alone give the same alarm, and nobody's name is in them."""
    office = Incident()
    office.do(press())
    office.decline("anna")
    office.after(120)
    office.arrive("bo")
    office.cancel("maja", words="I pressed by mistake, says Eva")
    entries = chained(
        [
            Draft(
                at=e.at,
                event=e.name,
                alarm=office.standing.id,
                actor=e.actor,
                facts=e.facts,
                personal={"names": {"anna": "Anna Berg"}} | ({"words": e.words} if e.words else {}),
            )
            for e in office.events
        ]
    )
    erased = [replace(e, personal=None) for e in entries]
    assert checked(erased, head_of(entries)).broken is None
    again = replay(office.standing.id, (Event(name=e.event, at=e.at, actor=e.actor, facts=e.facts) for e in erased))
    assert again == office.standing
    assert POLICE in office.standing.responders
    assert "Berg" not in str([e.facts for e in erased])
    assert "mistake" not in str([e.facts for e in erased])
