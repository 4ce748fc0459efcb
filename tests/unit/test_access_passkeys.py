"""Passkeys: who may add one, whom one lets in, and all that lets nobody in."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parts.authenticator import b64
from parts.passkey_house import BO, DESK, EVA, HER, HERE, ROLES, House, passkey_house
from parts.stores import AT
from service.access import secret
from service.access.arrival import THROUGH_PROVIDER
from service.access.attempt import FREE
from service.access.door import LoginError, StaleError, WaitError
from service.access.keeping import Keeping, RefusedError
from service.access.passkey_asked import LASTS
from service.access.passkey_place import Nowhere
from service.access.passkeys import FRESH, MOST_ASKED, THROUGH_PASSKEY, CopiedError, PasskeyError
from service.access.rights import Grant, Role
from service.access.roll import Roll, RollError, ended_now
from service.access.visitor import Visitor
from service.store.access_port import Account
from service.store.passkey_port import MOST_PASSKEYS
from service.store.port import StoreUnavailable


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """One on a database of its own."""
    async with passkey_house(tmp_path) as made:
        yield made


async def test_a_passkey_lets_its_person_in(house: House) -> None:
    """She adds it, and it lets her in again and again; a session says how it began, and the list when it was used."""
    key = await house.added()
    (kept,) = await house.passkeys.of(EVA.id)
    assert (kept.name, kept.place, kept.added_at, kept.used_at) == ("My phone", HERE.name, AT, None)
    assert kept.transports == ("internal",)
    for _ in range(2):
        assert await house.logs_in(key) == EVA.name
    (used,) = await house.passkeys.of(EVA.id)
    assert (used.used_at, used.sign_count) == (AT, 2)
    assert THROUGH_PASSKEY in {one.name for one in await house.store.access.credentials_of(EVA.id)}
    assert await house.record() == ["PasskeyAdded"]


async def test_what_names_her_to_an_authenticator_says_nothing_about_her(house: House) -> None:
    """Its handle for her is 64 bytes of chance, and the same for all her passkeys; those she has are not made twice."""
    first = await house.added()
    asked = await house.passkeys.ask_to_add(HER, await house.session())
    assert asked.options["user"]["id"] == first.handle
    assert len(first.handle) == 86
    assert [one["id"] for one in asked.options["excludeCredentials"]] == [b64(first.id)]
    assert asked.options["attestation"] == "none"
    assert asked.options["authenticatorSelection"]["userVerification"] == "required"
    assert asked.options["authenticatorSelection"]["residentKey"] == "required"
    logging_in = (await house.passkeys.ask_to_log_in()).options
    assert (logging_in["rpId"], logging_in["userVerification"]) == (HERE.name, "required")
    assert not logging_in.get("allowCredentials")  # whose passkeys there are is told to nobody


@pytest.mark.parametrize(
    "different",
    [
        {"origin": "https://trygg.example.se.evil.example"},
        {"origin": "http://trygg.example.se"},
        {"place": "evil.example"},
        {"verifies": False},
    ],
    ids=lambda one: next(iter(one)),
)
async def test_what_was_signed_elsewhere_or_by_nobody_proves_nothing(
    house: House, different: dict[str, object]
) -> None:
    """Another page, another address, or nobody who was asked who she is: nothing is added, and nobody let in."""
    asked = await house.passkeys.ask_to_add(HER, session := await house.session())
    with pytest.raises(PasskeyError, match="wrong"):
        await house.passkeys.add(HER, session, asked.secret, house.key(**different).make(asked.options), "My phone")
    assert await house.passkeys.of(EVA.id) == []

    key = await house.added()
    for name, value in different.items():
        setattr(key, name, value)
    with pytest.raises(LoginError, match="prove"):
        await house.logs_in(key)


async def test_a_challenge_holds_once_for_the_browser_that_was_asked(house: House) -> None:
    """A second time, in another browser, after three minutes, or for the other purpose it lets nobody in."""
    key = await house.added()
    asked, other = await house.passkeys.ask_to_log_in(), await house.passkeys.ask_to_log_in()
    signed = key.sign(asked.options)
    with pytest.raises(LoginError, match="prove"):  # signed for another browser's question
        await house.passkeys.log_in(other.secret, signed, DESK)
    with pytest.raises(StaleError):
        await house.passkeys.log_in(None, signed, DESK)
    made_up = (secret.make().text, asked.secret.replace(".", ".9"), f"{asked.secret}0", "å.1", f"a.{'9' * 90}")
    for number, held in enumerate(made_up):
        with pytest.raises(LoginError):
            await house.passkeys.log_in(held, signed, f"198.51.100.{number}")
    assert (await house.passkeys.log_in(asked.secret, signed, DESK)).text
    with pytest.raises(StaleError):
        await house.passkeys.log_in(asked.secret, signed, DESK)

    late = await house.passkeys.ask_to_log_in()
    house.watch.at += LASTS
    with pytest.raises(StaleError):
        await house.passkeys.log_in(late.secret, key.sign(late.options), DESK)

    adding = await house.passkeys.ask_to_add(HER, await house.session())
    with pytest.raises(StaleError):
        await house.passkeys.log_in(adding.secret, key.sign(adding.options), DESK)
    logging_in = await house.passkeys.ask_to_log_in()
    made = house.key(id=b"another").make({**logging_in.options, "user": {"id": key.handle}})
    with pytest.raises(PasskeyError, match="stale"):
        await house.passkeys.add(HER, await house.session(), logging_in.secret, made, "Other")


async def test_a_session_that_another_password_has_ended_adds_nothing(house: House) -> None:
    """A node may still believe it for a moment: neither what it asked before counts, nor does it ask anew."""
    asked = await house.passkeys.ask_to_add(HER, session := await house.session())
    await house.store.access.end_credential(session, house.watch.now())
    made = house.key().make(asked.options)
    with pytest.raises(PasskeyError, match="log_in_again"):
        await house.passkeys.add(HER, session, asked.secret, made, "Thief")
    with pytest.raises(PasskeyError, match="log_in_again"):
        await house.passkeys.ask_to_add(HER, session)
    assert await house.passkeys.of(EVA.id) == []


async def test_of_two_answers_at_once_one_gets_in(house: House) -> None:
    """The same answer twice at the same moment begins one session."""
    key = await house.added()
    asked = await house.passkeys.ask_to_log_in()
    signed = key.sign(asked.options)
    came = await asyncio.gather(
        *(house.passkeys.log_in(asked.secret, signed, DESK) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in came) == ["Secret", "StaleError"]


async def test_a_key_that_counts_back_is_refused_and_noted(house: House) -> None:
    """Only once it is proven that it is that key: nobody else can have it said of hers that it was copied."""
    key = await house.added()
    copied = replace(key, count=0)
    for _ in range(2):
        await house.logs_in(key)
    forger = house.key(id=key.id, handle=key.handle, count=0, steps=0)
    with pytest.raises(LoginError, match="prove"):
        await house.logs_in(forger)
    assert await house.record() == ["PasskeyAdded"]

    house.watch.at += timedelta(hours=1)
    with pytest.raises(CopiedError):
        await house.logs_in(copied)
    (kept,) = await house.passkeys.of(EVA.id)
    assert (kept.refused_at, kept.sign_count) == (refused_at := house.watch.at, 2)
    assert await house.record() == ["PasskeyAdded", "PasskeyRefused"]
    house.watch.at += timedelta(hours=1)
    assert await house.logs_in(key) == EVA.name  # hers has counted on
    (kept,) = await house.passkeys.of(EVA.id)
    assert kept.refused_at == refused_at, "she is told until she has taken it out"
    assert await house.passkeys.remove(HER, kept.id, None)
    await house.added(id=b"another")
    assert [one.refused_at for one in await house.passkeys.of(EVA.id)] == [None]


async def test_a_key_that_does_not_count_works(house: House) -> None:
    """Passkeys that are carried from device to device say 0 each time."""
    key = await house.added(steps=0)
    assert [await house.logs_in(key) for _ in range(2)] == [EVA.name, EVA.name]


async def test_a_strangers_a_removed_and_a_leavers_passkey_let_nobody_in(house: House) -> None:
    """What is not known here, what she has taken out, and what goes with her account."""
    key = await house.added()
    stranger = house.key(id=b"strange", handle=key.handle)
    with pytest.raises(LoginError, match="not known"):
        await house.logs_in(stranger)
    other = replace(key, handle=b64(b"somebody else"))
    with pytest.raises(LoginError, match="prove"):
        await house.logs_in(other)
    (kept,) = await house.passkeys.of(EVA.id)
    assert not await house.passkeys.remove(Visitor(kind="account", id="a-bo", name="Bo"), kept.id, None)
    assert await house.passkeys.remove(HER, kept.id, None)
    assert not await house.passkeys.remove(HER, kept.id, None)
    with pytest.raises(LoginError, match="not known"):
        await house.logs_in(key)
    assert await house.record() == ["PasskeyAdded", "PasskeyRemoved"]

    again = await house.added()
    await house.store.access.save_account(ended_now(EVA, AT), [], {}, is_new=False)
    with pytest.raises(LoginError, match="not known"):
        await house.logs_in(again)


async def test_who_may_add_one(house: House) -> None:
    """Somebody with an account and a password of Trygg's, who has logged in just now, and not through her agency."""
    await house.store.access.save_account(
        Account(id="a-bo", login="bo", name="Bo", subject="bo@agency", created_at=AT), ROLES, {}, is_new=True
    )
    session = await house.session()
    assert await house.passkeys.why_not(HER, session) is None
    bo = Visitor(kind="account", id="a-bo", name="Bo")
    phone = Visitor(kind="phone", id="p-1", name="Eva", account=EVA.id)
    through = await house.session(through=THROUGH_PROVIDER)
    for visitor, shown, why in (
        (bo, session, "no_password"),
        (phone, session, "not_an_account"),
        (HER, None, "log_in_again"),
        (HER, through, "log_in_again"),
    ):
        assert await house.passkeys.why_not(visitor, shown) == why
        with pytest.raises(PasskeyError, match=why):
            await house.passkeys.ask_to_add(visitor, shown)
    house.watch.at += FRESH
    assert await house.passkeys.why_not(HER, session) == "log_in_again"
    assert await house.passkeys.why_not(HER, await house.session(through=THROUGH_PASSKEY)) is None
    house.place = Nowhere(why="no_tls")
    assert await house.passkeys.why_not(HER, await house.session()) == "nowhere"
    with pytest.raises(PasskeyError, match="nowhere"):
        await house.passkeys.ask_to_log_in()


