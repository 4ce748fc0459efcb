"""What an answer link stands for: one person in one alarm, for as long as it goes on, whoever opens it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from parts.incident import ASSIST, Incident, by, press
from service.alarm.alarm import Alarm
from service.alarm.commands import Accept, Arrive, Decline
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.notify.links import Links
from service.notify.texts import short_name
from service.store.notice_port import Notice
from service.timeline.entry import Entry
from service.web.ports import Says, TooOftenError
from service.wiring.answers import MOST_CHANGES, Answers

LINKS = Links(bytes(32), "https://larm.example.se")
HOUR = timedelta(hours=1)


@dataclass(kw_only=True)
class _World:
    """An incident with notices to its responders, a store and a dispatch in one, and a clock that is told."""

    incident: Incident
    rows: dict[str, Notice] = field(default_factory=dict)
    looked_up: int = 0
    taken: list[tuple[str, Says]] = field(default_factory=list)

    @property
    def notices(self) -> "_World":
        return self

    def now(self) -> datetime:
        return self.incident.now

    def monotonic(self) -> float:
        return 0.0

    async def by_answer(self, answer_digest: str) -> Notice | None:
        self.looked_up += 1
        return self.rows.get(answer_digest)

    async def alarm(self, alarm_id: str) -> tuple[str, Alarm] | None:
        return ("as", self.incident.standing) if alarm_id == self.incident.standing.id else None

    async def alarm_entries(self, alarm_id: str) -> list[Entry]:
        return cast("list[Entry]", [_Told(e.name, e.facts) for e in self.incident.events])

    async def answer_notice(self, notice: Notice, says: Says) -> object:
        kind = {"coming": Accept, "cannot": Decline, "arrived": Arrive}[says]
        self.incident.do(kind(actor=by(notice.responder), responder=notice.responder))
        self.taken.append((notice.responder, says))
        return None

    def link(self, responder: str, number: int = 0, alarm: str | None = None) -> str:
        """Return the key of a link to somebody who was called."""
        id_ = f"{alarm or self.incident.standing.id}.{number}.0.sms"
        key = LINKS.key(id_)
        self.rows[LINKS.answer_digest(key)] = Notice(
            id=id_,
            call=id_.removesuffix(".sms"),
            office="as",
            alarm=alarm or self.incident.standing.id,
            responder=responder,
            role="colleague",
            route="sms",
            place=0,
            reach="inside",
            mode=self.incident.standing.mode,
            purpose="call",
            urgent=True,
            content={},
            due_at=self.incident.now,
            created_at=self.incident.now,
            answer_digest=LINKS.answer_digest(key),
            answer_until=self.incident.now + 12 * HOUR,
        )
        return key


@dataclass(frozen=True)
class _Told:
    event: str
    facts: Any


@pytest.fixture
def world() -> _World:
    """Somebody has pressed, and colleagues were called."""
    incident = Incident()
    incident.do(press())
    return _World(incident=incident)


def _answers(world: _World) -> Answers:
    return Answers(LINKS, world, world, world, _no_page)


def _no_page(_office: str) -> None:
    return None


def _called(world: _World) -> list[str]:
    return list(world.incident.standing.responders)


async def test_a_link_asks_one_person_in_one_alarm(world: _World) -> None:
    """Who, to what, in which role and where she is wanted; she has not answered."""
    who = _called(world)[0]
    asked = await _answers(world).look(world.link(who), "1.2.3.4")
    assert asked is not None
    assert (asked.who, asked.office, asked.said, asked.is_over) == (who, "as", None, False)
    assert asked.call == short_name(world.incident.standing.id)
    assert asked.position
    assert world.taken == []


async def test_two_peoples_links_are_not_interchangeable(world: _World) -> None:
    """What comes in by one person's link is her word and nobody else's."""
    one, other = _called(world)[:2]
    answers = _answers(world)
    first, second = world.link(one, 0), world.link(other, 1)
    await answers.answer(first, "", "coming")
    await answers.answer(second, "", "cannot")
    assert world.taken == [(one, "coming"), (other, "cannot")]
    assert (await _said(answers, first), await _said(answers, second)) == ("coming", "cannot")


async def test_the_same_answer_twice_is_said_once(world: _World) -> None:
    """A double tap, or a page sent again, changes nothing."""
    answers, key = _answers(world), world.link(_called(world)[0])
    for _ in range(3):
        await answers.answer(key, "", "coming")
    assert len(world.taken) == 1


async def test_second_thoughts_while_it_goes_on(world: _World) -> None:
    """Coming, cannot, coming, there: each holds until the next."""
    answers, key = _answers(world), world.link(_called(world)[0])
    says: Says
    for says in ("coming", "cannot", "coming", "arrived"):
        await answers.answer(key, "", says)
        assert await _said(answers, key) == says


async def test_two_routes_of_one_call_know_of_each_other(world: _World) -> None:
    """What she answered by the text message stands on the page of the e-mail too."""
    who, answers = _called(world)[0], _answers(world)
    sms, email = world.link(who, 0), world.link(who, 1)
    await answers.answer(sms, "", "coming")
    assert await _said(answers, email) == "coming"


async def test_whoever_was_silent_can_still_come(world: _World) -> None:
    """Her deadline has passed, others were called; her answer counts."""
    who = _called(world)[0]
    answers, key = _answers(world), world.link(who)
    world.incident.after(25)
    asked = await answers.look(key, "")
    assert asked is not None
    assert asked.is_late
    await answers.answer(key, "", "coming")
    assert await _said(answers, key) == "coming"


async def test_after_the_end_nothing_is_answered(world: _World) -> None:
    """It is over: the page says so, and no answer gets in, not even one that was under way."""
    who = _called(world)[0]
    answers, key = _answers(world), world.link(who)
    world.incident.arrive(_called(world)[1])
    world.incident.clear(_called(world)[1], seen_her=True)
    asked = await answers.answer(key, "", "coming")
    assert asked is not None
    assert asked.is_over
    assert world.taken == []


async def test_an_end_in_the_very_moment_is_no_error(world: _World) -> None:
    """The alarm ends between the look and the answer: she reads that it is over."""

    class Ends:
        async def answer_notice(self, notice: Notice, says: Says) -> object:
            world.incident.arrive("p")
            world.incident.clear("p", entitled=True, seen_her=True)
            raise Refusal("wrong_state", "It is over.")

    answers = Answers(LINKS, world, Ends(), world, _no_page)
    asked = await answers.answer(world.link(_called(world)[0]), "", "coming")
    assert asked is not None
    assert asked.is_over


async def test_yesterdays_link_answers_nothing_today(world: _World) -> None:
    """After its time it is as unknown as a key that never was; one of an alarm that is gone too."""
    answers, key = _answers(world), world.link(_called(world)[0])
    gone = world.link(_called(world)[0], 7, alarm="a-gone")
    assert await answers.look(gone, "") is None
    world.incident.now += 12 * HOUR
    assert await answers.look(key, "") is None
    assert await answers.answer(key, "", "coming") is None
    assert world.taken == []


async def test_a_drills_link_answers_nothing_when_it_has_turned_real(world: _World) -> None:
    """Nobody reads “drill” over what is real by now, and nobody is told that it is over."""
    who = _called(world)[0]
    key = world.link(who)
    digest = LINKS.answer_digest(key)
    world.rows[digest] = replace(world.rows[digest], mode=Mode.DRILL)
    assert await _answers(world).look(key, "") is None


async def test_who_has_pressed_sees_the_same_for_either_of_her_codes() -> None:
    """Anna was called and then pressed: whoever makes her open her link cannot tell from it which code she typed."""
    seen = list[object]()
    for under_duress in (False, True):
        incident = Incident()
        incident.do(press(kind="assist", script=ASSIST))
        incident.do(press("press-2", kind="assist", script=ASSIST, presser="anna"))
        incident.say_mistake("anna", under_duress=under_duress)
        world = _World(incident=incident)
        seen.append(await _answers(world).look(world.link("anna"), ""))
        other = await _answers(world).look(world.link("bo", 1), "")
        assert other is not None
        assert other.kind == ("emergency" if under_duress else "assist")
    assert seen[0] is not None
    assert seen[0] == seen[1]


async def test_whoever_guesses_does_not_keep_the_store_busy_and_a_real_link_goes_through(world: _World) -> None:
    """After many guesses from one address its guesses are not looked up any more; a link from there answers."""
    answers, key = _answers(world), world.link(_called(world)[0])
    for number in range(500):
        assert await answers.look(f"guess-{number}", "6.6.6.6") is None
    assert world.looked_up < 100
    assert await answers.answer(key, "6.6.6.6", "coming") is not None
    assert world.taken
    assert await answers.look("x" * 100_000, "7.7.7.7") is None


async def test_a_link_of_another_node_is_found(world: _World) -> None:
    """Where somebody forgot to copy the secret, the store still knows the key."""
    key = world.link(_called(world)[0])
    answers = Answers(Links(bytes(31) + b"1", None), world, world, world, _no_page)
    assert await answers.look(key, "") is not None


async def test_an_answer_that_flutters_is_left_as_it_is(world: _World) -> None:
    """The first answer and ten changes within a minute; then it rests, and later it can be changed again."""
    answers, key = _answers(world), world.link(_called(world)[0])
    turns: list[Says] = ["coming", "cannot"]
    for number in range(MOST_CHANGES + 1):
        await answers.answer(key, "", turns[number % 2])
    with pytest.raises(TooOftenError):
        await answers.answer(key, "", turns[(MOST_CHANGES + 1) % 2])
    assert len(world.taken) == MOST_CHANGES + 1
    world.incident.now += timedelta(minutes=1)
    await answers.answer(key, "", turns[(MOST_CHANGES + 1) % 2])
    assert len(world.taken) == MOST_CHANGES + 2


async def _said(answers: Answers, key: str) -> Says | None:
    asked = await answers.look(key, "")
    assert asked is not None
    return asked.said
