"""The supervision of ways out: tested on a schedule, one that hangs holds up none, and what is down is a fault."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from roles.contact import Contact
from roles.plan import Person
from service.dispatch.faults import Faults
from service.jobs import route_test
from service.jobs.route_test import AGAIN, AGAIN_DOWN, RouteTests
from service.jobs.route_watch import RouteWatch, ways_down
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.notify.standing import Standing
from service.notify.ways import Way, ways_set_up, ways_used

SMS, EAST, WEST = Way(route="sms"), *(Way(route="alarm_centre", receiver=name) for name in ("east", "west"))
EVERY = timedelta(hours=1)


class StillClock:
    """Stands still."""

    def __init__(self) -> None:
        """Begin one morning."""
        self.at = datetime(2027, 3, 1, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time."""
        return self.at

    def monotonic(self) -> float:
        """Return it as seconds."""
        return self.at.timestamp()


@dataclass
class Probed:
    """A channel whose probes fail as told; None hangs."""

    route: str
    wrong: dict[str | None, BaseException | None] = field(default_factory=dict)
    probes: list[str | None] = field(default_factory=list)

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Never called: a self-test sends nothing."""
        raise AssertionError(notice)

    async def probe(self, receiver: str | None = None) -> None:
        """Do as told."""
        self.probes.append(receiver)
        if receiver in self.wrong:
            if (wrong := self.wrong[receiver]) is None:
                await asyncio.Event().wait()
            else:
                raise wrong

    async def close(self) -> None:
        """Hold nothing."""


def supervised(*channels: Probed, ways: tuple[Way, ...] = (SMS,)) -> tuple[RouteTests, Standing]:
    """Return what tests ways over these channels."""
    standing = Standing()
    by_route = {channel.route: channel for channel in channels}
    return RouteTests(ways, by_route, standing, StillClock(), every=lambda _: EVERY), standing


async def test_a_self_test_that_passes_proves_the_way() -> None:
    """The standing says when, and the next one comes in its time."""
    tests, standing = supervised(Probed("sms"))
    assert await tests.test(SMS) is None
    known = standing.of("sms")
    assert known.state(StillClock().at) == "up"
    assert known.test_at == StillClock().at
    assert tests._wait(SMS) == EVERY


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (NotHandedOver("unreachable", again=True), "unreachable"),
        (TimeoutError(), "too_slow"),
        (RuntimeError("a flaw of ours"), "broken_answer"),
    ],
)
async def test_whatever_goes_wrong_has_a_reason(wrong: Exception, reason: str) -> None:
    """A refusal, a channel without patience and a flaw: each is a failed self-test, and none ends the job."""
    tests, standing = supervised(Probed("sms", {None: wrong}))
    assert await tests.test(SMS) == reason
    assert standing.of("sms").reason == reason


async def test_after_a_failure_it_is_tested_again_soon() -> None:
    """One failure says little; and of what is down it shall be known soon that it was mended."""
    tests, _ = supervised(Probed("sms", {None: NotHandedOver("unreachable", again=True)}))
    await tests.test(SMS)
    assert tests._wait(SMS) == AGAIN
    await tests.test(SMS)
    assert tests._wait(SMS) == AGAIN_DOWN


async def test_a_way_that_hangs_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """One centre never answers: the other one and the text messages are tested all the same, and asked for once."""
    monkeypatch.setattr(route_test, "APART_S", 0.0)
    centre, sms = Probed("alarm_centre", {"east": None}), Probed("sms")
    tests, standing = supervised(centre, sms, ways=(EAST, WEST, SMS))
    running = asyncio.create_task(tests.run())
    async with asyncio.timeout(5):
        while not (standing.of("sms").test_at and standing.of("alarm_centre", "west").test_at):
            await asyncio.sleep(0)
    assert await tests.test(EAST) is None  # the one under way goes on
    assert centre.probes == ["east", "west"]
    assert standing.of("alarm_centre", "east").test_at is None
    assert tests.next_at(WEST) == StillClock().at + EVERY
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_without_any_way_the_job_goes_on() -> None:
    """A job that ends is a fault on every screen; one without work does not end."""
    tests, _ = supervised(ways=())
    running = asyncio.create_task(tests.run())
    await asyncio.sleep(0.01)
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def plan(office: str, *called: Any) -> Any:
    """Return what is asked of a plan."""
    people = {one.id: one for one in called if isinstance(one, Person)}
    contacts = {one.id: one for one in called if isinstance(one, Contact)}
    return SimpleNamespace(office=office, people=people, contacts=contacts)


BO = Person(id="bo", name="Bo", reached_by=("screen", "sms", "voice"))
CENTRE = Contact(id="centre", name="Larmcentral", receiver="east", reached_by=("alarm_centre",))


def test_a_plan_uses_the_ways_that_its_people_and_contacts_are_reached_by() -> None:
    """A screen is no way out; a centre is a way of its own; a number needs no receiver."""
    assert ways_used(plan("as", BO, CENTRE)) == {SMS, Way(route="voice"), EAST}


def test_what_is_set_up_is_listed_in_the_order_of_the_routes() -> None:
    """Receivers by name; a route without a channel is none, and one with receivers is not by itself."""
    ways = ways_set_up({"alarm_centre", "sms"}, {"alarm_centre": ["west", "east"], "cap": ["county"], "sms": ["x"]})
    assert ways == (SMS, EAST, WEST)
    assert tuple(sorted({WEST, EAST, SMS})) == ways


def test_what_is_down_is_a_fault_of_the_offices_that_use_it() -> None:
    """Once, until it works again; an office whose plan does not name it has nothing to read."""
    clock, standing = StillClock(), Standing()
    faults, plans = Faults(clock), [plan("as", BO, CENTRE), plan("bs", BO)]
    watch = RouteWatch((SMS, EAST, WEST), standing, faults, clock, lambda: plans)
    watch.look()
    assert faults.of("as") == []
    standing.failed("alarm_centre", "east", "wrong_key", at=clock.at)
    standing.failed("alarm_centre", "west", "wrong_key", at=clock.at)
    for _ in range(3):
        watch.look()
    [fault, cut_off] = faults.of("as")
    assert (fault.code, fault.subject, fault.count) == ("route_down", "alarm_centre/east", 1)
    assert fault.args == {"route": "alarm_centre", "receiver": "east"}
    assert (cut_off.code, cut_off.args, cut_off.count) == ("cut_off", {"names": "Larmcentral"}, 1)
    assert faults.of("bs") == []
    plans[1] = plan("bs", CENTRE)  # a new version of the plan begins to use it
    watch.look()
    assert [one.code for one in faults.of("bs")] == ["route_down", "cut_off"]
    standing.succeeded("alarm_centre", "east", at=clock.at)
    watch.look()
    assert faults.of("as") == faults.of("bs") == []


def test_whom_nothing_reaches_is_named_on_the_screens() -> None:
    """Only who has no other way, contacts first, three by name; and no more as soon as one of the ways works."""
    clock, standing = StillClock(), Standing()
    crowd = [Person(id=f"p{n}", name=f"P {n}", reached_by=("sms",)) for n in range(4)]
    faults, called = Faults(clock), plan("as", *crowd, BO, CENTRE)
    watch = RouteWatch((SMS, EAST, WEST), standing, faults, clock, lambda: [called])

    def named() -> list[str]:
        watch.look()
        return [one.args["names"] for one in faults.of("as") if one.code == "cut_off"]

    standing.failed("sms", None, "wrong_key", at=clock.at)
    assert named() == ["P 0, P 1, P 2 …"]
    standing.failed("alarm_centre", "east", "wrong_key", at=clock.at)
    assert named() == ["Larmcentral, P 0, P 1 …"]
    standing.succeeded("sms", at=clock.at)
    assert named() == ["Larmcentral"]
    standing.succeeded("alarm_centre", "east", at=clock.at)
    standing.failed("alarm_centre", "west", "wrong_key", at=clock.at)
    assert named() == []


def test_a_route_is_down_when_every_way_on_it_is() -> None:
    """Of two centres one suffices for the route; whoever is served by the other is named by it."""
    assert ways_down({EAST}, {EAST, WEST, SMS}) == {"alarm_centre/east"}
    assert ways_down({EAST, WEST}, {EAST, WEST, SMS}) == {"alarm_centre", "alarm_centre/east", "alarm_centre/west"}
    assert ways_down({SMS}, {EAST, WEST, SMS}) == {"sms"}
