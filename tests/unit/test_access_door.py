"""The door: who is let in, who is not, and what holds while the store is away."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from parts.people import People
from parts.stores import AT, Watch
from roles.plan import Audience
from service.access import password, secret
from service.access.action import Action
from service.access.attempt import CROWD_FREE, FREE
from service.access.door import FRESH_S, KEPT_S, SESSION_LASTS, Door, LoginError, WaitError, plain_login
from service.access.visitor import OPEN, allowed
from service.store.access_port import Account, Credential, GrantRow
from service.store.port import StoreUnavailable

EVA = Account(id="a-eva", login="eva", name="Eva Lundin", created_at=AT)
PASSWORD = "tre små grisar på rad"
SCREENS: dict[tuple[str, str], Audience] = {("as", "staff"): "staff", ("as", "reception"): "discreet"}


def _door(people: People, watch: Watch, *, is_open: bool = False) -> Door:
    return Door(
        people, watch, audience_of=lambda office, screen: SCREENS.get((office, screen)), open_while_empty=is_open
    )


@pytest.fixture(scope="module")
def hash_of_password() -> str:
    """One hash for all tests: each takes its time on purpose."""
    return asyncio.run(password.hashed(PASSWORD))


@pytest.fixture
async def people(hash_of_password: str) -> People:
    """Eva, lead in one office."""
    made = People()
    eva = replace(EVA, password=hash_of_password)
    await made.save_account(eva, [GrantRow(role="lead", office="as")], {"as": "p-eva"}, is_new=True)
    return made


async def _pair(
    people: People, *, screen: str = "staff", pin: str | None = None, audience: Audience | None = None
) -> str:
    made = secret.make()
    kept = pin and await password.hashed(pin)
    await people.add_credential(
        Credential(
            id=made.id,
            kind="screen",
            digest=made.digest,
            name="S",
            office="as",
            screen=screen,
            pin=kept,
            created_at=AT,
            audience=audience,
        )
    )
    return made.text


async def test_who_logs_in_has_her_rights(people: People) -> None:
    """The session's secret is hers, with her grants and her person."""
    door = _door(people, Watch())
    session = await door.log_in(" Eva ", PASSWORD, "192.0.2.1")
    visitor = await door.visitor(session.text)
    assert visitor is not None
    assert (visitor.kind, visitor.name, visitor.persons) == ("account", "Eva Lundin", {"as": "p-eva"})
    assert allowed(visitor, Action.CLEAR, "as")
    assert not allowed(visitor, Action.CLEAR, "hamnen")


@pytest.mark.parametrize(("login", "typed"), [("eva", "wrong"), ("nobody", PASSWORD), ("", ""), ("eva", "x" * 300)])
async def test_a_wrong_name_or_password_says_the_same(people: People, login: str, typed: str) -> None:
    """Nobody learns which names exist."""
    with pytest.raises(LoginError, match=r"The name or the password is wrong\."):
        await _door(people, Watch()).log_in(login, typed, "192.0.2.1")


async def test_guessing_has_to_wait_and_even_the_right_password_then(people: People) -> None:
    """After some failures nothing is looked at for a while, so guesses cost time."""
    watch = Watch()
    door = _door(people, watch)
    for _ in range(FREE):
        with pytest.raises(LoginError):
            await door.log_in("eva", "wrong", "192.0.2.1")
    with pytest.raises(WaitError) as waiting:
        await door.log_in("eva", PASSWORD, "192.0.2.1")
    watch.at += waiting.value.wait
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    assert await door.visitor(session.text)


async def test_a_session_ends_by_itself(people: People) -> None:
    """After a working day she logs in again."""
    watch = Watch()
    door = _door(people, watch)
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    watch.at += SESSION_LASTS
    assert await door.visitor(session.text) is None


async def test_who_has_left_is_out_within_a_second(people: People) -> None:
    """Also where her session was believed a moment ago, on another node."""
    watch = Watch()
    door = _door(people, watch)
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    assert await door.visitor(session.text)
    await people.save_account(replace(people.by_id["a-eva"], ended_at=AT), [], {}, is_new=False)
    watch.seconds += FRESH_S
    assert await door.visitor(session.text) is None


