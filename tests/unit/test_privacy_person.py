"""Of an entry she is told what is hers: everybody else's key, name and words are taken out."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alarm.actor import Actor
from service.privacy.looking import persons_in
from service.privacy.person import ANOTHER, hers, told
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

KEYS = ("p-anna", "p-bo", "p-ci", "a-account")
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def entry(who: str | None, facts: dict[str, Any], names: tuple[str, ...] = (), words: str = "") -> Entry:
    """Return an entry as it would be written."""
    personal: dict[str, Any] = {"names": {key: f"Name {key}" for key in names}} if names else {}
    if words:
        personal["words"] = words
    draft = Draft(
        at=AT, event="StepReached", alarm="al-1", actor=Actor(via="api", who=who), facts=facts, personal=personal
    )
    return link(Head(office="as", position=0, hash=start("as")), draft, salt="0" * 32)


def of_anna(one: Entry) -> dict[str, Any]:
    """Return an entry as Anna is told of it."""
    return told(one, "p-anna", "a-anna", frozenset({"p-bo", "p-ci", "a-account"}))


def test_others_are_another_person() -> None:
    """Her own key stays, wherever it stands; a name of hers is told, and words only where they are hers."""
    facts = {"responder": "p-anna", "before": "p-bo", "kept": ["p-anna", "p-ci"], "reason": {"args": {"who": "p-bo"}}}
    one = of_anna(entry("p-bo", facts, ("p-anna", "p-bo"), "I know who she is"))
    assert one["facts"] == {
        "responder": "p-anna",
        "before": ANOTHER,
        "kept": ["p-anna", ANOTHER],
        "reason": {"args": {"who": ANOTHER}},
    }
    assert (one["by"], one["names"]) == (ANOTHER, {"p-anna": "Name p-anna"})
    assert "words" not in one
    mine = of_anna(entry("p-anna", {}, ("p-anna",), "I was there"))
    assert (mine["by"], mine["words"]) == ("you", "I was there")


@pytest.mark.parametrize("facts", [{"people": ["p-bo"]}, {"people": {"p-bo": "safe"}}, {}])
def test_what_is_not_about_her_is_not_hers(facts: dict[str, Any]) -> None:
    """Only where she acted, or stands in facts or names; an erased entry is hers by its facts."""
    assert not hers(entry("p-bo", facts, ("p-bo",)), "p-anna", "a-anna")
    named = entry(None, {"people": ["p-anna"]}, ("p-anna",))
    assert hers(replace(named, personal=None), "p-anna", "a-anna")


values = st.recursive(
    st.sampled_from([*KEYS, "room-114", "x", ""]) | st.none() | st.integers(0, 9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "who", "to"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    facts=st.dictionaries(st.sampled_from(["presser", "to", "people"]), values, max_size=3),
    who=st.sampled_from([*KEYS, None]),
    names=st.lists(st.sampled_from(KEYS), unique=True).map(tuple),
)
def test_nobody_elses_key_is_ever_told(facts: dict[str, Any], who: str | None, names: tuple[str, ...]) -> None:
    """Whatever stands in an entry; and whom it is about is found wherever she stands."""
    one = entry(who, facts, names, "words")
    shown = str(of_anna(one))
    assert [key for key in ("p-bo", "p-ci", "a-account") if key in shown] == []
    assert {key for key in KEYS if f"'{key}'" in f"{facts}{names}{[who]}" and key.startswith("p-")} == persons_in([one])
