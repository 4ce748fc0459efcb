"""Accounts, credentials and pairing codes, on both databases alike."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from parts.stores import AT, Stores
from service.alarm.actor import SERVICE
from service.store.access_port import (
    EVERYWHERE,
    MOST_SESSIONS,
    AccessUnit,
    Account,
    Credential,
    GrantRow,
    NameTakenError,
    OwnCodes,
    Pairing,
)
from service.store.port import RowRefused
from service.timeline.entry import Draft

EVA = Account(id="a-eva", login="eva", name="Eva Lundin", password="$argon2id$…", created_at=AT)
LATER = AT + timedelta(minutes=5)


def _session(id_: str = "s1") -> Credential:
    return Credential(
        id=id_, kind="session", digest="d", name="", account=EVA.id, created_at=AT, expires_at=AT + timedelta(hours=12)
    )


async def test_an_account_is_found_by_all_its_names(stores: Stores) -> None:
    """By id, login and subject; with its grants and persons."""
    access = stores.open().access
    eva = replace(EVA, subject="https://idp.example|17")
    grants = [GrantRow(role="lead", office="as"), GrantRow(role="security")]
    await access.save_account(eva, grants, {"as": "p-1"}, is_new=True)
    assert await access.account("a-eva") == eva
    assert await access.account_by_login("eva") == eva
    assert await access.account_by_subject("https://idp.example|17") == eva
    assert await access.accounts() == [eva]
    assert sorted(await access.grants("a-eva"), key=lambda one: one.office) == [grants[1], grants[0]]
    assert await access.persons("a-eva") == {"as": "p-1"}
    assert await access.account_by_login("e\0va") is None


async def test_a_change_replaces_grants_whole(stores: Stores) -> None:
    """What is not said again is gone."""
    access = stores.open().access
    await access.save_account(EVA, [GrantRow(role="lead", office="as")], {"as": "p-1"}, is_new=True)
    await access.save_account(replace(EVA, name="Eva L."), [GrantRow(role="presser", office="as")], {}, is_new=False)
    assert await access.grants("a-eva") == [GrantRow(role="presser", office="as")]
    assert await access.persons("a-eva") == {}
    found = await access.account("a-eva")
    assert found is not None
    assert found.name == "Eva L."


async def test_a_login_belongs_to_one_account(stores: Stores) -> None:
    """Two at once: one is kept whole, the other is told and leaves nothing behind."""
    access = stores.open().access
    saving = [
        access.save_account(replace(EVA, id=f"a-{n}"), [GrantRow(role="lead")], {}, is_new=True) for n in range(2)
    ]
    results = await asyncio.gather(*saving, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NameTakenError", "NoneType"]
    kept = await access.accounts()
    assert len(kept) == 1
    other = "a-1" if kept[0].id == "a-0" else "a-0"
    assert await access.grants(other) == []


async def test_ending_an_account_ends_its_credentials(stores: Stores) -> None:
    """Whoever has left is out, on every device, in the same transaction."""
    access = stores.open().access
    await access.save_account(EVA, [], {}, is_new=True)
    await access.add_credential(_session())
    phone = Credential(
        id="p1", kind="phone", digest="d", name="Eva's", account=EVA.id, office="as", created_at=AT, expires_at=None
    )
    await access.add_credential(phone)
    await access.save_account(replace(EVA, ended_at=LATER), [], {}, is_new=False)
    for id_ in ("s1", "p1"):
        found = await access.credential(id_)
        assert found is not None
        assert found.ended_at == LATER


async def test_a_credential_ends_once(stores: Stores) -> None:
    """The second who ends it is told that it had ended."""
    access = stores.open().access
    await access.save_account(EVA, [], {}, is_new=True)
    await access.add_credential(_session())
    assert [one.id for one in await access.credentials("session")] == ["s1"]
    assert await access.end_credential("s1", LATER)
    assert not await access.end_credential("s1", LATER)
    assert await access.credentials("session") == []


async def test_the_credentials_of_one_account_are_read_alone(stores: Stores) -> None:
    """Sessions and phones of hers that go on, the newest first, and nobody else's."""
    access = stores.open().access
    await access.save_account(EVA, [], {}, is_new=True)
    await access.save_account(replace(EVA, id="other", login="other", subject=None), [], {}, is_new=True)
    await access.add_credential(_session())
    await access.add_credential(
        replace(_session("p1"), kind="phone", office="as", created_at=AT + timedelta(minutes=1))
    )
    await access.add_credential(replace(_session("s2"), account="other"))
    await access.add_credential(_session("s3"))
    await access.end_credential("s3", LATER)
    assert [one.id for one in await access.credentials_of(EVA.id)] == ["p1", "s1"]


