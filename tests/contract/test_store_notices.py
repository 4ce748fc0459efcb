"""Notices, on both databases alike: leased by one node at a time, moved only forward, never in a state that lies."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from parts.notices import notice_of, queueing
from parts.stores import AT, OFFICE, Stores, raising
from service.alarm.states import Mode
from service.store.notice_port import OVER, Notice, RowState
from service.store.notice_statements import RANKS
from service.store.port import RowRefused, Store, Unit

LASTS = timedelta(seconds=20)
LATER = AT + timedelta(seconds=3)
EVERY_ROUTE = ("push", "sms", "voice")


async def store_with(stores: Stores, *notices: Notice) -> Store:
    """A store with an alarm and notices of it."""
    store = stores.open()
    await store.commit(OFFICE, raising())
    await store.commit(OFFICE, queueing(*notices))
    return store


async def move(store: Store, notice: str, state: RowState, reason: str | None = None, **more: Any) -> bool:
    """Move a notice in a transaction of its own."""
    return await store.commit(OFFICE, lambda unit: unit.move_notice(notice, state, LATER, reason=reason, **more))


async def known(store: Store, notice: str) -> Notice:
    """A notice as it stands."""
    found = await store.notices.by_id(notice)
    assert found is not None
    return found


async def test_a_notice_is_kept_whole_and_queued_once(stores: Stores) -> None:
    """What was queued is what is read, by its id, its office, its call and its answer link; a second time adds none."""
    notice = notice_of("sms", answer_digest="d" * 64, answer_until=LATER, role="guard")
    store = await store_with(stores, notice, notice)
    assert await known(store, notice.id) == notice
    assert await store.notices.by_answer("d" * 64) == notice
    assert await store.notices.by_answer("\0") is await store.notices.by_id("\0") is None
    assert await store.commit(OFFICE, lambda unit: unit.notice(notice.id)) == notice
    assert await store.commit(OFFICE, lambda unit: unit.notices_of("a-1")) == (notice,)
    assert await store.commit(OFFICE, lambda unit: unit.notices_of_call(notice.call)) == (notice,)
    assert await store.commit("elsewhere", lambda unit: unit.notice(notice.id)) is None


async def test_a_due_notice_is_leased_by_one_and_comes_back_when_the_lease_has_run_out(stores: Stores) -> None:
    """Leased it is nobody else's; released, or after its time, it is leased again with one attempt more."""
    store = await store_with(stores, notice_of("sms"))
    [leased] = await store.notices.lease("node-1", EVERY_ROUTE, 5, LASTS)
    assert (leased.state, leased.attempts, leased.leased_by) == ("sending", 1, "node-1")
    assert leased.leased_until is not None
    assert await store.notices.lease("node-2", EVERY_ROUTE, 5, LASTS) == []
    assert await store.notices.release("node-2") == 0
    assert await store.notices.release("node-1") == 1
    [again] = await store.notices.lease("node-2", EVERY_ROUTE, 5, timedelta(0))
    assert (again.attempts, again.leased_by) == (2, "node-2")
    [third] = await store.notices.lease("node-1", EVERY_ROUTE, 5, LASTS)
    assert (third.attempts, third.leased_by) == (3, "node-1"), "a lease without time has run out"


async def test_urgent_ones_go_first_and_no_route_takes_anothers(stores: Stores) -> None:
    """Of a route's due notices the urgent ones come first, then the oldest; some places can be kept for urgent ones."""
    older = notice_of("sms", number=1, urgent=False, due_at=AT - timedelta(minutes=1))
    newer = notice_of("sms", number=2, urgent=False)
    urgent, other = notice_of("sms", number=3), notice_of("voice", number=4)
    store = await store_with(stores, newer, older, urgent, other)
    assert await store.notices.lease("n", (), 5, LASTS) == await store.notices.lease("n", ("sms",), 0, LASTS) == []
    over = notice_of("sms", number=5, urgent=False, purpose="over", due_at=AT - timedelta(minutes=2))
    await store.commit(OFFICE, queueing(over))
    [first] = await store.notices.lease("n", ("sms",), 5, LASTS, urgent_only=True)
    assert first.id == urgent.id
    [second] = await store.notices.lease("n", ("sms",), 1, LASTS)
    assert second.id == older.id, "a call goes before what only tells that something is over"
    assert [one.id for one in await store.notices.lease("n", ("sms",), 5, LASTS)] == [over.id, newer.id]
    assert [one.id for one in await store.notices.lease("n", ("voice", "push"), 5, LASTS)] == [other.id]


