"""Plan against actual in words: what a reader of the review is told of each role."""

from dataclasses import replace

from parts.reviewed import Reviewed, page, plan, s, said_by
from service.alarm.commands import Cancel, Clear
from service.api.facts import office_facts
from service.timeline.entry import Entry
from service.timeline.foreseen import Foreseen, Times, foresee, press_in
from service.timeline.held import held
from service.web.i18n import load
from service.web.ports import Record, Seen
from service.web.review import told
from service.web.review_roles import SHOWN, RoleRow, role_rows
from service.web.review_trouble import NAMED, unseen
from service.web.tongue import Tongue

FACTS = office_facts(page(), invented=True)
SLUGS = {f"p-{person}": person for person in plan().people}


def _rows(alarm: Reviewed, foreseen: Foreseen | None = None, lang: str = "en") -> dict[str, RoleRow]:
    tongue = Tongue(lang=lang, texts=load(), facts=FACTS, names={})
    return {row.title: row for row in role_rows(held(alarm.entries()), foreseen, tongue)}


def _cells(row: RoleRow, who: str) -> dict[str, tuple[str, str, bool]]:
    holder = next(one for one in row.holders if one.who == who)
    return {name: (cell.time, cell.judged, cell.bad) for name, cell in holder.cells}


def test_each_stage_says_its_time_its_deadline_and_by_how_much_it_was_late() -> None:
    """In time, late and never are told apart in words, not by a colour."""
    alarm = Reviewed()
    alarm.press()
    alarm.seconds(9)
    alarm.accept("p-anna")
    alarm.seconds(20)
    alarm.accept("p-hassan")
    alarm.seconds(19)
    alarm.arrive("p-anna")
    alarm.seconds(12)
    rows = _rows(alarm)
    anna = _cells(rows["Nearest colleague"], "Anna Berg")
    assert anna["Coming"] == ("9 s", "in time, due 20 s", False)
    assert anna["There"] == ("48 s", "in time, due 1 min 39 s", False)
    assert anna["Delivered"] == ("–", "on screens only", False)
    assert _cells(rows["Guard"], "Hassan Yusuf")["Coming"] == ("29 s", "14 s late, due 15 s", True)
    assert _cells(rows["Door"], "Ida Holm")["Coming"] == ("–", "never, due 30 s", True)


def test_a_role_that_nobody_held_says_why() -> None:
    """Nobody to call, left out, or never reached: three things, three sentences."""
    alarm = Reviewed({"p-ida": "absent"})
    alarm.press()
    alarm.seconds(4)
    alarm.do(Cancel(actor=said_by("p-gunilla"), entitled=True, words="A mistake", seen_her=True))
    rows = _rows(alarm)
    assert rows["Door"].said == ("Nobody could be called for it.",)
    assert rows["Manager and lead"].said == ("Its step was not reached.",)


def test_a_deputy_stands_there_as_one_and_nobody_reads_who_was_away() -> None:
    """Whom she stood in for, and not that he was away that day: what is said of a day ends with it."""
    alarm = Reviewed({"p-hassan": "absent"})
    alarm.press()
    (holder,) = _rows(alarm)["Guard"].holders
    assert holder.why == "called. Stood in for Hassan Yusuf."
    assert "away" not in holder.why


def test_what_was_foreseen_stands_beside_with_the_difference() -> None:
    """Sooner, later, as foreseen, or not at all."""
    alarm = Reviewed()
    alarm.press()
    alarm.seconds(9)
    alarm.accept("p-anna")
    alarm.seconds(10)
    alarm.arrive("p-anna")
    rows = _rows(
        alarm,
        Foreseen(
            answered=s(8),
            there=s(24),
            two_there=None,
            roles={
                "colleague": Times(called=s(0), accepted=s(2), arrived=s(24)),
                "guard": Times(called=s(0), accepted=s(10), arrived=None),
            },
        ),
    )
    assert rows["Nearest colleague"].foreseen == (
        "Called: foreseen after 0 s, and so it was",
        "Coming: foreseen after 2 s, came 7 s later",
        "There: foreseen after 24 s, came 5 s sooner",
    )
    assert rows["Guard"].foreseen[1:] == ("Coming: foreseen after 10 s, did not happen",), (
        "nobody was to be there, and nobody was"
    )
    assert rows["Door"].foreseen == ("Foreseen: not to be called at all.",)
    assert _rows(alarm)["Door"].foreseen == ()


