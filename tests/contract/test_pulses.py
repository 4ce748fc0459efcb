"""Pulses on both databases: whoever reads everything before and after an answer learns nothing of whose it was."""

from datetime import timedelta
from pathlib import Path
from secrets import token_bytes
from typing import Any

import pytest

import roles
from parts.reports import AT
from parts.stores import Stores, Watch
from roles.document import load
from service.access.visitor import Visitor
from service.alarm.actor import Actor
from service.dispatch.book import Book, OfficePage
from service.dispatch.effects import Effects
from service.dispatch.handle import Dispatch
from service.dispatch.pulses import Pulses
from service.dispatch.revisions import Revisions
from service.dispatch.undertake import Undertaking
from service.jobs.pulses import ClosePulses
from service.pulse.box import UnsealError, unseal
from service.pulse.code import code_of
from service.pulse.pulse import Pulse
from service.store.port import Store
from service.timeline.chain import verify
from service.undertaking.refusal import UndertakingRefusal
from service.wiring.staff_pages import StaffPages

OFFICE_PLAN = load((Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes(), source="as.yaml").plan
assert OFFICE_PLAN is not None
PEOPLE = sorted(OFFICE_PLAN.people)
LEAD = Actor(via="screen:as/staff", who=f"p-{PEOPLE[0]}")
SECRET = b"the key that lies in no database"
OVER = timedelta(days=30)

Everything = dict[str, list[tuple[Any, ...]]]


class Office:
    """One node with an office whose staff is asked."""

    def __init__(self, store: Store, secret: bytes = SECRET) -> None:
        """Begin with the example plan."""
        assert OFFICE_PLAN is not None
        self.store, self.clock, self.book = store, Watch(), Book()
        self.clock.at = AT
        self.book.put(OfficePage(plan=OFFICE_PLAN, keys={who: f"p-{who}" for who in OFFICE_PLAN.people}))
        dispatch = Dispatch(store, self.book, self.clock)
        undertaking = Undertaking(store, self.book, dispatch, self.clock)
        self.pulses = Pulses(store, self.book, undertaking, self.clock, secret)
        revisions, effects = Revisions(store, self.book, undertaking), Effects(store, self.clock)
        self.pages = StaffPages(self.book, self.clock, self.pulses, revisions=revisions, effects=effects)
        self.closing = ClosePulses(self.book, self.pulses)

    async def begun(self, *, way: str = "own", slips: int = 0) -> str:
        """Open a pulse and return its id."""
        done = await self.pulses.open("as", LEAD, entitled=True, weeks=2, way=way, slips=slips)  # type: ignore[arg-type]
        return done.id

    def code(self, pulse: str, who: str) -> str:
        """Return somebody's own code."""
        code = self.pulses.code_for("as", pulse, f"p-{who}")
        assert code is not None
        return code

    async def last(self) -> Pulse:
        """Return the newest pulse."""
        return (await self.pulses.every("as"))[0][1]


def everything(stores: Stores) -> Everything:
    """Read every row of every table, as whoever has the database can."""
    if stores.url.startswith("sqlite"):
        names = stores.run("SELECT name FROM sqlite_master WHERE type = 'table'")
    else:
        names = stores.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name: sorted(stores.run(f'SELECT * FROM "{name}"'), key=repr) for (name,) in names}


def changed(before: Everything, after: Everything) -> set[str]:
    """Return the tables that differ."""
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}


async def test_who_reads_everything_before_and_after_two_answers_cannot_tell_whose_they_were(stores: Stores) -> None:
    """The whole database and the record: one row has changed, and neither change looks different from the other."""
    office = Office(stores.open())
    pulse = await office.begun()
    anna, bo = office.code(pulse, PEOPLE[1]), office.code(pulse, PEOPLE[2])
    before = everything(stores)
    assert office.code(pulse, PEOPLE[1]) == anna, "she looks at her code again"
    assert await office.pulses.asked("as", anna) is not None, "and opens the questions"
    assert everything(stores) == before, "that somebody was given her code, or looked, is kept nowhere"

    assert await office.pulses.answer("as", anna, [1, 1, 1]) == "taken"
    after_anna = everything(stores)
    assert await office.pulses.answer("as", bo, [5, 5, 5]) == "taken"
    after_bo = everything(stores)

    # What has changed is the sealed box alone: no entry, no head, no time, no row more.
    for one, other in ((before, after_anna), (after_anna, after_bo)):
        assert changed(one, other) == {"pulse_boxes"}
        assert len(other["pulse_boxes"]) == 1
    boxes = [str(state["pulse_boxes"][0][1]) for state in (before, after_anna, after_bo)]
    assert len(set(boxes)) == 3
    assert len({len(box) for box in boxes}) == 1

    # Neither a code nor a mark made from one or from somebody's key stands anywhere.
    rows = repr(after_bo)
    for code in (anna, bo):
        assert code not in rows
        assert code.replace("-", "") not in rows

    # Nothing that lies in the database opens the box.
    for values in after_bo.values():
        for value in (value for row in values for value in row if value is not None):
            with pytest.raises(UnsealError):
                unseal(boxes[2], str(value).encode(), pulse)

    # The answers are there all the same.
    assert unseal(boxes[2], SECRET, pulse).totals == (6, 6, 6)
    assert verify("as", await office.store.entries("as", 0, 100)).broken is None


