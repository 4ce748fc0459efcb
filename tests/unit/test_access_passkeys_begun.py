"""Sessions that begin with a passkey: nobody is held up, and what has come between begins none."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from parts.authenticator import b64
from parts.passkey_house import DESK, EVA, HER, HERE, House, passkey_house
from parts.stores import AT
from service.access.door import LoginError, StaleError
from service.access.passkey_asked import LASTS
from service.access.passkeys import Passkeys
from service.access.roll import ended_now
from service.access.secret import Secret
from service.store.access_port import Account
from service.store.passkey_port import Use


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """One on a database of its own."""
    async with passkey_house(tmp_path) as made:
        yield made


async def test_strangers_who_are_asked_again_and_again_hold_up_nobody(house: House) -> None:
    """From however many places: nothing of it is kept, so there is no room that they could fill."""
    key = await house.added()
    for _ in range(1_000):
        await house.passkeys.ask_to_log_in()
    for number in range(20):
        asked = await house.passkeys.ask_to_log_in()
        stranger = house.key(id=b"stranger %d" % number, handle=key.handle)
        with pytest.raises(LoginError):
            await house.passkeys.log_in(asked.secret, stranger.sign(asked.options), f"198.51.100.{number % 10}")
    assert await house.logs_in(key) == EVA.name


async def test_what_another_service_asked_lets_nobody_in(house: House) -> None:
    """Only a node that has the same secret has asked; and whatever somebody makes up was asked by none."""
    key = await house.added()
    other = Passkeys(house.store.access, house.watch, house.door, lambda: HERE, b"o" * 32)
    asked = await other.ask_to_log_in()
    with pytest.raises(LoginError, match="prove"):
        await house.passkeys.log_in(asked.secret, key.sign(asked.options), DESK)
    again = Passkeys(house.store.access, house.watch, house.door, lambda: HERE, b"k" * 32)
    asked = await again.ask_to_log_in()
    assert (await house.passkeys.log_in(asked.secret, key.sign(asked.options), DESK)).text


async def test_what_began_with_a_passkey_ends_with_it(house: House) -> None:
    """Whoever has her lost phone is out, here at once; what else she has begun, and where she does it, stays."""
    lost, here = await house.added(id=b"lost"), await house.added(id=b"here")
    asked = [await house.passkeys.ask_to_log_in() for _ in range(3)]
    thief = await house.passkeys.log_in(asked[0].secret, lost.sign(asked[0].options), DESK)
    hers = await house.passkeys.log_in(asked[1].secret, here.sign(asked[1].options), DESK)
    own = await house.passkeys.log_in(asked[2].secret, lost.sign(asked[2].options), DESK)
    by_password = await house.door.begin_session(EVA)
    for one in (thief, hers, own, by_password):
        assert await house.door.visitor(one.text)
    kept = next(one for one in await house.passkeys.of(EVA.id) if one.credential == b64(b"lost"))
    assert await house.passkeys.remove(HER, kept.id, own.id)
    assert await house.door.visitor(thief.text) is None
    for one in (hers, own, by_password):
        assert await house.door.visitor(one.text)


async def test_who_has_left_at_this_moment_is_not_let_in(house: House) -> None:
    """Between what she has proven and the session her account ends, or the passkey is taken out: no session begins."""
    key = await house.added()
    begin = house.door.begin_session

    async def after(change: Callable[[], Awaitable[object]]) -> None:
        async def begins(account: Account, *, through: str = "", use: Use | None = None) -> Secret:
            await change()
            return await begin(account, through=through, use=use)

        house.door.begin_session = begins  # type: ignore[method-assign]
        before = await house.store.access.credentials_of(EVA.id)
        with pytest.raises(LoginError, match="at this very moment"):
            await house.logs_in(key)
        assert {one.id for one in await house.store.access.credentials_of(EVA.id)} <= {one.id for one in before}

    (kept,) = await house.passkeys.of(EVA.id)
    await after(lambda: house.passkeys.remove(HER, kept.id, None))
    house.door.begin_session = begin  # type: ignore[method-assign]
    key = await house.added(id=b"another")
    await after(lambda: house.store.access.save_account(ended_now(EVA, AT), [], {}, is_new=False))


async def test_no_answer_begins_a_second_session_where_two_nodes_clocks_differ(house: House) -> None:
    """A node that is ahead does not forget what a node behind it would still take; a passkey that does not count."""
    key, behind = await house.added(id=b"steps not", steps=0), house.watch.at
    asked = await house.passkeys.ask_to_log_in()
    signed = key.sign(asked.options)
    assert (await house.passkeys.log_in(asked.secret, signed, DESK)).text
    house.watch.at = behind + LASTS + timedelta(seconds=20)
    assert await house.logs_in(key) == EVA.name
    house.watch.at = behind + LASTS - timedelta(seconds=1)
    with pytest.raises(StaleError, match="answered"):
        await house.passkeys.log_in(asked.secret, signed, DESK)