async def test_a_later_route_waits_for_its_turn(stores: Stores) -> None:
    """It is not leased before it is due; it can be hastened while it waits, and not afterwards."""
    far = AT + timedelta(days=4000)  # PostgreSQL's clock is not the test's
    first, second = notice_of("push"), notice_of("sms", place=1, state="waiting", due_at=far)
    store = await store_with(stores, first, second)
    assert [one.id for one in await store.notices.lease("n", EVERY_ROUTE, 5, LASTS)] == [first.id]
    assert await store.notices.next_due(("sms",)) == far
    assert await store.notices.next_due(("voice",)) is await store.notices.next_due(()) is None
    assert await store.commit(OFFICE, lambda unit: unit.hasten_notice(first.call, 1, AT)) == "sms"
    assert await store.notices.next_due(("sms",)) == AT
    assert [one.id for one in await store.notices.lease("n", EVERY_ROUTE, 5, LASTS)] == [second.id]
    assert await store.commit(OFFICE, lambda unit: unit.hasten_notice(first.call, 1, AT)) is None


async def test_what_was_made_before_the_clock_went_back_does_not_wait_for_it(stores: Stores) -> None:
    """Made in a time that has not come again, it is due now; leased until such a time, it comes back as well."""
    far = AT + timedelta(days=4000)
    waits = notice_of("sms", place=1, state="waiting", created_at=far, due_at=far + timedelta(seconds=20))
    store = await store_with(stores, waits)
    [leased] = await store.notices.lease("n", EVERY_ROUTE, 5, LASTS)
    assert leased.id == waits.id
    assert await store.notices.lease("n", EVERY_ROUTE, 5, LASTS) == []
    stores.run(f"UPDATE notices SET leased_until = '{far.year}-01-01T00:00:00.000000Z'")
    assert [one.attempts for one in await store.notices.lease("n", EVERY_ROUTE, 5, LASTS)] == [2]


async def test_a_notice_that_could_not_be_handed_over_is_tried_again(stores: Stores) -> None:
    """It waits until then with the reason; what was not even tried counts no attempt; only who leases it may say so."""
    store = await store_with(stores, notice_of("sms"))
    far = AT + timedelta(days=4000)

    def again(unit: Unit) -> bool:
        return unit.try_notice_again(notice_of("sms").id, far, "too_slow")

    assert not await store.commit(OFFICE, again), "nobody leases it"
    await store.notices.lease("n", EVERY_ROUTE, 5, LASTS)
    assert await store.commit(OFFICE, again)
    waits = await known(store, notice_of("sms").id)
    assert (waits.state, waits.attempts, waits.reason, waits.due_at) == ("queued", 1, "too_slow", far)
    assert (waits.leased_by, waits.leased_until) == (None, None)
    assert await store.notices.lease("n", EVERY_ROUTE, 5, LASTS) == []
    stores.run(f"UPDATE notices SET due_at = '{'2000'}-01-01T00:00:00.000000Z'")
    [leased] = await store.notices.lease("n", EVERY_ROUTE, 5, LASTS)
    await store.commit(OFFICE, lambda unit: unit.try_notice_again(leased.id, far, "route_down", was_tried=False))
    assert (await known(store, leased.id)).attempts == 1


def standing(state: RowState, number: int) -> Notice:
    """A notice in a state, as it comes there."""
    sending = state == "sending"
    return notice_of(
        "sms",
        number,
        place=1,
        state=state,
        attempts=0 if state == "waiting" else 1,
        leased_by="n" if sending else None,
        leased_until=LATER if sending else None,
        handed_over_at=AT if state in ("handed_over", "delivered", "seen", "answered") else None,
        reason="refused" if state == "failed" else None,
    )


