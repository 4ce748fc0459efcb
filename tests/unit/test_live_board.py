"""The board: the law of live views over histories of the real decider, and what it never shows."""

from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parts.history import POLICE, History, random_history
from service.alarm.deadline import deadline
from service.alarm.instant import instant
from service.live.board import Board, apply, empty, fold_all
from service.live.office import LiveOffice
from service.live.render import Audience, render
from service.live.view import next_view
from service.timeline.entry import Entry

_CHANCE = st.integers(0, 2**32).map(Random)
_LAW = settings(max_examples=60)

RULE = {"call": ["police-contact"], "when": ["two_pressers", "responder", "lead"]}
AT = "2026-11-23T14:02:07.000000Z"


def _snapshot(entries: list[Entry], audience: Audience) -> dict[str, Any]:
    """Make a snapshot as an oracle would: fold everything from the office's first entry."""
    alarms = fold_all(render(entry, audience) for entry in entries)
    return {
        "type": "snapshot",
        "office": "as",
        "position": len(entries),
        "epoch": "e",
        "audience": audience,
        "alarms": alarms,
        "undertakings": [],
    }


def _number(entries: list[Entry], since: list[Entry], audience: Audience) -> int:
    """Return as an oracle would where a screen stands: where visitors may look, at what it was shown since a start."""
    if audience in (Audience.DISCREET, Audience.PUBLIC):
        return sum(render(entry, audience)["type"] == "entry" for entry in since)
    return len(entries)


def _raised(alarm: str = "a-1", *, position: int = 1, **data: Any) -> dict[str, Any]:
    facts = {"mode": "actual", "kind": "emergency", "zone": "room-114", "next_at": None, **data}
    return {"type": "entry", "position": position, "alarm": alarm, "event": "AlarmRaised", "at": AT, "data": facts}


def _entry(event: str, *, position: int, alarm: str | None = "a-1", **data: Any) -> dict[str, Any]:
    return {"type": "entry", "position": position, "alarm": alarm, "event": event, "at": AT, "data": data}


def _called(
    responder: str, *, position: int, reach: str = "inside", role: str = "guard", step: int = 0
) -> dict[str, Any]:
    told = {"position": "goes_in", "walk_ms": None, "reason": None, "accept_by": AT}
    entry = _entry("ResponderCalled", position=position)
    return {**entry, "data": {"responder": responder, "role": role, "reach": reach, "step": step, **told}}


def _after(*messages: dict[str, Any]) -> Board:
    board = empty()
    for message in messages:
        board = apply(board, message)
    return board


@_LAW
@given(_CHANCE, st.integers(1, 20), st.sampled_from(Audience), st.data())
def test_a_stale_snapshot_and_the_entries_since_equal_a_fresh_snapshot(
    random: Random, commands: int, audience: Audience, data: st.DataObject
) -> None:
    """apply(snapshot(n), n+1 … m) == snapshot(m), for each audience and any history that the decider can make."""
    entries = [entry for transaction in random_history(random, commands) for entry in transaction]
    n = data.draw(st.integers(0, len(entries)))
    board = apply(empty(), _snapshot(entries[:n], audience))
    for entry in entries[n:]:
        board = apply(board, render(entry, audience))
    assert board == apply(empty(), _snapshot(entries, audience))


@_LAW
@given(st.integers(0, 2**32), st.integers(1, 20), st.sampled_from(Audience), st.floats(0, 1), st.integers(1, 9))
@example(2**32, 9, Audience.DISCREET, 0.0, 1)  # who pressed says that it was a mistake
@example(2**32, 9, Audience.STAFF, 0.0, 1)
def test_an_office_makes_the_snapshot_that_all_its_entries_make(
    seed: int, commands: int, audience: Audience, opened: float, held: int
) -> None:
    """Whether it was opened late, holds little or was asked often, an office shows what a fold from the start shows.

    Its position is the record's; where visitors may look, how much they were shown since.
    """
    random = Random(seed)
    entries = [entry for transaction in random_history(random, commands) for entry in transaction]
    n = round(opened * len(entries))
    closed = {entry.alarm for entry in entries[:n] if entry.event == "AlarmClosed"}
    known = [e for e in entries[:n] if e.alarm not in closed]
    office = LiveOffice("as", "e", n, known, held=held, own_epoch="own")
    for entry in entries[n:]:
        office.take([entry])
        if random.randrange(3) == 0:
            office.board(audience, AT)
    own = {"epoch": "own"} if audience in (Audience.DISCREET, Audience.PUBLIC) else {}
    assert {**office.board(audience, AT), "at": None} == {
        **_snapshot(entries, audience),
        "at": None,
        "position": _number(entries, entries[n:], audience),
        **own,
    }


