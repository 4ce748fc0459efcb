"""What is overdue is told: who owns it, then the manager, then whom the plan names; each step once. Both databases."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from parts.followed_up import CLEAR, CLOSE, MAJA, SARA, Office
from parts.reports import DAY, HOUR
from parts.stores import Stores
from roles.contact import Contact
from roles.overdue import OverduePlan
from service.alarm.states import Mode
from service.dispatch.report import report_of
from service.dispatch.reports import Reports
from service.figures.attention import Asked, Attention, attention
from service.figures.done import REVISION
from service.jobs.reminding import Reminding, may_be_told
from service.measure.commands import FinishMeasure, HandOverMeasure, PlanMeasure
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.report.classification import Aimed, Class, Severity
from service.report.commands import ClassifyReport, FinishReport, TellAuthority, WriteReport
from service.store.port import StoreUnavailable

OPEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""A Monday morning; the office is open until the afternoon."""
QUARTER = timedelta(minutes=15)
SERIOUS = ClassifyReport(
    actor=MAJA, classes=(Class.THREAT,), severity=Severity.SERIOUS_DANGER, aimed=Aimed.NO, entitled=True
)


@dataclass(eq=False)
class Post:
    """A channel that takes everything but what is for some people."""

    route: str = "email"
    refuses: frozenset[str] = frozenset()
    sent: list[Outgoing] = field(default_factory=list)

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Take a notice."""
        await asyncio.sleep(0)
        if notice.address.name in self.refuses:
            raise NotHandedOver("gone", again=False)
        self.sent.append(notice)
        return Handed()

    def told(self) -> list[tuple[str, str]]:
        """Return to whom and what since the last call."""
        found = [(one.address.name, one.full) for one in self.sent]
        self.sent.clear()
        return found


class Desk:
    """An office in which time passes, and the nodes that remind its people."""

    def __init__(self, stores: Stores, overdue: OverduePlan | None = None, *, nodes: int = 1) -> None:
        """Give everybody an address."""
        self.office = Office(stores.open())
        page = self.office.book["as"]
        people = {
            who: replace(one, email=f"{who}@as.example", reached_by=("email",)) for who, one in page.plan.people.items()
        }
        area = Contact(id="area", name="Area manager", reach="outside", reached_by=("email",), email="area@as.example")
        plan = replace(page.plan, people=people, contacts={**page.plan.contacts, "area": area}, overdue=overdue)
        self.office.book.put(replace(page, plan=plan, keys={**page.keys, "anna": "p-sara"}))
        self.clock = self.office.clock
        self.clock.at = OPEN
        self.post = Post()
        self.kept = Attention(day=OPEN.date(), parts=())
        self.nodes = [self.node() for _ in range(nodes)]
        self.reports = Reports(self.office.store, self.office.undertaking)

    def node(self) -> Reminding:
        """Begin a node, as after a restart."""

        async def none(_office: str, _person: str) -> tuple[Mapping[str, str], ...]:
            return ()

        return Reminding(
            self.office.store,
            self.office.book,
            {"email": self.post},  # type: ignore[dict-item]  # what it uses of a channel
            self.clock,
            subscriptions=none,
            translate=lambda _lang: lambda id_: id_,
            attention=self.attentive,
        )

    async def attentive(self, _office: str) -> Attention:
        """Return how the office keeps its attention."""
        return self.kept

    async def passes(self, time: timedelta) -> list[tuple[str, str]]:
        """Have time pass and every due time be served, and return who was told what."""
        until = self.clock.at + time
        while due := [one for one in await self.office.store.due_undertakings() if one.due_at <= until]:
            self.clock.at = max(self.clock.at, due[0].due_at)
            await self.office.undertaking.pass_due("as", due[0].id, due[0].due_at)
        self.clock.at = until
        self.clock.seconds += time.total_seconds()
        await asyncio.gather(*(node.tell_all() for node in self.nodes))
        return self.post.told()

    async def drafted(self) -> str:
        """Have Sara's alarm end, and leave nothing but its report."""
        alarm = await self.office.raised()
        await self.office.ask(alarm, CLEAR, CLOSE)
        for id_, _ in await self.reports.measures("as", report_of(alarm)):
            await self.reports.ask_measure("as", id_, FinishMeasure(actor=MAJA, entitled=True))
        return alarm


def _names(told: list[tuple[str, str]]) -> list[str]:
    return [name for name, _ in told]