async def test_bounds(house: House) -> None:
    """So many for one person, a name that can be read, a credential that is nobody else's, so many asked at once."""
    first = await house.added()
    with pytest.raises(PasskeyError, match="taken"):
        await house.added()  # the same credential
    with pytest.raises(RollError):
        await house.added(name=" ")
    for number in range(1, MOST_PASSKEYS):
        await house.added(id=b"key %d" % number)
    with pytest.raises(PasskeyError, match="too_many"):
        await house.added(id=b"one more")
    assert len(await house.passkeys.of(EVA.id)) == MOST_PASSKEYS

    house.watch.at += LASTS
    await house.store.access.save_account(BO, ROLES, {}, is_new=True)
    session = await house.session()
    for _ in range(MOST_ASKED):
        await house.passkeys.ask_to_add(HER, session)
    with pytest.raises(WaitError):
        await house.passkeys.ask_to_add(HER, session)
    his = replace(HER, id=BO.id)
    assert (await house.passkeys.ask_to_add(his, await house.session(BO))).secret, "nobody else waits"
    assert await house.logs_in(first) == EVA.name
    house.watch.at += LASTS
    assert (await house.passkeys.ask_to_add(HER, session)).secret


async def test_who_fails_waits_as_with_a_password(house: House) -> None:
    """After five failures from one place; a store that is away is no failure of hers."""
    key = await house.added()
    key.verifies = False
    for _ in range(FREE):
        with pytest.raises(LoginError):
            await house.logs_in(key)
    with pytest.raises(WaitError):
        await house.logs_in(key)
    house.watch.at += timedelta(hours=1)
    key.verifies = True
    assert await house.logs_in(key) == EVA.name

    asked = await house.passkeys.ask_to_log_in()
    signed = key.sign(asked.options)
    await house.store.close()
    for _ in range(FREE + 1):
        with pytest.raises(StoreUnavailable):
            await house.passkeys.log_in(asked.secret, signed, DESK)


