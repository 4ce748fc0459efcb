"""Passkeys and what browsers are asked for them, on both databases alike."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from parts.stores import AT, Stores
from service.access.roll import ended_now
from service.store.access_port import Account, GrantRow, NameTakenError
from service.store.passkey_port import Challenge, Passkey
from service.store.passkey_tables import LONGEST_CREDENTIAL
from service.store.people_port import Changes, Kept
from service.store.port import RowRefused, Store

EVA = Account(id="a-eva", login="eva", name="Eva Lundin", password="$argon2id$…", created_at=AT)
BO = replace(EVA, id="a-bo", login="bo", name="Bo Ek")
LATER = AT + timedelta(minutes=5)
KEY = Passkey(
    id="k-1",
    account=EVA.id,
    credential="Y3JlZA",
    handle="aGFuZGxl",
    public_key="cHVibGlj",
    sign_count=4_294_967_294,
    transports=("hybrid", "internal"),
    place="trygg.example.se",
    name="Eva’s phone",
    added_at=AT,
)
ASKED = Challenge(digest="d1", challenge="Y2hhbGxlbmdl", expires_at=LATER)
ROLES = [GrantRow(role="responder", office="as")]


async def _opened(stores: Stores) -> Store:
    store = stores.open()
    for account in (EVA, BO):
        await store.access.save_account(account, ROLES, {}, is_new=True)
    await store.access.together(lambda unit: unit.add_passkey(KEY))
    return store


async def test_a_passkey_is_kept_as_it_was_made(stores: Stores) -> None:
    """Found by its credential and by its person, the newest first; the largest count of signatures has room."""
    store = await _opened(stores)
    newer = replace(KEY, id="k-2", credential="bmV3", sign_count=0, transports=(), added_at=LATER, name="Key ring")
    await store.access.together(lambda unit: unit.add_passkey(newer))
    assert await store.access.passkey("Y3JlZA") == KEY
    assert await store.access.passkey("b3RoZXI") is None
    assert await store.access.passkeys_of(EVA.id) == [newer, KEY]
    assert await store.access.together(lambda unit: unit.passkeys_of(EVA.id)) == [newer, KEY]
    assert await store.access.passkeys_of(BO.id) == []
    assert await store.access.how_many_passkeys() == {EVA.id: 2}
    await store.access.together(lambda unit: unit.drop_passkey("k-1"))
    assert await store.access.passkeys_of(EVA.id) == [newer]


async def test_a_credential_is_one_persons_and_bounded(stores: Stores) -> None:
    """A second person with the same credential, one too long and an impossible count are refused by the database."""
    store = await _opened(stores)
    for wrong in (
        replace(KEY, id="k-2", account=BO.id),
        replace(KEY, id="k-2", credential="A" * (LONGEST_CREDENTIAL + 1)),
        replace(KEY, id="k-2", credential="B", public_key="A" * 1401),
        replace(KEY, id="k-2", credential="C", sign_count=-1),
        replace(KEY, id="k-2", credential="D", sign_count=4_294_967_296),
    ):
        with pytest.raises((NameTakenError, RowRefused)):
            await store.access.together(lambda unit, wrong=wrong: unit.add_passkey(wrong))  # type: ignore[misc]
    assert await store.access.how_many_passkeys() == {EVA.id: 1}


async def test_a_count_holds_for_one_use(stores: Stores) -> None:
    """Of two uses that have seen the same count one is kept, and none of a passkey that was taken out meanwhile."""
    store = await _opened(stores)
    kept = await asyncio.gather(*(store.access.passkey_used(KEY, 4_294_967_295, LATER) for _ in range(2)))
    assert sorted(kept) == [False, True]
    used = replace(KEY, sign_count=4_294_967_295, used_at=LATER)
    assert await store.access.passkeys_of(EVA.id) == [used]

    assert await store.access.together(lambda unit: unit.refuse_passkey(KEY.id, LATER))
    assert await store.access.passkeys_of(EVA.id) == [replace(used, refused_at=LATER)]
    assert await store.access.passkey_used(used, 4_294_967_295, LATER)  # it works again, and nothing is held against it
    assert await store.access.passkeys_of(EVA.id) == [used]

    await store.access.together(lambda unit: unit.drop_passkey(KEY.id))
    assert not await store.access.passkey_used(used, 4_294_967_295, LATER)
    assert not await store.access.together(lambda unit: unit.refuse_passkey(KEY.id, LATER))


async def test_a_challenge_is_taken_once_and_in_time(stores: Stores) -> None:
    """Of several who take it at the same moment one gets it; one that has expired nobody gets, and it goes."""
    store = await _opened(stores)
    adding = Challenge(digest="d2", challenge="YQ", account=EVA.id, handle="aA", expires_at=LATER)
    await store.access.add_challenge(ASKED, AT)
    await store.access.add_challenge(adding, AT)
    taken = await asyncio.gather(*(store.access.take_challenge("d1", AT) for _ in range(4)))
    assert sorted(taken, key=str) == sorted([None, None, None, ASKED], key=str)
    assert await store.access.take_challenge("d2", LATER) is None
    assert await store.access.take_challenge("d2", AT) == adding  # it had not been taken

    await store.access.add_challenge(replace(ASKED, digest="d3"), AT)
    await store.access.add_challenge(replace(ASKED, digest="d4", expires_at=LATER + timedelta(minutes=5)), LATER)
    assert await store.access.take_challenge("d3", AT) is None  # went with the one that came later
    assert await store.access.take_challenge("d4", LATER) is not None
    with pytest.raises(RowRefused):  # nobody's handle
        await store.access.add_challenge(replace(ASKED, digest="d5", handle="aA"), AT)


@pytest.mark.parametrize("changed", [ended_now(EVA, LATER), replace(EVA, password="$argon2id$other")])
async def test_passkeys_go_when_the_account_ends_or_begins_anew(stores: Stores, changed: Account) -> None:
    """Whoever ends it or gives it another password; another change, of her name or roles, leaves them."""
    store = await _opened(stores)
    await store.access.together(lambda unit: unit.add_passkey(replace(KEY, id="k-2", account=BO.id, credential="Ym8")))
    await store.access.add_challenge(replace(ASKED, account=EVA.id, handle="aA"), AT)
    await store.access.save_account(replace(EVA, name="Eva Ek"), ROLES, {"as": "p-eva"}, is_new=False)
    assert await store.access.how_many_passkeys() == {EVA.id: 1, BO.id: 1}

    await store.access.save_account(changed, ROLES, {}, is_new=False)
    assert await store.access.how_many_passkeys() == {BO.id: 1}
    assert await store.access.take_challenge("d1", AT) is None
    await store.access.save_account(replace(EVA, ended_at=None), ROLES, {}, is_new=False)  # she is back, without
    assert await store.access.passkeys_of(EVA.id) == []


async def test_passkeys_go_with_whoever_a_directory_ends(stores: Stores) -> None:
    """By SCIM or by a file, which change many accounts in one transaction; those of the others stay."""
    store = await _opened(stores)
    await store.access.together(lambda unit: unit.add_passkey(replace(KEY, id="k-2", account=BO.id, credential="Ym8")))
    left = Kept(account=ended_now(EVA, LATER), grants=(), persons={}, is_new=False)
    stays = Kept(account=replace(BO, name="Bo Ekman"), grants=tuple(ROLES), persons={}, is_new=False)
    assert await store.people.change(Changes(accounts=(left, stays)), since=await store.people.revision())
    assert await store.access.how_many_passkeys() == {BO.id: 1}