async def test_a_report_that_nobody_writes_climbs_and_each_step_is_told_once(stores: Stores) -> None:
    """Two nodes, one of them restarted: she, then who leads, then the one above, then again every week."""
    desk = Desk(stores, OverduePlan(above="area"), nodes=2)
    alarm = await desk.drafted()
    sara, lead = (
        desk.office.book["as"].name_of("p-sara"),
        desk.office.book["as"].name_of(desk.office.book["as"].leads[0]),
    )
    assert await desk.passes(23 * HOUR) == []
    assert _names(await desk.passes(1 * HOUR)) == [sara]
    desk.nodes[0] = desk.node()
    assert await desk.passes(QUARTER) == []
    assert _names(await desk.passes(DAY)) == [lead]
    assert await desk.passes(DAY) == []
    assert _names(await desk.passes(6 * DAY)) == ["Area manager"]
    assert _names(await desk.passes(7 * DAY)) == ["Area manager"]
    await desk.office.report(alarm, WriteReport(actor=SARA, words="He shouted", entitled=False))
    assert await desk.passes(QUARTER) == []
    steps = [(one.level, one.told) for one in await desk.office.store.following.reminded("as", 10)]
    assert steps == [("above", 1), ("above", 1), ("manager", 1), ("owner", 1)]


async def test_without_anybody_above_who_leads_is_told_again(stores: Stores) -> None:
    """Nobody is the last link; what names no manager has whoever leads."""
    desk = Desk(stores)
    await desk.drafted()
    page = desk.office.book["as"]
    lead = page.name_of(page.leads[0])
    assert [_names(await desk.passes(time)) for time in (DAY, DAY, 7 * DAY)] == [
        [page.name_of("p-sara")],
        [lead],
        [lead],
    ]


async def test_nobody_is_told_outside_opening_hours(stores: Stores) -> None:
    """What falls due at night waits for the morning, and is told then; the text is no alarm's."""
    desk = Desk(stores)
    desk.clock.at = OPEN + 12 * HOUR
    await desk.drafted()
    assert await desk.passes(DAY) == []
    [(_, text)] = await desk.passes(12 * HOUR)
    assert (
        text
        == f"At {desk.office.book['as'].plan.name} this is late: to write what happened. Please look at it in Trygg."
    )
    assert not may_be_told(desk.office.book["as"].plan, datetime(2026, 11, 28, 10, tzinfo=UTC)), "a Saturday"


async def test_the_plan_says_by_when(stores: Stores) -> None:
    """Its times hold for what is drafted from then on, and its manager is told."""
    times = OverduePlan(write_within=2 * HOUR, manager_after=HOUR, manager="guard")
    desk = Desk(stores, times)
    await desk.drafted()
    page = desk.office.book["as"]
    assert _names(await desk.passes(2 * HOUR)) == [page.name_of("p-sara")]
    [told] = _names(await desk.passes(HOUR))
    assert told in {page.plan.name_of(who) for who in page.plan.people} - {page.name_of("p-sara")}
    assert page.keys


async def test_what_the_authority_has_to_be_told_climbs_by_the_day(stores: Stores) -> None:
    """Who leads after an hour, the one above a day later; once it was told nobody is reminded of it."""
    desk = Desk(stores, OverduePlan(above="area"))
    alarm = await desk.drafted()
    await desk.office.report(alarm, WriteReport(actor=SARA, words="A knife", entitled=False), SERIOUS)
    page = desk.office.book["as"]
    [(name, text)] = await desk.passes(HOUR)
    assert name == page.name_of(page.leads[0])
    assert "authority" in text
    assert _names(await desk.passes(DAY)) == ["Area manager"]
    assert _names(await desk.passes(DAY)) == ["Area manager"]
    at = desk.clock.at
    told = TellAuthority(actor=MAJA, told_at=at, entitled=True)
    await desk.office.report(alarm, told, FinishReport(actor=MAJA, entitled=True))
    assert await desk.passes(7 * DAY) == []


async def test_one_notice_holds_all_that_is_somebodys(stores: Stores) -> None:
    """Three measures past their day are one notice; handed over, the new owner is told after a day."""
    desk = Desk(stores)
    for number in range(3):
        plan = PlanMeasure(actor=MAJA, entitled=True, owner="p-bo", due_at=OPEN + DAY, words=f"Lock {number}")
        await desk.reports.ask_measure("as", f"measure-{number}", plan)
    [(name, text)] = await desk.passes(DAY)
    assert name == desk.office.book["as"].name_of("p-bo")
    assert "a measure (3)" in text
    for number in range(2):
        await desk.reports.ask_measure("as", f"measure-{number}", FinishMeasure(actor=MAJA, entitled=True))
    await desk.reports.ask_measure("as", "measure-2", HandOverMeasure(actor=MAJA, entitled=True, owner="p-sara"))
    assert _names(await desk.passes(DAY)) == [desk.office.book["as"].name_of("p-sara")]


