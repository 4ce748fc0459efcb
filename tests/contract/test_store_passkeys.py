"""Passkeys and what browsers are asked for them, on both databases alike."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from parts.stores import AT, Stores
from service.access.roll import ended_now
from service.store.access_port import Account, Credential, GrantRow, NameTakenError
from service.store.passkey_port import Challenge, NotBegunError, Passkey, Use
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
ASKED = Challenge(digest="d1", challenge="Y2hhbGxlbmdl", account=EVA.id, handle="aA", expires_at=LATER)
USE = Use(passkey=KEY, sign_count=4_294_967_295, answers="q1", challenge="cQ", until=LATER)
ROLES = [GrantRow(role="responder", office="as")]


async def _opened(stores: Stores) -> Store:
    store = stores.open()
    for account in (EVA, BO):
        await store.access.save_account(account, ROLES, {}, is_new=True)
    await store.access.together(lambda unit: unit.add_passkey(KEY))
    return store


def _session(id_: str) -> Credential:
    return Credential(
        id=id_,
        kind="session",
        digest="",
        name="passkey",
        account=EVA.id,
        created_at=AT,
        expires_at=LATER,
        source=KEY.id,
    )


async def _begun(store: Store, *sessions: tuple[Credential, Account, Use | None]) -> list[str | None]:
    """Begin sessions at the same moment; return of each why it does not begin, those that do first."""

    async def one(session: Credential, seen: Account, use: Use | None) -> str | None:
        try:
            await store.access.begin_session(session, seen, use)
        except NotBegunError as reason:
            return reason.why
        return None

    return sorted(await asyncio.gather(*(one(*each) for each in sessions)), key=str)


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
    begun = await _begun(store, (_session("s1"), EVA, USE), (_session("s2"), EVA, replace(USE, answers="q2")))
    assert begun == [None, "changed"]
    used = replace(KEY, sign_count=4_294_967_295, used_at=AT)
    assert await store.access.passkeys_of(EVA.id) == [used]
    assert len(await store.access.credentials_of(EVA.id)) == 1
    assert sorted([await store.access.was_answered(one) for one in ("q1", "q2")]) == [False, True], "all or nothing"

    assert await store.access.together(lambda unit: unit.refuse_passkey(KEY.id, LATER))
    warned = replace(used, refused_at=LATER)
    assert await store.access.passkeys_of(EVA.id) == [warned]
    assert await _begun(store, (_session("s3"), EVA, replace(USE, passkey=warned, answers="q3"))) == [None]
    assert await store.access.passkeys_of(EVA.id) == [warned], "that it works does not say that nobody has a copy"

    await store.access.together(lambda unit: unit.drop_passkey(KEY.id))
    assert await _begun(store, (_session("s4"), EVA, replace(USE, passkey=used, answers="q4"))) == ["changed"]
    assert not await store.access.together(lambda unit: unit.refuse_passkey(KEY.id, LATER))


async def test_an_answer_begins_one_session(stores: Stores) -> None:
    """Of two at the same moment, also by a passkey that does not count, and not again while it could be answered."""
    store = await _opened(stores)
    still = replace(KEY, id="k-2", credential="bmV3", sign_count=0)
    await store.access.together(lambda unit: unit.add_passkey(still))
    use = replace(USE, passkey=still, sign_count=0)
    assert await _begun(store, (_session("s1"), EVA, use), (_session("s2"), EVA, use)) == [None, "answered"]
    assert await _begun(store, (_session("s3"), EVA, use)) == ["answered"]
    assert await store.access.take_challenge("q1", AT) is None, "nobody adds a passkey by it, or makes it new"
    assert await store.access.was_answered("q1")
    later = replace(_session("s4"), created_at=LATER)
    assert await _begun(store, (later, EVA, replace(use, answers="q2", until=LATER + timedelta(minutes=3)))) == [None]
    assert not await store.access.was_answered("q1"), "what can be answered no more is forgotten"


@pytest.mark.parametrize(
    "now", [ended_now(EVA, AT), replace(EVA, password="$argon2id$other"), replace(EVA, subject="s-1")]
)
async def test_a_session_begins_for_an_account_that_is_as_it_was_seen(stores: Stores, now: Account) -> None:
    """She had proven who she is, and before her session began she left, or got another password: it does not begin."""
    store = await _opened(stores)
    await store.access.save_account(replace(EVA, name="Eva Ek"), ROLES, {}, is_new=False)
    assert await _begun(store, (_session("s1"), EVA, None)) == [None], "another name is still she"
    await store.access.save_account(now, ROLES, {}, is_new=False)
    assert await _begun(store, (_session("s2"), EVA, None)) == ["changed"]
    assert await store.access.credential("s2") is None
    nobody = replace(EVA, id="a-nobody")
    assert await _begun(store, (replace(_session("s3"), account="a-nobody"), nobody, None)) == ["changed"]


async def test_sessions_end_with_the_passkey_that_they_began_with(stores: Stores) -> None:
    """But one, and those that began otherwise, and what is not hers."""
    store = await _opened(stores)
    for session in (
        _session("s1"),
        _session("s2"),
        replace(_session("by-password"), source=None),
        replace(_session("other"), source="k-9"),
        replace(_session("his"), account=BO.id),
        replace(_session("phone"), kind="phone", office="as", expires_at=None),
    ):
        await store.access.add_credential(session)
    assert await store.access.together(lambda unit: unit.end_sessions_by(KEY, LATER, but="s2")) == ["s1"]
    assert await store.access.together(lambda unit: unit.end_sessions_by(KEY, LATER, but=None)) == ["s2"]
    on = {one.id for of in (EVA.id, BO.id) for one in await store.access.credentials_of(of)}
    assert on == {"by-password", "other", "his", "phone"}


async def test_a_challenge_is_taken_once_and_in_time(stores: Stores) -> None:
    """Of several who take it at the same moment one gets it; one that has expired nobody gets, and it goes."""
    store = await _opened(stores)
    adding = replace(ASKED, digest="d2", challenge="YQ")
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
    with pytest.raises(RowRefused):  # nobody's
        await store.access.add_challenge(replace(ASKED, digest="d5", account="a-nobody"), AT)


@pytest.mark.parametrize("changed", [ended_now(EVA, LATER), replace(EVA, password="$argon2id$other")])
async def test_passkeys_go_when_the_account_ends_or_begins_anew(stores: Stores, changed: Account) -> None:
    """Whoever ends it or gives it another password; another change, of her name or roles, leaves them."""
    store = await _opened(stores)
    await store.access.together(lambda unit: unit.add_passkey(replace(KEY, id="k-2", account=BO.id, credential="Ym8")))
    await store.access.add_challenge(ASKED, AT)
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