def test_of_many_holders_the_first_are_named_and_the_others_counted() -> None:
    """Everybody called: those who came stand first, and nobody is left out of the count."""
    alarm = Reviewed()
    alarm.press()
    alarm.seconds(95)
    row = next(row for row in role_rows(held(_crowd(alarm)), None, _tongue()) if row.title == "Everybody")
    assert len(row.holders) == SHOWN
    assert row.holders[0].why.startswith("was there")
    assert row.said == ("60 held it: 1 there, 59 called.",)
    blind = list(unseen(_crowd(alarm), held(_crowd(alarm)), Seen(), _tongue()))
    assert len(blind) == NAMED + 1
    assert blind[-1].endswith("more were called and gave no sign of having seen it")


def _tongue() -> Tongue:
    return Tongue(lang="en", texts=load(), facts=FACTS, names={})


def _crowd(alarm: Reviewed) -> tuple[Entry, ...]:
    """Return the entries of an alarm to which sixty people are called at once, the last of whom comes."""
    entries = list(alarm.entries())
    called = next(one for one in entries if one.event == "ResponderCalled")
    for number in range(60):
        facts = {**called.facts, "responder": f"p-{number}", "role": "everybody", "step": 3}
        entries.append(replace(called, at=entries[-1].at, facts=facts))
    arrived = {"responder": "p-59", "called": True}
    entries.append(replace(called, at=entries[-1].at + s(30), event="ResponderArrived", facts=arrived))
    return tuple(entries)


def test_the_verdict_counts_two_on_site_and_what_was_late() -> None:
    """Two different people there, and nobody for the door: one sentence each."""
    alarm = Reviewed()
    alarm.press()
    alarm.seconds(9)
    alarm.accept("p-anna")
    alarm.accept("p-hassan")
    alarm.accept("p-bo")
    alarm.seconds(39)
    alarm.arrive("p-anna")
    alarm.seconds(60)
    alarm.arrive("p-hassan")
    alarm.do(Clear(actor=said_by("p-anna"), entitled=True, seen_her=True))
    story = told(_record(alarm), FACTS, "en", load())
    assert story.verdict == (
        "Pressed 10:00:00 in Rum 114. First answer after 9 s. On site after 48 s. Two on site after 1 min 48 s. "
        "2 steps late. Over at 10:01."
    ), "the guard came late, and nobody answered at the door"


def test_what_nobody_saw_is_drawn_together() -> None:
    """A screen that did not show it, somebody who gave no sign, a message that nobody opened."""
    alarm = Reviewed()
    alarm.press()
    alarm.accept("p-anna")
    alarm.notice("p-hassan", "handed_over", route="sms", role="guard")
    story = told(_record(alarm, Seen(screens=(), missing=("The guards' screen",))), FACTS, "en", load())
    assert story.unseen == (
        "Not shown on the screen: The guards' screen",
        "No screen is known to have shown it.",
        "Bo Lind was called and gave no sign of having seen it",
        "Hassan Yusuf was called and gave no sign of having seen it",
        "Ida Holm was called and gave no sign of having seen it",
        "Text message to Hassan Yusuf: nothing shows that it was opened",
    )


def test_the_lanes_have_the_plans_deadlines_with_words() -> None:
    """A step that came in time, one that was late, an answer that was due and an arrival."""
    alarm = Reviewed()
    alarm.press()
    alarm.accept("p-anna")
    alarm.seconds(20)
    alarm.unserved(45)
    alarm.seconds(0)
    alarm.arrive("p-anna")
    story = told(_record(alarm), FACTS, "en", load())
    lanes = {lane.title: lane for lane in story.lanes}
    assert lanes["Trygg"].deadlines == (
        ("step 2 due after 20 s: in time", True),
        ("step 3 due after 1 min 0 s: 5 s late", False),
    )
    assert lanes["Anna Berg"].deadlines == (
        ("answer due after 20 s: in time", True),
        ("arrival due after 1 min 30 s: in time", True),
    )
    assert lanes["Anna Berg"].happened[0] == "10:00:00 called"
    assert ">20 s</text>" in story.picture


def _record(alarm: Reviewed, seen: Seen | None = None) -> Record:
    entries = alarm.entries()
    pressed = press_in(entries, SLUGS)
    assert pressed is not None
    foreseen = foresee(plan(), *pressed)
    return Record(office="as", alarm=alarm.standing.id, entries=entries, foreseen=foreseen, seen=seen or Seen())