async def test_who_cannot_be_reached_is_no_end(stores: Stores) -> None:
    """Then who stands above is told at once; where nobody can be, that is what is kept."""
    desk = Desk(stores)
    page = desk.office.book["as"]
    sara = page.name_of("p-sara")
    assert sara is not None
    desk.post.refuses = frozenset({sara})
    await desk.drafted()
    assert _names(await desk.passes(DAY)) == [page.name_of(page.leads[0])]
    desk.post.refuses = frozenset(one.name for one in page.plan.people.values())
    assert await desk.passes(DAY) == []
    [last, *_] = await desk.office.store.following.reminded("as", 10)
    assert (last.level, last.told) == ("manager", 0)


async def test_a_drill_leaves_nothing_that_anybody_is_told_of(stores: Stores) -> None:
    """Drills and tests leave no report and no measure, so nothing of them leaves the building."""
    desk = Desk(stores, OverduePlan(above="area"))
    for mode in (Mode.DRILL, Mode.TEST):
        await desk.office.ask(await desk.office.raised(mode), CLEAR, CLOSE)
    assert await desk.passes(60 * DAY) == []


async def test_the_yearly_revision_is_told_of_in_words_of_its_own(stores: Stores) -> None:
    """It stands in the part of the plan, and is something else than to look the plan through."""
    desk = Desk(stores, OverduePlan(above="area"))
    desk.kept = attention(Asked(began=date(2026, 1, 1)), (), date(2027, 1, 20))
    [plan] = [part for part in desk.kept.parts if part.part == "plan"]
    revision = replace(plan, items=tuple(one for one in plan.items if one.id == REVISION))
    desk.kept = replace(desk.kept, parts=(revision,))
    [(_, text)] = await desk.passes(7 * DAY)
    assert "to go through the role plan with the staff" in text


async def test_attention_climbs_from_due_to_long_late(stores: Stores) -> None:
    """Due soon who leads is told, late the manager, long late the one above; each once, whatever is looked at anew."""
    desk = Desk(stores, OverduePlan(above="area"), nodes=2)
    lead = desk.office.book["as"].name_of(desk.office.book["as"].leads[0])

    async def on(day: date) -> list[tuple[str, str]]:
        desk.kept = attention(Asked(began=date(2026, 1, 1), expires=date(2026, 12, 1)), (), day)
        [plan] = [part for part in desk.kept.parts if part.part == "plan"]
        # The yearly revision is due at another time.
        expires = replace(plan, items=tuple(one for one in plan.items if one.id != REVISION))
        desk.kept = replace(desk.kept, parts=(expires,))
        return await desk.passes(7 * DAY)

    assert await on(date(2026, 11, 1)) == []
    [(name, text)] = await on(date(2026, 11, 25))
    assert (name, "due soon: to look through the role plan" in text) == (lead, True)
    assert await on(date(2026, 11, 26)) == []
    [(name, text)] = await on(date(2026, 12, 2))
    assert (name, "late: to look through the role plan" in text) == (lead, True)
    assert await on(date(2026, 12, 20)) == []
    assert _names(await on(date(2027, 3, 1))) == ["Area manager"]
    assert await on(date(2027, 4, 1)) == []


async def test_a_store_that_is_away_for_a_moment_loses_no_step_that_was_taken(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two are to be told; that the first was told cannot be kept, and no telephone is known: both get their mail."""
    desk = Desk(stores)
    page = desk.office.book["as"]
    owners = ["p-bo", "p-cecilia"]
    for number, owner in enumerate(owners):
        plan = PlanMeasure(
            actor=MAJA, entitled=True, owner=owner, due_at=desk.clock.at + HOUR, words="lock", report=None
        )
        await desk.reports.ask_measure("as", f"measure-{number}", plan)

    async def away(*_: object) -> tuple[Mapping[str, str], ...]:
        raise StoreUnavailable("away")

    node = desk.nodes[0] = Reminding(
        desk.office.store,
        desk.office.book,
        {"push": Post("push"), "email": desk.post},  # type: ignore[dict-item]  # what it uses of a channel
        desk.clock,
        subscriptions=away,
        translate=lambda _lang: lambda id_: id_,
        attention=desk.attentive,
    )
    monkeypatch.setattr(desk.office.store.following, "told_steps", away)
    told = await desk.passes(HOUR)
    assert sorted(_names(told)) == sorted(str(page.name_of(one)) for one in owners)
    await node.tell_all()
    assert desk.post.told() == []
