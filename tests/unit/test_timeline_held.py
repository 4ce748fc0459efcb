"""Plan against actual: who held each role, how far each came, and against which deadline."""

from parts.reviewed import Reviewed, plan, s, said_by
from roles.simulate_run import Press
from service.alarm.commands import Acknowledge, Cancel, Clear, HandOver
from service.alarm.states import Mode
from service.timeline.foreseen import Foreseen, foresee, press_in
from service.timeline.held import RoleHeld, held

SLUGS = {f"p-{person}": person for person in plan().people}


def _roles(alarm: Reviewed) -> dict[str | None, RoleHeld]:
    return {one.role: one for one in held(alarm.entries())}


def _press(alarm: Reviewed) -> tuple[Press, frozenset[str]]:
    found = press_in(alarm.entries(), SLUGS)
    assert found is not None
    return found


def _foreseen(alarm: Reviewed) -> Foreseen:
    return foresee(plan(), *_press(alarm))


def test_each_stage_of_a_role_stands_against_its_own_deadline() -> None:
    """Who answers and comes in time has kept both; who is silent until others were called is late by how much."""
    alarm = Reviewed()
    alarm.press()
    near = next(who for who, one in alarm.standing.responders.items() if one.role == "colleague")
    alarm.seconds(9)
    alarm.accept(near)
    alarm.seconds(20)
    alarm.accept("p-hassan")
    alarm.seconds(19)
    alarm.arrive(near)
    alarm.seconds(40)
    alarm.arrive("p-hassan")
    alarm.do(Clear(actor=said_by("p-hassan"), entitled=True))
    roles = _roles(alarm)
    first = next(one for one in roles["colleague"].holders if one.who == near)
    assert (first.accepted.after, first.accepted.due, first.accepted.verdict) == (s(9), s(20), "kept")
    assert (first.arrived.after, first.arrived.due, first.arrived.verdict) == (s(48), s(99), "kept")
    assert (first.seen, first.done, first.stand) == (s(9), s(88), "there")
    (hassan,) = (one for one in roles["guard"].holders if one.who == "p-hassan")
    assert (hassan.accepted.after, hassan.accepted.verdict, hassan.accepted.late) == (s(29), "late", s(14))
    assert [one.verdict for one in roles["guard"].lateness] == ["late"]
    assert roles["colleague"].lateness == ()
    assert [one.verdict for one in roles["door"].lateness] == ["never"]
    assert (roles["door"].holders[0].stand, roles["door"].holders[0].seen) == ("silent", None)


def test_every_role_of_the_plan_is_there_and_says_what_became_of_it() -> None:
    """A role whose step was left out, one whose step never came, and the order of the plan's steps."""
    alarm = Reviewed()
    alarm.press()
    for who in ("p-elin", "p-anna", "p-bo", "p-hassan"):
        if who in alarm.standing.responders:
            alarm.accept(who)
    alarm.seconds(21)
    came = [who for who, one in alarm.standing.responders.items() if one.state == "accepted"][:2]
    for who in came:
        alarm.arrive(who)
    alarm.do(Cancel(actor=said_by(came[0]), entitled=True, words="A mistake", seen_her=True))
    roles = _roles(alarm)
    assert list(roles) == ["colleague", "guard", "door", "manager", "police-contact"]
    assert (roles["manager"].fate, roles["manager"].step) == ("skipped", 1)
    assert (roles["police-contact"].fate, roles["police-contact"].step) == ("not_reached", 2)


def test_a_call_is_measured_against_its_step() -> None:
    """A second step that comes when it is due is in time, to the millisecond or not."""
    alarm = Reviewed()
    alarm.press()
    alarm.unserved(20.4)
    alarm.seconds(0)
    manager = _roles(alarm)["manager"].holders[0]
    assert (manager.called.after, manager.called.verdict) == (s(20.4), "kept")
    alarm = Reviewed()
    alarm.press()
    alarm.unserved(25)
    alarm.seconds(0)
    manager = _roles(alarm)["manager"].holders[0]
    assert (manager.called.due, manager.called.late) == (s(20), s(5))


def test_a_deadline_that_the_end_overtook_was_neither_kept_nor_missed() -> None:
    """Whoever had time left when it was set off by mistake has missed nothing."""
    alarm = Reviewed()
    alarm.press()
    alarm.seconds(4)
    alarm.do(Cancel(actor=said_by("p-gunilla"), entitled=True, words="A mistake", seen_her=True))
    roles = _roles(alarm)
    assert {one.accepted.verdict for one in roles["colleague"].holders} == {"overtaken"}
    assert all(role.lateness == () for role in roles.values())