async def test_whoever_looks_after_her_takes_them_all_out(house: House) -> None:
    """On a page and by a command: her sessions end, and it is noted; not for whom she is not hers to give."""
    await house.added()
    session = await house.session()
    keeping = Keeping(house.store.access, house.watch, house.door)
    admin = replace(HER, id="a-admin", grants=(Grant(role=Role.OFFICE_ADMINISTRATOR, office="lund"),))
    with pytest.raises(RefusedError):
        await keeping.drop_passkeys(admin, EVA.id)
    admin = replace(admin, grants=(Grant(role=Role.OFFICE_ADMINISTRATOR, office="as"),))
    assert await keeping.drop_passkeys(admin, EVA.id) == 1
    assert session not in {one.id for one in await house.store.access.credentials_of(EVA.id)}
    # She had taken it out herself before she told: whoever found her phone is still in by it.
    session = await house.session()
    assert await keeping.drop_passkeys(admin, EVA.id) == 0
    assert session not in {one.id for one in await house.store.access.credentials_of(EVA.id)}
    await house.added(id=b"new")
    assert await Roll(house.store.access, house.watch).drop_passkeys(EVA) == 1
    assert await house.passkeys.of(EVA.id) == []
    removed = "PasskeyRemoved"
    assert await house.record() == ["PasskeyAdded", removed, removed, "PasskeyAdded", removed]


async def test_nobody_pushes_others_acts_out_of_sight(house: House) -> None:
    """Whoever changes hers again and again waits: the record shows the last acts of an office."""
    for number in range(MOST_PASSKEYS):
        await house.added(id=b"key %d" % number)
        (kept,) = await house.passkeys.of(EVA.id)
        await house.passkeys.remove(HER, kept.id, None)
    with pytest.raises(WaitError):
        await house.added(id=b"one more")
    assert len(await house.record()) == 2 * MOST_PASSKEYS
    assert not await house.passkeys.remove(HER, "k-of-nobody", None), "nothing holds up who takes one out"
    house.watch.at += timedelta(hours=1)
    await house.added(id=b"later")
