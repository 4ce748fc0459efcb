"""Which screens cannot be relied on: what lasts is said, what passes is not, and nobody misses what nobody paired."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.planning import TEXT
from parts.written_line import WrittenLine
from roles.document import load
from roles.plan import Plan
from service.dispatch.faults import Faults
from service.live.hub import Hub, Subscription
from service.live.lookout import GONE_S, MUTE_S, SHOW_S, SILENT_S, Connected, Lookout
from service.live.render import Audience
from service.live.screens import MOST_ALARMS, Screens
from service.store.access_port import Credential, CredentialKind
from service.store.port import StoreUnavailable

STAFF = frozenset({"staff"})


def _plan() -> Plan:
    plan = load(TEXT, source="as.yaml").plan
    assert plan is not None
    return plan


PLAN = _plan()


def _there(**more: float | int | bool | None) -> list[Connected]:
    told = {"since": 0.0, "position": 5, "confirmed_at": 0.0, "is_mute": False, **more}
    return [Connected(screen="staff", **told)]  # type: ignore[arg-type]


def test_a_dark_screen_is_missed_in_opening_hours_only() -> None:
    """A paired screen that stays away for a minute is said; at night, or when it comes back in time, it is not."""
    lookout = Lookout()
    assert lookout.look(STAFF, [], head=5, is_open=True, at=0) == set()
    assert lookout.look(STAFF, [], head=5, is_open=True, at=GONE_S - 1) == set()
    assert lookout.look(STAFF, [], head=5, is_open=True, at=GONE_S) == {("screen_gone", "staff")}
    assert lookout.look(STAFF, _there(confirmed_at=GONE_S), head=5, is_open=True, at=GONE_S + 1) == set()
    assert lookout.look(STAFF, [], head=5, is_open=False, at=3 * GONE_S) == set()
    assert lookout.look(STAFF, [], head=5, is_open=True, at=4 * GONE_S) == set()  # it has only just opened
    assert lookout.look(frozenset(), [], head=5, is_open=True, at=9 * GONE_S) == set()


def test_a_screen_that_does_not_draw_is_blind() -> None:
    """What was told has to be drawn within five seconds; what came meanwhile has its own five."""
    lookout = Lookout()
    assert lookout.look(STAFF, _there(), head=6, is_open=True, at=1) == set()
    assert lookout.look(STAFF, _there(confirmed_at=4), head=7, is_open=True, at=1 + SHOW_S) == {
        ("screen_blind", "staff")
    }
    assert lookout.look(STAFF, _there(position=6, confirmed_at=7), head=8, is_open=True, at=7) == set()
    assert lookout.look(STAFF, _there(position=8, confirmed_at=9), head=8, is_open=True, at=9) == set()


def test_a_frozen_page_is_blind_although_nothing_happens() -> None:
    """A page that draws nothing confirms no heartbeat either."""
    lookout = Lookout()
    assert lookout.look(STAFF, _there(), head=5, is_open=False, at=SILENT_S - 1) == set()
    assert lookout.look(STAFF, _there(), head=5, is_open=False, at=SILENT_S) == {("screen_blind", "staff")}
    never = _there(position=None, confirmed_at=None)
    assert ("screen_blind", "staff") in lookout.look(STAFF, never, head=5, is_open=False, at=SILENT_S)


def test_a_mute_screen_is_said_after_a_while() -> None:
    """A page that has just come may still be tapped; after twenty seconds the others say it."""
    lookout = Lookout()
    assert lookout.look(STAFF, _there(is_mute=True), head=5, is_open=True, at=0) == set()
    mute = _there(is_mute=True, confirmed_at=MUTE_S)
    assert lookout.look(STAFF, mute, head=5, is_open=True, at=MUTE_S) == {("screen_mute", "staff")}
    assert lookout.look(STAFF, _there(confirmed_at=MUTE_S), head=5, is_open=True, at=MUTE_S + 1) == set()


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=40))
def test_a_screen_that_keeps_up_is_never_blamed(steps: list[tuple[int, int]]) -> None:
    """However many entries come, a screen that draws each within a few seconds and can be heard has no fault."""
    lookout, head, at, drawn = Lookout(), 0, 0.0, 0
    for more, late in steps:
        drawn, head, at = head, head + more, at + late  # it has drawn all that was there at the look before
        there = _there(position=drawn, confirmed_at=at)
        assert lookout.look(STAFF, there, head=head, is_open=True, at=at) == set()


class Time:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Pairings:
    """Two paired screens, and a store that may not answer."""

    def __init__(self) -> None:
        self.answers = True

    async def credentials(self, kind: CredentialKind) -> list[Credential]:
        if not self.answers:
            raise StoreUnavailable("no")
        made = datetime(2026, 11, 1, tzinfo=UTC)
        return [
            Credential(id=f"c-{one}", kind=kind, digest="", name="", office="as", screen=one, created_at=made)
            for one in ("staff", "reception")
        ]


Office = tuple[Screens, Hub, Faults, Time, Pairings]


@pytest.fixture
async def office() -> Office:
    """Return the example office in opening hours, with two paired screens and nobody connected."""
    time, store = Time(), Pairings()
    hub, faults = Hub(time, "e"), Faults(time)
    hub.open("as", 0, [])
    return Screens(store, hub, faults, time, lambda: [PLAN], alone=True), hub, faults, time, store


def _attach(
    hub: Hub, screen: str = "staff", *, paired: bool = True, audience: Audience = Audience.STAFF
) -> Subscription:
    return hub.attach("as", audience, screen=screen, after=None, epoch=None, line=WrittenLine(), paired=paired)


async def test_what_is_wrong_with_a_screen_is_a_fault_until_it_is_mended(office: Office) -> None:
    """A dark screen becomes a fault with its place in words, once, and is gone when the screen is back."""
    screens, hub, faults, time, store = office
    await screens.ask()
    screens.look()
    time.seconds = GONE_S
    store.answers = False  # what is known goes on to hold
    await screens.ask()
    screens.look()
    screens.look()
    found = {(fault.code, fault.subject, fault.args["place"], fault.count) for fault in faults.of("as")}
    assert found == {
        ("screen_gone", "staff", "Personalrummets skärm", 1),
        ("screen_gone", "reception", "Receptionens skärm", 1),
    }
    for screen, audience in (("staff", Audience.STAFF), ("reception", Audience.DISCREET)):
        hub.rendered(_attach(hub, screen, audience=audience), 0, [], sound=False)
    screens.look()
    assert faults.of("as") == []
    time.seconds += MUTE_S - 1
    for one in hub.screens("as"):
        hub.rendered(one, 0, [], sound=False)
    screens.look()
    time.seconds += 1
    screens.look()
    # What visitors can see never sounds, and so cannot be mute.
    assert [(fault.code, fault.subject) for fault in faults.of("as")] == [("screen_mute", "staff")]


async def test_a_program_that_looks_on_is_no_screen(office: Office) -> None:
    """Who is connected without having been paired as a screen is not missed, and takes no screen's place."""
    screens, hub, faults, time, _ = office
    await screens.ask()
    _attach(hub, paired=False)
    screens.look()
    time.seconds = GONE_S
    screens.look()
    assert {fault.subject for fault in faults.of("as")} == {"staff", "reception"}