BEHIND_ITS_BACK = {("answered", "queued"), ("failed", "handed_over"), ("spared", "sending"), ("seen", "delivered")}
"""Moves that not even the service's own statements could make."""


async def test_forward_and_never_back(stores: Stores) -> None:
    """From every state to every other: a notice moves to a later one or stays, and what has ended has ended."""
    pairs: list[tuple[RowState, RowState]] = [
        (one, other) for one in get_args(RowState) for other in get_args(RowState)
    ]
    notices = [standing(before, number) for number, (before, _) in enumerate(pairs)]
    store = await store_with(stores, *notices)
    for notice, (before, after) in zip(notices, pairs, strict=True):
        is_later = RANKS[after] > RANKS[before] and before not in OVER
        possible = is_later and (after != "spared" or before in ("waiting", "queued", "sending"))
        meant = after not in ("waiting", "queued", "sending")  # there by queueing, leasing and trying again
        if meant:
            moved = await move(store, notice.id, after, "gone" if after == "failed" else None)
            assert moved is possible, f"{before} to {after}"
        assert (await known(store, notice.id)).state == (after if meant and possible else before)
        if not possible and (before, after) in BEHIND_ITS_BACK:
            with pytest.raises(Exception, match=r"only forward|constraint"):
                stores.run(f"UPDATE notices SET state = '{after}' WHERE id = '{notice.id}'")


async def test_a_notice_that_was_answered_before_its_hand_over_was_noted(stores: Stores) -> None:
    """Her answer proves that it was handed over; that this is noted afterwards changes nothing."""
    store = await store_with(stores, notice_of("sms"))
    await store.notices.lease("n", EVERY_ROUTE, 5, LASTS)
    assert await move(store, notice_of("sms").id, "answered")
    assert not await move(store, notice_of("sms").id, "handed_over", provider_id="s-1")
    answered = await known(store, notice_of("sms").id)
    assert (answered.state, answered.handed_over_at, answered.leased_by) == ("answered", LATER, None)


async def test_what_was_not_sent_is_spared(stores: Stores) -> None:
    """Of one responder or of all: calls that wait are spared, what is under way or tells of the end is not."""
    bo = notice_of("sms", number=1, responder="p-bo")
    anna, waits = notice_of("push", number=2), notice_of("sms", number=2, place=1, state="waiting")
    over = notice_of("email", number=3, purpose="over")
    store = await store_with(stores, bo, anna, waits, over)
    await store.notices.lease("n", ("push",), 5, LASTS)
    assert await store.commit(OFFICE, lambda unit: unit.spare_notices("a-1", "p-bo")) == 1
    assert await store.commit(OFFICE, lambda unit: unit.spare_notices("a-1", None)) == 1
    states = {one.id: one.state for one in await store.commit(OFFICE, lambda unit: unit.notices_of("a-1"))}
    assert states == {bo.id: "spared", anna.id: "sending", waits.id: "spared", over.id: "queued"}
    unsent = await store.commit(OFFICE, lambda unit: unit.unsent_notices_of("a-1"))
    assert [one.id for one in unsent] == [over.id], "a long muster has thousands that nobody has to read any more"
    assert await store.commit("elsewhere", lambda unit: unit.unsent_notices_of("a-1")) == ()