async def test_logging_out_holds_at_once(people: People) -> None:
    """The very next request is a stranger's."""
    door = _door(people, Watch())
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    assert await door.visitor(session.text)
    assert await door.end(session.id, OPEN)
    assert await door.visitor(session.text) is None


async def test_a_forged_secret_with_a_known_id_is_nobodys(people: People) -> None:
    """The id alone, which lists show, lets nobody in."""
    door = _door(people, Watch())
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    forged = f"trygg_{session.id}_{'a' * 52}"
    assert await door.visitor(session.text)
    assert await door.visitor(forged) is None


async def test_while_the_store_is_away_those_who_are_known_go_on(people: People) -> None:
    """Screens and responders work; a stranger does not get in; after half a day nobody is believed."""
    watch = Watch()
    door = _door(people, watch)
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    other = await door.log_in("eva", PASSWORD, "192.0.2.1")
    assert await door.visitor(session.text)
    people.away = True
    watch.seconds += KEPT_S - 1
    assert await door.visitor(session.text)
    with pytest.raises(StoreUnavailable):
        await door.visitor(other.text)
    watch.seconds += 2
    with pytest.raises(StoreUnavailable):
        await door.visitor(session.text)


async def test_a_screen_shows_what_its_place_allows_today(people: People) -> None:
    """The plan decides its audience, each time anew; a screen that left the plan shows nothing."""
    door = _door(people, Watch())
    text = await _pair(people, screen="reception")
    visitor = await door.visitor(text)
    assert visitor is not None
    assert visitor.audience == "discreet"
    gone = await door.visitor(await _pair(people, screen="gone"))
    assert gone is not None
    assert gone.audience == "public"


async def test_a_pin_is_checked_each_time_and_guesses_wait(people: People) -> None:
    """Right: it may end an alarm in this request. Wrong again and again: it has to wait."""
    door = _door(people, Watch())
    text = await _pair(people, pin="271828")
    right, without = await door.visitor(text, pin="271828"), await door.visitor(text)
    assert right is not None
    assert without is not None
    assert allowed(right, Action.CLEAR, "as")
    assert not allowed(without, Action.CLEAR, "as")
    for _ in range(FREE):
        wrong = await door.visitor(text, pin="000000")
        assert wrong is not None
        assert not wrong.has_pin
    with pytest.raises(WaitError):
        await door.visitor(text, pin="271828")
    assert await door.visitor(text)  # without a PIN the screen goes on: the alarm itself is never limited


async def test_many_guesses_at_once_are_many_guesses(people: People) -> None:
    """Whoever sends all PINs at the same moment has no more tries than who sends one after the other."""
    door = _door(people, Watch())
    text = await _pair(people, pin="271828")
    answers = await asyncio.gather(
        *(door.visitor(text, pin=f"{n:06}") for n in range(FREE + 20)), return_exceptions=True
    )
    assert sum(not isinstance(one, WaitError) for one in answers) == FREE
    logins = await asyncio.gather(
        *(door.log_in("eva", f"guess {n}", "192.0.2.1") for n in range(FREE + 20)), return_exceptions=True
    )
    assert sum(isinstance(one, LoginError) for one in logins) == FREE


async def test_a_stranger_cannot_lock_the_lead_out(people: People) -> None:
    """What is tried elsewhere with her name, or beside her with other names, holds up nobody who has come in before."""
    watch = Watch()
    door = _door(people, watch)
    await door.log_in("eva", PASSWORD, "192.0.2.1")
    for number in range(CROWD_FREE):
        door._crowds.failed(("login:eva", "address:192.0.2.1"), watch.now())
        door._attempts.failed((f"login:eva from:198.51.100.{number}",), watch.now())
    assert (await door.log_in("eva", PASSWORD, "192.0.2.1")).text
    with pytest.raises(WaitError):
        await door.log_in("eva", PASSWORD, "192.0.2.77")