async def test_what_is_left_does_not_depend_on_who_answered_or_in_which_order(stores: Stores) -> None:
    """The same answers by others and the other way round leave the same facts, and no box."""
    office = Office(stores.open())
    told = []
    answers = [[1, 2, 3], [5, 4, 3], [2, 2, 2], [4, 5, 4], [3, 3, 3]]
    for people, given in ((PEOPLE[:5], answers), (PEOPLE[::-1][:5], answers[::-1])):
        pulse = await office.begun()
        for who, one in zip(people, given, strict=True):
            assert await office.pulses.answer("as", office.code(pulse, who), one) == "taken"
        office.clock.at += OVER
        await office.closing.look()
        [entry] = [one for one in (await office.store.undertaking_entries(pulse)) if one.event == "PulseClosed"]
        told.append({name: fact for name, fact in entry.facts.items() if name != "undertaking"})
        assert (entry.actor.who, entry.personal and entry.personal.content) in ((None, None), (None, {}))
        assert everything(stores)["pulse_boxes"] == []
    assert told[0] == told[1] == {"answered": 5, "totals": [15, 16, 15]}


async def test_a_pulse_is_open_to_the_end_of_a_week(stores: Stores) -> None:
    """Opened on a Monday for two weeks it ends with the second Sunday after its own, by the office's clock."""
    office = Office(stores.open())
    with pytest.raises(UndertakingRefusal, match="one to four weeks"):
        await office.pulses.open("as", LEAD, entitled=True, weeks=0, way="own")
    pulse = await office.begun()
    assert pulse == "pulse-as-2026-W48"
    assert ((await office.last()).week, (await office.last()).asked) == ("2026-W48", len(PEOPLE))
    assert (await office.last()).until.isoformat() == "2026-12-13T23:00:00+00:00"


async def test_each_code_answers_once_and_none_of_another_pulse(stores: Stores) -> None:
    """A second answer is refused and changes nothing; a guessed code is none; an old one answers no more."""
    office = Office(stores.open())
    pulse = await office.begun()
    code = office.code(pulse, PEOPLE[1])
    assert await office.pulses.answer("as", code.upper().replace("-", " "), [4, 4, 4]) == "taken"
    before = everything(stores)
    assert await office.pulses.answer("as", code, [1, 1, 1]) == "used"
    assert await office.pulses.answer("as", "2222-2222-2222", [1, 1, 1]) == "gone"
    assert everything(stores) == before
    assert office.pulses.code_for("as", pulse, "p-nobody") is None
    assert office.pulses.code_for("as", pulse, None) is None
    office.clock.at += OVER
    assert await office.pulses.answer("as", office.code(pulse, PEOPLE[2]), [1, 1, 1]) == "gone"
    assert await office.pulses.running("as") is None


async def test_of_few_answers_nothing_is_kept(stores: Stores) -> None:
    """Four answers leave neither their number nor their sums; the next pulse is another one."""
    office = Office(stores.open())
    pulse = await office.begun()
    for who in PEOPLE[:4]:
        assert await office.pulses.answer("as", office.code(pulse, who), [2, 2, 2]) == "taken"
    with pytest.raises(UndertakingRefusal, match="already"):
        await office.begun()
    office.clock.at += timedelta(days=1)
    await office.closing.look()
    assert (await office.last()).ending is None, "it is not closed before its time"
    office.clock.at += OVER
    await office.closing.look()
    assert ((await office.last()).ending, (await office.last()).answered) == ("closed", None)
    assert (await office.last()).totals is None
    assert await office.begun() != pulse


async def test_a_pulse_is_closed_once_by_two_nodes(stores: Stores) -> None:
    """Both look at once: one entry, one sum."""
    store = stores.open()
    one, other = Office(store), Office(store)
    pulse = await one.begun()
    for number, who in enumerate(PEOPLE[:6]):
        node = one if number % 2 else other
        assert await node.pulses.answer("as", node.code(pulse, who), [3, 3, 3]) == "taken"
    for node in (one, other):
        node.clock.at += OVER
        await node.closing.look()
    entries = [entry.event for entry in await one.store.undertaking_entries(pulse)]
    assert entries == ["PulseOpened", "PulseClosed"]
    assert (await one.last()).totals == (18, 18, 18)