async def test_expired_sessions_go_when_another_begins(stores: Stores) -> None:
    """Logging in day after day fills nothing up; tokens and paired phones stay."""
    access = stores.open().access
    await access.save_account(EVA, [], {}, is_new=True)
    await access.add_credential(_session())
    phone = replace(_session("p1"), kind="phone", office="as")
    await access.add_credential(phone)
    later = AT + timedelta(hours=12)
    await access.add_credential(replace(_session("s2"), created_at=later, expires_at=later + timedelta(hours=12)))
    assert await access.credential("s1") is None
    assert await access.credential("p1") == phone
    assert await access.credential("s2") is not None


async def test_use_is_noted(stores: Stores) -> None:
    """Lists show when something was last used."""
    access = stores.open().access
    await access.save_account(EVA, [], {}, is_new=True)
    await access.add_credential(_session())
    await access.note_use("s1", LATER)
    found = await access.credential("s1")
    assert found is not None
    assert found.used_at == LATER


async def test_a_code_pairs_once(stores: Stores) -> None:
    """Of many who type it at once one gets it."""
    access = stores.open().access
    pairing = Pairing(digest="x", kind="screen", office="as", screen="staff", account=None, expires_at=LATER)
    await access.add_pairing(pairing)
    taken = await asyncio.gather(*(access.take_pairing("x", AT) for _ in range(5)))
    assert [one for one in taken if one] == [pairing]


async def test_a_code_that_has_expired_pairs_nothing(stores: Stores) -> None:
    """At its last instant it is over."""
    access = stores.open().access
    pairing = Pairing(digest="x", kind="screen", office="as", screen="staff", account=None, expires_at=LATER)
    await access.add_pairing(pairing)
    assert await access.take_pairing("x", LATER) is None
    await access.drop_pairings(LATER)
    assert await access.take_pairing("x", AT) is None


@pytest.mark.parametrize("kind", ["session", "token", "screen", "phone"])
async def test_a_credential_that_lets_nobody_in_cannot_be_kept(stores: Stores, kind: str) -> None:
    """The database refuses a session of nobody, a token without a role, a screen without a place."""
    access = stores.open().access
    broken = Credential(id="b", kind=kind, digest="d", name="", created_at=AT)  # type: ignore[arg-type]
    with pytest.raises(RowRefused):
        await access.add_credential(broken)
    assert await access.credential("b") is None


async def test_a_subject_is_linked_once(stores: Stores) -> None:
    """To an account that goes on, has no password and no subject; two at once, and one of them is told."""
    access = stores.open().access
    eva = replace(EVA, password=None)
    await access.save_account(eva, [], {}, is_new=True)
    await access.save_account(replace(eva, id="a-bo", login="bo"), [], {}, is_new=True)
    await access.save_account(replace(EVA, id="a-op", login="op"), [], {}, is_new=True)
    await access.save_account(replace(eva, id="a-gone", login="gone", ended_at=LATER), [], {}, is_new=True)
    results = await asyncio.gather(
        *(access.link_subject(id_, "s-1") for id_ in ("a-eva", "a-bo")), return_exceptions=True
    )
    assert sorted(map(str, results)) == ["True", "the subject belongs to another account"]
    linked = await access.account_by_subject("s-1")
    assert linked is not None
    for id_ in (linked.id, "a-op", "a-gone", "a-none"):
        assert not await access.link_subject(id_, "s-2")
    assert await access.account_by_subject("s-2") is None


async def test_a_change_holds_with_its_note_or_not_at_all(stores: Stores) -> None:
    """What is changed and what is written down about it are one transaction; two at once come one after the other."""
    store = stores.open()
    access = store.access
    await access.save_account(EVA, [GrantRow(role="lead", office="as")], {"as": "p-1"}, is_new=True)
    draft = Draft(at=LATER, event="AccountChanged", alarm=None, actor=SERVICE, facts={"offices": ["as"]})

    def fail(unit: AccessUnit) -> None:
        unit.save_account(EVA, [], {}, is_new=False)
        unit.note(draft)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await access.together(fail)
    (held,) = await access.going_on()
    assert (held.grants, dict(held.persons)) == ((GrantRow(role="lead", office="as"),), {"as": "p-1"})
    assert (await store.head(EVERYWHERE)).position == 0

    def count(unit: AccessUnit) -> None:
        (one,) = unit.going_on()
        more = GrantRow(role="lead", office=f"office-{len(one.grants)}")
        unit.save_account(EVA, [*one.grants, more], one.persons, is_new=False)
        unit.note(draft)

    await asyncio.gather(*(access.together(count) for _ in range(4)))
    assert len((await access.going_on())[0].grants) == 5
    assert (await store.head(EVERYWHERE)).position == 4