def test_a_no_in_time_is_an_answer_and_who_is_called_instead_has_her_own_deadline() -> None:
    """She who cannot come is not late; the one called for her is measured from her own call."""
    alarm = Reviewed()
    alarm.press()
    first = next(who for who, one in alarm.standing.responders.items() if one.role == "colleague")
    alarm.seconds(5)
    alarm.decline(first)
    holders = _roles(alarm)["colleague"].holders
    assert next(one for one in holders if one.who == first).stand == "declined"
    instead = holders[-1]
    assert (instead.called.after, instead.called.verdict, instead.accepted.due) == (s(5), "unasked", s(25))


def test_a_delivery_and_what_was_opened_are_told_apart() -> None:
    """That a notice is on her telephone is no sign that she has seen it."""
    alarm = Reviewed()
    alarm.press()
    alarm.seconds(2)
    alarm.notice("p-hassan", "delivered")
    hassan = _roles(alarm)["guard"].holders[0]
    assert (hassan.delivered, hassan.seen) == (s(2), None)
    alarm.seconds(3)
    alarm.notice("p-hassan", "seen")
    assert _roles(alarm)["guard"].holders[0].seen == s(5)
    alarm.do(Acknowledge(actor=said_by("p-ida")))
    assert _roles(alarm)["door"].holders[0].seen == s(5)


def test_a_role_that_was_handed_over_has_both() -> None:
    """Who gave it away and to whom; who is called for it by that is waited for from then on, who is there holds it."""
    alarm = Reviewed()
    alarm.press()
    alarm.accept("p-hassan")
    alarm.seconds(3)
    alarm.do(HandOver(actor=said_by("p-hassan"), to="p-david"))
    gave, has = _roles(alarm)["guard"].holders
    assert (gave.stand, gave.to) == ("handed_over", "p-david")
    assert (has.who, has.reason["code"], has.called.after, has.accepted.after) == ("p-david", "handed_over", s(3), None)
    alarm.arrive("p-cecilia")
    alarm.arrive("p-david")
    alarm.do(HandOver(actor=said_by("p-david"), to="p-cecilia"))
    assert [(one.who, one.stand) for one in _roles(alarm)["guard"].holders][-1] == ("p-cecilia", "there")


def test_who_came_without_being_called_stands_last() -> None:
    """No role of the plan, and no deadline."""
    alarm = Reviewed()
    alarm.press()
    alarm.arrive("p-david")
    last = held(alarm.entries())[-1]
    assert (last.role, last.holders[0].who, last.holders[0].arrived.verdict) == (None, "p-david", "unasked")
    assert last.lateness == ()


def test_a_drill_that_turns_real_is_measured_from_the_real_press() -> None:
    """What was answered in the drill is no answer to the alarm."""
    alarm = Reviewed()
    alarm.press(mode=Mode.DRILL)
    alarm.accept("p-hassan")
    alarm.seconds(30)
    alarm.press()
    roles = _roles(alarm)
    assert roles["guard"].holders[0].called.after == s(0)
    assert roles["guard"].holders[0].accepted.after is None
    assert not _press(alarm)[0].is_drill


def test_the_simulation_foresees_the_same_calls_by_the_same_plan() -> None:
    """Nobody is away: every role is called when it really was, if all goes as usual."""
    alarm = Reviewed()
    alarm.press()
    found = _foreseen(alarm)
    assert {role for role, times in found.roles.items() if times.called == s(0)} == {"colleague", "guard", "door"}
    assert found.answered == s(8)
    assert found.there is not None
    assert found.two_there is not None
    assert found.there <= found.two_there
    assert Foreseen.from_json(found.as_json()) == found


def test_who_was_away_that_second_is_read_from_the_record() -> None:
    """What was said of the day is erased by now; the calls tell that the guard and one colleague were not there."""
    everybody = Reviewed()
    everybody.press()
    near = [who for who, one in everybody.standing.responders.items() if one.role == "colleague"]
    away = {"p-hassan": "absent", near[0]: "absent"}
    alarm = Reviewed(away)
    alarm.press()
    press, at_once = _press(alarm)
    assert press.away == {"hassan"}, "only who is named in a reason"
    assert "hassan" not in at_once
    assert SLUGS[near[0]] not in at_once
    told = foresee(plan(), press, at_once)
    assert told.roles["guard"].accepted == s(20), "the company that stands in answers by telephone"
    assert told != _foreseen(everybody)


def test_where_nobody_knows_any_more_who_was_called_nothing_is_foreseen() -> None:
    """A key that stands for nobody in the plan of now is no reason to guess."""
    alarm = Reviewed()
    alarm.press()
    gone = next(key for key, one in alarm.standing.responders.items() if one.role == "colleague")
    assert press_in(alarm.entries(), {key: who for key, who in SLUGS.items() if key != gone}) is None