@_LAW
@given(_CHANCE, st.integers(1, 20), st.data())
def test_entries_that_come_again_change_nothing(random: Random, commands: int, data: st.DataObject) -> None:
    """An entry that a board has already taken, or that comes too early, leaves it as it was."""
    messages = [render(e, Audience.STAFF) for t in random_history(random, commands) for e in t]
    n = data.draw(st.integers(0, len(messages)))
    board = _after(*messages[:n])
    for index, message in enumerate(messages):
        if index != n:
            assert apply(board, message) is board


@_LAW
@given(_CHANCE, st.integers(1, 20))
def test_the_board_counts_as_the_core_does(random: Random, commands: int) -> None:
    """State, step, responders and the plan's done condition are on the board as they are in the alarm itself."""
    history = History()
    board = _after(*(render(entry, Audience.STAFF) for entries in history.run(random, commands) for entry in entries))
    shown = {view["alarm"]: view for view in board["alarms"]}
    kept = {key: alarm for key, alarm in history.alarms.items() if alarm.state != "closed"}
    assert shown.keys() == kept.keys()
    for key, alarm in kept.items():
        view = shown[key]
        assert (view["state"], view["step"], view["mode"]) == (alarm.state, alarm.step, alarm.mode)
        assert (view["kind"], view["zone"], view["presser"]) == (alarm.kind, alarm.zone, alarm.presser)
        assert view["answered"] == alarm.is_answered or not alarm.is_open
        assert view["next_at"] == (instant(due) if (due := deadline(alarm)) else None)
        assert {r["responder"]: r["state"] for r in view["responders"]} == {
            who: r.state for who, r in alarm.responders.items()
        }


def test_a_press_is_shown_before_it_is_recorded_and_its_entry_takes_its_place() -> None:
    """A provisional moves no position; the entry of the same alarm replaces it."""
    provisional = {"type": "provisional", "alarm": "a-1", "kind": "assist", "mode": "actual", "zone": "hall", "at": AT}
    board = _after(provisional)
    assert [(a["alarm"], a["state"], a["zone"]) for a in board["alarms"]] == [("a-1", "provisional", "hall")]
    assert board["position"] == 0
    board = apply(board, _raised(zone="room-1"))
    assert [(a["alarm"], a["state"], a["zone"]) for a in board["alarms"]] == [("a-1", "raised", "room-1")]


def test_a_further_press_changes_only_when_the_last_one_was() -> None:
    """A provisional of an alarm that is known leaves everything but `last_at` as it was."""
    board = _after(_raised())
    later = apply(
        board, {"type": "provisional", "alarm": "a-1", "kind": "x", "mode": "drill", "zone": "y", "at": "later"}
    )
    assert later["alarms"] == [{**board["alarms"][0], "last_at": "later"}]


@pytest.mark.parametrize(
    ("known", "left"), [(_raised(), ["a-1"]), ({"type": "provisional", "alarm": "a-1", "at": AT}, [])]
)
def test_a_press_that_was_nothing_new_is_taken_away_only_without_an_entry(
    known: dict[str, Any], left: list[str]
) -> None:
    """provisional_over ends a provisional and never an alarm that is recorded."""
    board = _after(known, {"type": "provisional_over", "alarm": "a-1", "because": "known_press"})
    assert [a["alarm"] for a in board["alarms"]] == left


def test_resuming_forgets_what_is_no_longer_outstanding() -> None:
    """After `resumed` only recorded alarms stay; the service sends outstanding presses again behind it."""
    board = _after(_raised(), {"type": "provisional", "alarm": "a-2", "at": AT})
    resumed = {"type": "resumed", "office": "as", "position": 1, "epoch": "e", "audience": "staff", "at": AT}
    assert [a["alarm"] for a in apply(board, resumed)["alarms"]] == ["a-1"]


@pytest.mark.parametrize(
    ("then", "police"),
    [
        ([], "not_called"),
        ([_entry("ResponderAccepted", position=3, responder=POLICE)], "answered"),
        ([_entry("ResponderArrived", position=3, responder=POLICE)], "answered"),
        ([_entry("ResponderSilent", position=3, responder=POLICE)], "not_called"),
        ([_entry("ResponderDeclined", position=3, responder=POLICE)], "not_called"),
        ([_entry("CallFailed", position=3, responder=POLICE, reason="no_route")], "not_called"),
    ],
)
def test_the_board_says_of_the_police_only_what_is_true(then: list[dict[str, Any]], police: str) -> None:
    """That the plan wants them called is no call: only their own answer changes what the screens say."""
    called = _called(POLICE, position=2, reach="outside", role="police-contact")
    board = _after(_raised(police_rule=RULE), called, *then)
    assert board["alarms"][0]["police"] == police


