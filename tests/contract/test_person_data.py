"""What somebody is told that is stored about her account: by a directory, and by the browsers that are notified."""

from datetime import timedelta

from parts.stores import AT, OFFICE, Stores
from service.alarm.instant import instant
from service.privacy.person import data_of
from service.store.access_port import Account, Credential, GrantRow
from service.store.people_port import Changes, Group, Kept
from service.store.push_port import Subscription

EVA = Account(id="a-eva", login="eva", name="Eva Lundin", created_at=AT, source="scim:entra", external_id="e-1")
BO = Account(id="a-bo", login="bo", name="Bo Lind", created_at=AT, source="scim:entra", external_id="e-2")
BY_HAND = Account(id="a-ida", login="ida", name="Ida Ek", created_at=AT)
LATER = AT + timedelta(minutes=5)


async def test_what_a_directory_says_and_who_notifies_her_is_told(stores: Stores) -> None:
    """Her own groups alone, and nobody else's phone; of one that was made by hand no directory says anything."""
    store = stores.open()
    groups = [
        Group(id=f"g-{name}", source="scim:entra", name=name, role="lead", office=OFFICE, created_at=AT, members=who)
        for name, who in (
            ("Leads", frozenset({EVA.id, BO.id})),
            ("Others", frozenset({BO.id})),
        )
    ]
    kept = [Kept(account=one, grants=(GrantRow(role="lead", office=OFFICE),), is_new=True) for one in (EVA, BO)]
    changes = Changes(accounts=kept, groups=[(group, True) for group in groups])
    assert await store.people.change(changes, since=await store.people.revision())
    await store.access.save_account(BY_HAND, [], {}, is_new=True)
    for account in (EVA, BO):
        phone = Credential(
            id=f"p-{account.id}",
            kind="phone",
            digest="d",
            name="Phone",
            account=account.id,
            office=OFFICE,
            created_at=AT,
        )
        await store.access.add_credential(phone)
        endpoint = f"https://{account.login}.push.example/secret-{account.id}"
        pushed = Subscription(credential=phone.id, endpoint=endpoint, p256dh="BA", auth="AA", created_at=LATER)
        assert await store.push.keep(pushed)
    told = await data_of(store, stores.watch, EVA, lambda _office: None)
    assert told["account"]["directory"] == {"source": "scim:entra", "called": "e-1"}
    assert told["groups"] == [{"name": "Leads", "role": "lead", "office": OFFICE}]
    (session,) = told["sessions"]
    assert session["notified"] == [{"over": "eva.push.example", "since": instant(LATER)}]
    assert [word for word in ("secret-", "bo.push", "e-2", BO.id, "Bo Lind") if word in str(told)] == []
    by_hand = await data_of(store, stores.watch, BY_HAND, lambda _office: None)
    assert (by_hand["account"]["directory"], by_hand["groups"], by_hand["sessions"]) == (None, [], [])