async def test_a_node_with_another_key_takes_no_answer_and_throws_none_away(stores: Stores) -> None:
    """It knows no code of the others', and leaves the pulse for a node that can open its box."""
    store = stores.open()
    office, stranger = Office(store), Office(store, secret=b"another one")
    pulse = await office.begun()
    for who in PEOPLE[:5]:
        assert await stranger.pulses.answer("as", office.code(pulse, who), [3, 3, 3]) == "gone"
        assert await office.pulses.answer("as", office.code(pulse, who), [3, 3, 3]) == "taken"
    stranger.clock.at += OVER
    await stranger.closing.look()
    assert (await office.last()).ending is None
    office.clock.at += OVER
    await office.closing.look()
    assert (await office.last()).totals == (15, 15, 15)


async def test_what_is_called_off_is_thrown_away_unread(stores: Stores) -> None:
    """The box goes with it; nobody who may not can do that, and nothing is left to be counted."""
    office = Office(stores.open())
    pulse = await office.begun()
    for who in PEOPLE[:6]:
        await office.pulses.answer("as", office.code(pulse, who), [1, 1, 1])
    with pytest.raises(UndertakingRefusal):
        await office.pulses.call_off("as", pulse, LEAD, entitled=False)
    assert len(everything(stores)["pulse_boxes"]) == 1, "what was refused has changed nothing"
    await office.pulses.call_off("as", pulse, LEAD, entitled=True)
    assert everything(stores)["pulse_boxes"] == []
    assert await office.pulses.answer("as", office.code(pulse, PEOPLE[7]), [1, 1, 1]) == "gone"
    assert (await office.last()).ending == "called_off"
    with pytest.raises(UndertakingRefusal, match="this week"):
        await office.begun()


async def test_an_account_and_a_paired_telephone_are_shown_their_own_code_and_nobody_else_is(stores: Stores) -> None:
    """The same person has the same code on both; a screen, a program and who is in no plan have none."""
    office = Office(stores.open())
    hers = {"as": f"p-{PEOPLE[1]}"}
    account = Visitor(kind="account", id="a-1", name="Anna", persons=hers)
    phone = Visitor(kind="phone", id="c-1", name="Anna", persons=hers, office="as")
    assert await office.pages.code("as", account) is None, "no pulse is open"
    pulse = await office.begun()
    own = office.code(pulse, PEOPLE[1])
    assert [await office.pages.code("as", one) for one in (account, phone)] == [own, own]
    for other in (
        Visitor(kind="screen", id="c-2", name="Staff", persons=hers, office="as", screen="staff"),
        Visitor(kind="token", id="t-1", name="a program", persons=hers),
        Visitor(kind="account", id="a-2", name="Olle"),
        Visitor(kind="account", id="a-3", name="Ola", persons={"as": "p-nobody"}),
    ):
        assert await office.pages.code("as", other) is None
    assert await office.pages.slips("as") is None


async def test_slips_answer_for_nobody_in_particular(stores: Stores) -> None:
    """As many codes as slips, of no person's; each answers once, and a person's own code is none."""
    office = Office(stores.open())
    pulse = await office.begun(way="slips", slips=6)
    slips = list(office.pulses.slips(pulse, 6))
    assert len(set(slips)) == 6
    assert not {office.code(pulse, who) for who in PEOPLE} & set(slips)
    assert await office.pulses.answer("as", office.code(pulse, PEOPLE[0]), [1, 1, 1]) == "gone"
    for slip in slips:
        assert await office.pulses.answer("as", slip, [4, 5, 3]) == "taken"
    assert await office.pulses.answer("as", slips[0], [1, 1, 1]) == "used"
    office.clock.at += OVER
    await office.closing.look()
    assert ((await office.last()).answered, (await office.last()).totals) == (
        6,
        (24, 27, 18),
    )  # six times 5: told as 4.5 or more


async def test_whoever_tries_codes_does_not_have_all_of_them_worked_out_each_time(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is let in for it: a thousand codes a try would hold up what has to be quick."""
    office, worked_out = Office(stores.open(), secret=token_bytes(32)), list[str]()

    def counted(secret: bytes, pulse: str, who: str) -> str:
        worked_out.append(who)
        return code_of(secret, pulse, who)

    pulse = await office.begun(way="slips", slips=100)
    monkeypatch.setattr("service.pulse.code.code_of", counted)
    for _ in range(3):
        assert await office.pulses.asked("as", "nobody-has-this") is None
        assert await office.pulses.answer("as", "nobody-has-this", [1, 1, 1]) == "gone"
    assert len(worked_out) == 100
    assert await office.pulses.asked("as", office.pulses.slips(pulse, 100)[0]) is not None