def test_a_guard_company_that_comes_is_not_the_police() -> None:
    """Somebody outside whom the rule for the police does not call says nothing about them."""
    called = _called(POLICE, position=2, reach="outside", role="guard")
    accepted = _entry("ResponderAccepted", position=3, responder=POLICE)
    assert _after(_raised(police_rule=RULE), called, accepted)["alarms"][0]["police"] == "not_called"
    assert _after(_raised(), called, accepted)["alarms"][0]["police"] == "not_called"


def test_asked_for_is_not_called() -> None:
    """Who asked for the police and when is shown, and that nobody has called them stays as it was."""
    asked = _entry("PoliceAskedFor", position=2, because="responder", by="p-1", pressers=[], roles=["police-contact"])
    [view] = _after(_raised(police_rule=RULE), asked)["alarms"]
    assert view["police_asked"] == {"because": "responder", "by": "p-1", "at": AT}
    assert view["police"] == "asked"
    assert view["police_call"] is None


def test_a_drill_never_looks_as_if_the_police_were_called() -> None:
    """In a drill an outside responder on the list has not been called."""
    board = _after(_raised(mode="drill"), _called(POLICE, position=2, reach="outside"))
    assert board["alarms"][0]["police"] == "not_called"


def test_a_real_press_in_a_drill_shows_a_real_alarm_that_nobody_has_answered() -> None:
    """A drill that turns real loses its answers: nobody is coming yet, and nobody has seen it."""
    anew: dict[str, Any] = {
        "kind": "emergency",
        "last_resort": "112",
        "answered_when": {"accepted": 1, "arrived": 1},
        "step": 0,
    }
    board = _after(
        _raised(mode="drill"),
        _entry("AlarmAcknowledged", position=2, by="p-1"),
        _entry("ResponderAccepted", position=3, responder="p-1", arrive_by=AT),
        _entry("AlarmJoined", position=4, mode="actual", anew=True, turned=True, zone=None, presser="p-2", **anew),
    )
    [view] = board["alarms"]
    assert (view["mode"], view["state"], view["responders"], view["acknowledged_by"]) == ("actual", "raised", [], None)
    assert (view["zone"], view["presser"], view["presses"]) == ("room-114", "p-2", 2)


def test_nobody_has_answered_ends_when_somebody_does() -> None:
    """The rounds without an answer count up, and go back to none as soon as somebody comes."""
    board = _after(_raised(), _entry("ResponseExhausted", position=2, round=3, last_resort="112"))
    assert board["alarms"][0]["exhausted"] == 3
    board = apply(board, _entry("ResponderAccepted", position=3, responder="p-1", arrive_by=AT))
    assert board["alarms"][0]["exhausted"] == 0


def test_an_empty_role_is_filled_by_a_later_step_and_not_by_a_replacement() -> None:
    """Somebody called in a later step fills a place; somebody called in the same step stands in for another."""
    board = _after(_raised(), _entry("RoleUnfilled", position=2, role="guard", missing=1, step=0))
    assert apply(board, _called("p-1", position=3, step=0))["alarms"][0]["missing"] == [
        {"role": "guard", "missing": 1, "step": 0}
    ]
    assert apply(board, _called("p-1", position=3, step=1))["alarms"][0]["missing"] == []


def test_a_closed_alarm_leaves_the_board_and_a_cleared_one_stays() -> None:
    """A cleared alarm waits for its record to be completed; closing takes it away."""
    board = _after(_raised(), _entry("AlarmCleared", position=2, by="p-1", next_at=None))
    assert (board["alarms"][0]["state"], board["alarms"][0]["cleared_by"]) == ("cleared", "p-1")
    assert apply(board, _entry("AlarmClosed", position=3))["alarms"] == []


@pytest.mark.parametrize("message", [{"type": "heartbeat"}, {"type": "superseded"}, {"type": "of-a-later-version"}])
def test_messages_that_are_not_about_alarms_change_nothing(message: dict[str, Any]) -> None:
    """A heartbeat, and any kind of message of a later version, leaves the board as it is."""
    board = _after(_raised())
    assert apply(board, message) is board


def test_an_event_of_a_later_version_moves_position_and_promise() -> None:
    """A screen older than the service goes on: an unknown event changes only what is promised next."""
    board = apply(_after(_raised()), _entry("AlarmPainted", position=2, next_at="soon", step_at="soon"))
    assert (board["position"], board["alarms"][0]["next_at"], board["alarms"][0]["state"]) == (2, "soon", "raised")


