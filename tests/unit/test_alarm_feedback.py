"""What the one who pressed is told: how far help has come, how many have seen it, who comes; never less than before."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parts.incident import Incident, press
from service.alarm.events import Intent
from service.alarm.evolve import FEEDBACK
from service.alarm.feedback import standing
from service.alarm.refusal import Refusal
from service.alarm.states import Mode


def _told(office: Incident, device: str = "as/pendant-1") -> list[dict[str, Any]]:
    return [dict(one.content) for one in office.intents if one.kind == "feedback" and one.address == device]


def _last(office: Incident, device: str = "as/pendant-1") -> dict[str, Any]:
    return _told(office, device)[-1]


def test_from_received_to_there() -> None:
    """Received, seen by one, Anna is coming, Anna is there: each is told once, with who and how many."""
    office = Incident()
    office.do(press())
    office.see("bo")
    office.accept("anna")
    office.arrive("anna")
    assert [(t["state"], t["seen"], t["coming"], t["there"]) for t in _told(office)] == [
        ("received", 0, [], []),
        ("seen", 1, [], []),
        ("coming", 2, ["anna"], []),
        ("arrived", 2, [], ["anna"]),
    ]


def test_seen_counts_people_and_never_the_presser() -> None:
    """Who declines has seen it too; a screen without a name is somebody, and who pressed is not counted."""
    office = Incident()
    office.do(press())
    office.see(None)
    assert _last(office)["seen"] == 1
    office.decline("anna")
    office.decline("bo")
    assert _last(office)["seen"] == 2
    office.accept("eva")
    assert (_last(office)["seen"], _last(office)["coming"]) == (2, [])


def test_whoever_cannot_come_after_all_is_named_no_longer() -> None:
    """The state is never taken back, but no name stands there that is not coming."""
    office = Incident()
    office.do(press())
    office.accept("anna")
    office.decline("anna")
    assert (_last(office)["state"], _last(office)["coming"], _last(office)["moves"]) == ("coming", [], False)


def test_a_later_press_gets_the_present_state() -> None:
    """Who joins while somebody is coming is told so at once, by what moves her device."""
    office = Incident()
    office.do(press(open_key="as/room-114"))
    office.accept("anna")
    office.do(press("press-2", open_key="as/room-114", device="as/pendant-2", presser="lena"))
    told = _last(office, "as/pendant-2")
    assert (told["state"], told["coming"], told["press"], told["moves"]) == ("coming", ["anna"], "press-2", True)


def test_only_words_change_for_a_second_answer() -> None:
    """A second person who comes changes what a display says, and nothing that is felt."""
    office = Incident()
    office.do(press())
    office.accept("anna")
    office.accept("bo")
    assert [(t["state"], t["moves"]) for t in _told(office)] == [
        ("received", True),
        ("seen", True),
        ("coming", True),
        ("coming", False),
    ]


def test_a_real_press_in_a_drill_begins_anew() -> None:
    """Nobody has seen the real alarm that a drill has become."""
    office = Incident()
    office.do(press(mode=Mode.DRILL))
    office.accept("anna")
    office.do(press("press-2"))
    assert standing(office.standing) == {"state": "received", "seen": 0, "coming": [], "there": []}


steps = st.lists(
    st.tuples(
        st.sampled_from(["see", "accept", "decline", "arrive", "clear", "join"]),
        st.sampled_from(["anna", "bo", "eva", "cecilia"]),
    ),
    max_size=12,
)


@given(steps)
def test_feedback_never_goes_backwards(steps: list[tuple[str, str]]) -> None:
    """Whatever people say, in whatever order: the state and the number who have seen it only ever grow."""
    office = Incident()
    office.do(press())
    before = (0, 0)
    for number, (what, who) in enumerate(steps):
        try:
            if what == "join":
                if not office.standing.is_open:
                    break  # a press after the end is another alarm's first
                office.do(press(f"join-{number}"))
            else:
                getattr(office, what)(who)
        except Refusal:
            continue
        told = standing(office.standing)
        after = (FEEDBACK.index(told["state"]), told["seen"])
        assert after[0] >= before[0]
        assert after[1] >= before[1]
        assert not {*told["coming"], *told["there"]} & {"eva"}
        before = after


def test_an_intent_holds_no_name() -> None:
    """What is stored to be told names people by their keys only: names are put in where they are shown."""
    office = Incident()
    office.do(press())
    office.accept("anna")
    kept: list[Intent] = [one for one in office.intents if one.kind == "feedback"]
    assert {key for one in kept for key in one.content} == {"press", "state", "seen", "coming", "there", "moves"}


def test_each_person_is_seen_to_have_seen_it_once() -> None:
    """A second person who taps "I have seen it" is counted; the same person, nobody named, and the presser are not."""
    office = Incident()
    office.do(press())
    assert [len(office.see(who)) for who in ("anna", "anna", "bo", None, "eva")] == [1, 0, 1, 0, 0]
    assert _last(office)["seen"] == 2