async def test_who_has_shown_an_alarm_is_one_summary(office: Office) -> None:
    """The first time on each screen, which showed the mark only, and who is missing; the oldest is forgotten."""
    screens, hub, _, time, _ = office
    await screens.ask()
    assert screens.summary(PLAN, "a-1") is None
    staff = _attach(hub)
    hub.rendered(_attach(hub, "reception", audience=Audience.DISCREET), 0, ["a-1"], sound=False)
    assert screens.summary(PLAN, "a-1") is None  # it cannot be read there
    hub.rendered(staff, 0, ["a-1"], sound=True, calm=True)
    time.seconds = 9
    hub.rendered(staff, 0, ["a-1", "a-2"], sound=True)
    found = screens.summary(PLAN, "a-1")
    assert found is not None
    shown, missing = found
    assert (shown.first_at, shown.calm, missing) == ({"staff": Time().now()}, {"staff"}, [])
    for number in range(MOST_ALARMS):
        hub.rendered(staff, 0, [f"b-{number}"], sound=True)
    assert screens.summary(PLAN, "a-1") is None


async def test_a_screen_of_the_plan_that_does_not_keep_up_is_said(office: Office) -> None:
    """Somebody can look at its computer; a program that looks on under another name is nobody's screen."""
    screens, hub, faults, _, _ = office
    screens.dropped(_attach(hub, "no-such-screen", paired=False))
    assert faults.of("as") == []
    screens.dropped(_attach(hub, "staff", paired=False))
    assert [(fault.code, fault.subject) for fault in faults.of("as")] == [
        ("screen_dropped", PLAN.screens["staff"].name)
    ]
