"""What a neighbour's own screen is shown: that the office closes, its own answer, and nothing else of anything."""

import json
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parts.closing_office import closing_text
from roles.document import load
from roles.plan import Plan
from service.live.next_door import shown_next_door

SHOWN = {"closing", "stage", "name", "since", "entrance", "words", "look_again_at", "answer"}


@cache
def plan() -> Plan:
    """The invented office, with a public screen at the café."""
    screen = "  at-cafe: {name: Skärmen på kaféet, audience: public, neighbour: cafe}\n"
    found = load(closing_text().replace("\nscreens:\n", f"\nscreens:\n{screen}"), source="as.yaml").plan
    assert found is not None
    return found


def closing(**more: Any) -> dict[str, Any]:
    """A closing as staff see it, with a name in every corner."""
    items = [
        {"id": "front-door/front", "kind": "door", "state": "open", "by": "p-anna"},
        {"id": "outside/p-elin", "kind": "outside", "state": "done", "by": "p-elin"},
        {"id": "neighbours/contact:cafe", "kind": "neighbour", "state": "open", "by": None},
        {"id": "neighbours/contact:kiosk", "kind": "neighbour", "state": "cannot", "by": "contact:kiosk"},
    ]
    told = {"stage": "closing", "items": items, "entrance": "main", "words": "Släpp inte in någon.", "next_door": None}
    return {
        "alarm": "a-1",
        "kind": "closing",
        "state": "raised",
        "mode": "actual",
        "raised_at": "2026-11-23T09:00:00Z",
        "names": {"p-anna": "Anna Berg"},
        "responders": [{"responder": "p-anna"}],
        "seen_by": ["p-elin"],
        "closing": {**told, "look_again_at": "2026-11-23T09:30:00Z", "looked_by": "p-anna", **more},
    }


STAGES = [closing(stage=stage)["closing"] for stage in ("hold", "neighbour", "closing")]


def test_the_closing_and_her_own_line() -> None:
    """Which office, since when, by which entrance, what is told and her own answer; nobody, and no other line."""
    shown = shown_next_door(plan(), [closing()], "cafe")
    assert shown is not None
    assert set(shown) == SHOWN
    assert (shown["name"], shown["entrance"], shown["answer"]) == (
        "Medborgarkontoret Ås",
        "Huvudentrén mot Storgatan",
        "open",
    )
    assert not [word for word in ("anna", "elin", "kiosk", "front") if word in json.dumps(shown).lower()]


def test_a_stranger_and_a_plan_without_closing_show_nothing() -> None:
    """Whom the closing does not tell is shown nothing, however her screen came to hang there."""
    assert shown_next_door(plan(), [closing()], "police") is None
    assert shown_next_door(plan(), [], "cafe") is None
    assert shown_next_door(plan(), [closing(stage="hold")], "cafe") is None


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "alarm": st.text(max_size=5),
                "kind": st.sampled_from(["emergency", "assist", "closing", "neighbour"]),
                "state": st.sampled_from(["raised", "acknowledged", "cleared", "closed", "provisional"]),
                "mode": st.sampled_from(["actual", "drill", "test"]),
                "raised_at": st.text(max_size=3),
                "closing": st.sampled_from([None, *STAGES]),
            }
        ),
        max_size=4,
    )
)
def test_whatever_goes_on_nothing_else_is_shown(alarms: list[dict[str, Any]]) -> None:
    """No alarm, no drill, no test, no hold and no other office's closing is ever on it."""
    shown = shown_next_door(plan(), alarms, "cafe")
    told = [a for a in alarms if a["closing"] and a["closing"]["stage"] == "closing" and a["mode"] == "actual"]
    assert (shown is not None) == any(a["state"] in ("raised", "acknowledged") for a in told)
    assert shown is None or set(shown) == SHOWN
