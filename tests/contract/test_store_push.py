"""Push subscriptions, on both databases alike: they end with what they belong to, whoever ends that."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from parts.stores import AT, Stores
from service.store.access_port import MOST_SESSIONS, Account, Credential, GrantRow
from service.store.port import RowRefused, Store
from service.store.push_port import MOST_SUBSCRIPTIONS, Subscription

EVA = Account(id="a-eva", login="eva", name="Eva Lundin", password="$argon2id$…", created_at=AT)
LATER = AT + timedelta(minutes=5)
PHONE = Credential(id="p1", kind="phone", digest="d", name="Eva's", account=EVA.id, office="as", created_at=AT)
SESSION = Credential(
    id="s1", kind="session", digest="d", name="", account=EVA.id, created_at=AT, expires_at=AT + timedelta(hours=12)
)


def _from(credential: str, name: str = "x", at: datetime = AT) -> Subscription:
    return Subscription(
        credential=credential, endpoint=f"https://push.example/{name}", p256dh="BA", auth="AA", created_at=at
    )


async def _opened(stores: Stores) -> Store:
    store = stores.open()
    await store.access.save_account(EVA, [GrantRow(role="responder", office="as")], {"as": "p-eva"}, is_new=True)
    await store.access.add_credential(PHONE)
    await store.access.add_credential(SESSION)
    return store


async def _hers(store: Store, office: str = "as", person: str = "p-eva", at: datetime = AT) -> list[str]:
    return [one.credential for one in await store.push.of_person(office, person, at)]


async def test_a_persons_subscriptions_are_found_by_who_she_is(stores: Stores) -> None:
    """Those of her phones in this office and of her sessions, and nobody else's."""
    store = await _opened(stores)
    assert await store.push.keep(_from("p1", "phone"))
    assert await store.push.keep(_from("s1", "desk", LATER))
    assert await store.push.of_person("as", "p-eva", AT) == [_from("s1", "desk", LATER), _from("p1", "phone")]
    assert await store.push.of_credential("p1") == [_from("p1", "phone")]
    assert set(await store.push.endpoints()) == {"https://push.example/phone", "https://push.example/desk"}
    assert await _hers(store, person="p-bo") == []
    assert await _hers(store, office="other") == []
    assert await _hers(store, person="p\0") == []

    # Somebody of two offices is called in each on the phone that is paired there.
    await store.access.save_account(EVA, [], {"as": "p-eva", "lund": "p-17"}, is_new=False)
    assert await _hers(store, office="lund", person="p-17") == ["s1"]


async def test_a_browser_has_one_subscription(stores: Stores) -> None:
    """A new one takes the place of what the phone had, and of what somebody else had in the same browser."""
    store = await _opened(stores)
    await store.push.keep(_from("p1", "old"))
    await store.push.keep(_from("p1", "new"))
    assert await store.push.endpoints() == ["https://push.example/new"]
    await store.push.keep(_from("s1", "new"))
    assert await _hers(store) == ["s1"]
    await store.push.drop_of("s1")
    # One that its push service does not know any more is forgotten, once or twice, and only that one.
    await store.push.keep(_from("p1", "gone"))
    await store.push.keep(_from("s1", "stays"))
    await store.push.forget("https://push.example/gone")
    await store.push.forget("https://push.example/gone")
    assert await store.push.endpoints() == ["https://push.example/stays"]
    await store.push.drop_of("s1")
    assert await store.push.endpoints() == []

    # A page that subscribes several times at the same moment.
    await asyncio.gather(*(store.push.keep(_from("p1", f"{number}")) for number in range(4)))
    assert len(await store.push.endpoints()) == 1
    with pytest.raises(RowRefused):  # by the database itself
        await store.push.keep(replace(_from("p1"), endpoint="http://push.example/x"))


async def test_a_phone_that_is_taken_out_is_called_no_more(stores: Stores) -> None:
    """Ended, it has no subscription from the same moment on, and cannot subscribe again."""
    store = await _opened(stores)
    await store.push.keep(_from("p1"))
    await asyncio.gather(store.push.keep(_from("p1", "late")), store.access.end_credential("p1", LATER))
    assert await store.push.endpoints() == []
    assert not await store.push.keep(_from("p1"))
    assert not await store.push.keep(_from("nobody"))
    assert await store.push.endpoints() == []


async def test_whoever_leaves_is_called_no_more(stores: Stores) -> None:
    """Her account's end takes all of them along, in the same transaction."""
    store = await _opened(stores)
    await store.push.keep(_from("p1", "phone"))
    await store.push.keep(_from("s1", "desk"))
    await store.access.save_account(replace(EVA, ended_at=LATER), [], {"as": "p-eva"}, is_new=False)
    assert await store.push.endpoints() == []
    assert await _hers(store) == []


async def test_all_ways_of_ending_end_them(stores: Stores) -> None:
    """All of an account's credentials at once, and sessions that make room or have run out."""
    store = await _opened(stores)
    await store.push.keep(_from("s1", "desk"))
    assert await _hers(store, at=AT + timedelta(hours=13)) == []  # run out, and nobody has looked since
    for number in range(MOST_SESSIONS):
        later = AT + timedelta(seconds=1 + number)
        await store.access.add_credential(replace(SESSION, id=f"more-{number}", created_at=later))
    assert await store.push.endpoints() == []
    await store.push.keep(_from("p1", "phone"))
    await store.access.end_credentials_of(EVA.id, LATER)
    assert await store.push.endpoints() == []


async def test_an_account_has_only_so_many(stores: Stores) -> None:
    """With one more the oldest goes."""
    store = await _opened(stores)
    for number in range(MOST_SUBSCRIPTIONS + 3):
        await store.access.add_credential(replace(PHONE, id=f"more-{number}"))
        await store.push.keep(_from(f"more-{number}", str(number), AT + timedelta(seconds=number)))
    kept = await store.push.endpoints()
    assert len(kept) == MOST_SUBSCRIPTIONS
    assert kept[-1] == "https://push.example/3"