async def test_who_was_called_over_a_route_is_found_again(stores: Stores) -> None:
    """A text that comes back finds what was sent to that number's owner, the newest first, and nothing unsent."""
    first = notice_of("sms", number=1)
    second = notice_of("sms", number=2, created_at=AT + timedelta(seconds=1))
    store = await store_with(stores, first, second, notice_of("voice", number=3))
    assert await store.notices.open_calls_to(["p-anna"], "sms") == []
    assert await store.notices.offices_called("sms") == []
    await store.notices.lease("n", EVERY_ROUTE, 5, LASTS)
    assert await store.notices.offices_called("sms") == [OFFICE], "once, however often somebody was called there"
    assert await store.notices.offices_called("email") == []
    assert [one.id for one in await store.notices.open_calls_to(["p-anna", "p-bo"], "sms")] == [second.id, first.id]
    stores.watch.at = AT + timedelta(hours=13)
    assert await store.notices.open_calls_to(["p-anna"], "sms") == []
    assert await store.notices.offices_called("sms") == [OFFICE]
    stores.run("UPDATE alarms SET state = 'closed'")
    assert await store.notices.offices_called("sms") == []


WRONG: dict[str, dict[str, Any]] = {
    "a drill that goes outside": {"reach": "outside", "mode": Mode.DRILL},
    "a centre inside the house": {"route": "alarm_centre"},
    "a CAP document to staff": {"route": "cap", "reach": "staff"},
    "a webhook inside the house": {"route": "webhook"},
    "a test that calls somebody": {"mode": Mode.TEST},
    "a way that does not exist": {"route": "pigeon"},
    "sending without a lease": {"state": "sending", "attempts": 1},
    "sending before any attempt": {"state": "sending", "leased_by": "n", "leased_until": AT},
    "a lease of what is not sent": {"leased_by": "n", "leased_until": AT},
    "a lease without an end": {"state": "sending", "attempts": 1, "leased_by": "n"},
    "a failure without a reason": {"state": "failed"},
    "a reason for what went well": {"state": "handed_over", "handed_over_at": AT, "reason": "refused"},
    "delivered, never handed over": {"state": "delivered"},
    "handed over, and still queued": {"handed_over_at": AT},
    "the first route waiting for another": {"state": "waiting"},
    "a link without an end": {"answer_digest": "d"},
    "two notices in one place": {"id": "another", "place": 0},
}


async def test_what_could_not_be_true_is_refused(stores: Stores) -> None:
    """No row can be written that no true story leads to, and nothing of that transaction stays."""
    good = notice_of("sms")
    store = await store_with(stores, good)
    for why, wrong in WRONG.items():
        bad = replace(good, **{"id": "bad", "call": good.call if "id" in wrong else "other", **wrong})
        try:
            await store.commit(OFFICE, queueing(bad))
        except RowRefused:
            continue
        raise AssertionError(f"the store keeps {why}")
    assert await store.commit(OFFICE, lambda unit: unit.notices_of("a-1")) == (good,)


async def test_a_failure_needs_its_reason_when_it_is_moved(stores: Stores) -> None:
    """A move without one is refused; the notice is where it was."""
    store = await store_with(stores, notice_of("sms"))
    with pytest.raises(RowRefused):
        await move(store, notice_of("sms").id, "failed")
    assert (await known(store, notice_of("sms").id)).state == "queued"


async def test_what_a_notice_is_never_changes(stores: Stores) -> None:
    """Neither whom it is for, nor its route, nor what it says can be changed behind the service's back."""
    await store_with(stores, notice_of("sms"))
    for column in ("responder", "route", "content", "alarm", "reach"):
        with pytest.raises(Exception, match="never changes"):
            stores.run(f"UPDATE notices SET {column} = 'voice'")


async def test_two_nodes_that_lease_at_once_share_out_the_notices(nodes: Stores) -> None:
    """Four nodes that ask at the same moment get each notice once, and none waits for another."""
    notices = [notice_of("sms", number=number) for number in range(40)]
    store = await store_with(nodes, *notices)
    others = [store, *(nodes.open() for _ in range(3))]
    asked = [one.notices.lease(f"node-{n}", EVERY_ROUTE, 4, LASTS) for n, one in enumerate(others) for _ in range(4)]
    leased = [one.id for some in await asyncio.gather(*asked) for one in some]
    assert len(leased) == len(set(leased))
    rest = [one.id for one in await store.notices.lease("node-0", EVERY_ROUTE, 40, LASTS)]
    assert sorted(leased + rest) == sorted(one.id for one in notices)