def test_two_alarms_stand_in_the_order_in_which_they_were_raised() -> None:
    """The earlier alarm comes first, whichever became known first; the id decides between equals."""
    late = {**_raised("a-0", position=1), "at": "2026-11-23T14:09:00.000000Z"}
    board = _after(late, _raised("a-9", position=2), _raised("a-8", position=3))
    assert [a["alarm"] for a in board["alarms"]] == ["a-8", "a-9", "a-0"]


def _calls(*said: tuple[str, dict[str, Any]], mode: str = "actual") -> dict[str, Any]:
    entries = [_entry(event, position=n, **facts) for n, (event, facts) in enumerate(said, start=2)]
    view: dict[str, Any] = _after(_raised(mode=mode), *entries)["alarms"][0]
    return view


BO_CALLS: tuple[str, dict[str, Any]] = ("PoliceCallBegun", {"by": "bo", "number": "112"})
ANNA_CALLS: tuple[str, dict[str, Any]] = ("PoliceCallBegun", {"by": "anna", "number": None})


@pytest.mark.parametrize(
    ("said", "police", "by"),
    [
        ([BO_CALLS], "calling", "bo"),
        ([BO_CALLS, ANNA_CALLS], "calling", "bo"),
        ([BO_CALLS, ANNA_CALLS, ("PoliceAnswered", {"by": "anna"})], "answered", "anna"),
        ([BO_CALLS, ("PoliceCallEnded", {"by": "bo", "because": "unanswered"})], "not_called", "bo"),
        ([BO_CALLS, ("PoliceAnswered", {"by": "bo"}), ("PoliceCallEnded", {"by": "bo", "because": "broken"})],
         "not_called", "bo"),
        ([BO_CALLS, ("PoliceAnswered", {"by": "bo"}), ("PoliceCallEnded", {"by": "bo", "because": "done"})],
         "answered", "bo"),
        ([BO_CALLS, ANNA_CALLS, ("PoliceCallEnded", {"by": "bo", "because": "broken"})], "calling", "anna"),
    ],
)  # fmt: skip
def test_the_board_says_of_a_call_what_somebody_said(
    said: list[tuple[str, dict[str, Any]]], police: str, by: str
) -> None:
    """A call that is on is no answer; one that was cut off is none any more; the one that counts is named."""
    view = _calls(*said)
    assert (view["police"], view["police_call"]["by"]) == (police, by)


def test_who_calls_again_has_one_line() -> None:
    """A second call of the same person takes the place of her first, with nothing left of how that one ended."""
    ended = ("PoliceCallEnded", {"by": "bo", "because": "broken"})
    [call] = _calls(BO_CALLS, ended, BO_CALLS)["police_calls"]
    assert (call["ended_at"], call["because"], call["answered_at"]) == (None, None, None)


def test_a_drill_that_turns_real_says_nothing_of_lead_police_and_situation() -> None:
    """What was said in a drill is gone from the board when somebody presses in earnest."""
    view = _calls(
        ("LeadTaken", {"responder": "bo", "before": None, "because": "taken"}),
        ("MoreAskedFor", {"by": "bo", "count": 2}),
        ("SituationTold", {"by": "bo", "weapons": "seen", "entrance": "the yard"}),
        mode="drill",
    )
    assert (view["lead"]["responder"], view["more_asked"]["count"]) == ("bo", 2)
    assert (view["situation"]["weapons"], view["situation"]["entrance"]) == ("seen", "the yard")
    anew: dict[str, Any] = {
        "mode": "actual",
        "anew": True,
        "turned": True,
        "zone": None,
        "presser": "p-2",
        "kind": "emergency",
    }
    after = next_view(view, _entry("AlarmJoined", position=9, **anew))
    assert (after["lead"], after["more_asked"], after["situation"], after["police_calls"]) == (None, None, None, [])


def test_a_role_that_is_handed_over_shows_with_whom_it_is_now() -> None:
    """Who gave it away is not coming any more and says to whom; who was there already has it at once."""
    view = _calls(
        ("ResponderAccepted", {"responder": "bo", "arrive_by": AT}),
        ("ResponderArrived", {"responder": "elin"}),
        ("RoleHandedOver", {"responder": "bo", "to": "elin", "role": "colleague"}),
    )
    bo, elin = view["responders"]
    assert (bo["state"], bo["handed_to"]) == ("declined", "elin")
    assert (elin["state"], elin["role"]) == ("arrived", "colleague")
