"""Of what is known in an office's open alarms, what counts for the ways in one of them."""

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from parts.ground_plans import plan_of
from parts.incident import ASSIST, PENDANT, Incident, press
from roles.output import Output
from roles.plan import Door, Zone
from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm, Located, Switched
from service.alarm.instruct import Guidance
from service.alarm.states import Mode
from service.dispatch.book import OfficePage
from service.dispatch.guiding import danger_of, instruct, is_guided

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONES = [Zone(id=id_, name=id_, kind="desk") for id_ in ("room-114", "desk", "yard")]
SAFE = Zone(id="safe", name="safe", kind="safe_zone")
DOOR = Door(id="glass", name="Glasdörren", between=("desk", "safe"))
LOCK = Output(id="lock", name="Låset", kind="door", zone="safe", door="glass")
PLAN = replace(
    plan_of([*ZONES, SAFE], [("room-114", "desk", 3, None), ("desk", "safe", 4, "glass")], [DOOR]),
    outputs=MappingProxyType({"lock": LOCK}),
)


def _alarm(key: str = "press-1", **changes: object) -> Alarm:
    office = Incident()
    office.do(press(key))
    assert office.alarm is not None
    return replace(office.alarm, **changes)  # type: ignore[arg-type]  # each test names the fields it means


def test_only_an_emergency_sends_anybody_anywhere() -> None:
    """An assistance, the test of a button and an alarm that is over tell no zone anything; a drill does."""
    assert is_guided(_alarm())
    assert is_guided(_alarm(mode=Mode.DRILL))
    assert not is_guided(_alarm(mode=Mode.TEST))
    assert not is_guided(_alarm(script=ASSIST))


def test_a_lock_that_the_house_has_locked_closes_its_door_until_somebody_has_opened_it() -> None:
    """A door that was told to lock counts as locked at once, one that failed does not; a person's word counts more."""
    for state, locked in (("commanded", {"glass"}), ("on", {"glass"}), ("failed", set()), ("off", set())):
        alarm = _alarm(outputs={"lock": Switched(until=AT, state=state)})
        assert danger_of(PLAN, alarm, ()).locked_doors == locked
    opened = Guidance(doors={"glass": "open"})
    alarm = _alarm(outputs={"lock": Switched(until=AT, state="on")}, guidance=opened)
    assert danger_of(PLAN, alarm, ()).locked_doors == frozenset()


def test_what_is_reported_in_one_alarm_counts_in_all_but_a_drill_endangers_nobody() -> None:
    """Another real alarm's zone and reports are avoided; a drill's are only by the drill."""
    known = Guidance(doors={"glass": "locked"}, zones={"safe": "compromised", "desk": "safe"})
    other = _alarm("press-2", zone="yard", guidance=known)
    danger = danger_of(PLAN, _alarm(), [other])
    assert danger.origin == "room-114"
    assert danger.unsafe == {"yard", "safe"}
    assert danger.closed_doors == {"glass"}
    drilled = danger_of(PLAN, _alarm(), [replace(other, mode=Mode.DRILL)])
    assert not drilled.unsafe | drilled.closed_doors
    assert danger_of(PLAN, _alarm(mode=Mode.DRILL), [other]).unsafe == {"yard", "safe"}


def test_once_she_is_doubted_nobody_knows_where_the_danger_is() -> None:
    """Whoever has looked and not found her has made every way uncertain, and the place itself no safer."""
    doubted = Located(usual="room-114", doubted_by="anna", doubted_at=AT)
    danger = danger_of(PLAN, _alarm(located=doubted), ())
    assert danger.origin is None
    assert danger.unsafe == {"room-114"}


def test_the_same_has_the_same_digest() -> None:
    """What is told twice is the same text and digest; what has changed is another."""
    page = OfficePage(plan=PLAN, keys={})
    first, again = (instruct(page, danger_of(PLAN, _alarm(), ()), {}) for _ in range(2))
    assert first == again
    assert first.actor is SERVICE
    shut = instruct(page, danger_of(PLAN, _alarm(guidance=Guidance(doors={"glass": "locked"})), ()), {})
    assert shut.basis != first.basis
    assert PENDANT.via.startswith("device")