async def test_a_unit_changes_credentials_as_the_store_does(stores: Stores) -> None:
    """Added, called something else, given a PIN, and ended once, by kind or one by one."""
    access = stores.open().access
    await access.save_account(EVA, [], {}, is_new=True)
    code = Pairing(digest="c1", kind="screen", office="as", screen="staff", account=None, expires_at=LATER)
    phone = Credential(id="p1", kind="phone", digest="d", name="", account=EVA.id, office="as", created_at=AT)

    def work(unit: AccessUnit) -> tuple[bool, bool]:
        unit.add_credential(_session())
        unit.add_credential(phone)
        unit.add_pairing(code)
        unit.rename("p1", "Evas telefon")
        unit.set_pin("p1", "hash")
        unit.end_credentials_of(EVA.id, LATER, "session")
        assert unit.credential("no\0body") is None
        return unit.end_credential("s1", LATER), unit.end_credential("nobody", LATER)

    assert await access.together(work) == (False, False)
    assert await access.credential("p1") == replace(phone, name="Evas telefon", pin="hash")
    assert [one.id for one in await access.credentials("session")] == []
    assert await access.pairing("c1", AT) == code == await access.pairing("c1", AT)
    assert await access.pairing("c1", LATER) is None


async def test_what_an_account_made_ends_with_it(stores: Stores) -> None:
    """Her tokens and codes; a screen stays where it hangs, and what she paired for somebody else is that one's."""
    access = stores.open().access
    bo = replace(EVA, id="a-bo", login="bo")
    for one in (EVA, bo):
        await access.save_account(one, [], {}, is_new=True)
    token = replace(_session("t1"), kind="token", account=None, role="lead", maker=EVA.id)
    screen = Credential(
        id="w1", kind="screen", digest="d", name="", office="as", screen="staff", created_at=AT, maker=EVA.id,
        audience="discreet",
    )  # fmt: skip
    phone = replace(_session("p1"), kind="phone", account=bo.id, office="as", maker=EVA.id)
    for credential in (token, replace(token, id="t2", maker=bo.id), screen, phone):
        await access.add_credential(credential)
    code = Pairing(
        digest="c1", kind="phone", office="as", screen=None, account=bo.id, expires_at=LATER, maker=EVA.id,
        audience="security",
    )  # fmt: skip
    await access.add_pairing(code)
    assert await access.pairing("c1", AT) == code
    await access.save_account(replace(EVA, ended_at=LATER), [], {}, is_new=False)
    assert [one.id for one in await access.credentials("token")] == ["t2"]
    assert [*await access.credentials("screen"), *await access.credentials("phone")] == [screen, phone]
    assert await access.pairing("c1", AT) is None
    await access.together(lambda unit: unit.take_over("w1", bo.id))
    assert await access.credential("w1") == replace(screen, maker=bo.id)


async def test_with_the_first_account_ends_what_nobody_let_in(stores: Stores) -> None:
    """Whichever of two comes first; what is let in afterwards stays when the second comes."""
    access = stores.open().access
    screen = Credential(id="w1", kind="screen", digest="d", name="", office="as", screen="staff", created_at=AT)
    operator = Credential(id="t1", kind="token", digest="d", name="", role="operator", created_at=AT)
    responder = replace(operator, id="t2", role="responder")
    for credential in (screen, operator, responder):
        await access.add_credential(credential)
    code = Pairing(digest="c1", kind="screen", office="as", screen="staff", account=None, expires_at=LATER)
    knock = replace(code, digest="k1", office=EVERYWHERE)
    for pairing in (code, knock):
        await access.add_pairing(pairing)

    def add(login: str) -> Callable[[AccessUnit], tuple[str, ...]]:
        def work(unit: AccessUnit) -> tuple[str, ...]:
            unit.going_on()
            return unit.save_account(replace(EVA, id=f"a-{login}", login=login), [], {}, is_new=True)

        return work

    ended = await asyncio.gather(*(access.together(add(login)) for login in ("eva", "bo")))
    assert sorted(sorted(one) for one in ended) == [[], ["t1", "w1"]]
    assert [await access.pairing(one, AT) for one in ("c1", "k1")] == [None, knock]
    assert [one.id for one in await access.credentials("token")] == ["t2"]
    await access.add_credential(replace(screen, id="w2"))
    assert await access.together(add("ida")) == ()
    assert [one.id for one in await access.credentials("screen")] == ["w2"]