async def test_the_slips_of_a_house_hold_up_nobody(people: People) -> None:
    """Hundreds of colleagues share one address; a few who mistype each morning lock no other out."""
    watch = Watch()
    door = _door(people, watch)
    for number in range(FREE + 2):
        with pytest.raises(LoginError):
            await door.log_in(f"colleague-{number}", "x" * 300, "192.0.2.1")
    assert (await door.log_in("eva", PASSWORD, "192.0.2.1")).text


async def test_while_the_store_is_away_nothing_counts_as_a_failure(people: People) -> None:
    """Who could not log in because of the store does not have to wait when it is back."""
    door = _door(people, Watch())
    people.away = True
    for _ in range(FREE + 2):
        with pytest.raises(StoreUnavailable):
            await door.log_in("eva", PASSWORD, "192.0.2.1")
    people.away = False
    assert (await door.log_in("eva", PASSWORD, "192.0.2.1")).text


async def test_it_is_open_only_until_there_is_an_account() -> None:
    """The first run needs no password; from the first account on everybody does, for good."""
    watch, people = Watch(), People()
    door = _door(people, watch, is_open=True)
    assert await door.visitor(None)
    await people.save_account(EVA, [], {}, is_new=True)
    watch.seconds += FRESH_S + 1
    assert await door.visitor(None) is None
    people.by_id.clear()
    watch.seconds += FRESH_S + 1
    assert await door.visitor(None) is None


async def test_a_store_that_never_answered_opens_no_door() -> None:
    """Not knowing whether there are accounts is no reason to let anybody in."""
    people = People(away=True)
    assert await _door(people, Watch(), is_open=True).visitor(None) is None


async def test_an_expired_token_is_nobodys(people: People) -> None:
    """At its last instant it is over."""
    watch, made = Watch(), secret.make()
    door = _door(people, watch)
    await people.add_credential(
        Credential(
            id=made.id,
            kind="token",
            digest=made.digest,
            name="n",
            role="responder",
            created_at=AT,
            expires_at=AT + timedelta(days=1),
        )
    )
    visitor = await door.visitor(made.text)
    assert visitor is not None
    assert allowed(visitor, Action.ANSWER, "as")
    watch.at += timedelta(days=1)
    assert await door.visitor(made.text) is None


async def test_a_role_of_a_newer_version_gives_nothing(people: People) -> None:
    """Unknown is denied."""
    door = _door(people, Watch())
    await people.save_account(people.by_id["a-eva"], [GrantRow(role="emperor")], {}, is_new=False)
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    visitor = await door.visitor(session.text)
    assert visitor is not None
    assert visitor.grants == ()


def test_a_login_is_spelled_one_way() -> None:
    """A keyboard that sends å as a and a ring means the same person."""
    assert plain_login(" A\u030asa ") == plain_login("\u00c5SA") == "\u00e5sa"


async def test_a_password_is_spelled_one_way() -> None:
    """Typed at another keyboard it is the same password."""
    kept = await password.hashed("regn p\u00e5 taken i kv\u00e4ll")
    assert await password.matches("regn pa\u030a taken i kva\u0308ll", kept)


@pytest.mark.parametrize(
    ("allowed_then", "planned", "shown"),
    [
        ("discreet", "staff", "discreet"),
        ("staff", "security", "staff"),
        (None, "security", "staff"),
        ("security", "security", "security"),
        ("staff", "discreet", "discreet"),
        ("staff", "public", "public"),
        (None, "staff", "staff"),
    ],
)
async def test_a_screen_shows_no_more_than_was_allowed_when_it_was_paired(
    people: People, allowed_then: Audience | None, planned: Audience, shown: Audience
) -> None:
    """A plan that says more later does not widen it, and its PIN decides nothing there until it is paired again."""
    text = await _pair(people, pin="739105", audience=allowed_then)
    door = Door(people, Watch(), audience_of=lambda *_: planned, open_while_empty=False)
    visitor = await door.visitor(text, pin="739105")
    assert visitor is not None
    assert (visitor.audience, visitor.has_pin) == (shown, shown == planned)
