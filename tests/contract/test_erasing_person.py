"""What names one person is erased on request: nothing open, nothing held, and nothing that does not name her."""

from parts.erasing import ANNA, OVER, YEAR, every, past
from parts.followed_up import CLEAR, CLOSE, SARA, Office
from parts.stores import AT, OFFICE, Stores
from service.access.trace import COMMAND
from service.alarm.actor import Actor
from service.dispatch.report import report_of
from service.dispatch.reports import Reports
from service.measure.commands import FinishMeasure, PlanMeasure
from service.privacy.one_person import erase_person, names, naming
from service.report.classification import Aimed, Class, Severity
from service.report.commands import ClassifyReport, FinishReport, WriteReport
from service.store.access_port import EVERYWHERE
from service.store.day_fact import DayFact
from service.store.privacy_port import Hold
from service.timeline.chain import verify
from service.timeline.entry import Draft


async def test_entries_that_name_her_are_erased_and_others_stay(stores: Stores) -> None:
    """Anna's entries of what is over; those that name only others, those of an open and of a held alarm stay."""
    store = stores.open()
    await past(store, 1)
    held, opened = await past(store, 2), await past(store, 3, OVER[:1])
    hold = Hold(office=OFFICE, alarm=held, set_at=AT, set_by="cli", until=AT + YEAR, why="asked by the police")
    await store.commit(EVERYWHERE, lambda unit: unit.set_hold(hold))
    before = await every(store)
    hers = [e.position for e in before if names(e, "p-anna")]
    wanted = [p for p in hers if before[p - 1].alarm == "a-1"]
    assert 0 < len(wanted) < len(hers)
    assert (await naming(store, stores.watch, OFFICE, "p-anna")).erasable == wanted
    count, found = await erase_person(store, stores.watch, OFFICE, "p-anna", COMMAND)
    assert count == len(wanted)
    assert found.kept == {held: "held", opened: "open"}
    after = await every(store)
    assert [e.position for e in after if names(e, "p-anna")] == [p for p in hers if p not in wanted]
    others = [e for e in before if e.position not in wanted]
    assert [e for e in after if e.position <= len(before) and e.position not in wanted] == others
    line = after[-1]
    assert (line.event, line.facts["kind"], line.facts["count"]) == ("PersonalErased", "person", count)
    assert (line.facts["why"], line.actor.via) == ("request", "cli")
    assert "p-anna" not in str(line)
    assert verify(OFFICE, after, anchor=await store.head(OFFICE)).broken is None
    assert (await erase_person(store, stores.watch, OFFICE, "p-anna", COMMAND))[0] == 0
    assert await every(store) == after


async def test_her_own_words_go_although_no_name_stands_beside_them(stores: Stores) -> None:
    """Who has left the plan is named in nothing that she writes from then on; others' words stay."""
    store = stores.open()
    alarm = await past(store, 1)

    def written(who: str, words: str, behalf_of: str | None = None) -> Draft:
        actor = Actor(via="api", who=who, behalf_of=behalf_of)
        return Draft(at=AT, event="NoteAdded", alarm=alarm, actor=actor, facts={}, personal={"words": words})

    said = [written("p-eva", "hers"), written("p-bo", "his"), written("p-bo", "for her", behalf_of="p-eva")]
    await store.commit(OFFICE, lambda unit: unit.append(said))
    assert (await erase_person(store, stores.watch, OFFICE, "p-eva", COMMAND))[0] == 2
    after = await every(store)
    words = [e.personal.content["words"] for e in after if e.event == "NoteAdded" and e.personal]
    assert "his" in words
    assert {"hers", "for her"}.isdisjoint(words)
    assert verify(OFFICE, after, anchor=await store.head(OFFICE)).broken is None


async def test_who_she_was_is_forgotten(stores: Stores) -> None:
    """Which key stood for whom goes with what was said of her days; she would get another key."""
    store = stores.open()
    key = (await store.identify(OFFICE, ["anna"]))["anna"]
    await store.say_day_facts(OFFICE, [DayFact(person=key, fact="absent")], AT.date())
    assert await store.privacy.persons(OFFICE) == {"anna": key}
    await store.commit(OFFICE, lambda unit: unit.forget_person(key))
    assert await store.privacy.persons(OFFICE) == {}
    assert await store.day_facts(OFFICE, AT.date()) == {}
    assert (await store.identify(OFFICE, ["anna"]))["anna"] != key


async def test_a_hold_keeps_what_was_written_about_the_alarm_from_her_request(stores: Stores) -> None:
    """The report about a held alarm, and what is to be done after it, go only when the hold has ended."""
    office = Office(stores.open())
    store, reports, alarms = office.store, Reports(office.store, office.undertaking), list[str]()
    for press in ("1", "2"):
        alarm = await office.raised(press=press)
        await office.ask(alarm, CLEAR, CLOSE)
        sort = ClassifyReport(
            actor=ANNA, classes=(Class.THREAT,), severity=Severity.NONE, aimed=Aimed.NO, entitled=True
        )
        write = WriteReport(actor=SARA, words="he came in", entitled=False)
        await office.report(alarm, write, sort, FinishReport(actor=ANNA, entitled=True))
        about = {"owner": "p-bo", "due_at": office.clock.at + YEAR, "words": "lock", "report": report_of(alarm)}
        await reports.ask_measure("as", f"measure-{press}", PlanMeasure(actor=ANNA, entitled=True, **about))  # type: ignore[arg-type]
        await reports.ask_measure("as", f"measure-{press}", FinishMeasure(actor=ANNA, entitled=True, words="done"))
        alarms.append(alarm)
    held = alarms[0]
    until = office.clock.at + YEAR
    hold = Hold(office="as", alarm=held, set_at=office.clock.at, set_by="cli", until=until, why="the police")
    await store.commit(EVERYWHERE, lambda unit: unit.set_hold(hold))
    written = {report_of(held), "measure-1"}
    hers = {e.position for e in await every(store, "as") if names(e, "p-anna")}
    of_held = {e.position for e in await every(store, "as") if e.facts.get("undertaking") in written}
    assert hers & of_held
    _, found = await erase_person(store, office.clock, "as", "p-anna", COMMAND)
    assert found.kept == dict.fromkeys((held, *written), "held")
    left = {e.position for e in await every(store, "as") if names(e, "p-anna")}
    assert hers & of_held <= left
    office.clock.at = until
    await erase_person(store, office.clock, "as", "p-anna", COMMAND)
    assert not [e for e in await every(store, "as") if names(e, "p-anna")]