async def test_an_account_has_so_many_sessions_and_no_more(stores: Stores) -> None:
    """Her oldest goes with one more, hers alone; whoever logs out each time never loses one elsewhere."""
    access = stores.open().access
    for one in (EVA, replace(EVA, id="other", login="other")):
        await access.save_account(one, [], {}, is_new=True)
    await access.add_credential(replace(_session("other"), account="other"))
    for n in range(MOST_SESSIONS + 3):
        await access.add_credential(replace(_session(f"s{n:02}"), created_at=AT + timedelta(minutes=n)))
    held = [one.id for one in await access.credentials_of(EVA.id)]
    assert held == [f"s{n:02}" for n in range(MOST_SESSIONS + 2, 2, -1)]
    assert await access.credential("s00") is None
    for n in range(MOST_SESSIONS):
        await access.end_credential(held[0], LATER)
        await access.add_credential(replace(_session(f"t{n:02}"), created_at=AT + timedelta(hours=1, minutes=n)))
        await access.end_credential(f"t{n:02}", LATER)
    assert [one.id for one in await access.credentials_of(EVA.id)] == held[1:]
    assert [one.id for one in await access.credentials_of("other")] == ["other"]


async def test_a_code_is_taken_with_what_comes_of_it_or_stays(stores: Stores) -> None:
    """Of many who type it at once one pairs; one that fails in the middle leaves the code where it was."""
    access = stores.open().access
    code = Pairing(digest="c1", kind="screen", office="as", screen="staff", account=None, expires_at=LATER)
    await access.add_pairing(code)

    def fail(unit: AccessUnit) -> None:
        assert unit.take_pairing("c1", AT) == code
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await access.together(fail)
    taken = await asyncio.gather(*(access.together(lambda unit: unit.take_pairing("c1", AT)) for _ in range(4)))
    assert [one for one in taken if one] == [code]


async def test_own_codes_are_kept_found_by_person_and_go_with_the_account(stores: Stores) -> None:
    """Chosen anew they replace the earlier ones; whoever has left has none, also when she comes back."""
    access = stores.open().access
    await access.save_account(EVA, [], {"as": "p-1"}, is_new=True)
    first = OwnCodes(account=EVA.id, mistake="$argon2id$1", duress="$argon2id$2", set_at=AT)
    second = replace(first, duress="$argon2id$3", set_at=LATER)
    for codes in (first, second):

        def keep(unit: AccessUnit, codes: OwnCodes = codes) -> OwnCodes | None:
            unit.set_codes(EVA.id, codes)
            return unit.codes(EVA.id)

        assert await access.together(keep) == codes
    assert await access.codes(EVA.id) == second
    assert await access.codes_of_person("as", "p-1") == second
    assert await access.codes_of_person("as", "p-2") is None
    assert await access.codes_of_person("b", "p-1") is None
    assert await access.codes_of_person("as", "p\0") is None
    await access.save_account(replace(EVA, ended_at=LATER), [], {"as": "p-1"}, is_new=False)
    assert await access.codes(EVA.id) is None
    await access.save_account(EVA, [], {"as": "p-1"}, is_new=False)
    assert await access.codes_of_person("as", "p-1") is None


async def test_codes_are_given_up_and_never_kept_in_the_open(stores: Stores) -> None:
    """The database itself refuses whatever is no argon2id hash."""
    access = stores.open().access
    await access.save_account(EVA, [], {}, is_new=True)
    codes = OwnCodes(account=EVA.id, mistake="$argon2id$1", duress="$argon2id$2", set_at=AT)
    await access.together(lambda unit: unit.set_codes(EVA.id, codes))
    await access.together(lambda unit: unit.set_codes(EVA.id, None))
    assert await access.codes(EVA.id) is None
    with pytest.raises(NameTakenError):
        await access.together(lambda unit: unit.set_codes(EVA.id, replace(codes, duress="4711")))
    assert await access.codes(EVA.id) is None
